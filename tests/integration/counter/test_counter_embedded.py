"""The Redis of our own: started once, shared, kept."""

import asyncio
from pathlib import Path

import psutil

from dashboard.counter.counter import Counter
from dashboard.counter.embedded import EmbeddedStore

SECRET = b"of the tests"


def count(*folders: Path, views: int = 10, prefix: str = "") -> list[int | None]:
    """Let a counter for each folder count at the same time; return what each shows at the end."""
    counters = [Counter(EmbeddedStore(folder), SECRET) for folder in folders]

    async def story() -> None:
        for place, counter in enumerate(counters):
            await counter.start()
            for number in range(views):
                view = counter.view(f"{prefix} {place} {number}")
                counter.country(view, "BRA")
        async with asyncio.timeout(30):
            while any(len(counter.outbox) for counter in counters):
                await asyncio.sleep(0.02)
            for counter in counters:
                counter.outbox.wake()
            await asyncio.sleep(0.3)

    loop = asyncio.new_event_loop()
    loop.run_until_complete(story())
    shown = [counter.totals().views for counter in counters]
    assert [counter.close() for counter in counters] == [0] * len(counters)
    loop.close()
    return shown


def test_counts_are_kept_when_it_is_started_again(tmp_path: Path):
    assert count(tmp_path, prefix="first") == [10]
    assert not (tmp_path / "redis.sock").exists(), "the last to end stops it"
    assert count(tmp_path, prefix="second") == [20]


def test_processes_share_it_and_agree(tmp_path: Path):
    assert count(tmp_path, tmp_path, tmp_path) == [30, 30, 30]
    assert not (tmp_path / "redis.sock").exists()


def test_a_path_too_long_for_a_socket_is_no_obstacle(tmp_path: Path):
    assert count(tmp_path / ("deep" * 40), views=3) == [3]


def test_one_that_was_left_running_is_used(tmp_path: Path):
    async def leave_it() -> None:
        store = EmbeddedStore(tmp_path)
        await store.open()
        await store.close()

    asyncio.run(leave_it())
    assert (tmp_path / "redis.sock").exists()
    assert count(tmp_path) == [10]


def test_where_none_can_start_views_are_counted_in_memory_and_it_says_so(tmp_path: Path, caplog):
    (tmp_path / "state").write_text("in the way")
    counter = Counter(EmbeddedStore(tmp_path / "state"), SECRET)

    async def story() -> None:
        await counter.start()
        for session in ("one", "two", "two"):
            counter.country(counter.view(session), "BRA")
        async with asyncio.timeout(30):
            while counter.totals().views != 2:
                await asyncio.sleep(0.02)
        assert (await counter.stats()).countries == {"BRA": 2}
        await counter.stop()

    asyncio.run(story())
    assert counter.totals().since == "start"
    assert "No Redis can be started" in caplog.text


def test_a_start_that_is_interrupted_leaves_one_server_at_most(tmp_path: Path):
    async def interrupt() -> None:
        for seconds in (0.002, 0.01, 0.02):
            store = EmbeddedStore(tmp_path)
            start = asyncio.create_task(store.open())
            await asyncio.sleep(seconds)
            start.cancel()
            await asyncio.wait([start])
            await store.close()
        await asyncio.sleep(0.1)

    asyncio.run(interrupt())
    assert count(tmp_path) == [10]
    found = (process.info["cmdline"] for process in psutil.process_iter(["cmdline"]))
    commands = [" ".join(words or []) for words in found]
    assert not [command for command in commands if str(tmp_path) in command]
