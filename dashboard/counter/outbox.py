"""The outbox: events wait here until the store has counted them, and no page waits for it.

One task on the server's loop sends them. An event counts once however often it is sent, so it is
sent again while it has no answer, and, to a server that was started anew, when it is doubted.
"""

import asyncio
import logging
import time
from asyncio import AbstractEventLoop, Future
from collections import deque
from contextlib import suppress

from dashboard.counter.backoff import backoff
from dashboard.counter.doubted import Doubted
from dashboard.counter.events import Event
from dashboard.counter.figures import Count, Stats, Totals
from dashboard.counter.presence import BEAT_SECONDS, Presence
from dashboard.counter.protocol import AwayError, Backend, RefusedError, Sent, StartError

SIZE = 50_000  # events, of half a kB each
BATCH = 100  # events, 10 ms of the loop's time
_FAILURES_TOLD = 3
_MAKE_UP_SECONDS = 30  # longer than other processes need to send again what a crash has lost
_log = logging.getLogger("isotherm.counter")


class Outbox:
    """Events on their way to a store, and what the store last said."""

    def __init__(self, store: Backend, size: int = SIZE) -> None:
        self.store = store
        self.size = size
        self.dropped = 0
        self.highest = Count()
        self.presence = Presence()
        self._waiting: deque[Sent] = deque()
        self._sending: list[Sent] = []
        self._doubted = Doubted()
        self._asked: list[Future[Stats]] = []
        self._heard: float | None = None
        self._below: float | None = None
        self.failures = 0
        self._refusal = ""
        self.is_silent = False
        self._connected = False
        self._ending = False
        self._unanswered = 0
        self._loop: AbstractEventLoop | None = None
        self._wake = asyncio.Event()

    def __len__(self) -> int:
        """How many events wait."""
        return len(self._waiting) + len(self._sending)

    def put(self, event: Event) -> None:
        """Take an event, or drop it when the outbox is full; from any thread."""
        if len(self) < self.size:
            self._waiting.append((event, ""))
            self.wake()
        else:
            self.dropped += 1
            if self.dropped % 1000 == 1:
                _log.error("The counter's outbox is full: %d events dropped", self.dropped)

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
        age = int(time.monotonic() - self._heard) if self.failures else None
        return Totals(self.highest.total, self.presence.count, age, self.store.since)

    async def look(self, seconds: float) -> None:
        """Wait so long at most until the store answers, or is found to be away."""
        if self.failures or self._heard is None:
            return
        asked = time.monotonic()
        self.wake()
        end = asked + seconds
        while not self.failures and self._heard < asked and time.monotonic() < end:
            await asyncio.sleep(0.01)
        self.is_silent = self._heard < asked

    async def stats(self) -> Stats:
        """Ask the store, once for all who wait; raises AwayError when it is away by now."""
        if self.failures:
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
            self._connected = False
            await self.store.close()

    async def _converse(self) -> None:
        try:
            await self._connect()
            self._connected = True
            while True:
                await self._exchange()
                await self._pause()
        except StartError:
            raise
        except Exception as error:
            await self._fail(error)

    async def finish(self) -> None:
        """Send all that waits over the connection there is, beside what is being sent.

        Does nothing without a connection; raises AwayError when that ends. No event may come.
        """
        if not self._connected:
            return
        self._ending = True
        self.presence.leave_all()
        waiting = list(self._waiting)
        self._unanswered = len(waiting) + len(self._sending)
        await asyncio.gather(self.store.send(waiting), self.presence.say_who_left(self.store))
        self._waiting.clear()
        while self._sending:
            await asyncio.sleep(0.01)

    async def drain(self, seconds: float = 5) -> int:
        """Send what waits, on a loop of its own; return how many events were lost."""
        self._ending = False
        with suppress(TimeoutError, StartError):
            async with asyncio.timeout(seconds):
                await self._empty()
        await self.store.close()
        if len(self) > self._unanswered:
            _log.error("The counter stops: %d events were lost", len(self) - self._unanswered)
        elif len(self):
            _log.error("The counter stops: no answer to the last %d events", len(self))
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
        life = await self.store.open()
        await self._agree()
        self._waiting.extend(self._doubted.lost(life))
        self.presence.renew()

    async def _exchange(self) -> None:
        self._wake.clear()
        await self._send_waiting()
        await self._agree()
        self._doubted.answered()
        await self.presence.say(self.store)
        await self._answer()
        self.failures, self._refusal = 0, ""

    async def _answer(self) -> None:
        if self._asked:
            stats, asked = await self.store.stats(), self._asked
            self._asked = []
            for answer in asked:
                if not answer.done():
                    answer.set_result(stats)

    async def _send_waiting(self) -> None:
        while self._waiting and not self._ending:
            self._sending = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            counts = await self.store.send(self._sending)
            answered = zip(self._sending, counts, strict=True)
            self._doubted.add([(event, count.generation) for (event, _), count in answered])
            self._sending = []
            for count in counts:
                self._learn(count)
            self.failures = 0

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
        self._heard, self.is_silent = time.monotonic(), False

    async def _pause(self) -> None:
        with suppress(TimeoutError):  # not wait_for: that of Python 3.11 may miss its cancelling
            async with asyncio.timeout(BEAT_SECONDS):
                await self._wake.wait()
        await asyncio.sleep(0.05)  # lets events gather into a pipeline

    async def _fail(self, error: Exception) -> None:
        self.failures += 1
        self._connected = False
        if self._tells(error):
            trace = None if isinstance(error, AwayError) else error
            verb = "refuses" if isinstance(error, RefusedError) else "is away"
            said = "The counter's store %s (%s); %d events wait"
            _log.warning(said, verb, error, len(self), exc_info=trace)
        await self.store.close()
        await asyncio.sleep(backoff(self.failures))

    def _tells(self, error: Exception) -> bool:
        """Tell whether an error is worth a line: a refusal at once, and the same one no more."""
        if isinstance(error, RefusedError):
            before, self._refusal = self._refusal, str(error)
            return self._refusal != before
        return self.failures == _FAILURES_TOLD or not isinstance(error, AwayError)
