"""The part that shows a country among those of its climate zone and of its region."""

from collections.abc import Iterable
from typing import Any

from dashboard import climate
from dashboard.atlas import Atlas, Part
from dashboard.panes import plain
from dashboard.parts.degrees import DEGREES
from dashboard.views.cards import ZONES


def peers_part(atlas: Atlas, iso3: str, trend_start: int, units: str, flagged: bool) -> Part:
    """Return the trends of both groups of peers, with median and the country's own rank.

    trends: of the members, by their place in the country table. The country itself is a member even
    where it is not ranked; uncertain series are members only when flagged says so.
    """
    if not iso3:
        return {"groups": []}
    country, degrees = atlas.store.countries[iso3], DEGREES[units]
    kinds = {
        "zone": (country.climate_zone, ZONES.get(country.climate_zone, "")),
        "region": (country.region, country.region),
    }
    groups = [
        _group(atlas, iso3, trend_start, degrees.factor, flagged, kind=kind, title=title)
        for kind, (name, title) in kinds.items()
        if name
    ]
    return {"unit": degrees.unit, "years": [trend_start, atlas.years.last], "groups": groups}


def _group(  # noqa: PLR0913
    atlas: Atlas, iso3: str, first: int, factor: float, flagged: bool, *, kind: str, title: str
) -> dict[str, Any]:
    countries, order = atlas.store.countries, list(atlas.store.countries)
    trends = atlas.trends(first) * factor
    own = _kind(countries[iso3], kind)
    ranked = [
        name
        for name, other in countries.items()
        if _kind(other, kind) == own and (flagged or other.quality.is_good)
    ]
    known = trends.reindex(ranked).dropna()
    place = climate.rank(known, iso3)
    members = _with(known.index, iso3)
    return {
        "kind": kind,
        "title": title,
        "members": [order.index(name) for name in members],
        "trends": plain(trends.reindex(members)),
        "median": plain([known.median()])[0],
        "rank": None if place is None else {"place": place[0], "of": place[1]},
    }


def _kind(country: Any, kind: str) -> str:
    return str(country.climate_zone if kind == "zone" else country.region)


def _with(members: Iterable[str], iso3: str) -> list[str]:
    return list(dict.fromkeys([*members, iso3]))
