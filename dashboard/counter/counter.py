"""The counter: what the app says to it, and what it tells."""

import asyncio
import atexit
import logging
import signal
import socket
import time
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from typing import Any

from dashboard.config import redis_url
from dashboard.counter.crawlers import crawls
from dashboard.counter.embedded import EmbeddedStore, state_folder
from dashboard.counter.events import View, opened, view_id
from dashboard.counter.figures import Stats, Totals
from dashboard.counter.memory import MemoryStore
from dashboard.counter.outbox import Outbox
from dashboard.counter.protocol import AwayError, Backend, StartError
from dashboard.counter.store import RedisStore
from dashboard.counter.visitors import secret_key, visitor

DRAIN_SECONDS = 5
_STATS_SECONDS = 1
_LOOK_SECONDS = 0.5
_log = logging.getLogger("isotherm.counter")


class Counter:
    """Counts views in a store, and never lets anybody wait for it.

    secret: the key under which visitors are told apart, see visitors.
    """

    def __init__(self, store: Backend, secret: bytes) -> None:
        self.outbox = Outbox(store)
        self._secret = secret
        self._task: asyncio.Task[None] | None = None
        self._stats, self._stats_at = Stats(), float("-inf")

    async def start(self) -> None:
        """Begin to send, on the running loop; may be called again."""
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())

    def view(self, session_id: str, address: str = "", agent: str = "") -> str | None:
        """Count a page opened in a browser, once per session; return its id, None for a crawler."""
        if crawls(agent):
            return None
        view, day = view_id(session_id), str(datetime.now(UTC).date())
        self.outbox.put(View(view, day, visitor(self._secret, day, address, agent)))
        self.here(view)
        return view

    def back(self, session_id: str, agent: str = "") -> str | None:
        """Note that a page counted before has come back; return its id, None for a crawler."""
        if crawls(agent):
            return None
        view = view_id(session_id)
        self.here(view)
        return view

    def country(self, view: str, iso3: str) -> None:
        """Count a country opened on a view, once per view."""
        self.outbox.put(opened(view, iso3))

    def here(self, view: str) -> None:
        """Count a view among the people here now, until it has left."""
        self.outbox.arrive(view)

    def left(self, view: str) -> None:
        """Note that a view has ended."""
        self.outbox.leave(view)

    def totals(self) -> Totals:
        """Return views and people here now as last known; asks nobody."""
        return self.outbox.totals()

    async def look(self) -> None:
        """Ask the store whether it is there, for half a second at most."""
        await self.outbox.look(_LOOK_SECONDS)

    @property
    def is_silent(self) -> bool:
        """Whether the store has left the last look without an answer."""
        return self.outbox.is_silent

    async def stats(self) -> Stats:
        """Return days and countries, as last known when the store does not answer in a second."""
        with suppress(AwayError, TimeoutError):
            if time.monotonic() - self._stats_at > _STATS_SECONDS:
                async with asyncio.timeout(_STATS_SECONDS):
                    self._stats = await self.outbox.stats()
                self._stats_at = time.monotonic()
        return self._stats

    async def stop(self) -> None:
        """End sending; what waits goes on waiting."""
        if self._task is not None:
            while not self._task.done():  # on Python 3.11 wait_for, in redis-py, may miss one
                self._task.cancel()
                await asyncio.wait([self._task], timeout=0.5)
            await asyncio.sleep(0)  # a socket closes one turn later
            self._task = None

    def ignore(self, number: signal.Signals) -> None:
        """Let a signal do nothing from now on; only in the main thread, where no loop runs."""
        loop = self._task.get_loop() if self._task else None
        if loop and not loop.is_closed():  # it may have one that it has not yet looked at
            with suppress(NotImplementedError):  # on Windows
                loop.add_signal_handler(number, lambda: None)
        signal.signal(number, signal.SIG_IGN)  # stays to the very end, unlike a handler

    def close(self, seconds: float = DRAIN_SECONDS) -> int:
        """Send what waits; return how many events were lost. Only where no loop runs."""
        if self._task is None:
            return 0
        end = time.monotonic() + seconds
        loop = self._task.get_loop()
        if not loop.is_closed() and not loop.is_running():
            loop.run_until_complete(self._finish(seconds))
        with asyncio.Runner(loop_factory=_LastLoop) as runner:
            return runner.run(self._drain(end - time.monotonic()))

    async def _finish(self, seconds: float) -> None:
        """Send over the connection there is: a slow Redis takes many answers to connect to."""
        with suppress(AwayError, TimeoutError):
            async with asyncio.timeout(seconds):
                await self.outbox.finish()
        await self.stop()

    async def _drain(self, seconds: float) -> int:
        lost = await self.outbox.drain(seconds)
        if isinstance(self.outbox.store, EmbeddedStore):
            await self.outbox.store.stop()
        await asyncio.sleep(0)
        return lost

    async def _run(self) -> None:
        try:
            await self.outbox.run()
        except StartError as error:
            _log.warning("No Redis can be started (%s): views are counted since this start", error)
            self.outbox.store = MemoryStore()
            await self.outbox.run()


class _LastLoop(asyncio.SelectorEventLoop):
    """A loop for the end of the interpreter, where no thread may start to look a name up."""

    async def getaddrinfo(self, *address: Any, **options: Any) -> Any:
        return socket.getaddrinfo(*address, **options)


@cache
def the_counter() -> Counter:
    """Return the counter of this process, which drains when it ends; raises SettingsError."""
    url = redis_url()
    counter = Counter(RedisStore(url) if url else EmbeddedStore(state_folder()), secret_key())
    # SIGTERM, SIGINT and `panel serve` all lead here, after Bokeh has ended its sessions.
    atexit.register(_end, counter)
    return counter


def _end(counter: Counter) -> None:
    """Close the counter of a process that ends, which no signal may interrupt any more."""
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if number := getattr(signal, name, None):  # Windows has no SIGHUP
            counter.ignore(number)
    counter.close()
