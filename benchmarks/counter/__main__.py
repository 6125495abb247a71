"""`python -m benchmarks.counter`: what a page costs while Redis is away, and 60 s without Redis."""

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.browser import chromium
from benchmarks.counter.faults import FaultyProxy, RedisServer
from benchmarks.ports import free_port
from benchmarks.servers import started
from dashboard.counter.counter import Counter
from dashboard.counter.store import RedisStore

COMMAND = (
    *(sys.executable, "-m", "panel", "serve", str(Path(__file__).with_name("app.py"))),
    *("--log-level=error", "--plugins=benchmarks.counter.app", "--port"),
)
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"
WARMING = 3  # loads of each that are not measured: a process is slower at its first
FAULTS = ("no counter", "answering", "refused", "3 s slow", "black hole")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.counter", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="page loads of each, in turns")
    parser.add_argument("--down", type=float, default=60, help="seconds without Redis")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, RedisServer(Path(folder)) as redis:
        asyncio.run(outage(redis, options.down))
        if options.rounds:
            asyncio.run(loads(redis, options.rounds))


async def outage(redis: RedisServer, seconds: float) -> None:
    """Count 100 views a second while Redis is refused; print what was counted, and how soon.

    The stall is the longest time that one step of this loop, which only counts, took too long.
    """
    async with FaultyProxy(redis.port) as proxy:
        counter = Counter(RedisStore(proxy.url), b"benchmark")
        await counter.start()
        await asyncio.sleep(0.5)
        await proxy.refuse()
        start, views, stall = time.perf_counter(), 0, 0.0
        while time.perf_counter() - start < seconds:
            step = time.perf_counter()
            counter.view(f"outage {views}", "192.0.2.7", AGENT)
            views += 1
            await asyncio.sleep(0.01)
            stall = max(stall, time.perf_counter() - step - 0.01)
        await proxy.accept()
        back = time.perf_counter()
        while len(counter.outbox):
            step = time.perf_counter()
            await asyncio.sleep(0.01)
            stall = max(stall, time.perf_counter() - step - 0.01)
        drained = time.perf_counter() - back
        await counter.stop()
    print(f"Redis away for {seconds:.0f} s: {redis.views()} of {views} views, in {drained:.1f} s")
    print(f"Longest stall of the loop meanwhile: {stall * 1000:.1f} ms")


async def loads(redis: RedisServer, rounds: int) -> None:
    """Print page loads with each fault beside those without a counter."""
    async with FaultyProxy(redis.port) as slow, FaultyProxy(redis.port) as hole:
        slow.delay, hole.silent = 3, True
        refused = f"redis://127.0.0.1:{free_port()}"
        urls = dict(zip(FAULTS, ("", redis.url, refused, slow.url, hole.url), strict=True))
        times, stalls = await asyncio.to_thread(_visit, urls, rounds)
    base = _p95(times["no counter"])
    print(f"{'':12} {'median':>8} {'p95':>8} {'of none':>8} {'stall':>8}   ms, {rounds} loads each")
    for fault, taken in times.items():
        p95, stall = _p95(taken), max(stalls[fault])
        print(
            f"{fault:12} {statistics.median(taken):8.0f} {p95:8.0f} {p95 / base:8.2f} {stall:8.1f}"
        )


def _visit(urls: dict[str, str], rounds: int) -> tuple[dict[str, list[float]], ...]:
    times: dict[str, list[float]] = {fault: [] for fault in urls}
    stalls: dict[str, list[float]] = {fault: [] for fault in urls}
    with ExitStack() as stack:
        servers = {fault: stack.enter_context(_serving(url)) for fault, url in urls.items()}
        browser = stack.enter_context(chromium())
        for number in range(-WARMING, rounds):
            for fault in random.sample(FAULTS, len(FAULTS)):  # what comes after what, by chance
                _ask(f"{servers[fault]}/stall")
                taken = _load(browser, f"{servers[fault]}/app")
                if number >= 0:
                    times[fault].append(taken)
                    stalls[fault].append(float(_ask(f"{servers[fault]}/stall")))
    return times, stalls


def _load(browser, url: str) -> float:  # type: ignore[no-untyped-def]
    page = browser.new_page(user_agent=AGENT)
    page.goto(url, wait_until="load")
    taken = float(page.evaluate("performance.getEntriesByType('navigation')[0].duration"))
    page.wait_for_timeout(300)  # the socket opens, onload counts
    page.close()
    return taken


@contextmanager
def _serving(redis_url: str) -> Iterator[str]:
    counted = {"COUNTED": "1", "REDIS_URL": redis_url} if redis_url else {}
    with started(redis_url or "The page without a counter", COMMAND, "/stall", counted) as server:
        yield server.url.removesuffix("/stall")


def _ask(url: str) -> str:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return str(answer.read().decode())


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


if __name__ == "__main__":
    main()
