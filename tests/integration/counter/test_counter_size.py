"""What docs/counter.md says of the memory that counting takes."""

import asyncio
from collections.abc import Sequence

import pytest

from benchmarks.counter.faults import RedisServer
from dashboard.counter.events import Event, View, opened, view_id
from dashboard.counter.store import RedisStore

DAY = "2026-11-21"
VIEWS = [view_id(f"session {number}") for number in range(10_000)]
SEEN = [View(view, DAY, f"visitor {place:08}") for place, view in enumerate(VIEWS)]
LOOKED_AT = [opened(view, "BRA") for view in VIEWS]


def used(server: RedisServer) -> int:
    return int(server.client.info("memory")["used_memory"])


def count(server: RedisServer, events: Sequence[Event]) -> None:
    async def story() -> None:
        store = RedisStore(server.url)
        await store.open()
        for start in range(0, len(events), 100):
            await store.send([(event, "") for event in events[start : start + 100]])
        await store.close()

    asyncio.run(story())


@pytest.mark.parametrize("events", [SEEN, LOOKED_AT], ids=["views", "countries"])
def test_an_event_takes_no_more_than_200_bytes(redis_server: RedisServer, events: list[Event]):
    before = used(redis_server)
    count(redis_server, events)
    assert 80 < (used(redis_server) - before) / len(events) <= 200


def test_a_day_of_ten_thousand_visitors_takes_no_more_than_14_500_bytes(redis_server: RedisServer):
    count(redis_server, SEEN)
    keys = [f"isotherm:1:{name}:{DAY}" for name in ("day", "visitors")]
    assert sum(redis_server.client.memory_usage(key) for key in keys) <= 14_500
