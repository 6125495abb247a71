"""A server that tests start with its log and its memory in sight, and visitors of all kinds."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import psutil
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from benchmarks.ports import free_port
from tests.serving import wait_for

ROOT = Path(__file__).parents[1]
OURS = ["-m", "dashboard", "serve", "--port"]
PANELS = [
    *("-m", "panel", "serve", "dashboard/app.py"),
    *("--plugins", "dashboard.server.routes", "--port"),
]
_NAMED = ("PORT", "ADDRESS", "ALLOWED_ORIGINS")


@dataclass(frozen=True)
class Served:
    """A server that runs: its port, the file of its log, what it costs."""

    port: int
    log: Path
    process: psutil.Process

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def memory(self) -> float:
        """Resident MB."""
        return float(self.process.memory_info().rss / 2**20)

    def said(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def get(self, path: str) -> tuple[int, Any, bytes]:
        try:
            with urllib.request.urlopen(f"{self.url}/{path}", timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except HTTPError as error:
            with error:
                return error.code, error.headers, error.read()

    def token(self, link: str = "") -> str:
        return re.search(r'data-token="([^"]+)"', self.get(f"app{link}")[2].decode())[1]


@contextmanager
def served(
    arguments: list[str], log: Path, *, shell: str = 'exec "$@"', **environ: str
) -> Iterator[Served]:
    """Run a server until the block ends; shell: what runs its command, "$@"."""
    port = free_port()
    given = {name: text for name, text in os.environ.items() if name not in _NAMED}
    state = log.with_suffix(".state")
    state.mkdir()
    command = ["sh", "-c", shell, "sh", sys.executable, *arguments, str(port)]
    with log.open("wb") as said:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**given, "ISOTHERM_STATE_DIR": str(state), "PYTHONPATH": str(ROOT), **environ},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        server = Served(port, log, psutil.Process(process.pid))
        try:
            wait_for(f"{server.url}/readyz", process)
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
    assert process.returncode == 0, server.said()[-2000:]


class Socket:
    """A session's websocket, as a browser has it, or somebody who writes its frames by hand."""

    def __init__(self, connection: WebSocketClientConnection) -> None:
        self.connection = connection
        self.ended = False  # Tornado says so once, and then for ever nothing

    @classmethod
    async def open(cls, server: Served, token: str) -> "Socket":
        address = f"ws://localhost:{server.port}/app/ws"
        request = HTTPRequest(address, headers={"Origin": server.url})
        connection = await websocket_connect(request, subprotocols=["bokeh", token])
        assert connection.protocol is not None
        connection.protocol.set_nodelay(True)  # as browsers do: else each message takes 40 ms
        socket = cls(connection)
        await socket.hear()
        return socket

    async def hear(self) -> tuple[str, Any]:
        """The next message's kind and content; a closed socket's is "" and its reason."""
        parts: list[Any] = []
        for _ in range(0 if self.ended else 3):
            part = await asyncio.wait_for(self.connection.read_message(), 60)
            if part is None:
                self.ended = True
                return "", self.connection.close_reason
            parts.append(part)
        if not parts:
            return "", self.connection.close_reason
        return json.loads(parts[0])["msgtype"], json.loads(parts[2])

    async def write(self, *frames: str | bytes) -> None:
        for frame in frames:
            await self.connection.write_message(frame, binary=isinstance(frame, bytes))

    async def say(self, kind: str, content: Any, **header: Any) -> None:
        named = {"msgid": "1", "msgtype": kind, **header}
        await self.write(json.dumps(named), "{}", json.dumps(content))

    async def ask(self, kind: str, content: Any) -> tuple[str, Any]:
        """Say it; return the reply, what is said before left out."""
        await self.say(kind, content)
        heard = await self.hear()
        while heard[0] == "PATCH-DOC":
            heard = await self.hear()
        return heard

    async def models(self) -> dict[str, str]:
        """The ids of the page's own models, by what they are tagged."""
        _, reply = await self.ask("PULL-DOC-REQ", {})
        roots = [root for root in reply["doc"]["roots"] if root["attributes"].get("tags")]
        return {root["attributes"]["tags"][0]: root["id"] for root in roots}

    async def choose(self, state: str, **choices: Any) -> tuple[str, Any]:
        text = json.dumps({**choices, "turn": 1})
        return await self.ask("PATCH-DOC", {"events": [changed(state, "choices", text)]})

    async def close(self) -> None:
        self.connection.close()
        while not self.ended:
            self.ended = await self.connection.read_message() is None
        await asyncio.sleep(0.01)  # a closed socket is let go one turn later


def changed(model: str, attribute: str, new: Any) -> dict[str, Any]:
    """A change of a property, as a browser sends it."""
    return {"kind": "ModelChanged", "model": {"id": model}, "attr": attribute, "new": new}
