"""The values that a variable shows, country by country, exactly as the snapshot has them."""

from dataclasses import dataclass

import pandas as pd

from dashboard import climate
from dashboard.atlas import Atlas
from dashboard.climate import Years
from dashboard.climate.agreement import TREND_FIRST
from dashboard.climate.degrees import DEGREES
from dashboard.figures.figure import DERIVED
from dashboard.indicators import Indicator
from dashboard.page import WARMING_RATE, WHERE_AGREE
from dashboard.parts.scatter import latest, reached
from dashboard.records import AGREEMENT, RATE
from dashboard.state import TEMPERATURE, ViewState
from dashboard.views.cards import span


@dataclass(frozen=True)
class VariableValues:
    """A variable in the year, or over the period, of the map; values, years and ranks by iso3.

    years: the year that each value is of, NaN where there is none and where it is a period's mean.
    ranks: 1 is the largest, NaN for one that is not ranked. when: "2024", "1995-2024". interval: of
    trends, the columns low and high of 95 %.
    """

    label: str
    title: str
    unit: str
    when: str
    warming: bool
    values: "pd.Series[float]"
    years: "pd.Series[float]"
    ranks: "pd.Series[float]"
    interval: pd.DataFrame | None = None


def on_map(atlas: Atlas, state: ViewState) -> VariableValues:
    """Return what the map shows, in its year or over its period."""
    if state.variable == TEMPERATURE:
        return _anomalies(atlas, state)
    if state.variable == AGREEMENT:
        return _agreement(atlas, state)
    if state.variable == RATE:
        return _rate(atlas, state)
    averaged = state.period and not atlas.catalogue[state.variable].categories
    if averaged:
        return _mean(atlas, state)
    # The map begins with the first year that has values.
    first = int(atlas.store.values(state.variable).columns[0])
    return beside(atlas, state.variable, max(state.year, first))


def trends(atlas: Atlas, state: ViewState) -> "pd.Series[float]":
    """Return every country's trend in degrees per decade from the chosen year on."""
    return (atlas.trends(state.trend_start, state.record) * DEGREES[state.units].factor).round(
        DERIVED
    )


def _anomalies(atlas: Atlas, state: ViewState) -> VariableValues:
    degrees, record = DEGREES[state.units], atlas.record(state.record)
    temperatures, year = record.values, record.nearest(state.year)
    period = climate.parse_years(state.period) if state.period else None
    level = climate.normals(temperatures, period) if period else temperatures[year]
    anomalies = level - climate.normals(temperatures, state.baseline_years)
    values = (anomalies * degrees.factor).round(DERIVED)
    when = f"mean of {span(period)}" if period else str(year)
    return VariableValues(
        label="Temperature change",
        title=f"Temperature change, {when}, against {span(state.baseline_years)}",
        unit=degrees.unit,
        when=state.period or str(year),
        warming=True,
        values=values,
        years=values.where(values.isna(), year) if not period else values * float("nan"),
        ranks=record.ranks(values, flagged=state.flagged),
    )


def _rate(atlas: Atlas, state: ViewState) -> VariableValues:
    """Return the trends per decade, of countries whose panel states one."""
    degrees, record = DEGREES[state.units], atlas.record(state.record)
    years = record.trend_years(state.trend_start)
    rates = (record.rates(state.trend_start) * degrees.factor).round(DERIVED)
    values = rates["per_decade"]
    return VariableValues(
        label=WARMING_RATE,
        title=f"{WARMING_RATE} since {years.first}: trend of {span(years)}",
        unit=f"{degrees.unit} per decade",
        when=str(years),
        warming=True,
        values=values,
        years=values * float("nan"),
        ranks=record.ranks(values, flagged=state.flagged),
        interval=rates[["low", "high"]],
    )


def _agreement(atlas: Atlas, state: ViewState) -> VariableValues:
    """Return how far the records' trends lie apart, of their common years."""
    found, degrees = atlas.agreement, DEGREES[state.units]
    if found is None:
        raise KeyError(AGREEMENT)
    years = Years(TREND_FIRST, found.last)
    values = (found.spread * degrees.factor).round(DERIVED)
    return VariableValues(
        label=WHERE_AGREE,
        title=f"{WHERE_AGREE}: highest less lowest trend, {span(years)}",
        unit=f"{degrees.unit} per decade",
        when=str(years),
        warming=False,
        values=values,
        years=values * float("nan"),
        ranks=climate.ranks(values),
    )


def beside(atlas: Atlas, indicator_id: str, year: int) -> VariableValues:
    """Return an indicator's last values by a year, no older than its tolerance."""
    indicator, values = atlas.catalogue[indicator_id], atlas.store.values(indicator_id)
    year, tolerance = reached(values, year, indicator.tolerance), indicator.tolerance
    found = latest(values, year, tolerance).reindex(values.index)
    return _published(
        indicator,
        title=f"{indicator.label} in {year}, or the last value of the {tolerance} years before",
        when=str(year),
        values=found["value"],
        years=found["year"],
    )


def _mean(atlas: Atlas, state: ViewState) -> VariableValues:
    indicator, period = atlas.catalogue[state.variable], climate.parse_years(state.period)
    means = climate.normals(atlas.store.values(indicator.id), period).round(DERIVED)
    return _published(
        indicator,
        title=f"{indicator.label}, mean of {span(period)}",
        when=state.period,
        values=means,
        years=means * float("nan"),
    )


def _meaning(indicator: Indicator) -> str:
    """Return the unit, or what each number of a category means."""
    named = (f"{number} {text}" for number, text in enumerate(indicator.categories))
    return ", ".join(named) or indicator.unit


def _published(
    indicator: Indicator,
    *,
    title: str,
    when: str,
    values: "pd.Series[float]",
    years: "pd.Series[float]",
) -> VariableValues:
    return VariableValues(
        label=indicator.label,
        title=title,
        unit=_meaning(indicator),
        when=when,
        warming=False,
        values=values,
        years=years,
        ranks=climate.ranks(values),
    )
