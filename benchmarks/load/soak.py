"""Visitors who come, click and go, for as long as one likes: what a server keeps of them."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from statistics import linear_regression

from tornado.httpclient import AsyncHTTPClient

from benchmarks.load.sessions import Session

_AT_ONCE = 4
_ASIDE = ("nothing", "components/", "app?country=XXX&year=x", "app?bokeh-token=x", "methods")


@dataclass(frozen=True)
class Sample:
    """What a server has at a moment: memory in bytes, and open files with connections."""

    minutes: float
    memory: int
    descriptors: int


async def visit(url: str, number: int) -> None:
    """Open a page, choose countries, ask for something that there may not be, and go."""
    session = await Session.open(url)
    for iso3 in ("IND", "CAN"):
        await session.click(iso3)
    session.connection.close()
    while await session.connection.read_message() is not None:
        pass
    aside = url + _ASIDE[number % len(_ASIDE)]
    await AsyncHTTPClient().fetch(aside, raise_error=False, request_timeout=120)


async def visits(url: str, goes_on: Callable[[int], bool]) -> int:
    """Let visitors come, a few at once, while `goes_on` says so of a number; return how many."""
    number = 0

    async def visitor() -> None:
        nonlocal number
        while goes_on(number):
            number += 1
            await visit(url, number)

    await asyncio.gather(*(visitor() for _ in range(_AT_ONCE)))
    return number


async def soak(
    url: str, minutes: float, look: Callable[[], tuple[int, int]], every: float = 0.25
) -> AsyncIterator[Sample]:
    """Yield what there is between visits, at this pace in minutes; look: memory, descriptors."""
    start = time.monotonic()
    while (gone := (time.monotonic() - start) / 60) < minutes:
        until = time.monotonic() + 60 * min(every, minutes - gone)
        await visits(url, lambda _, until=until: time.monotonic() < until)
        yield Sample((time.monotonic() - start) / 60, *look())


def growth(samples: list[Sample]) -> float:
    """Return bytes a minute, as the line through the samples has it."""
    return linear_regression(
        [sample.minutes for sample in samples], [sample.memory for sample in samples]
    ).slope
