import json
import logging
import sys
from types import SimpleNamespace

import pytest
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine
from tornado.web import RequestHandler

from dashboard.server import log
from dashboard.server.log import JsonLines, TextLines, choices, log_failure, request_id

LINE = 1024  # characters


def failing(message: str) -> None:
    raise ValueError(message)


def record(message: str, failed: bool = False) -> logging.LogRecord:
    error = None
    if failed:
        try:
            failing("first line\nsecond line")
        except ValueError:
            error = sys.exc_info()
    return logging.LogRecord("isotherm.test", logging.WARNING, "", 0, message, (), error)


def test_text_says_when_how_bad_who_and_what():
    made = record("something")
    made.created = 0
    assert TextLines().format(made) == "1970-01-01T00:00:00Z WARNING isotherm.test: something"


@pytest.mark.parametrize("lines", [TextLines(), JsonLines()])
def test_a_record_is_one_line_whatever_it_says(lines: logging.Formatter):
    said = lines.format(record("one\ntwo\r\nthree\u2028four", failed=True))
    assert len(said.splitlines()) == 1
    assert "ValueError: first line" in said
    assert "test_log.py" in said


@pytest.mark.parametrize("lines", [TextLines(), JsonLines()])
def test_a_line_is_never_huge(lines: logging.Formatter):
    said = lines.format(record("x" * 1_000_000 + "the end"))
    assert 300 < len(said) <= LINE
    assert "the end" in said


@pytest.mark.parametrize("lines", [TextLines(), JsonLines()])
def test_a_line_with_a_long_traceback_has_1_kb_at_most(lines: logging.Formatter):
    made = record("x" * 5000)
    made.exc_text = "Traceback " + "°" * 50_000 + "ValueError: the end"
    said = lines.format(made)
    assert len(said) <= LINE
    assert "the end" in said


def test_json_names_what_text_only_places():
    made = record("something", failed=True)
    made.created = 0
    said = json.loads(JsonLines().format(made))
    assert said["exception"].startswith("Traceback")
    del said["exception"]
    assert said == {
        "time": "1970-01-01T00:00:00Z",
        "level": "warning",
        "logger": "isotherm.test",
        "message": "something",
    }


@pytest.mark.parametrize("name", ["bokeh.server.views.ws", "bokeh.server.protocol_handler"])
def test_what_a_browser_sent_is_cut_under_any_formatter(name: str, caplog, monkeypatch):
    logger = logging.getLogger(name)
    monkeypatch.setattr(logger, "disabled", False)
    monkeypatch.setattr(logging.getLogger("bokeh"), "propagate", True)
    try:
        failing("y" * 1_000_000)
    except ValueError:
        logger.error("no message: %r", "x" * 1_000_000, exc_info=True)
    assert len(caplog.text) < 10_000
    assert "no message" in caplog.text


def asked(query: str = "", **headers: str) -> HTTPServerRequest:
    connection = SimpleNamespace(context=SimpleNamespace(remote_ip="192.0.2.7", protocol="http"))
    line = RequestStartLine("GET", f"/page{query}", "HTTP/1.1")
    named = HTTPHeaders({"Host": "localhost"})
    named.update({name.replace("_", "-"): value for name, value in headers.items()})
    return HTTPServerRequest(headers=named, connection=connection, start_line=line)


def test_a_request_is_named_without_its_query_and_address():
    request = asked("?key=secret")
    assert repr(request) == "GET /page"
    handler = SimpleNamespace(request=request)
    assert RequestHandler._request_summary(handler) == "GET /page"


def test_a_request_keeps_its_id_and_its_routers_where_that_is_one():
    request = asked()
    assert request_id(request) == request_id(request) != request_id(asked())
    assert request_id(asked(X_Request_Id="0f8fad5b-d9cb-469f")) == "0f8fad5b-d9cb-469f"
    for junk in ("short", "x" * 65, "two words here", "a\tb\tc\td\te"):
        assert request_id(asked(X_Request_Id=junk)) != junk


def test_of_a_query_the_choices_are_logged_and_no_junk():
    assert choices(asked("?country=IND&map=fertility")) == "country=IND&map=fertility"
    assert choices(asked("?X=1&country=%00%0a&y=<script>")) == "country=&y="
    assert choices(asked()) == "no choices"
    assert len(choices(asked("?" + "&".join(f"a=b{n}" for n in range(1000))))) <= 200


def test_a_failure_is_one_record_with_id_and_choices(caplog):
    request = asked("?country=IND", X_Request_Id="0f8fad5b")
    log_failure(request, "No page could be built", None)
    assert [r.getMessage() for r in caplog.records] == [
        "No page could be built: GET /page, request 0f8fad5b, country=IND"
    ]


def test_both_formats_can_be_chosen():
    assert set(log.FORMATS) == {"text", "json"}
