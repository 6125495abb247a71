"""What browsers and sockets are answered, whichever way the app is served."""

import asyncio
import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bokeh.util.token import generate_jwt_token, generate_session_id, get_token_payload
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from tests.integration.test_serve import OURS, PANELS, get, running

KEY = "a key that the tests know, of 40 letters"
START = (
    "import os, sys; os.environ['PORT'] = sys.argv[1]; os.execv('deploy/start', ['deploy/start'])"
)
WAYS = {"dashboard": OURS, "panel": PANELS, "deploy": ["-c", START]}
POLICY = "Content-Security-Policy"
ADDRESSES = {
    "/app": 200,
    "/app?country=XXX&embed=nothing": 200,
    "/app?embed=map": 200,
    "/": 200,
    "/methods": 200,
    "/stats": 200,
    "/stats.json": 200,
    "/healthz": 200,
    "/readyz": 200,
    "/static/js/bokeh.min.js": 200,
    "/static/extensions/isotherm/page.css": 200,
    "/download/map.csv": 200,
    "/download/map.csv?country=XXX": 400,
    "/download/python": 200,
    "/country/brazil": 200,
    "/country/brazil/stripes.png": 200,
    "/country/nowhere-at-all": 404,
    "/sitemap.xml": 200,
    "/robots.txt": 200,
    "/metrics": 404,
    "/favicon.ico": 200,
    "/nothing": 404,
    "/static/nothing": 404,
    "/components/no/No/_css/a.css": 404,
    "/app/ws": 400,
    "/app?bokeh-session-id=x": 403,
}


class Server:
    """A server's address, and the file that it logs to."""

    def __init__(self, url: str, log: Path) -> None:
        self.url, self._log = url, log

    @property
    def said(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def token(self, **headers: str) -> str:
        return re.search(r'data-token="([^"]+)"', get(f"{self.url}/app", **headers)[2].decode())[1]

    def expired(self) -> str:
        session_id = generate_session_id(KEY.encode(), signed=True)
        return generate_jwt_token(session_id, KEY.encode(), signed=True, expiration=-10)

    async def connect(self, *protocols: str) -> str:
        """Return what a socket hears first."""
        request = HTTPRequest(f"{self.url.replace('http', 'ws')}/app/ws")
        request.headers["Origin"] = self.url
        socket = await websocket_connect(request, subprotocols=list(protocols))
        said = str(await asyncio.wait_for(socket.read_message(), 20))
        socket.close()
        while await socket.read_message() is not None:
            pass
        return said


@pytest.fixture(scope="module", params=WAYS.values(), ids=WAYS)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("log") / "log"
    signed = {"BOKEH_SECRET_KEY": KEY, "BOKEH_SIGN_SESSIONS": "true"}
    more = {"ADDRESS": "127.0.0.1"} if request.param == WAYS["deploy"] else {}
    with running(request.param, log=log, **signed, **more) as url:
        yield Server(url, log)


# Headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_keeps_browsers_from_more_than_it_needs(server: Server, address: str):
    status, headers, _ = get(server.url + address)
    assert status == ADDRESSES[address]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "unsafe-eval" not in headers[POLICY]
    assert "'unsafe-inline'" not in scripts(headers)
    assert headers["Server"] is None
    assert headers["Strict-Transport-Security"] is None


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
def test_answers_to_other_methods_have_them_too(server: Server, method: str):
    for path in ("/app", "/methods", "/static/js/bokeh.min.js", "/download/map.csv"):
        _, headers, _ = get(server.url + path, method)
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert not {"'unsafe-inline'", "*"} & set(scripts(headers))
        assert headers["Server"] is None


def test_what_a_browser_has_by_now_is_answered_with_them(server: Server):
    address = f"{server.url}/static/extensions/isotherm/page.css"
    status, headers, _ = get(address, If_None_Match=get(address)[1]["Etag"])
    assert status == 304
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_way_to_another_address_has_them_too(server: Server):
    parts = urlsplit(server.url)
    connection = HTTPConnection(parts.hostname, parts.port, timeout=60)
    connection.request("GET", "/country/BRA")
    answer = connection.getresponse()
    connection.close()
    assert (answer.status, answer.headers["Location"]) == (301, "../country/brazil")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "'unsafe-inline'" not in directives(answer.headers)["script-src"]
    assert answer.headers["Server"] is None


@pytest.mark.parametrize("name", ["page.css", "page.js"])
def test_what_a_page_is_made_of_needs_nothing_itself(server: Server, name: str):
    _, headers, _ = get(f"{server.url}/static/extensions/isotherm/{name}")
    assert headers[POLICY] == "default-src 'none'; frame-ancestors 'self'"
    said = "".join(f"{field}: {value}\r\n" for field, value in headers.items())
    assert len(said) < 540


def scripts(headers: dict[str, str]) -> list[str]:
    allowed = directives(headers)
    return allowed.get("script-src", allowed["default-src"])


def directives(headers: dict[str, str]) -> dict[str, list[str]]:
    return {name: sources for name, *sources in map(str.split, headers[POLICY].split(";"))}


class Scripts(HTMLParser):
    """The inline scripts of a page that a browser runs: none of those in a template."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._in_template = self._runs = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_template |= tag == "template"
        of = dict(attrs)
        kinds = ("text/javascript", "module", "importmap")
        inline = tag == "script" and "src" not in of and of.get("type", kinds[0]) in kinds
        self._runs = inline and not self._in_template

    def handle_endtag(self, tag: str) -> None:
        self._in_template &= tag != "template"
        self._runs = False

    def handle_data(self, text: str) -> None:
        if self._runs:
            self.texts.append(text)


@pytest.mark.parametrize(
    ("address", "count"), [("/app", 3), ("/app?embed=map", 3), ("/methods", 1)]
)
def test_a_page_names_each_of_its_inline_scripts_and_no_other(
    server: Server, address: str, count: int
):
    _, headers, body = get(server.url + address)
    scripts = Scripts(body.decode()).texts
    digests = [b64encode(sha256(text.encode()).digest()).decode() for text in scripts]
    assert len(digests) == count
    named = {f"'sha256-{digest}'" for digest in digests}
    assert set(directives(headers)["script-src"]) == {"'self'", *named}


@pytest.mark.parametrize(
    ("address", "ancestors"),
    [
        ("/app", ["'self'"]),
        ("/app?embed=map", None),
        ("/app?embed=country&country=IND", None),
        ("/app?embed=anything", ["'self'"]),
        ("/methods?embed=map", ["'self'"]),
        ("/stats", ["'self'"]),
    ],
)
def test_pages_of_others_frame_what_is_made_for_it(
    server: Server, address: str, ancestors: list[str] | None
):
    _, headers, _ = get(server.url + address)
    assert directives(headers).get("frame-ancestors") == ancestors


@pytest.mark.parametrize(
    ("proto", "is_tls"),
    [("https", True), ("http, https", False), ("https, http", True), ("gopher", False)],
)
def test_behind_tls_a_browser_shall_come_by_tls_again(server: Server, proto: str, is_tls: bool):
    for address in ("/app", "/static/js/bokeh.min.js", "/nothing"):
        _, headers, _ = get(server.url + address, X_Forwarded_Proto=proto)
        assert (headers["Strict-Transport-Security"] is not None) == is_tls


# Tokens


def test_a_token_holds_nothing_of_the_visitor(server: Server):
    secrets = {
        "Cookie": "; ".join(f"harmless{number}={'c' * 190}" for number in range(30)),
        "Authorization": "Bearer harmless-authorization",
        "X_Forwarded_Access_Token": "harmless-forwarded",
        "X_Forwarded_For": "192.0.2.77",
        "User_Agent": "Harmless/5.0",
    }
    token = server.token(**secrets)
    payload = get_token_payload(token)
    assert payload.pop("session_expiry") > 0
    assert payload.pop("app_path", "/app") == "/app"
    assert {name: value for name, value in payload.items() if value} == {}
    assert len(token) < 1000
    page = get(f"{server.url}/app?country=IND", **secrets)[2].decode()
    assert not [text for text in ("harmless", "Harmless", "192.0.2.77") if text in page]


def test_a_socket_opens_with_a_token_of_this_server(server: Server):
    assert '"ACK"' in asyncio.run(server.connect("bokeh", server.token()))


JUNK = {
    "": 400,
    "x": 403,  # without a signature
    "%%%": 400,
    "bm90IGpzb24": 403,  # not json
    "bm90IGpzb24.": 400,
    "e30.e30": 400,  # {}
    "W10.x": 400,  # []
    "a.b.c": 400,
}


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_junk_is_no_token(server: Server, junk: str):
    before = len(server.said)
    assert get(f"{server.url}/app?bokeh-token={junk}")[0] == JUNK[junk]
    if junk:
        with pytest.raises(HTTPClientError) as refused:
            asyncio.run(server.connect("bokeh", junk))
        assert refused.value.code == JUNK[junk]
    assert "Traceback" not in server.said[before:]


def test_a_token_that_is_too_long_is_none(server: Server):
    junk = "x" * 20_000
    assert get(f"{server.url}/app?bokeh-token={junk}")[0] == 414  # no address is that long
    with pytest.raises(HTTPClientError) as refused:
        asyncio.run(server.connect("bokeh", junk))
    assert refused.value.code == 400


@pytest.mark.parametrize("protocols", [[], ["bokeh"], ["other", "x"], ["bokeh", "x", "y"]])
def test_a_socket_without_a_token_is_refused(server: Server, protocols: list[str]):
    before = len(server.said)
    with pytest.raises(HTTPClientError) as refused:
        asyncio.run(server.connect(*protocols))
    assert refused.value.code == 400
    assert "Traceback" not in server.said[before:]


def test_a_token_of_another_server_or_another_day_is_refused(server: Server):
    before = len(server.said)
    content, _, signature = server.token().partition(".")
    others = generate_jwt_token(generate_session_id(b"other", True), b"other", signed=True)
    for token in (content, f"{content}.", f"{content}.{signature[::-1]}", others, server.expired()):
        assert get(f"{server.url}/app?bokeh-token={token}")[0] == 403
        with pytest.raises(HTTPClientError) as refused:
            asyncio.run(server.connect("bokeh", token))
        assert refused.value.code == 403
    assert "Traceback" not in server.said[before:]


IDS = {
    "": 400,
    "x": 403,
    "x.": 403,
    "x.y": 403,
    "%ff": 400,
    "%00": 400,
    "a%20b": 400,
    "x" * 3000: 400,
}


@pytest.mark.parametrize("session_id", IDS, ids=range(len(IDS)))
def test_junk_is_no_session(server: Server, session_id: str):
    before = len(server.said)
    assert get(f"{server.url}/app?bokeh-session-id={session_id}")[0] == IDS[session_id]
    if session_id.isalnum():
        assert get(f"{server.url}/app", Bokeh_Session_Id=session_id)[0] == IDS[session_id]
    assert "Traceback" not in server.said[before:]


def test_a_session_id_of_this_server_opens_the_page(server: Server):
    session_id = generate_session_id(KEY.encode(), signed=True)
    status, _, body = get(f"{server.url}/app?bokeh-session-id={session_id}")
    assert status == 200
    assert b'id="start"' in body


def test_who_serves_may_name_what_tokens_hold(tmp_path: Path):
    kept = ["--include-headers", "X-Team", "--include-cookies", "team"]
    with running([*PANELS[:-1], *kept, "--port"], log=tmp_path / "log") as url:
        sent = {"X_Team": "blue", "Cookie": "team=red; other=harmless", "Authorization": "harmless"}
        payload = get_token_payload(Server(url, tmp_path / "log").token(**sent))
    assert payload["headers"] == {"X-Team": "blue"}
    assert payload["cookies"] == {"team": "red"}
