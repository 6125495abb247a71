"""Addresses from which browsers of this machine come: each a small proxy that connects from it."""

import asyncio
import threading
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import TracebackType

from benchmarks.load.addresses import address

_SIZE = 65536  # bytes read at once


class Households:
    """So many ports of this machine, each of which leads to one port from an address of its own.

    nginx deals visitors out by their address, and all browsers of one machine have the same. In a
    `with` block; `ports` are there from its beginning.
    """

    def __init__(self, to: int, count: int) -> None:
        self._to, self._count = to, count
        self.ports: list[int] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self) -> "Households":
        """Listen."""
        self._thread.start()
        self.ports = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        return self

    def __exit__(
        self, _kind: type | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """End all connections."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> list[int]:
        self._servers = [
            await asyncio.start_server(self._from(address(number)), "127.0.0.1", 0)
            for number in range(self._count)
        ]
        return [server.sockets[0].getsockname()[1] for server in self._servers]

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _from(self, source: str) -> Callable[[StreamReader, StreamWriter], Awaitable[None]]:
        async def serve(reader: StreamReader, writer: StreamWriter) -> None:
            with suppress(OSError):
                there = await asyncio.open_connection("127.0.0.1", self._to, local_addr=(source, 0))
                await asyncio.gather(_pass(reader, there[1]), _pass(there[0], writer))
            writer.close()

        return serve


async def _pass(reader: StreamReader, writer: StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(_SIZE):
            writer.write(data)
            await writer.drain()
    writer.close()
