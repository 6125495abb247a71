"""How many pages and clicks a second a site of so many servers answers."""

import asyncio
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load.addresses import address
from benchmarks.load.sessions import Session, p95
from benchmarks.scale.site import Site
from benchmarks.servers import ROOT

ADDRESSES = 200  # from which visitors come
_SESSIONS = 24  # that click as fast as they are answered, for each server
_AT_ONCE = 8  # pages, for each server


@dataclass(frozen=True)
class Capacity:
    """What a number of servers did; pages and clicks a second, worked: seconds of one processor.

    page: of a server's processor for one page load, in seconds; click: for one click. cores: how
    many of this machine's the servers had while pages were loaded; the rest had nginx and who asks.
    least, most: the share of pages that one server was dealt, where an even share is 1. p95: of a
    click, in seconds. wrong: pages and clicks that were not answered.
    """

    servers: int
    pages: float
    page: float
    cores: float
    clicks: float
    click: float
    p95: float
    least: float
    most: float
    wrong: int

    @property
    def possible(self) -> float:
        """Pages a second where each server has a processor of its own."""
        return self.servers / self.page

    def __str__(self) -> str:
        """Say it in a line."""
        return (
            f"{self.servers} servers: {self.pages:.0f} pages a second with {self.cores:.1f} of "
            f"{os.cpu_count()} processors, {1000 * self.page:.1f} ms of one each, so "
            f"{self.possible:.0f} where each server has its own; {self.clicks:.0f} clicks a second,"
            f" {1000 * self.click:.1f} ms each, p95 {1000 * self.p95:.0f} ms; a server was dealt "
            f"{self.least:.2f} to {self.most:.2f} of an even share; {self.wrong} not answered"
        )


def measure(folder: Path, count: int, seconds: float) -> Capacity:
    """Start a site in a folder, and ask as much of it as it answers."""
    with Site(folder, count) as site:
        url = f"http://{site.balancer.host}/"
        _fetch(url, 20 * count, count)
        asyncio.run(_warm(site))
        before, begun = site.worked(), len(site.balancer.lines())
        start, asked, came = time.perf_counter(), 0, 0
        while (took := time.perf_counter() - start) < seconds:
            asked += 100 * count
            came += _fetch(url, 100 * count, count)
        worked = site.worked() - before
        dealt = Counter(replica for _, replica in site.balancer.lines()[begun:])
        shares = [dealt[replica] * count / dealt.total() for replica in site.replicas]
        clicks, click, slow, wrong = asyncio.run(_clicks(site, url, count, seconds))
    return Capacity(
        servers=count,
        pages=came / took,
        page=worked / came,
        cores=worked / took,
        clicks=clicks,
        click=click,
        p95=slow,
        least=min(shares),
        most=max(shares),
        wrong=asked - came + wrong,
    )


async def _warm(site: Site) -> None:
    """Let each server make what it makes once somebody is there."""
    for replica in site.replicas:
        (await Session.open(f"http://{replica}/")).connection.close()
    await asyncio.to_thread(site.settle)


def _fetch(url: str, times: int, count: int) -> int:
    numbers = [str(number) for number in (times, _AT_ONCE * count, ADDRESSES)]
    command = [sys.executable, "-m", "benchmarks.load.pages", url, *numbers]
    return int(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)


async def _clicks(
    site: Site, url: str, count: int, seconds: float
) -> tuple[float, float, float, int]:
    """Return clicks a second, processor time of one, the p95 of one, and sessions that failed."""
    sessions = [await Session.open(url, address(number)) for number in range(_SESSIONS * count)]
    before, start = site.worked(), time.perf_counter()
    ends = await asyncio.gather(
        *(session.click_for(seconds, 0) for session in sessions), return_exceptions=True
    )
    took, worked = time.perf_counter() - start, site.worked() - before
    times = [one for session in sessions for one in session.took]
    for session in sessions:
        session.connection.close()
    wrong = sum(isinstance(end, BaseException) for end in ends)
    return len(times) / took, worked / len(times), p95(times), wrong
