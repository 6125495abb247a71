"""The figures of a country's page: those that the panel shows when the page opens with it."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from dashboard import climate
from dashboard.atlas import Atlas
from dashboard.climate import Trend, Years
from dashboard.climate.degrees import DEGREES
from dashboard.countries import Country
from dashboard.countrypage.borders import neighbours
from dashboard.countrypage.kept import Kept
from dashboard.downloads.variable import VariableValues, on_map
from dashboard.parts.country import warming
from dashboard.parts.peers import peers_part
from dashboard.parts.records import records
from dashboard.records import Record
from dashboard.state import TEMPERATURE
from dashboard.views.cards import ZONES, shown

PEERS = 6  # of a group, beside the country itself
_DEGREES = DEGREES["C"]
_changes: Kept[VariableValues] = Kept(1)
_latest: Kept[pd.DataFrame] = Kept(1000)  # by indicator


@dataclass(frozen=True)
class IndicatorValue:
    """An indicator's last value, as text; value and year are "" where it has none."""

    id: str
    label: str
    value: str
    unit: str
    year: str


@dataclass(frozen=True)
class Peers:
    """Countries of one climate zone or region, by trend in °C per decade, the fastest first.

    members: iso3 and trend, None without one; the largest countries of the group and the country
    itself. median: of all that are ranked. place: the country's rank among the ranked, and of how
    many; None where it is not ranked.
    """

    title: str
    members: list[tuple[str, float | None]]
    median: float | None
    place: tuple[int, int] | None


@dataclass(frozen=True)
class CountryFigures:
    """What the page says of a country, all of the usual record against the default baseline.

    change: of the period against the baseline, °C, None where there is none. rank: 1 the largest,
    None where it is not ranked, of how many. anomalies, smooth: columns year and value. published:
    the record's own values by year. refused: why there is no trend. pace: the rank of the trend, 1
    the largest, and of how many; None where it is not ranked. until: the last year whose
    values are shown. together: how the records compare, None where there are not two.
    """

    country: Country
    record: Record
    date: str
    baseline: Years
    period: Years
    change: float | None
    rank: int | None
    of: int
    anomalies: pd.DataFrame
    smooth: pd.DataFrame
    published: "pd.Series[float]"
    unit: str
    trend: Trend | None
    refused: str
    pace: tuple[int, int] | None
    indicators: list[IndicatorValue]
    until: int
    neighbours: list[str]
    peers: list[Peers]
    together: dict[str, Any] | None


def country_figures(atlas: Atlas, iso3: str) -> CountryFigures:
    """Return the figures of a country."""
    temperatures, state = atlas.record(), atlas.new_state()
    changes = _changes.get(atlas, "", lambda: on_map(atlas, state))
    change, rank = changes.values[iso3], changes.ranks[iso3]
    own = warming(atlas, iso3, state.baseline_years, state.trend_start, _DEGREES)
    return CountryFigures(
        country=temperatures.countries[iso3],
        record=temperatures.record,
        date=atlas.store.provenance["date"],
        baseline=state.baseline_years,
        period=climate.parse_years(state.period),
        change=None if pd.isna(change) else float(change),
        rank=None if pd.isna(rank) else int(rank),
        of=int(changes.ranks.count()),
        anomalies=own.anomalies,
        smooth=own.smooth,
        published=temperatures.values.T[iso3],
        unit=temperatures.unit,
        trend=own.trend,
        refused=own.refused,
        pace=None if own.trend is None else _pace(atlas, iso3, state.trend_start),
        indicators=_indicators(atlas, iso3, state.year),
        until=state.year,
        neighbours=[other for other in atlas.store.countries if other in _beside(iso3)],
        peers=_peers(atlas, iso3),
        together=records(atlas, iso3, atlas.usual, _DEGREES),
    )


def _pace(atlas: Atlas, iso3: str, first: int) -> tuple[int, int] | None:
    """Return the rank of a country's warming rate, as the map and the table have it."""
    return climate.rank(atlas.trends(first)[atlas.record().countries.good], iso3)


def _beside(iso3: str) -> frozenset[str]:
    return neighbours().get(iso3, frozenset())


def _indicators(atlas: Atlas, iso3: str, year: int) -> list[IndicatorValue]:
    """Return each indicator's last value by a year: none is from later, as on the page."""
    found = []
    for one in atlas.catalogue.values():
        if one.id == TEMPERATURE:
            continue
        last = _latest.get(atlas, one.id, partial(_last, atlas, one.id, year))
        value, when = last["value"][iso3], last["year"][iso3]
        known = not pd.isna(value)
        found.append(
            IndicatorValue(
                id=one.id,
                label=one.label,
                value=shown(value, one) if known else "",
                unit=one.unit,
                year=f"{when:.0f}" if known else "",
            )
        )
    return found


def _last(atlas: Atlas, indicator_id: str, year: int) -> pd.DataFrame:
    """Return each country's last value by a year, and the year it is of; NaN without one."""
    values = atlas.store.values(indicator_id)
    years_by_then = values.columns.to_numpy(dtype=int)
    past = values.reindex(columns=[*years_by_then[years_by_then <= year]] or [year])
    known = past.notna()
    years = known.mul(past.columns.to_numpy()).max(axis=1).where(known.any(axis=1))
    return pd.DataFrame({"value": past.ffill(axis=1).iloc[:, -1], "year": years})


def _peers(atlas: Atlas, iso3: str) -> list[Peers]:
    state = atlas.new_state()
    part = atlas.ask(peers_part, iso3, state.trend_start, "C", False, state.record)
    order = list(atlas.store.countries)
    return [_group(atlas, iso3, group, order) for group in part["groups"]]


def _group(atlas: Atlas, iso3: str, group: dict[str, Any], order: list[str]) -> Peers:
    trends = dict(zip((order[n] for n in group["members"]), group["trends"], strict=True))
    others = sorted(trends.keys() - {iso3}, key=lambda one: -atlas.store.countries[one].area_km2)
    members = [(name, trends[name]) for name in (iso3, *others[:PEERS])]
    place = group["rank"]
    return Peers(
        title=ZONES.get(group["title"], group["title"]),
        members=sorted(members, key=lambda member: (member[1] is None, -(member[1] or 0.0))),
        median=group["median"],
        place=None if place is None else (place["place"], place["of"]),
    )
