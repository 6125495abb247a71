"""The values of the methods page: all computed from the snapshot, none typed."""

from dataclasses import dataclass
from math import isnan

import pandas as pd

from dashboard import climate
from dashboard.atlas import Atlas
from dashboard.climate import Years
from dashboard.countries import FLAGS, Countries
from dashboard.views.cards import QUALITY, ZONES, percent

FEW = 3  # countries: a zone with fewer has no spread to speak of

# The rules of sources/quality.py, which the snapshot was built with and serving does not import.
RULES = {
    "good": "None of the faults below was found. These series are ranked.",
    "differs": "Independent records do not confirm the series: its trend differs from theirs by "
    "more than 0.1 °C a decade, or its change from 1981-2010 to 2015-2024 by more than 0.5 °C.",
    "coarse": "The country is smaller than one grid cell of the record, so that its temperatures "
    "are those of what lies around it: of the sea, or of neighbouring land.",
    "break": "The series does what no climate did, a fault of its source. It steps away from those "
    "of the nearest 6 countries, as an audit found; or it is more than 0.5 °C colder in 2020-2024 "
    "than in 2010-2019; or from one of these last years on it falls by more than 1 °C below the "
    "nearest 6, and 4 times as far as it varied before; or it does not warm at all since 1960 "
    "while the world does.",
    "inherited": "The record counts the country within a larger one, whose temperatures these are.",
    "none": "The record has no temperatures for it: hatched on the map.",
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


@dataclass(frozen=True)
class WithinZones:
    """How far warming differs within climate zones.

    shares: of the variance, by the title of each fit record. by_lot: what would be on average.
    zones, of, years: the table, the record that it is of, and the years of its trends.
    """

    shares: dict[str, float]
    by_lot: float
    zones: list[Zone]
    of: str
    years: Years

    @property
    def least(self) -> float:
        """The smallest share of all records."""
        return min(self.shares.values())

    @property
    def most(self) -> float:
        """The largest share of all records."""
        return max(self.shares.values())


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


def fit(atlas: Atlas) -> list[str]:
    """Return the ids of the records that are fit to say how warming differs between countries."""
    return [name for name, record in atlas.store.records.items() if not record.fallback]


def zones(atlas: Atlas, record_id: str) -> list[Zone]:
    """Return how far warming differs within each zone among good series, the largest zone first."""
    spreads = climate.spread(*_warming(atlas, record_id))
    return [
        Zone(str(code), ZONES[str(code)], int(row["n"]), row["min"], row["median"], row["max"])
        for code, row in spreads[spreads["n"] >= FEW].iterrows()
    ]


def share_within_zones(atlas: Atlas, record_id: str) -> float:
    """Return the share of the variance of warming that lies within zones of two or more."""
    return climate.share_within(*_warming(atlas, record_id))


def share_by_lot(atlas: Atlas, record_id: str) -> float:
    """Return what `share_within_zones` is on average when its zones are dealt out by lot.

    Of k zones with n countries (n - k) / (n - 1), whatever the trends are.
    """
    sizes = climate.spread(*_warming(atlas, record_id))["n"]
    shared = sizes[sizes > 1]
    return float((shared.sum() - len(shared)) / (shared.sum() - 1))


def finding(atlas: Atlas) -> WithinZones | None:
    """Return the share within zones in each fit record; None where no record is fit."""
    shares = {
        name: share for name in fit(atlas) if not isnan(share := share_within_zones(atlas, name))
    }
    if not shares:
        return None
    first = next(iter(shares))
    return WithinZones(
        shares={atlas.store.records[name].title: share for name, share in shares.items()},
        by_lot=share_by_lot(atlas, first),
        zones=zones(atlas, first),
        of=atlas.store.records[first].title,
        years=atlas.record(first).trend_years(climate.DEFAULT_TREND_START),
    )


def differences(atlas: Atlas) -> list[tuple[str, str, str]]:
    """Return country, record and in which way its extent differs from ours, by country."""
    return sorted(
        (atlas.store.countries[iso3].name, record.title, how)
        for record in atlas.store.records.values()
        for iso3, how in record.differs.items()
        if iso3 in atlas.store.countries
    )


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
    usual = atlas.record()
    return int(usual.values[usual.years.last][usual.countries.good].count())


def _warming(atlas: Atlas, record_id: str) -> tuple["pd.Series[float]", "pd.Series[str]"]:
    countries = atlas.record(record_id).countries
    zones = {iso3: countries[iso3].climate_zone for iso3 in countries.good}
    trends = atlas.trends(climate.DEFAULT_TREND_START, record_id)
    return trends[countries.good], pd.Series(zones)
