"""Requests, connections and sessions: each bound hit at a real server, which goes on."""

import asyncio
import gzip
import json
import re
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.server.command import LIFETIME
from dashboard.server.limits import MOST_SOCKETS
from tests import impatient
from tests.impatient import PATIENCE
from tests.visitors import OURS, PANELS, Served, Socket, served

TIMES = 50
MOST_MB = 5
KEPT = [f"--unused-session-lifetime={LIFETIME * 1000}"]
WAYS = {
    "dashboard": ["-m", "tests.impatient", *OURS[1:]],
    "panel": [
        *("-m", "tests.impatient", *PANELS[1:-1]),
        *(f"--unused-session-lifetime={impatient.LIFETIME * 1000}", PANELS[-1]),
    ],
}
MARK = "isotherm7mark"  # stands in what is asked for, and in no answer


@pytest.fixture(scope="module", params=WAYS.values(), ids=WAYS)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    with served(request.param, tmp_path_factory.mktemp("served") / "log") as running:
        yield running
        assert "Traceback" not in running.said()
        assert "Uncaught" not in running.said()


def answer(server: Served, request: bytes, seconds: float = 60) -> bytes:
    """All that a connection answers before it is closed."""
    heard = b""
    connection = socket.create_connection(("localhost", server.port), seconds)
    with connection, suppress(ConnectionError):  # it may be refused before all is sent
        connection.sendall(request)
        while part := connection.recv(1 << 16):
            heard += part
    return heard


def request(line: str, *headers: str, body: bytes = b"") -> bytes:
    fields = "".join(f"{header}\r\n" for header in ("Connection: close", "Host: a", *headers))
    return f"{line} HTTP/1.1\r\n{fields}\r\n".encode() + body


CHUNK = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
REFUSED = {
    "a body where none is wanted": (
        request("GET /healthz", "Content-Length: 5", body=b"hello"),
        b"413",
        b"has no body here: ask without one",
    ),
    "a body in chunks where none is wanted": (
        request("GET /", "Transfer-Encoding: chunked", body=b"1\r\na\r\n0\r\n\r\n"),
        b"413",
        b"has no body here: ask without one",
    ),
    "a long body": (
        request("POST /", "Content-Length: 70000", body=b"x" * 70_000),
        b"413",
        b"over 64 kB: send less",
    ),
    "a body that is announced as endless": (
        request("POST /", f"Content-Length: {'9' * 5000}"),
        b"413",
        b"over 64 kB: send less",
    ),
    "chunks without end": (
        request("POST /", "Transfer-Encoding: chunked", body=CHUNK * 8),
        b"413",
        b"over 64 kB: send less",
    ),
    "a long address": (
        request(f"GET /?{MARK}={'x' * 9000}"),
        b"414",
        b"over 8 kB: ask for a shorter one",
    ),
    "many parameters": (
        request("GET /?" + "a=1&" * 101),
        b"400",
        b"more than 100 parameters: ask with fewer",
    ),
    "many headers": (
        request("GET /", *[f"X-{n}: 1" for n in range(120)]),
        b"431",
        b"more than 100 headers: send fewer",
    ),
    "long headers": (
        request("GET /", f"Cookie: a={'x' * 140_000}"),
        b"431",
        b"over 128 kB: delete its cookies",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_request_over_a_bound_is_refused_with_what_to_do(server: Served, name: str):
    asked, status, remedy = REFUSED[name]
    for _ in range(3):
        answer(server, asked)
    before = server.memory()
    for _ in range(TIMES):
        heard = answer(server, asked)
        assert heard.startswith(b"HTTP/1.1 " + status)
        assert remedy in heard
        assert MARK.encode() not in heard
    assert server.memory() - before < MOST_MB
    assert server.get("healthz")[0] == 200


def test_nobody_is_waited_for(server: Served):
    """What has begun and does not go on is closed in time: all of them at once, 50 of each."""
    token = server.token()
    hands = (
        "Host: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nOrigin: {server.url}\r\n"
        f"Sec-WebSocket-Protocol: bokeh, {token}\r\n\r\n"
    )
    frame = b"\x81\xfe\x10\x00" + bytes(4) + b"x" * 100  # the rest of 4 kB does not come
    begun: dict[str, bytes] = {
        "idle": b"",
        "headers": b"GET / HTTP/1.1\r\nHost: a\r\nX: ",
        "body": request("POST /", "Content-Length: 60000", body=b"x" * 100),
        "unread": b"GET /static/js/bokeh.min.js HTTP/1.1\r\nHost: a\r\n\r\n",
    }
    with ExitStack() as stack:
        before = server.memory()
        waiting = {
            (name, number): stack.enter_context(begin(server, start))
            for name, start in begun.items()
            for number in range(TIMES)
        }
        for number in range(MOST_SOCKETS):  # of one session; the rest of 50 are turned away
            start = f"GET /app/ws HTTP/1.1\r\n{hands}".encode() + frame
            waiting["frame", number] = stack.enter_context(begin(server, start))
        ports = {name: one.getsockname()[1] for name, one in waiting.items()}
        time.sleep(PATIENCE / 2)
        assert _names_of_open(server, ports) == set(ports)
        wait_until(lambda: not _names_of_open(server, ports), 3 * PATIENCE)
        assert server.memory() - before < MOST_MB
    assert server.get("healthz")[0] == 200


def begin(server: Served, start: bytes) -> socket.socket:
    """Begin what does not go on, by somebody who reads nothing."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", server.port))
    connection.sendall(start)
    return connection


def _names_of_open(server: Served, ports: dict[Any, int]) -> set[Any]:
    """Which of these connections, by their ports, the server has not closed."""
    there = server.process.net_connections("tcp")
    held = {one.raddr.port for one in there if one.raddr and one.status == "ESTABLISHED"}
    return {name for name, port in ports.items() if port in held}


def _is_open(connection: socket.socket) -> bool:
    """Read what there is, and say whether more may come."""
    connection.setblocking(False)
    try:
        while part := connection.recv(1 << 16):
            assert part
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


LINKS = st.sampled_from(
    ["/", "/app", "/app/ws", "/static/", "/download/", "/stats", "/methods", "/components/", "/x/"]
)
PIECE = st.text(max_size=8) | st.sampled_from(
    ["..", "%2e%2e", "%00", "%ff", "//", "\\", "<b>", "'\"", "{}", "$x", ";", "%0d%0a", "~", "*"]
)
ADDRESS = st.builds(
    lambda start, pieces, name, value: f"{start}{'/'.join(pieces)}?{name}={value}&{MARK}={MARK}",
    LINKS,
    st.lists(PIECE, max_size=3),
    st.sampled_from(["country", "year", "baseline", "bokeh-session-id", "bokeh-token", "a"]),
    PIECE,
)


def _bytes_of(address: str) -> bytes:
    """Without blanks and ends of lines, which would be another request."""
    plain = "".join(c for c in address if c.isprintable() and not c.isspace())
    return plain.encode("utf-8", "ignore")


def test_two_thousand_hostile_addresses_leave_the_server_as_it_was(server: Served):
    found: set[bytes] = set()

    @settings(
        max_examples=1000, database=None, suppress_health_check=list(HealthCheck), derandomize=True
    )
    @given(ADDRESS)
    def ask(address: str) -> None:
        line = b"HEAD " if len(address) % 2 else b"GET "
        asked = line + _bytes_of(address) + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        heard = answer(server, asked)
        assert heard[:9] == b"HTTP/1.1 "
        assert heard[9:10] != b"5", (address, heard[:200])
        assert MARK.encode() not in heard
        assert b"Traceback" not in heard
        found.add(heard[9:12])

    ask()  # what all pages are built with is read by then
    before = server.memory()
    ask()
    assert b"404" in found
    assert server.memory() - before < MOST_MB
    assert server.get("readyz")[0] == 200


def wait_until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not is_so():
        time.sleep(0.05)
    assert is_so()


def test_pages_alone_cost_no_session_and_each_has_its_own_when_its_socket_opens(server: Served):
    async def chosen(token: str) -> str:
        opened = await Socket.open(server, token)
        _, pulled = await opened.ask("PULL-DOC-REQ", {})
        await opened.close()
        state = next(r for r in pulled["doc"]["roots"] if "choices" in r["attributes"])
        return str(json.loads(state["attributes"]["choices"])["iso3"])

    tokens = {server.token(f"?country={iso3}") for iso3 in ("IND", "CAN", "IND", "CAN")}
    assert len(tokens) == 4
    before = server.memory()
    for _ in range(4 * TIMES):
        assert server.get("app")[0] == 200
    assert server.memory() - before < MOST_MB
    assert sorted(asyncio.run(chosen(token)) for token in tokens) == ["CAN", "CAN", "IND", "IND"]


def test_a_compressed_page_is_the_plain_one_with_a_token_of_its_own(server: Served):
    def page(coding: str) -> tuple[str, str, str]:
        asked = urllib.request.Request(f"{server.url}/app", headers={"Accept-Encoding": coding})
        with urllib.request.urlopen(asked, timeout=60) as heard:
            assert "Accept-Encoding" in heard.headers["Vary"]
            coded, body = heard.headers["Content-Encoding"], heard.read()
        text = (gzip.decompress(body) if coded else body).decode()
        token = re.search(r'data-token="([^"]+)"', text)[1]
        return coded, token, re.sub(r"\d+", "", text.replace(token, ""))  # ids, and who is here

    codings = ("gzip, br", "gzip", "identity", "br")
    pages = [page(coding) for coding in codings]
    assert [coded for coded, _, _ in pages] == ["gzip", "gzip", None, None]
    assert len({token for _, token, _ in pages}) == len(codings)
    assert len({text for _, _, text in pages}) == 1


# Where sessions without a socket are kept for a minute, as by us; what gives way does so at once.
@pytest.mark.parametrize("way", [OURS, [*PANELS[:-1], *KEPT, PANELS[-1]]], ids=WAYS)
def test_the_next_visitor_is_asked_to_come_again_and_comes_in(way: list[str], tmp_path: Path):
    async def visit(server: Served) -> None:
        tokens = [server.token() for _ in range(3)]
        first, second = [await Socket.open(server, token) for token in tokens[:2]]
        status, headers, page = server.get("app")
        assert (status, headers["Retry-After"]) == (503, "10")
        assert b'http-equiv="refresh"' in page
        assert b"script" not in page
        before = 0.0
        for number in range(3 + TIMES):
            before = server.memory() if number == 3 else before
            assert server.get("app")[0] == 503
            refused = await Socket.open(server, tokens[2])
            assert (await refused.hear())[0] == ""
            await refused.close()
        assert server.memory() - before < MOST_MB
        state = (await first.models())["state"]
        assert (await first.choose(state, iso3="IND"))[0] == "OK"
        again = await Socket.open(server, tokens[0])  # who is in stays in
        assert (await again.ask("PULL-DOC-REQ", {}))[0] == "PULL-DOC-REPLY"
        await second.close()
        # As soon as the server has heard that somebody left.
        await asyncio.to_thread(wait_until, lambda: server.get("app")[0] == 200, LIFETIME / 2)
        assert (await first.choose(state, iso3="CAN"))[0] == "OK"
        for one in (first, again):
            await one.close()

    with served(way, tmp_path / "log", ISOTHERM_MAX_SESSIONS="2") as server:
        asyncio.run(visit(server))
        assert "ISOTHERM_MAX_SESSIONS is 2" in server.said()
        assert server.get("healthz")[0] == 200


def test_memory_bounds_sessions_too(tmp_path: Path):
    async def visit(server: Served) -> None:
        token = server.token()
        sockets = [await Socket.open(server, server.token()) for _ in range(5)]
        before = 0.0
        for number in range(3 + TIMES):
            before = server.memory() if number == 3 else before
            assert server.get("app")[0] == 503
            refused = await Socket.open(server, token)
            assert await refused.hear() == ("", "no room for another session")
            await refused.close()
        assert server.memory() - before < MOST_MB
        for one in sockets:
            await one.close()

    with served(OURS, tmp_path / "log", ISOTHERM_MAX_MEMORY="100") as server:
        asyncio.run(visit(server))
        assert "ISOTHERM_MAX_MEMORY is 100 MB" in server.said()


def test_without_descriptors_visitors_are_turned_away_and_those_inside_served(tmp_path: Path):
    limit = 'ulimit -n 150; exec "$@"'
    with served(OURS, tmp_path / "log", shell=limit) as server, ExitStack() as stack:
        inside = stack.enter_context(socket.create_connection(("localhost", server.port)))

        def arrive(visitors: int) -> list[socket.socket]:
            arrived = [
                stack.enter_context(socket.create_connection(("localhost", server.port)))
                for _ in range(visitors)
            ]
            wait_until(lambda: not all(_is_open(connection) for connection in arrived))
            return arrived

        arrived = arrive(300)
        before = server.memory()
        for _ in range(TIMES):
            arrived += arrive(1)
        assert server.memory() - before < MOST_MB
        inside.settimeout(60)
        inside.sendall(request("GET /healthz"))
        assert inside.recv(1 << 16).startswith(b"HTTP/1.1 200")
        for connection in arrived:
            connection.close()
        wait_until(lambda: _answers(server))
        assert len(server.said()) < 10_000
        assert "may be open (ulimit -n)" in server.said()


def _answers(server: Served) -> bool:
    try:
        return server.get("healthz")[0] == 200
    except OSError:
        return False
