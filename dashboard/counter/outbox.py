"""The outbox: events wait here until the store has counted them, and no page waits for it.

One task on the server's loop sends them in pipelines. What was sent is done with only when its
answer is here; an event is counted once however often it is sent, so after any doubt it is sent
again. A Redis that is killed loses what it has not written yet (it answers up to a second before
that), so what was acknowledged within the last seconds is sent again over each new connection.
"""

import asyncio
import logging
import time
from asyncio import AbstractEventLoop, Future
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from random import uniform
from typing import Protocol

from dashboard.counter.events import Event
from dashboard.counter.figures import Count, Since, Stats, Totals
from dashboard.counter.store import StoreAway

SIZE = 50_000  # events, of half a kB each
BATCH = 200
BEAT_SECONDS = 10  # how often presence is renewed, and the others' views are heard of
_PAUSE_SECONDS = 0.02  # lets events gather into a pipeline
_DOUBTED_SECONDS = 10
_LONGEST_BACKOFF = 2.0
_FAILURES_TOLD = 3
_MAKE_UP_SECONDS = 30  # longer than other processes need to send again what a crash has lost
_log = logging.getLogger("isotherm.counter")


class Store(Protocol):
    """Where events are counted; RedisStore says what each method means."""

    @property
    def since(self) -> Since: ...  # noqa: D102
    async def open(self) -> None: ...  # noqa: D102
    async def close(self) -> None: ...  # noqa: D102
    def forget(self) -> None: ...  # noqa: D102
    async def send(self, events: Sequence[tuple[Event, str]]) -> list[Count]: ...  # noqa: D102
    async def agree(self, highest: Count, *, make_up: bool) -> Count: ...  # noqa: D102
    async def here(self, views: Sequence[str]) -> int: ...  # noqa: D102
    async def left(self, views: Sequence[str]) -> None: ...  # noqa: D102
    async def stats(self) -> Stats: ...  # noqa: D102


class Outbox:
    """Events on their way to a store, and what the store last said."""

    def __init__(self, store: Store, size: int = SIZE) -> None:
        self.store = store
        self.size = size
        self.dropped = 0
        self.present: set[str] = set()
        self.highest = Count()
        self._waiting: deque[tuple[Event, str]] = deque()
        self._sending: list[tuple[Event, str]] = []
        self._doubted: deque[tuple[float, Event, str]] = deque(maxlen=size)
        self._gone: set[str] = set()
        self._asked: list[Future[Stats]] = []
        self._here: int | None = None
        self._heard: float | None = None
        self._below: float | None = None
        self._failures = 0
        self._loop: AbstractEventLoop | None = None
        self._wake = asyncio.Event()

    def __len__(self) -> int:
        """Return how many events wait."""
        return len(self._waiting) + len(self._sending)

    def put(self, event: Event) -> None:
        """Take an event, or drop it when the outbox is full; from any thread."""
        if len(self) >= self.size:
            self.dropped += 1
            if self.dropped % 1000 == 1:
                _log.error("The outbox is full: %d events dropped so far", self.dropped)
            return
        self._waiting.append((event, ""))
        self.wake()

    def leave(self, view: str) -> None:
        """Note that a view has ended; from any thread."""
        if view in self.present:
            self.present.discard(view)
            self._gone.add(view)
            self.wake()

    def wake(self) -> None:
        """Let the task look at once."""
        with suppress(RuntimeError):  # the loop has ended: what waits is sent by drain
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._wake.set)

    def totals(self) -> Totals:
        """Return what is known by now."""
        if self._heard is None:
            return Totals(None, None, None, self.store.since)
        age = int(time.monotonic() - self._heard) if self._failures else None
        return Totals(self.highest.total, self._here, age, self.store.since)

    async def stats(self) -> Stats:
        """Ask the store; waits as long as it is away."""
        answer = asyncio.get_running_loop().create_future()
        self._asked.append(answer)
        self.wake()
        return await answer

    async def run(self) -> None:
        """Send what comes, for ever."""
        self._loop = asyncio.get_running_loop()
        while True:
            try:
                await self._connect()
                while True:
                    await self._exchange()
                    await self._pause()
            except StoreAway as error:
                await self._fail(error)

    async def drain(self, seconds: float = 5) -> int:
        """Send what waits, on a loop of its own; return how many events were lost."""
        self.store.forget()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self or self.present or self._gone:
                    try:
                        await self._connect()
                        await self._send_waiting()
                        self._gone |= self.present
                        self.present.clear()
                        await self._say_who_left()
                    except StoreAway as error:
                        if not self:
                            break
                        await self._fail(error)
        await self.store.close()
        if self:
            _log.error("The counter stops: %d events were lost", len(self))
        return len(self)

    async def _connect(self) -> None:
        self._waiting.extendleft(reversed(self._sending))
        self._sending = []
        await self.store.open()
        recently = time.monotonic() - _DOUBTED_SECONDS
        doubted = [(event, by) for at, event, by in self._doubted if at > recently]
        self._waiting.extendleft(reversed(doubted))
        self._doubted.clear()
        self._below = None

    async def _exchange(self) -> None:
        self._wake.clear()
        await self._send_waiting()
        await self._agree()
        await self._say_who_left()
        self._here = await self.store.here(tuple(self.present))
        while self._asked:
            stats = await self.store.stats()
            if not (asked := self._asked.pop()).done():
                asked.set_result(stats)
        self._succeed()

    async def _send_waiting(self) -> None:
        while self._waiting:
            self._sending = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            counts = await self.store.send(self._sending)
            for (event, _), count in zip(self._sending, counts, strict=True):
                self._doubted.append((time.monotonic(), event, count.generation))
                self._learn(count)
            self._sending = []

    async def _agree(self) -> None:
        below = self._below is not None and time.monotonic() - self._below > _MAKE_UP_SECONDS
        count = await self.store.agree(self.highest, make_up=below)
        if count.generation != self.highest.generation:
            self.highest = Count(count.generation, max(count.total, self.highest.total))
        self._learn(count)
        if count.total >= self.highest.total:
            self._below = None
        elif self._below is None:
            self._below = time.monotonic()

    def _learn(self, count: Count) -> None:
        if count.generation == self.highest.generation and count.total > self.highest.total:
            self.highest = count

    async def _say_who_left(self) -> None:
        if gone := tuple(self._gone):
            await self.store.left(gone)
            self._gone.difference_update(gone)

    async def _pause(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), BEAT_SECONDS)
        await asyncio.sleep(_PAUSE_SECONDS)

    def _succeed(self) -> None:
        if self._failures >= _FAILURES_TOLD:
            _log.warning("The counter's store answers again; all that waited is counted")
        self._failures = 0
        self._heard = time.monotonic()

    async def _fail(self, error: StoreAway) -> None:
        """Wait before the next attempt: up to 0.1 s, doubled with each failure (full jitter)."""
        await self.store.close()
        self._failures += 1
        if self._failures == _FAILURES_TOLD:
            _log.warning("The counter's store is away (%s); %d events wait", error, len(self))
        await asyncio.sleep(uniform(0, min(_LONGEST_BACKOFF, 0.1 * 2 ** min(self._failures, 10))))
