"""Sessions that click: a page is fetched, its websocket opened, and countries are chosen."""

import asyncio
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

_COUNTRIES = ("IND", "CAN", "FRA", "KEN", "MNG", "PER")
_PATIENCE = 120  # seconds
_TOKEN = re.compile(r'data-token="([^"]+)"')


@dataclass
class Session:
    """A live session, and how long its clicks took, in seconds.

    server: its own clock, which tells for how long it worked until a click was answered, also
    on a machine where others work as well. worked: that, in seconds.
    """

    connection: WebSocketClientConnection
    state: str = ""
    took: list[float] = field(default_factory=list)
    server: Callable[[], float] = time.perf_counter
    worked: list[float] = field(default_factory=list)

    @classmethod
    async def open(cls, url: str, source: str | None = None) -> "Session":
        """Open a page's session, from one of this machine's addresses where one is given."""
        patient = {"request_timeout": _PATIENCE, "connect_timeout": _PATIENCE}
        client = AsyncHTTPClient()
        page = await client.fetch(f"{url}app", network_interface=source, **patient)
        token = _TOKEN.search(page.body.decode())
        assert token is not None
        origin = url.rstrip("/")
        address = f"{origin.replace('http', 'ws')}/app/ws"
        headers = {"Origin": origin}
        asked = HTTPRequest(address, headers=headers, network_interface=source, **patient)
        connection = await websocket_connect(asked, subprotocols=["bokeh", token[1]])
        assert connection.protocol is not None
        connection.protocol.set_nodelay(True)  # as browsers do: else 40 ms of a click are its own
        session = cls(connection)
        await session._hear()
        _, pulled = await session._ask("PULL-DOC-REQ", {})
        tagged = {root["attributes"]["tags"][0]: root["id"] for root in pulled["doc"]["roots"]}
        session.state = tagged["state"]
        return session

    async def click(self, iso3: str) -> None:
        """Choose a country, and wait for what follows."""
        text = json.dumps({"iso3": iso3, "turn": 1})
        change = {"kind": "ModelChanged", "model": {"id": self.state}, "attr": "choices"}
        start, begun = time.perf_counter(), self.server()
        kind, _ = await self._ask("PATCH-DOC", {"events": [{**change, "new": text}]})
        self.took.append(time.perf_counter() - start)
        self.worked.append(self.server() - begun)
        assert kind == "OK", kind

    def forget(self) -> tuple[float, float]:
        """Begin anew; return the p95 of what clicks took, and of what the server worked."""
        ended = p95(self.took), p95(self.worked)
        self.took.clear()
        self.worked.clear()
        return ended

    async def click_for(self, seconds: float, every: float) -> None:
        """Click at a pace, not faster than answers come."""
        end = time.monotonic() + seconds
        for iso3 in cycle(_COUNTRIES):
            if time.monotonic() > end:
                return
            start = time.monotonic()
            await self.click(iso3)
            await asyncio.sleep(max(0.0, every - (time.monotonic() - start)))

    async def _ask(self, kind: str, content: Any) -> tuple[str, Any]:
        for part in ({"msgid": "1", "msgtype": kind}, {}, content):
            await self.connection.write_message(json.dumps(part))
        heard = await self._hear()
        while heard[0] == "PATCH-DOC":
            heard = await self._hear()
        return heard

    async def _hear(self) -> tuple[str, Any]:
        parts = [await self.connection.read_message() for _ in range(3)]
        assert all(isinstance(part, str) for part in parts), "the server closed a socket"
        return json.loads(str(parts[0]))["msgtype"], json.loads(str(parts[2]))


def p95(times: list[float]) -> float:
    """Return the time, in seconds, that 95 of 100 are not above."""
    return sorted(times)[max(0, round(len(times) * 0.95) - 1)] if times else float("nan")
