"""Sheets: the rows of each figure as its choices show it, and what they are."""

from collections.abc import Callable
from functools import partial

import pandas as pd

from dashboard.atlas import Atlas
from dashboard.climate.degrees import DEGREES
from dashboard.countries import UN_MEMBERS
from dashboard.downloads.variable import VariableValues, beside, on_map, trends
from dashboard.figures import FIGURES
from dashboard.figures.figure import Figure, Sheet
from dashboard.parts.country import seen as what_is_seen
from dashboard.parts.scatter import Axes, scatter_part
from dashboard.state import TEMPERATURE, ViewState


def map_sheet(atlas: Atlas, state: ViewState) -> Sheet:
    """Return every country's value on the map, the year it is of, its rank and its quality."""
    seen = on_map(atlas, state)
    rows = _countries(atlas).assign(year=seen.years, value=seen.values, rank=seen.ranks)
    if seen.interval is not None:
        rows = rows.drop(columns="year").join(seen.interval)
    return Sheet(
        name=f"{seen.label} {seen.when}",
        title=seen.title,
        rows=_with_quality(atlas, rows, state) if seen.warming else rows,
        units=dict.fromkeys(
            ("value", *(() if seen.interval is None else seen.interval)), seen.unit
        ),
        indicators=(state.variable,),
        notes=_ranking(seen, state),
    )


def table_sheet(atlas: Atlas, state: ViewState) -> Sheet:
    """Return the ranking table as it is filtered and sorted.

    The trend is a column once: where the map is of it, it is the value, with its interval.
    """
    seen, other = on_map(atlas, state), beside(atlas, state.indicator, state.year)
    slopes = trends(atlas, state)
    rows = _with_quality(atlas, _countries(atlas), state).assign(
        rank=_ranks(atlas, state, seen, slopes, other),
        value=seen.values,
        year=seen.years,
        trend=slopes,
        indicator=other.values,
        indicator_year=other.years,
    )
    rows = _sorted(_filtered(rows, state), state, warming=seen.warming)
    units = {"value": seen.unit, "trend": _per_decade(state), "indicator": other.unit}
    if seen.interval is not None:
        rows = rows.drop(columns=["year", "trend"]).join(seen.interval)
        units = {"indicator": other.unit, **dict.fromkeys(("value", "low", "high"), seen.unit)}
    return Sheet(
        name=f"{seen.label} {seen.when} ranking",
        title=f"Ranking. {seen.title}. {other.title}. {_trend_years(atlas, state)}".rstrip("."),
        rows=rows,
        units=units,
        indicators=tuple(dict.fromkeys((state.variable, TEMPERATURE, state.indicator))),
        notes=(*_ranking(seen, state, _ranked_by(state)), _trend_years(atlas, state)),
    )


def scatter_sheet(atlas: Atlas, state: ViewState) -> Sheet:
    """Return the dots of the scatter: each country that has both an indicator and a trend."""
    dots, indicator = atlas.ask(scatter_part, Axes.of(state)), atlas.catalogue[state.indicator]
    rows = _with_quality(atlas, _countries(atlas), state).take(dots["members"])
    return Sheet(
        name=f"{indicator.label} and warming {state.year}",
        title=f"{indicator.label} by {state.year}, and warming per decade. "
        f"{_trend_years(atlas, state)}".rstrip("."),
        rows=rows.assign(
            indicator=dots["values"],
            indicator_year=dots["years"],
            trend=trends(atlas, state)[rows.index],
        ),
        units={"indicator": indicator.unit, "trend": _per_decade(state)},
        indicators=(state.indicator, TEMPERATURE),
        notes=(
            _trend_years(atlas, state),
            "Countries are neighbours and not independent, and a correlation is not a cause.",
        ),
    )


def figure_sheet(atlas: Atlas, state: ViewState, figure: Figure) -> Sheet:
    """Return the rows of a figure of the panel, as its description has them."""
    if figure.sheet is None:
        raise KeyError(figure.name)
    return figure.sheet(what_is_seen(atlas, state, figure.part))


# By the name of the figure that shows the same.
SHEETS: dict[str, Callable[[Atlas, ViewState], Sheet]] = {
    "map": map_sheet,
    **{f.name: partial(figure_sheet, figure=f) for f in FIGURES if f.sheet},
    "table": table_sheet,
    "scatter": scatter_sheet,
}


def _countries(atlas: Atlas) -> pd.DataFrame:
    table = atlas.store.countries.frame.rename(columns={"name": "country"})
    return table.set_index("iso3", drop=False)[["iso3", "country", "region", "climate_zone"]]


def _with_quality(atlas: Atlas, rows: pd.DataFrame, state: ViewState) -> pd.DataFrame:
    qualities = [country.quality for country in atlas.record(state.record).countries.values()]
    return rows.assign(
        quality=[quality.flag for quality in qualities],
        reason=[quality.reason for quality in qualities],
    )


def _filtered(rows: pd.DataFrame, state: ViewState) -> pd.DataFrame:
    within_region = (rows["region"] == state.region) | (state.region == "")
    within_zone = (rows["climate_zone"] == state.zone) | (state.zone == "")
    within_un = rows["iso3"].isin(UN_MEMBERS) | (not state.un_members)
    wanted: pd.DataFrame = rows[within_region & within_zone & within_un]
    return wanted


def _sorted(rows: pd.DataFrame, state: ViewState, *, warming: bool) -> pd.DataFrame:
    """Sort as the page does: the largest first, names as the country table; a minus turns it."""
    column, turned = state.sort.removeprefix("-"), state.sort.startswith("-")
    if column == "name":
        return rows[::-1] if turned else rows
    doubted = not state.flagged and (column == "trend" or (column == "value" and warming))
    return in_order(rows, column, late=doubted & (rows["quality"] != "good"), turned=turned)


def in_order(
    rows: pd.DataFrame, column: str, *, late: "pd.Series[bool]", turned: bool
) -> pd.DataFrame:
    """Return rows by the size of a column, the largest first, or last where turned.

    In either case those that are late, because they have no rank, are below the others, and rows
    without a value below all. Rows of one size stay in their order. `order` in
    assets/views/ranking.js does the same: tests/cases.json holds for both.
    """
    group = late.where(rows[column].notna(), 2).astype(int)
    by = rows.assign(group=group).sort_values(
        ["group", column], ascending=[True, turned], kind="stable"
    )
    return by.drop(columns="group")


def _per_decade(state: ViewState) -> str:
    return f"{DEGREES[state.units].unit} per decade"


def _trend_years(atlas: Atlas, state: ViewState) -> str:
    years = atlas.record(state.record).trend_years(state.trend_start)
    return f"Trends are of the years {years.first}–{years.last}."


def _ranked_by(state: ViewState) -> str:
    """Return the column that ranks follow: the sorted one, and the map's where that is of names."""
    column = state.sort.removeprefix("-")
    return "value" if column == "name" else str(column)


def _ranks(
    atlas: Atlas,
    state: ViewState,
    seen: VariableValues,
    slopes: "pd.Series[float]",
    other: VariableValues,
) -> "pd.Series[float]":
    """Return ranks by the sorted column among all countries, as the page has them."""
    column = _ranked_by(state)
    if column != "trend":
        return other.ranks if column == "indicator" else seen.ranks
    return atlas.record(state.record).ranks(slopes, flagged=state.flagged)


def _ranking(seen: VariableValues, state: ViewState, column: str = "value") -> tuple[str, ...]:
    if column == "indicator" or (column == "value" and not seen.warming):
        return (f"The largest {column} has rank 1.",)
    others = "are ranked too" if state.flagged else "have no rank"
    return (f"The largest {column} has rank 1; uncertain series {others}.",)
