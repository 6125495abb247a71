"""What a browser, or somebody who pretends to be many, sends over HTTP and the websocket."""

import asyncio
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from benchmarks.counter.faults import RedisServer
from benchmarks.ports import free_port

ROOT = Path(__file__).parents[3]
PATIENCE = 120
FIREFOX = ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
FORGED = [
    [FIREFOX],
    [],
    [("User-Agent", "")],
    [("User-Agent", "x" * 30_000)],
    [("User-Agent", Random(7).randbytes(35_000).hex())],
    [FIREFOX, ("X-Forwarded-For", "10.0.0.1, evil\x80, 10.0.0.2"), ("X-Real-Ip", "::1")],
    [FIREFOX, ("X-Forwarded-For", "'; FLUSHALL"), ("X-Forwarded-For", "192.0.2.1")],
    [FIREFOX, FIREFOX, ("Cookie", "a=b"), ("Cookie", "bokeh=1; x")],
]


class Dashboard:
    def __init__(self, redis: RedisServer) -> None:
        self.redis, self.port = redis, free_port()
        self.run = subprocess.Popen(
            [sys.executable, "-m", "dashboard", "serve", "--port", str(self.port)],
            cwd=ROOT,
            env={**os.environ, "REDIS_URL": redis.url},
            stdout=subprocess.DEVNULL,
        )

    def get(self, headers: list[tuple[str, str]], path: str = "/") -> tuple[int, str]:
        """Ask with these headers alone, the same one several times if so listed."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=PATIENCE)
        connection.putrequest("GET", path)
        for name, value in headers:
            connection.putheader(name, value.encode("latin-1"))
        connection.endheaders()
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def open(self, headers: list[tuple[str, str]], path: str = "/") -> str:
        """Open a page as a browser does; return its token."""
        status, text = self.get(headers, path)
        assert status == 200
        token = re.search(r'data-token="([^"]+)"', text)[1]
        asyncio.run(self.talk(token, "document_ready"))
        return token

    async def talk(self, token: str, event: str) -> None:
        await closed(await self.connect(token, event))

    async def connect(self, token: str, event: str) -> WebSocketClientConnection:
        """Connect as a page does that says what has happened to it."""
        request = HTTPRequest(
            f"ws://localhost:{self.port}/ws", headers={"Origin": f"http://localhost:{self.port}"}
        )
        page = await websocket_connect(request, subprotocols=["bokeh", token])
        await heard(page)
        sent = {"type": "event", "name": event, "values": {"type": "map", "entries": []}}
        events = [{"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": sent}]
        for part in ({"msgid": "1", "msgtype": "PATCH-DOC"}, {}, {"events": events}):
            await page.write_message(json.dumps(part))
        while (await heard(page))[0] != "OK":
            pass
        return page

    def here(self) -> int:
        return self.redis.client.zcard("isotherm:1:here")

    def countries(self) -> dict[str, float]:
        return dict(self.redis.client.zrange("isotherm:1:countries", 0, -1, withscores=True))


async def closed(page: WebSocketClientConnection) -> None:
    page.close()
    while await page.read_message() is not None:
        pass
    await asyncio.sleep(0.01)


async def heard(page: WebSocketClientConnection) -> tuple[str, Any]:
    parts = [await asyncio.wait_for(page.read_message(), PATIENCE) for _ in range(3)]
    return json.loads(parts[0])["msgtype"], json.loads(parts[2])


def until(said: Any, wanted: object, patience: float = PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and said() != wanted:
        time.sleep(0.05)
    assert said() == wanted


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    with RedisServer(tmp_path_factory.mktemp("redis")) as redis:
        started = Dashboard(redis)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if started.get([], "/healthz")[0] == 200:
                    break
            except OSError:
                time.sleep(0.1)
        yield started
        started.run.send_signal(signal.SIGTERM)
        assert started.run.wait(PATIENCE) == 0


@pytest.fixture
def counted(dashboard: Dashboard) -> int:
    """How many views are counted by now."""
    until(lambda: dashboard.get([], "/readyz")[0], 200)
    return dashboard.redis.views()


@pytest.mark.parametrize("headers", FORGED, ids=range(len(FORGED)))
def test_a_page_is_one_view_whatever_its_headers_say(
    dashboard: Dashboard, counted: int, headers: list[tuple[str, str]]
):
    dashboard.open(headers)
    until(dashboard.redis.views, counted + 1)


def test_headers_beyond_what_the_server_reads_are_no_view(dashboard: Dashboard, counted: int):
    try:
        status, _ = dashboard.get([("User-Agent", "x" * 200_000)])
    except (http.client.HTTPException, OSError):
        status = None  # it closes the connection
    assert status in (None, 400, 431)
    dashboard.open([FIREFOX])
    until(dashboard.redis.views, counted + 1)


def test_a_page_that_comes_back_is_counted_no_second_time(dashboard: Dashboard, counted: int):
    token = dashboard.open([FIREFOX])
    until(dashboard.redis.views, counted + 1)
    asyncio.run(dashboard.talk(token, "client_reconnected"))
    dashboard.open([FIREFOX])
    until(dashboard.redis.views, counted + 2)


def test_who_closes_a_page_is_gone_and_who_reconnects_is_here(dashboard: Dashboard, counted: int):
    async def here(number: int) -> None:
        # A session without a page lives for a minute more.
        await asyncio.to_thread(until, dashboard.here, number, patience=30)

    async def story() -> None:
        await here(0)
        token = re.search(r'data-token="([^"]+)"', dashboard.get([FIREFOX])[1])[1]
        page = await dashboard.connect(token, "document_ready")
        await here(1)
        await closed(page)
        await here(0)
        lost = await dashboard.connect(token, "client_reconnected")
        await here(1)
        page = await dashboard.connect(token, "client_reconnected")
        await closed(lost)
        await asyncio.to_thread(dashboard.open, [FIREFOX])
        await asyncio.to_thread(until, dashboard.redis.views, counted + 2)
        await here(1)
        await closed(page)
        await here(0)

    asyncio.run(story())
    until(dashboard.redis.views, counted + 2)


def test_a_country_that_a_link_names_counts_as_opened(dashboard: Dashboard, counted: int):
    before = dashboard.countries()
    dashboard.open([FIREFOX], "/?country=MNG")
    dashboard.open([FIREFOX], "/?country=XXX")
    dashboard.open([FIREFOX])
    until(dashboard.redis.views, counted + 3)
    until(dashboard.countries, {**before, "MNG": before.get("MNG", 0) + 1})
