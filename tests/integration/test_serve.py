"""The two ways to serve, as real processes."""

import asyncio
import gzip
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any
from urllib.error import HTTPError

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClientConnection, WebSocketClosedError, websocket_connect

from benchmarks.ports import free_port
from dashboard.server.assets import ASSETS
from tests.serving import wait_for

ROOT = Path(__file__).parents[2]
OURS = ["-m", "dashboard", "serve", "--port"]
PACKAGE = "dashboard"
ROUTES = ["--plugins", f"{PACKAGE}.server.routes"]
PANELS = ["-m", "panel", "serve", "dashboard/app.py", *ROUTES, "--port"]
START_SECONDS = 60
GARBAGE = [
    ("iso3", "XXX"),
    ("iso3", 7),
    ("iso3", None),
    ("iso3", ["IND"]),
    ("iso3", {"type": "object"}),
    ("variable", "banana"),
    ("indicator", "temperature"),
    ("year", "banana"),
    ("year", 1e9),
    ("year", None),
    ("baseline", "1990-1961"),
    ("baseline", "9" * 10_000),
    ("unknown", 1),
]


def environment(**more: str) -> dict[str, str]:
    named = ("PORT", "ADDRESS", "ALLOWED_ORIGINS")
    return {**{name: v for name, v in os.environ.items() if name not in named}, **more}


@contextmanager
def running(
    arguments: list[str], path: str = "app", log: Path | None = None, **environ: str
) -> Iterator[str]:
    """The address of a server that is started, with counts of its own, and ended."""
    port = free_port()
    command = [sys.executable, *arguments, str(port)]
    url = f"http://localhost:{port}"
    # A file takes all that the server says of bad messages; a pipe that nobody reads would stop it.
    with log.open("w+b") if log else TemporaryFile() as said, TemporaryDirectory() as counts:
        environ = environment(ISOTHERM_STATE_DIR=counts, **environ)
        process = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            wait_for(f"{url}/{path}", process)
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
        said.seek(0)
        assert process.returncode == 0, said.read()[-2000:].decode()


def get(url: str, method: str = "GET", /, **headers: str) -> tuple[int, Any, bytes]:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(
            urllib.request.Request(url, headers=sent, method=method), timeout=30
        ) as answer:
            return answer.status, answer.headers, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


@pytest.fixture(scope="module", params=[OURS, PANELS], ids=["dashboard", "panel"])
def any_server(request: pytest.FixtureRequest) -> Iterator[str]:
    with running(request.param) as url:
        yield url


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running(OURS) as url:
        yield url


# What both serve


def test_the_page_is_served_with_a_country_and_what_draws_it(any_server: str):
    status, _, body = get(f"{any_server}/app?country=IND")
    assert status == 200
    text = body.decode()
    assert '<h2 id="country-name">India</h2>' in text
    start = json.loads(re.search(r'id="start">(.*?)</script>', text, re.DOTALL)[1])
    assert start["state"]["iso3"] == "IND"
    for address in (*start["files"].values(), start["shown"]["map"]["matrix"]):
        assert get(f"{any_server}/{address}")[0] == 200


def test_every_address_in_the_page_answers(any_server: str):
    text = get(f"{any_server}/app")[2].decode()
    addresses = set(re.findall(r'"(?:[.]/)?(static/[^"]+)"', text))
    assert len(addresses) > 30  # the modules that are read when they are asked for, most of them
    assert {get(f"{any_server}/{address}")[0] for address in addresses} == {200}


def test_behind_a_router_that_ends_tls_a_download_s_link_is_https(any_server: str):
    address = f"{any_server}/download/map.csv-metadata.json?year=1998"
    line = f'"link": "https://{any_server.partition("//")[2]}/?year=1998"'.encode()
    assert line in get(address, X_Forwarded_Proto="https")[2]
    for said in ({}, {"X_Forwarded_Proto": "javascript"}):
        assert line.replace(b"https", b"http") in get(address, **said)[2]


def test_a_worst_link_is_answered_with_the_default_view(any_server: str):
    link = "country=XXX&year=banana&indicator=;DROP&map=%ff%fe&baseline=%00&country=%F0%9F%8C%8E"
    status, _, body = get(f"{any_server}/app?{link}")
    assert status == 200
    assert '<h2 id="country-name">Brazil</h2>' in body.decode()


def wait_until(said: Callable[[], Any], wanted: Any) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and said() != wanted:
        time.sleep(0.1)
    assert said() == wanted


def test_the_process_says_that_it_lives(any_server: str):
    status, headers, body = get(f"{any_server}/healthz")
    assert (status, json.loads(body)) == (200, {"status": "ok"})
    assert headers["Cache-Control"] == "no-store"


def test_the_server_is_ready_once_a_page_can_be_built_and_views_counted(any_server: str):
    status, _, body = get(f"{any_server}/readyz")
    assert status == 200
    assert json.loads(body)["app"] == "ok"
    ready = {"status": "ok", "app": "ok", "counter": "ok", "files": "ok"}
    wait_until(lambda: json.loads(get(f"{any_server}/readyz")[2]), ready)


@pytest.mark.parametrize(
    "path",
    [
        "app",
        "app?country=IND",
        "favicon.ico",
        "healthz",
        "readyz",
        "static/js/bokeh.min.js",
        "stats",
        "stats.json",
    ],
)
def test_head_is_answered_where_get_is(any_server: str, path: str):
    status, headers, body = get(f"{any_server}/{path}", "HEAD")
    assert (status, body) == (200, b"")
    assert (
        headers["Content-Type"].split(";")[0]
        == (get(f"{any_server}/{path}")[1]["Content-Type"].split(";")[0])
    )


def test_asking_for_headers_and_health_counts_no_view(any_server: str):
    for path in ("app", "healthz", "readyz"):
        get(f"{any_server}/{path}", "HEAD")
        get(f"{any_server}/{path}")
    wait_until(lambda: json.loads(get(f"{any_server}/readyz")[2])["counter"], "ok")
    assert json.loads(get(f"{any_server}/stats.json")[2])["views"] == 0


def test_an_app_that_cannot_be_built_is_alive_and_not_ready(tmp_path: Path):
    broken = tmp_path / "app.py"
    broken.write_text("raise FileNotFoundError('/a/secret/place')")
    command = ["-m", "panel", "serve", str(broken), "--plugins", f"{PACKAGE}.server.routes"]
    with running([*command, "--port"], path="healthz") as url:
        status, _, body = get(f"{url}/readyz")
        assert status == 503
        assert json.loads(body)["status"] == "unavailable"
        assert b"secret" not in body
        assert get(f"{url}/healthz")[0] == 200


def test_without_its_redis_the_server_is_degraded_and_serves():
    with running(OURS, REDIS_URL=f"redis://localhost:{free_port()}") as url:
        status, _, body = get(f"{url}/readyz")
        assert (status, json.loads(body)["status"]) == (200, "degraded")
        assert get(f"{url}/app")[0] == 200


# What ours adds


def test_the_page_is_at_the_root(server: str):
    status, _, body = get(f"{server}/")
    assert status == 200
    assert '<h2 id="country-name">Brazil</h2>' in body.decode()


def test_page_and_files_are_compressed_and_versioned_files_kept_for_ever(server: str):
    _, headers, body = get(f"{server}/", Accept_Encoding="gzip")
    assert headers["Content-Encoding"] == "gzip"
    text = gzip.decompress(body).decode()
    style = re.search(r'href="(static/[^"]+/page\.[^"]*css[^"]*)"', text)[1]
    _, headers, body = get(f"{server}/{style}", Accept_Encoding="gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert "immutable" in headers["Cache-Control"]
    assert gzip.decompress(body).startswith((ASSETS / "page.css").read_bytes())


@pytest.mark.parametrize(
    "path", ["static/extensions/isotherm/%2e%2e/app.py", "static/%2e%2e/%2e%2e/%2e%2e/LICENSE"]
)
def test_nothing_beside_the_files_is_served(any_server: str, path: str):
    status, _, body = get(f"{any_server}/{path}")
    assert status in (403, 404)
    assert b"build_app" not in body


@pytest.mark.parametrize(
    "path",
    [
        "components/",
        "components/nosuchmodule/A/_css/a.css",
        "components/json/JSONEncoder/_css/a.css",
        "app/autoload.js?bokeh-autoload-element=1",
        "app/metadata",
        "autoload.js?bokeh-autoload-element=1",
        "metadata",
        "static/",
        "static/%00",
        "app/static/%00",
        "static/extensions/",
        "static/extensions/isotherm/%00",
        "liveness",
        "session_info",
        "admin",
    ],
)
def test_of_what_panel_adds_by_itself_the_page_alone_is_answered(any_server: str, path: str):
    for method in ("GET", "HEAD"):
        assert get(f"{any_server}/{path}", method)[0] == 404
    assert get(f"{any_server}/healthz")[0] == 200


def test_static_files_are_compressed_wherever_panel_routes_them(any_server: str):
    for path in ("static/js/bokeh.min.js", "app/static/js/bokeh.min.js"):
        _, headers, body = get(f"{any_server}/{path}", Accept_Encoding="gzip")
        assert headers["Content-Encoding"] == "gzip"
        assert b"Bokeh" in gzip.decompress(body)


def test_a_bare_panel_serve_says_what_it_lacks_and_loads_nothing_after_its_first_page(
    tmp_path: Path,
):
    log = tmp_path / "log"
    with running(["-m", "panel", "serve", "dashboard/app.py", "--port"], log=log) as url:
        assert get(f"{url}/app")[0] == 200
        assert get(f"{url}/components/")[0] == 404  # Panel itself says 400
    assert log.read_text().count("without --plugins dashboard.server.routes") == 1


# Sessions


class Session:
    """A session's websocket, as a browser or a person with bad intentions talks to it."""

    def __init__(self, socket: WebSocketClientConnection) -> None:
        self.socket = socket

    @classmethod
    async def open(cls, url: str) -> "Session":
        session = cls(await cls.connect(url, token_of(url), url))
        await session.hear()
        return session

    @staticmethod
    async def connect(url: str, token: str, origin: str) -> WebSocketClientConnection:
        request = HTTPRequest(f"{url.replace('http', 'ws')}/app/ws", headers={"Origin": origin})
        return await websocket_connect(request, subprotocols=["bokeh", token])

    async def close(self) -> None:
        self.socket.close()
        while await self.socket.read_message() is not None:
            pass

    async def hear(self) -> tuple[str, dict[str, Any]]:
        parts = [await asyncio.wait_for(self.socket.read_message(), 20) for _ in range(3)]
        return json.loads(parts[0])["msgtype"], json.loads(parts[2])

    async def ask(self, kind: str, content: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        """Send a message; return what is said up to its reply."""
        for part in ({"msgid": "1", "msgtype": kind}, {}, content):
            await self.socket.write_message(json.dumps(part))
        said = [await self.hear()]
        while said[-1][0] == "PATCH-DOC":
            said.append(await self.hear())
        return said

    async def models(self) -> dict[str, dict[str, Any]]:
        ((_, reply),) = await self.ask("PULL-DOC-REQ", {})
        return {root["attributes"]["tags"][0]: root for root in reply["doc"]["roots"]}

    async def choose(self, choice: str, value: Any) -> list[tuple[str, dict[str, Any]]]:
        return await self.say(json.dumps({choice: value, "turn": 7}))

    async def say(self, text: Any) -> list[tuple[str, dict[str, Any]]]:
        state = (await self.models())["state"]["id"]
        event = {"kind": "ModelChanged", "model": {"id": state}, "attr": "choices", "new": text}
        return await self.ask("PATCH-DOC", {"events": [event]})


def token_of(url: str) -> str:
    return re.search(r'data-token="([^"]+)"', get(f"{url}/app")[2].decode())[1]


def in_session(url: str, talk: Any) -> Any:
    async def talked() -> Any:
        session = await Session.open(url)
        try:
            return await talk(session)
        finally:
            await session.close()

    return asyncio.run(talked())


def parts_of(said: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    events = [event for kind, content in said if kind == "PATCH-DOC" for event in content["events"]]
    return [json.loads(event["new"]) for event in events if event["attr"] == "parts"]


def test_a_choice_is_answered_with_what_follows(server: str):
    said = in_session(server, lambda session: session.choose("iso3", "IND"))
    (parts,) = parts_of(said)
    assert parts["country"]["text"]["name"] == "India"
    assert said[-1][0] == "OK"


@pytest.mark.parametrize(("choice", "value"), GARBAGE, ids=lambda part: str(part)[:12])
def test_garbage_changes_nothing_and_leaves_the_session_alive(server: str, choice: str, value: Any):
    async def talk(session: Session) -> tuple[list[Any], list[Any]]:
        return await session.choose(choice, value), await session.choose("iso3", "IND")

    refused, answered = in_session(server, talk)
    (told,) = parts_of(refused)
    assert set(told) <= {"answer", "turn", "made_of", "refused"}
    (parts,) = parts_of(answered)
    assert parts["turn"] == 7
    assert {"country", "indicator"} <= set(parts)
    assert parts["country"]["text"]["name"] == "India"
    assert parts["country"]["text"]["baseline"] == "1981–2010"
    assert parts["indicator"]["id"] == "gdp_per_capita"


@pytest.mark.parametrize("text", ["{", "null", "x" * 10_000], ids=str)
def test_a_message_of_garbage_changes_nothing_and_leaves_the_session_alive(server: str, text: Any):
    async def talk(session: Session) -> list[Any]:
        await session.say(text)
        return await session.choose("iso3", "IND")

    (parts,) = parts_of(in_session(server, talk))
    assert parts["country"]["text"]["name"] == "India"


def test_one_sessions_choice_is_not_anothers(server: str):
    async def two() -> dict[str, Any]:
        one, other = await Session.open(server), await Session.open(server)
        await one.choose("iso3", "IND")
        found = await other.models()
        await one.close()
        await other.close()
        return found

    assert not asyncio.run(two())["shown"]["attributes"].get("parts")


async def answer(url: str, token: str, origin: str, message: str | None = None) -> str | None:
    """What a socket hears first, or after a message; None where it is closed."""
    socket = await Session.connect(url, token, origin)
    if message is not None:
        for _ in range(3):
            assert await socket.read_message() is not None
        with suppress(WebSocketClosedError):  # the first of them may be enough
            for _ in range(3):
                await socket.write_message(message)
    said = await asyncio.wait_for(socket.read_message(), 20)
    socket.close()
    while said is not None and await socket.read_message() is not None:
        pass
    await asyncio.sleep(0.01)  # a closed socket is let go one turn later
    return said


def test_a_session_opens_with_a_token_that_this_server_signed(server: str):
    token = token_of(server)
    assert '"ACK"' in asyncio.run(answer(server, token, server))
    content, _, _signature = token.partition(".")
    for forged in (content, f"{content}.forged", token_of(server).partition(".")[0] + "."):
        with pytest.raises(HTTPClientError, match="403"):
            asyncio.run(answer(server, forged, server))


def test_another_sites_pages_open_no_session(any_server: str):
    with pytest.raises(HTTPClientError, match="403"):
        asyncio.run(answer(any_server, token_of(any_server), "http://elsewhere.example"))


@pytest.mark.parametrize("junk", ["junk", "[]", "null", "x" * 900_000, '{"msgtype": 1}'])
def test_junk_closes_its_socket_and_no_other(any_server: str, junk: str):
    assert asyncio.run(answer(any_server, token_of(any_server), any_server, junk)) is None
    (parts,) = parts_of(in_session(any_server, lambda session: session.choose("iso3", "IND")))
    assert parts["country"]["text"]["name"] == "India"


# What stands in the way of a start


def serve_fails(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "dashboard", "serve", *arguments]
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    return line


def test_a_port_in_use_is_told_in_one_line():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        line = serve_fails(ROOT, "--port", port)
    assert port in line
    assert "--port or PORT" in line


READING = """
import sys, time
from pathlib import Path
import pyarrow.parquet as pq
from dashboard.config import Settings
from dashboard.server.command import run
from dashboard.store import SNAPSHOT, SERIES

table = pq.read_table(SNAPSHOT / SERIES)

def read_for_a_while():
    end = time.monotonic() + 3
    while time.monotonic() < end:
        table.to_pandas()

run(Path(sys.argv[1]), Settings.read(), read_for_a_while)
"""


def test_a_server_that_is_told_to_end_while_it_reads_ends(tmp_path: Path):
    app = tmp_path / "app.py"
    app.write_text("import panel as pn\n\npn.pane.Markdown('here').servable()\n")
    port = free_port()
    command = [sys.executable, "-c", READING, str(app)]
    path = f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    server = subprocess.Popen(command, env=environment(PORT=str(port), PYTHONPATH=path), cwd=ROOT)
    try:
        wait_for(f"http://localhost:{port}/healthz", server, START_SECONDS)
        server.terminate()
        assert server.wait(30) == 0
    finally:
        server.kill()
        server.wait()


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the package, whose files can be damaged."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "dashboard", folder / "dashboard")
    return folder


@pytest.mark.parametrize(
    "name", ["series.parquet", "countries.parquet", "boundaries.parquet", "provenance.json"]
)
@pytest.mark.parametrize("damage", ["missing", "cut short", "empty"])
def test_a_file_that_cannot_be_read_is_named_with_its_remedy(copy: Path, name: str, damage: str):
    file = copy / "dashboard" / "data" / name
    content = file.read_bytes()
    try:
        if damage == "missing":
            file.unlink()
        else:
            file.write_bytes(content[: len(content) // 2] if damage == "cut short" else b"")
        line = serve_fails(copy, "--port", str(free_port()))
    finally:
        file.write_bytes(content)
    assert str(file) in line
    assert "python -m dashboard snapshot" in line
