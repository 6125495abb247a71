from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from bokeh.application import Application
from bokeh.application.handlers import FunctionHandler
from bokeh.document import Document

from dashboard.counter import Totals
from dashboard.server import failed, health
from dashboard.server.health import readiness, session_error

HEARD = Totals(views=7, here=1, age_seconds=None, since="ever")


def counter(**known: Any) -> Any:
    silent = known.pop("is_silent", False)
    return SimpleNamespace(totals=lambda: replace(HEARD, **known), is_silent=silent)


def test_with_a_page_and_a_counter_the_server_is_ready():
    assert readiness("", counter()) == {
        "status": "ok",
        "app": "ok",
        "counter": "ok",
        "files": "ok",
    }


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"age_seconds": 0}, "away"),
        ({"views": None, "here": None}, "away"),
        ({"since": "start"}, "memory"),
        ({"is_silent": True}, "away"),
    ],
)
def test_without_its_counter_the_server_is_degraded(known: dict[str, Any], said: str):
    found = readiness("", counter(**known))
    assert found == {"status": "degraded", "app": "ok", "counter": said, "files": "ok"}


def test_without_a_page_the_server_is_unavailable_and_says_why():
    said = readiness("/app: no session can be built", counter())
    assert said["status"] == "unavailable"
    assert said["app"] == "/app: no session can be built"


def test_with_files_that_are_gone_it_is_degraded_and_says_which():
    said = readiness("", counter(), "series.parquet is gone")
    assert (said["status"], said["files"]) == ("degraded", "series.parquet is gone")


def test_an_attempt_is_old_after_a_minute_or_where_something_has_happened(
    monkeypatch: pytest.MonkeyPatch,
):
    tried = health._Tried(at=100.0, failures=failed.failures)
    now = iter([150.0, 161.0, 100.5, 101.5, 101.5])
    monkeypatch.setattr(health.time, "monotonic", lambda: next(now))
    assert [tried.is_old(()), tried.is_old(())] == [False, True]
    assert [tried.is_old(("gone",)), tried.is_old(("gone",))] == [False, True]
    tried.wrong = "the script failed"
    assert tried.is_old(())


def test_a_session_that_can_be_built_has_no_error():
    built: list[Document] = []
    assert session_error(Application(FunctionHandler(built.append))) == ""
    assert len(built) == 1


def test_a_session_that_cannot_be_built_is_told_by_the_kind_of_its_error(caplog):
    def broken(_document: Document) -> None:
        raise FileNotFoundError("/secret/place")

    said = session_error(Application(FunctionHandler(broken)))
    assert said == "FileNotFoundError"
    assert "/secret/place" in caplog.text


def test_the_same_error_is_logged_once(caplog):
    def broken(_document: Document) -> None:
        raise FileNotFoundError("/secret/place")

    application = Application(FunctionHandler(broken))
    assert session_error(application, session_error(application)) == "FileNotFoundError"
    assert caplog.text.count("No session can be built") == 1
