"""The values that a variable shows, country by country, exactly as the snapshot has them."""

from dataclasses import dataclass

import pandas as pd

from dashboard import climate
from dashboard.atlas import Atlas
from dashboard.parts.degrees import DEGREES
from dashboard.parts.map import map_part
from dashboard.state import TEMPERATURE, ViewState
from dashboard.views.cards import span

DERIVED = 6  # decimals of what is computed; what is published keeps its own


@dataclass(frozen=True)
class Shown:
    """A variable in the year, or over the period, of the map; values, years and ranks by iso3.

    years: the year that each value is of, NaN where there is none and where it is a period's mean.
    ranks: 1 is the largest, NaN for one that is not ranked. when: "2024", "1995-2024".
    """

    label: str
    title: str
    unit: str
    when: str
    warming: bool
    values: "pd.Series[float]"
    years: "pd.Series[float]"
    ranks: "pd.Series[float]"


def shown(atlas: Atlas, state: ViewState, variable: str) -> Shown:
    """Return what a variable shows: anomalies of temperature, else last values by the year."""
    return _anomalies(atlas, state) if variable == TEMPERATURE else _last(atlas, state, variable)


def trends(atlas: Atlas, state: ViewState) -> "pd.Series[float]":
    """Return every country's trend in degrees per decade from the chosen year on."""
    slopes = climate.trends_per_decade(atlas.temperatures, state.trend_start, atlas.years.last)
    return (slopes * DEGREES[state.units].factor).round(DERIVED)


def _anomalies(atlas: Atlas, state: ViewState) -> Shown:
    degrees, temperatures = DEGREES[state.units], atlas.temperatures
    period = climate.parse_years(state.period) if state.period else None
    level = climate.normals(temperatures, period) if period else temperatures[state.year]
    anomalies = level - climate.normals(temperatures, state.baseline_years)
    values = (anomalies * degrees.factor).round(DERIVED)
    ranked = values if state.flagged else values[_good(atlas)]
    when = f"mean of {span(period)}" if period else str(state.year)
    return Shown(
        label="Temperature change",
        title=f"Temperature change, {when}, against {span(state.baseline_years)}",
        unit=degrees.unit,
        when=state.period or str(state.year),
        warming=True,
        values=values,
        years=values.where(values.isna(), state.year) if not period else values * float("nan"),
        ranks=climate.ranks(ranked).reindex(values.index),
    )


def _last(atlas: Atlas, state: ViewState, variable: str) -> Shown:
    indicator, values = atlas.catalogue[variable], atlas.store.values(variable)
    part = atlas.ask(map_part, variable, state.baseline_years, state.units)
    tolerance, first = part["tolerance"], int(values.columns[0])
    year = min(max(state.year, first), int(values.columns[-1]) + tolerance)
    within = values.loc[:, max(year - tolerance, first) : year]
    last = within.ffill(axis=1).iloc[:, -1]
    return Shown(
        label=indicator.label,
        title=f"{indicator.label} in {year}, or the last value of the {tolerance} years before",
        unit=indicator.unit,
        when=str(year),
        warming=False,
        values=last,
        years=_years_of_last(within),
        ranks=climate.ranks(last),
    )


def _years_of_last(within: pd.DataFrame) -> "pd.Series[float]":
    years = within.notna() * within.columns.to_numpy(dtype=float)
    return years.max(axis=1).where(within.notna().any(axis=1))


def _good(atlas: Atlas) -> list[str]:
    return [iso3 for iso3, country in atlas.store.countries.items() if country.quality.is_good]
