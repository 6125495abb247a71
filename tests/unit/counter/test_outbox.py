import asyncio
from collections.abc import Sequence

import pytest

from dashboard.counter.events import opened
from dashboard.counter.figures import Count, Totals
from dashboard.counter.memory import MemoryStore
from dashboard.counter.outbox import Outbox
from dashboard.counter.protocol import AwayError, Sent


class Away(MemoryStore):
    """Answers nothing."""

    async def open(self) -> str:
        raise AwayError("nobody there")


class Broken(MemoryStore):
    """Fails once in a way nobody thought of."""

    broken = True

    async def send(self, events: Sequence[Sent]) -> list[Count]:
        if self.broken:
            self.broken = False
            raise ZeroDivisionError
        return await super().send(events)


def test_before_the_first_answer_nothing_is_known():
    assert Outbox(MemoryStore()).totals() == Totals(None, None, None, "start")


def test_a_full_outbox_drops_and_says_so(caplog):
    outbox = Outbox(MemoryStore(), size=2)
    for iso3 in ("BRA", "IND", "CAN", "MLT"):
        outbox.put(opened("view", iso3))
    assert (len(outbox), outbox.dropped) == (2, 2)
    assert "is full: 1 events dropped" in caplog.text


def test_draining_sends_what_waits():
    outbox = Outbox(store := MemoryStore())
    outbox.put(opened("view", "BRA"))
    assert asyncio.run(outbox.drain()) == 0
    assert asyncio.run(store.stats()).countries == {"BRA": 1}


def test_draining_gives_up_in_time_and_says_how_many_are_lost(caplog):
    outbox = Outbox(Away())
    for iso3 in ("BRA", "IND"):
        outbox.put(opened("view", iso3))
    assert asyncio.run(outbox.drain(0.1)) == 2
    assert "2 events were lost" in caplog.text


def test_while_the_store_is_away_nobody_waits_for_stats():
    async def story() -> None:
        outbox = Outbox(Away())
        task = asyncio.create_task(outbox.run())
        await asyncio.sleep(0.01)
        with pytest.raises(AwayError):
            await outbox.stats()
        task.cancel()

    asyncio.run(story())


def test_an_unforeseen_error_is_logged_and_the_event_kept(caplog):
    async def story() -> dict[str, int]:
        outbox = Outbox(store := Broken())
        outbox.put(opened("view", "BRA"))
        task = asyncio.create_task(outbox.run())
        async with asyncio.timeout(10):
            while len(outbox):
                await asyncio.sleep(0.01)
        task.cancel()
        return (await store.stats()).countries

    assert asyncio.run(story()) == {"BRA": 1}
    assert "ZeroDivisionError" in caplog.text
