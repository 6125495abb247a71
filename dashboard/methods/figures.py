"""The figures of the methods page: all computed from the snapshot, none typed."""

from dataclasses import dataclass

import pandas as pd

from dashboard import climate
from dashboard.atlas import Atlas
from dashboard.countries import FLAGS, Countries
from dashboard.views.cards import QUALITY, ZONES, percent

FEW = 3  # countries: a zone with fewer has no spread to speak of

# The rules of sources/quality.py, which the snapshot was built with and serving does not import.
RULES = {
    "good": "None of the faults below was found. These series are ranked.",
    "differs": "Independent records do not confirm the series: its trend differs from theirs by "
    "more than 0.1 °C a decade, or its change from 1981-2010 to 2015-2024 by more than 0.5 °C.",
    "coarse": "The country is smaller than one grid cell of the source, so that the series is of "
    "its surroundings, often of the sea.",
    "break": "The series does what no climate did, a fault of its source. It steps away from those "
    "of the nearest 6 countries, as an audit found; or it is more than 0.5 °C colder in 2020-2024 "
    "than in 2010-2019; or from one of these last years on it falls by more than 1 °C below the "
    "nearest 6, and 4 times as far as it varied before; or it does not warm at all since 1960 "
    "while the world does.",
    "inherited": "The source counts the country within a larger one and has the series of that.",
    "none": "The source has no series for it: hatched on the map.",
}


@dataclass(frozen=True)
class Flagged:
    """The countries of one quality flag: how many, and a few of their names."""

    flag: str
    title: str
    rule: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Zone:
    """How far warming differs within one climate zone, degrees Celsius per decade."""

    code: str
    name: str
    n: int
    least: float
    median: float
    most: float


def flagged(countries: Countries) -> list[Flagged]:
    """Return the quality flags in use, with the rule of each."""
    by_flag: dict[str, list[str]] = {}
    for country in countries.values():
        by_flag.setdefault(country.quality.flag, []).append(country.name)
    return [
        Flagged(flag, QUALITY[flag] or "Good", RULES[flag], len(names), tuple(names[:4]))
        for flag in FLAGS
        if (names := by_flag.get(flag))
    ]


def zones(atlas: Atlas) -> list[Zone]:
    """Return how far warming differs within each zone among good series, the largest zone first."""
    spreads = climate.spread(*_warming(atlas))
    return [
        Zone(str(code), ZONES[str(code)], int(row["n"]), row["min"], row["median"], row["max"])
        for code, row in spreads[spreads["n"] >= FEW].iterrows()
    ]


def share_within_zones(atlas: Atlas) -> float:
    """Return the share of the variance of warming that lies within zones of two or more."""
    return climate.share_within(*_warming(atlas))


def share_by_lot(atlas: Atlas) -> float:
    """Return what `share_within_zones` is on average when its zones are dealt out by lot.

    Of k zones with n countries (n - k) / (n - 1), whatever the trends are.
    """
    sizes = climate.spread(*_warming(atlas))["n"]
    shared = sizes[sizes > 1]
    return float((shared.sum() - len(shared)) / (shared.sum() - 1))


def coverage(atlas: Atlas, indicator_id: str) -> tuple[str, str]:
    """Say which years have values, and how many values there are."""
    known = atlas.store.values(indicator_id).notna()
    years, countries = known.columns[known.any()], known.index[known.any(axis=1)]
    if not len(years):
        return "", "no values"
    values, span = int(known.to_numpy().sum()), int(years[-1]) - int(years[0]) + 1
    share = percent(values / (len(countries) * span))
    return (
        f"{years[0]}–{years[-1]}",
        f"{len(countries)} countries, {values:,} values: {share} of their years",
    )


def ranked(atlas: Atlas) -> int:
    """Return how many countries take part in the ranking of the last year."""
    return int(atlas.temperatures[atlas.years.last][atlas.store.countries.good].count())


def _warming(atlas: Atlas) -> tuple["pd.Series[float]", "pd.Series[str]"]:
    countries = atlas.store.countries
    zones = {iso3: countries[iso3].climate_zone for iso3 in countries.good}
    return atlas.trends(climate.DEFAULT_TREND_START)[countries.good], pd.Series(zones)
