"""Every view counts once, whatever happens between it and Redis."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.counter.faults import FaultyProxy, RedisServer
from dashboard.counter.counter import Counter
from dashboard.counter.figures import Count
from dashboard.counter.store import RedisStore

DOCS = Path(__file__).parents[3] / "docs" / "counter.md"
PERMISSIONS = "~isotherm:* +@read +@write +@scripting +@connection +time"
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"


async def view(counter: Counter, views: int, prefix: str = "session", every: float = 0.002) -> None:
    """Open pages, and let the others work after every ten."""
    for number in range(views):
        counter.view(f"{prefix}-{number}", "192.0.2.7", AGENT)
        if number % 10 == 9:
            await asyncio.sleep(every)


def test_ten_thousand_views_with_a_tenth_of_the_answers_lost_are_ten_thousand(
    redis_server: RedisServer, counting, until
):
    async def story() -> int:
        async with FaultyProxy(redis_server.port) as proxy, counting(proxy.url) as counter:
            proxy.lost = 0.1
            await view(counter, 10_000, every=0)
            await until(lambda: len(counter.outbox) == 0)
            return proxy.losses

    assert asyncio.run(story()) > 3
    assert redis_server.views() == 10_000


def test_two_kills_of_redis_during_a_thousand_views_lose_none(
    redis_server: RedisServer, counting, until
):
    async def story() -> None:
        async with counting(redis_server.url) as counter:
            for part in range(4):
                await view(counter, 250, f"part {part}", every=0.01)
                if part in (1, 2):
                    await asyncio.to_thread(redis_server.kill)
                    await asyncio.to_thread(redis_server.start)
            await until(lambda: counter.totals().views == 1000 and not len(counter.outbox))

    asyncio.run(story())
    assert redis_server.views() == 1000


def test_what_redis_acknowledged_and_then_lost_is_sent_again(
    redis_server: RedisServer, counting, until
):
    async def story() -> None:
        async with FaultyProxy(redis_server.port) as proxy, counting(proxy.url) as counter:
            await view(counter, 50, "kept")
            await until(lambda: counter.totals().views == 50)
            newer = redis_server.folder.glob("appendonlydir/*.incr.aof")  # Valkey, Redis from 7 on
            file = next(newer, redis_server.folder / "appendonly.aof")
            written = file.read_bytes()
            await view(counter, 50, "lost")
            await until(lambda: counter.totals().views == 100)
            redis_server.kill()
            file.write_bytes(written)  # as if the last second had not been written
            redis_server.start()
            assert redis_server.views() == 50
            counter.outbox.wake()
            await until(lambda: redis_server.views() == 100)

    asyncio.run(story())


def test_what_comes_while_redis_is_down_is_counted_when_it_is_back(
    redis_server: RedisServer, counting, until
):
    async def story() -> None:
        async with FaultyProxy(redis_server.port) as proxy, counting(proxy.url) as counter:
            await view(counter, 500, "before")
            await proxy.refuse()
            await view(counter, 1500, "during")
            assert len(counter.outbox) > 0
            await proxy.accept()
            await view(counter, 500, "after")
            await until(lambda: len(counter.outbox) == 0)

    asyncio.run(story())
    assert redis_server.views() == 2500


def test_a_silent_redis_keeps_nothing_back_for_ever(redis_server: RedisServer, counting, until):
    async def story() -> None:
        async with FaultyProxy(redis_server.port) as proxy, counting(proxy.url) as counter:
            await view(counter, 100, "before")
            await until(lambda: counter.totals().views == 100)
            proxy.silent = True
            await view(counter, 100, "during")
            await until(lambda: counter.totals().age_seconds is not None)
            assert counter.totals().views == 100
            proxy.silent = False
            await until(lambda: counter.totals().views == 200)
            await until(lambda: counter.totals().age_seconds is None)  # told a moment after

    asyncio.run(story())
    assert redis_server.views() == 200


def test_a_wiped_redis_does_not_make_the_total_fall(redis_server: RedisServer, counting, until):
    async def story() -> list[int | None]:
        seen = []
        async with counting(redis_server.url) as counter:
            await view(counter, 300, "before")
            await until(lambda: counter.totals().views == 300)
            redis_server.client.flushall()
            for number in range(5):
                counter.view(f"after-{number}", "", AGENT)
                seen.append(counter.totals().views)
                await asyncio.sleep(0.03)
            await until(lambda: counter.totals().views == 305)
        return seen

    seen = asyncio.run(story())
    assert min(seen) == 300
    assert redis_server.views() == 305


def test_a_wipe_and_a_new_connection_count_nothing_twice(
    redis_server: RedisServer, counting, until
):
    async def story() -> None:
        async with FaultyProxy(redis_server.port) as proxy, counting(proxy.url) as counter:
            await view(counter, 300, "before")
            await until(lambda: counter.totals().views == 300)
            await proxy.refuse()
            redis_server.client.flushall()
            await view(counter, 7, "after")
            await proxy.accept()
            await until(lambda: len(counter.outbox) == 0 and redis_server.views() >= 307)

    asyncio.run(story())
    assert redis_server.views() == 307


def test_two_processes_agree_also_after_a_wipe(redis_server: RedisServer, counting, until):
    async def story() -> None:
        async with counting(redis_server.url) as one, counting(redis_server.url) as other:
            await view(one, 40, "one")
            await view(other, 60, "other")
            await until(lambda: redis_server.views() == 100)
            for counter in (one, other):
                counter.outbox.wake()
                await until(lambda counter=counter: counter.totals().views == 100)
            redis_server.client.flushall()
            await view(one, 3, "one, after")
            await until(lambda: one.totals().views == 103)
            await view(other, 2, "other, after")
            await until(lambda: other.totals().views == 105)

    asyncio.run(story())
    assert redis_server.views() == 105


def test_views_lost_within_a_generation_are_made_up_for_on_demand(redis_server: RedisServer):
    async def story() -> list[int]:
        store = RedisStore(redis_server.url)
        await store.open()
        higher = replace(await store.agree(Count(), make_up=False), total=50)
        totals = [(await store.agree(higher, make_up=low)).total for low in (False, True, True)]
        await store.close()
        return totals

    assert asyncio.run(story()) == [0, 50, 50]


@pytest.mark.parametrize("views", [1, 250])
def test_the_same_session_counts_once(redis_server: RedisServer, counting, until, views: int):
    async def story() -> None:
        async with counting(redis_server.url) as counter:
            for _ in range(views):
                counter.view("the same", "192.0.2.7", AGENT)
            await until(lambda: len(counter.outbox) == 0)

    asyncio.run(story())
    assert redis_server.views() == 1


def grant(server: RedisServer, *rules: str) -> str:
    """Grant a user these rules; return the address with which it connects."""
    server.client.execute_command("ACL", "SETUSER", "isotherm", "on", ">word", *rules)
    return server.url.replace("//", "//isotherm:word@")


async def counted_once(server: RedisServer, counter: Counter, until) -> None:
    """Count two views that open one country, and look at all that is counted."""
    await until(lambda: len(counter.outbox) == 0)
    await until(lambda: counter.totals().here == 2)
    stats = await counter.stats()
    (day,) = stats.days
    assert (server.views(), day.views, day.visitors) == (2, 2, 1)
    assert stats.countries == {"IND": 2}


def open_two(counter: Counter) -> None:
    for session in ("one", "other"):
        counter.country(counter.view(session, "192.0.2.7", AGENT), "IND")


@pytest.mark.parametrize(
    "command", ["hincrby", "incrby", "pfadd", "expire", "set", "zincrby", "evalsha"]
)
def test_a_view_counts_once_in_all_places_however_often_redis_refused_it(
    redis_server: RedisServer, counting, until, command: str
):
    url = grant(redis_server, "~*", "+@all", f"-{command}")

    async def story() -> None:
        async with counting(url) as counter:
            open_two(counter)
            await until(lambda: counter.outbox.failures > 3)
            grant(redis_server, f"+{command}")
            await counted_once(redis_server, counter, until)

    asyncio.run(story())


@pytest.mark.parametrize("name", ["totals", "countries", "here", "day", "visitors"])
def test_a_view_counts_once_in_all_places_when_a_key_held_something_else(
    redis_server: RedisServer, counting, until, name: str
):
    today = f":{datetime.now(UTC).date()}" if name in ("day", "visitors") else ""
    redis_server.client.lpush(f"isotherm:1:{name}{today}", "not ours")

    async def story() -> None:
        async with counting(redis_server.url) as counter:
            open_two(counter)
            await until(lambda: counter.outbox.failures > 1)
            redis_server.client.delete(f"isotherm:1:{name}{today}")
            await counted_once(redis_server, counter, until)

    asyncio.run(story())


def test_why_redis_refuses_is_logged_at_once_and_not_again(
    redis_server: RedisServer, counting, until, caplog: pytest.LogCaptureFixture
):
    url = grant(redis_server, "~*", "+@all", "-time")

    async def story() -> None:
        async with counting(url) as counter:
            for number in range(4):
                counter.view(f"session {number}", "192.0.2.7", AGENT)
                await until(lambda number=number: counter.totals().views == number + 1)
            await until(lambda: counter.outbox.failures > 0)

    asyncio.run(story())
    assert caplog.text.count("The counter's store refuses") == 1


def test_a_user_with_the_permissions_that_the_documentation_lists_counts_all(
    redis_server: RedisServer, counting, until
):
    assert f"`{PERMISSIONS}`" in DOCS.read_text(encoding="utf-8")
    url = grant(redis_server, *PERMISSIONS.split())

    async def story() -> None:
        async with counting(url) as counter:
            open_two(counter)
            await counted_once(redis_server, counter, until)

    asyncio.run(story())


def test_the_server_is_what_the_test_says(redis_server: RedisServer, request):
    kind = request.node.callspec.params["redis_server"]
    assert redis_server.client.info("server").get("server_name", "redis") == kind


def test_a_redis_that_answers_after_two_seconds_leaves_the_last_total(
    redis_server: RedisServer, counting, until
):
    async def story() -> list[tuple[int | None, bool]]:
        async with FaultyProxy(redis_server.port) as proxy, counting(proxy.url) as counter:
            counter.view("one", "192.0.2.7", AGENT)
            await until(lambda: counter.totals().views == 1 and counter.totals().here == 1)
            proxy.delay = 2
            seen = []
            for _ in range(4):
                await counter.look()
                seen.append((counter.totals().views, counter.totals().age_seconds is None))
                await asyncio.sleep(0.7)
            assert counter.is_silent
            counter.view("two", "192.0.2.7", AGENT)
            await until(lambda: counter.totals().views == 2)
            return seen

    assert asyncio.run(story()) == [(1, True)] * 4
