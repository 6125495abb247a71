"""Debian's Firefox as Playwright can drive it: run in its place, with a relay in between.

Playwright tells each new window which media features it is to have, and the ESR does not know that
command of WebDriver BiDi: the relay answers it, and lets the reader's own features be.
"""

import asyncio
import json
import re
import shutil
import sys
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application
from tornado.websocket import WebSocketHandler, websocket_connect

PROGRAMS = ("firefox-esr", "firefox")
LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
UNKNOWN = "emulation.setMediaFeaturesOverride"
LARGEST = 256 * 2**20  # bytes: a picture of a window is one message


class Between(WebSocketHandler):
    """One connection of Playwright's, and the one to Firefox that it stands for."""

    def initialize(self, firefox: str) -> None:
        self.firefox = firefox

    async def open(self, *_: str) -> None:
        address = self.firefox + self.request.path
        self.there = await websocket_connect(address, max_message_size=LARGEST)
        self.answering = asyncio.ensure_future(self.answers())

    async def answers(self) -> None:
        while (message := await self.there.read_message()) is not None:
            await self.write_message(message)
        self.close()

    async def on_message(self, message: Any) -> None:
        asked = json.loads(message)
        if asked["method"] == UNKNOWN:
            await self.write_message({"type": "success", "id": asked["id"], "result": {}})
        else:
            await self.there.write_message(message)

    def on_close(self) -> None:
        self.there.close()


def installed() -> str | None:
    """Return the path of the system's Firefox, if there is one."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


async def run(arguments: list[str]) -> int:
    """Run Firefox, tell where the relay listens, and return Firefox's status."""
    program = installed()
    assert program is not None
    process = await asyncio.create_subprocess_exec(
        program, *arguments, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    async for line in process.stderr:
        said = line.decode(errors="replace")
        if found := LISTENS.search(said):
            relay = [(r"/.*", Between, {"firefox": found[1]})]
            server = HTTPServer(Application(relay, websocket_max_message_size=LARGEST))
            sockets = bind_sockets(0, "127.0.0.1")
            server.add_sockets(sockets)
            port = sockets[0].getsockname()[1]
            said = said.replace(found[1], f"ws://127.0.0.1:{port}")
        sys.stderr.write(said)
        sys.stderr.flush()
    return await process.wait()


if __name__ == "__main__":
    sys.exit(asyncio.run(run(sys.argv[1:])))
