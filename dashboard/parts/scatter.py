"""The part that sets an indicator against warming: a dot a country, and their correlation."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from dashboard import climate
from dashboard.atlas import Atlas, Part
from dashboard.climate.degrees import DEGREES
from dashboard.state import ViewState
from dashboard.views.cards import correlation_card, no_correlation
from dashboard.views.scatter import scatter_chart, value_limits, widths
from dashboard.views.theme import LIGHT, REGIONS

POPULATION = "population"


class Axes(NamedTuple):
    """What the scatter shows: choices of ViewState, by the names that they have there.

    log: whether the indicator's axis is logarithmic where that suits it: unless a person wants it
    linear.
    """

    indicator: str
    year: int
    trend_start: int
    units: str
    log: bool
    flagged: bool
    record: str = ""

    @classmethod
    def of(cls, state: ViewState) -> "Axes":
        """Return what a session has chosen."""
        named = {name: getattr(state, name) for name in cls._fields if name != "log"}
        return cls(**named, log=not state.linear)


def scatter_part(atlas: Atlas, axes: Axes) -> Part:
    """Return the dots of the countries that have both figures, and what their ranks share.

    members, values, trends, years: of each dot, its country by its place in the country table, its
    value, trend per decade and the year of its value. Uncertain series are hollow and left out of
    the correlation unless flagged says otherwise; a fallback record has no correlation.
    """
    indicator, degrees = atlas.catalogue[axes.indicator], DEGREES[axes.units]
    logarithmic = axes.log and indicator.scale == "log"
    name = "scatter_log" if logarithmic else "scatter"
    record = atlas.record(axes.record)
    by = (axes.indicator, axes.year, axes.trend_start, axes.record)
    dots = atlas.recent(points, *by).copy()
    dots["trend"] *= degrees.factor
    if logarithmic:
        dots = dots[dots["value"] > 0]
    ranked = dots if axes.flagged else dots[dots["good"]]
    told = (
        no_correlation()
        if record.record.fallback  # such a record shows relations that no better one does
        else correlation_card(
            climate.rank_correlation(ranked["value"], ranked["trend"]), len(dots) - len(ranked)
        )
    )
    return {
        "indicator": axes.indicator,
        "label": indicator.label,
        "unit": indicator.unit,
        "decimals": indicator.decimals,
        "categories": list(indicator.categories) or None,
        "log": indicator.scale == "log",
        "degrees": degrees.unit,
        "trend": [*record.trend_years(axes.trend_start)],
        "members": dots["place"].tolist(),
        "values": dots["value"].tolist(),
        "trends": dots["trend"].round(4).tolist(),
        "years": dots["year"].tolist(),
        "good": dots["good"].tolist(),
        "sizes": dots["size"].tolist(),
        "regions": [[n, c] for n, c in REGIONS.items() if (dots["colour"] == c).any()],
        "x": value_limits(dots["value"], log=logarithmic),
        "text": told,
        "charts": {name: atlas.panes.chart(name, scatter_chart(dots))},
    }


def points(
    atlas: Atlas, indicator_id: str, year: int, trend_start: int, record_id: str = ""
) -> pd.DataFrame:
    """Return the countries that have both a value by that year and a trend.

    Index iso3; columns value, year (of the value), trend (°C per decade), place (in the country
    table), good (bool), size (pixels across, by population) and colour (of the region).
    """
    countries, indicator = atlas.record(record_id).countries, atlas.catalogue[indicator_id]
    found = latest(atlas.store.values(indicator_id), year, indicator.tolerance)
    places = {iso3: place for place, iso3 in enumerate(countries)}
    found["trend"] = atlas.trends(trend_start, record_id).reindex(found.index)
    found["place"] = [places[iso3] for iso3 in found.index]
    good = [countries[iso3].quality.is_good for iso3 in found.index]
    found["good"] = np.array(good, dtype=bool)  # also of none
    found["size"] = widths(_people(atlas, year).reindex(found.index))
    regions = [countries[iso3].region for iso3 in found.index]
    found["colour"] = [REGIONS.get(region, LIGHT["muted"]) for region in regions]
    return found.dropna()


def _people(atlas: Atlas, year: int) -> "pd.Series[float]":
    """Return populations by a year, of a catalogue that has them."""
    if POPULATION not in atlas.catalogue or not atlas.is_readable(POPULATION):
        return pd.Series(dtype=float)
    tolerance = atlas.catalogue[POPULATION].tolerance
    found: pd.Series[float] = latest(atlas.store.values(POPULATION), year, tolerance)["value"]
    return found.astype(float)


def reached(values: pd.DataFrame, year: int, tolerance: int) -> int:
    """Return the year, or the last with values where none of them reaches it."""
    last = int(values.columns[-1])
    return last if year > last + tolerance else year


def latest(values: pd.DataFrame, year: int, tolerance: int) -> pd.DataFrame:
    """Return each country's last value up to a year, no older than the tolerance, and its year.

    Never a later one: before the first year with values there are none.

    values: country by year. Index iso3, columns value, year; countries without one are left out.
    """
    year = reached(values, year, tolerance)
    window = values.loc[:, year - tolerance : year]
    if not window.columns.size:
        return pd.DataFrame({"value": [], "year": []}, index=values.index[:0])
    known = window.notna()
    newest = known.iloc[:, ::-1].idxmax(axis="columns")
    found = pd.DataFrame({"value": window.ffill(axis="columns").iloc[:, -1], "year": newest})
    return found[known.any(axis="columns")]
