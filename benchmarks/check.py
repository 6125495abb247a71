"""Does an app show what it should? One that does not is not measured."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Browser

from benchmarks.browser import Visit, visitor
from benchmarks.measure import click_on, step_back
from benchmarks.reference.figures import LAST, anomalies, colour, incomes
from benchmarks.servers import Server
from benchmarks.subjects import Subject

YEARS = (LAST, LAST - 1)
COUNTRIES = ("IND", "CAN")
_NEAR = 20  # of 255: apps round colours, and mix them, in ways of their own
_SHARE = 0.9  # of the land points: some lie on a border's line


def faults(browser: Browser, subject: Subject, server: Server) -> list[str]:
    """Say what of an app is not as in the figures: maps of two years, charts of two countries."""
    if not subject.checked:
        return []
    context = visitor(browser, subject)
    visit = Visit(context)
    visit.open(server.url)
    visit.settle()
    found = map_faults(visit.page.evaluate("bench.seen()")["colours"], YEARS[0])
    step_back(visit, subject)
    visit.settle()
    found += map_faults(visit.page.evaluate("bench.seen()")["colours"], YEARS[1])
    for iso3 in COUNTRIES:
        click_on(visit, iso3)
        visit.settle()
        found += chart_faults(visit.page.evaluate("bench.seen()")["last"], iso3)
    context.close()
    return found


def map_faults(colours: Mapping[str, int], year: int) -> list[str]:
    """Compare the colours of land points, red, green and blue in a number, with a year's values."""
    values = anomalies()[year].reindex(list(colours)).dropna()
    wrong = [iso3 for iso3, value in values.items() if not _near(colours[str(iso3)], colour(value))]
    if len(wrong) <= (1 - _SHARE) * len(values):
        return []
    return [f"the map of {year} has other colours than the values of {', '.join(map(str, wrong))}"]


def chart_faults(last: list[float], iso3: str) -> list[str]:
    """Compare the last value of each line with a country's: temperature change, then GDP."""
    if not last:  # an app that tells nobody what it drew
        return []
    wanted = [float(frame.loc[iso3].dropna().iloc[-1]) for frame in (anomalies(), incomes())]
    if len(last) == 2 and all(
        abs(a - b) <= 0.005 * abs(b) for a, b in zip(last, wanted, strict=True)
    ):
        return []
    return [f"the charts of {iso3} end at {last}, not at {wanted}"]


def _near(pixel: int, wanted: Any) -> bool:
    parts = (pixel >> 16, (pixel >> 8) & 255, pixel & 255)
    return all(abs(part - other) <= _NEAR for part, other in zip(parts, wanted, strict=True))
