"""The part that shows a country among those of its zone and its region, a group by its members."""

from typing import Any

import pandas as pd

from dashboard import climate
from dashboard.aggregates import Aggregate
from dashboard.atlas import Atlas, Part
from dashboard.climate.degrees import DEGREES
from dashboard.countries import Countries
from dashboard.panes import plain
from dashboard.views.cards import ZONES

_KINDS = {"zone": "climate_zone", "region": "region"}  # the field of a country that each is of


def peers_part(  # noqa: PLR0913, PLR0917  (each is a choice of its own)
    atlas: Atlas, iso3: str, trend_start: int, units: str, flagged: bool, record: str = ""
) -> Part:
    """Return the trends of both groups of peers, with median and the country's own rank.

    Of a group of countries: those of its members; of none chosen, those of all countries.

    trends: of the members, by their place in the country table. The country itself is a member even
    where it is not ranked; uncertain series are members only when flagged says so.
    """
    temperatures, degrees = atlas.record(record), DEGREES[units]
    countries = temperatures.countries
    trends = temperatures.trends(trend_start) * degrees.factor
    if not iso3 or iso3 in temperatures.aggregates:
        group = temperatures.aggregates.get(iso3 or next(iter(temperatures.aggregates), ""))
        groups = [_members(group, countries, trends, flagged=flagged)] if group else []
    else:
        groups = [
            _group(countries, iso3, trends, kind, flagged=flagged)
            for kind, of in _KINDS.items()
            if getattr(countries[iso3], of)
        ]
    return {
        "heading": "Among its peers" if iso3 in countries else "Country by country",
        "unit": degrees.unit,
        "years": [*temperatures.trend_years(trend_start)],
        "groups": groups,
    }


def _members(
    group: Aggregate, countries: Countries, trends: "pd.Series[float]", *, flagged: bool
) -> dict[str, Any]:
    order = list(countries)
    names = [name for name in group.countries if flagged or countries[name].quality.is_good]
    known = trends.reindex(names).dropna()
    return {
        "kind": "members",
        "title": group.name,
        "members": [order.index(name) for name in known.index],
        "trends": plain(known),
        "median": plain([known.median()])[0],
        "rank": None,
    }


def _group(
    countries: Countries, iso3: str, trends: "pd.Series[float]", kind: str, *, flagged: bool
) -> dict[str, Any]:
    order = list(countries)
    group = {name: getattr(country, _KINDS[kind]) for name, country in countries.items()}
    ranked = [
        name
        for name, country in countries.items()
        if group[name] == group[iso3] and (flagged or country.quality.is_good)
    ]
    known = trends.reindex(ranked).dropna()
    place = climate.rank(known, iso3)
    members = list(dict.fromkeys([*known.index, iso3]))
    return {
        "kind": kind,
        "title": ZONES.get(group[iso3], group[iso3]),
        "members": [order.index(name) for name in members],
        "trends": plain(trends.reindex(members)),
        "median": plain([known.median()])[0],
        "rank": None if place is None else {"place": place[0], "of": place[1]},
    }
