"""The outbox: events wait here until the store has counted them, and no page waits for it.

One task on the server's loop sends them in pipelines. What was sent is done with only when its
answer is here; an event is counted once however often it is sent, so after any doubt it is sent
again. A Redis that is killed loses what it had not written (with `appendfsync everysec` it may
answer two seconds before it writes), so what was acknowledged shortly before the last answer is
sent again over each new connection.
"""

import asyncio
import logging
import time
from asyncio import AbstractEventLoop, Future
from collections import deque
from contextlib import suppress
from random import uniform

from dashboard.counter.events import Event
from dashboard.counter.figures import Count, Stats, Totals
from dashboard.counter.presence import BEAT_SECONDS, Presence
from dashboard.counter.protocol import AwayError, Sent, StartError, Store

SIZE = 50_000  # events, of half a kB each
BATCH = 100  # events, 10 ms of the loop's time
_PAUSE_SECONDS = 0.05  # lets events gather into a pipeline
_DOUBTED_SECONDS = 5
_LONGEST_BACKOFF = 2.0
_FAILURES_TOLD = 3
_MAKE_UP_SECONDS = 30  # longer than other processes need to send again what a crash has lost
_log = logging.getLogger("isotherm.counter")


class Outbox:
    """Events on their way to a store, and what the store last said."""

    def __init__(self, store: Store, size: int = SIZE) -> None:
        self.store = store
        self.size = size
        self.dropped = 0
        self.highest = Count()
        self.presence = Presence()
        self._waiting: deque[Sent] = deque()
        self._sending: list[Sent] = []
        self._doubted: deque[tuple[float, Sent]] = deque()
        self._asked: list[Future[Stats]] = []
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
        if len(self) < self.size:
            self._waiting.append((event, ""))
            self.wake()
            return
        self.dropped += 1
        if self.dropped % 1000 == 1:
            _log.error("The counter's outbox is full: %d events dropped so far", self.dropped)

    def arrive(self, view: str) -> None:
        """Note that a view is here, until it leaves; from any thread."""
        self.presence.arrive(view)
        self.wake()

    def leave(self, view: str) -> None:
        """Note that a view has ended; from any thread."""
        self.presence.leave(view)
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
        return Totals(self.highest.total, self.presence.count, age, self.store.since)

    async def stats(self) -> Stats:
        """Ask the store; raises AwayError when it is away by now."""
        if self._failures or self._heard is None:
            raise AwayError("no answer so far")
        answer: Future[Stats] = asyncio.get_running_loop().create_future()
        self._asked.append(answer)
        self.wake()
        return await answer

    async def run(self) -> None:
        """Send what comes, for ever; raises StartError."""
        self._loop = asyncio.get_running_loop()
        try:
            while True:
                await self._converse()
        finally:
            await self.store.close()

    async def _converse(self) -> None:
        try:
            await self._connect()
            while True:
                await self._exchange()
                await self._pause()
        except StartError:
            raise
        except Exception as error:
            await self._fail(error)

    async def drain(self, seconds: float = 5) -> int:
        """Send what waits, on a loop of its own; return how many events were lost."""
        with suppress(TimeoutError, StartError):
            async with asyncio.timeout(seconds):
                await self._empty()
        await self.store.close()
        if lost := len(self):
            _log.error("The counter stops: %d events were lost", lost)
        return len(self)

    async def _empty(self) -> None:
        self.presence.leave_all()
        while len(self) or self.presence.gone:
            try:
                await self._connect()
                await self._send_waiting()
                await self.presence.say_who_left(self.store)
            except AwayError as error:
                if not len(self):  # who left is forgotten in a minute anyway
                    return
                await self._fail(error)

    async def _connect(self) -> None:
        self._waiting.extendleft(reversed(self._sending))
        self._sending = []
        await self.store.open()
        await self._agree()
        self._waiting.extend(sent for _, sent in self._doubted)
        self._doubted.clear()
        self.presence.renew()

    async def _exchange(self) -> None:
        self._wake.clear()
        await self._send_waiting()
        await self._agree()
        await self.presence.say(self.store)
        while self._asked:
            stats = await self.store.stats()
            if not (asked := self._asked.pop()).done():
                asked.set_result(stats)
        if self._failures >= _FAILURES_TOLD:
            _log.warning("The counter's store answers again; what waited is counted")
        self._failures = 0

    async def _send_waiting(self) -> None:
        while self._waiting:
            self._sending = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            counts = await self.store.send(self._sending)
            for (event, _), count in zip(self._sending, counts, strict=True):
                self._doubted.append((time.monotonic(), (event, count.generation)))
                self._learn(count)
            self._sending = []

    async def _agree(self) -> None:
        low = self._below is not None and time.monotonic() - self._below > _MAKE_UP_SECONDS
        count = await self.store.agree(self.highest, make_up=low)
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
        self._heard = time.monotonic()
        while self._doubted and self._doubted[0][0] < self._heard - _DOUBTED_SECONDS:
            self._doubted.popleft()

    async def _pause(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), BEAT_SECONDS)
        await asyncio.sleep(_PAUSE_SECONDS)

    async def _fail(self, error: Exception) -> None:
        """Wait before the next attempt: up to 0.1 s, doubled with each failure (full jitter)."""
        self._failures += 1
        if self._failures == _FAILURES_TOLD or not isinstance(error, AwayError):
            unexpected = None if isinstance(error, AwayError) else error
            said = "The counter's store is away (%s); %d events wait"
            _log.warning(said, error, len(self), exc_info=unexpected)
        await self.store.close()
        await asyncio.sleep(uniform(0, min(_LONGEST_BACKOFF, 0.1 * 2 ** min(self._failures, 10))))
