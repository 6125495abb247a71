"""Temperature: a country's anomalies with smooth and trend, or the anomalies of several."""

from functools import partial

import pandas as pd

from dashboard import climate
from dashboard.climate import DEFAULT_BASELINE
from dashboard.countries import Country
from dashboard.figures.figure import DERIVED, Chart, Column, Figure, Mark, Sheet, Table
from dashboard.figures.seen import (
    NO_SERIES,
    Warming,
    WarmingSeen,
    codes,
    joined,
    names,
    rows_of,
)
from dashboard.layers import Layers, overlay
from dashboard.panes import Drawing
from dashboard.views.cards import SURE, reach, signed, span, trend_card, with_unit
from dashboard.views.series import (
    NOTHING,
    comparison_chart,
    comparison_style,
    temperature_chart,
    temperature_style,
)

_SMOOTH = Mark("smooth", "smooth over 30 years")
_BASELINE = Mark("baseline", "baseline")
_COLUMNS = ["iso3", "country", "year", "anomaly", "smooth", "trend", "published"]


def _chart(seen: WarmingSeen) -> Chart:
    several = len(seen.countries) > 1
    return Chart(
        drawing="comparison" if several else "temperature",
        layers=_several(seen) if several else _alone(seen),
        title=f"{names(seen.countries)}: temperature change, {seen.degrees.unit} "
        f"against {span(seen.baseline)}",
        file=f"temperature change {codes(seen.countries)}",
        said=f"Temperature of {names(seen.countries)} against {span(seen.baseline)}. "
        f"{_compared(seen) if several else _reach(seen)}.",
        sources=("temperature",),
        table=_table(seen, several=several),
        marks=_marks_of_several(seen) if several else _marks(seen),
    )


def _alone(seen: WarmingSeen) -> Layers:
    (own,) = seen.drawn
    return temperature_chart(
        own.anomalies, own.smooth, own.line, seen.baseline, seen.scale, seen.others
    )


def _several(seen: WarmingSeen) -> Layers:
    anomalies = [own.anomalies for own in seen.drawn]
    return comparison_chart(anomalies, [own.smooth for own in seen.drawn], seen.baseline)


def _reach(seen: WarmingSeen) -> str:
    (own,), unit = seen.drawn, seen.degrees.unit
    said = reach(own.anomalies, lambda value: with_unit(signed(value, 2), unit))
    if not seen.countries:
        return "No values"
    told = trend_card(own.trend, seen.countries[0].quality, unit, own.refused)
    verdict = f": {told['verdict']}" if told["verdict"] else ""
    return (
        f"{said or 'No values'}. Trend since {seen.trend_start} {told['trend']} per decade, "
        f"{told['interval']}{verdict}"
    )


def _compared(seen: WarmingSeen) -> str:
    unit = seen.degrees.unit
    trends = [
        f"{signed(own.trend.per_decade, 2)} {unit}" if own.trend else "–" for own in seen.found
    ]
    return "; ".join(
        f"{country.name} {{{country.iso3}}}, trend {trend} per decade"
        for country, trend in zip(seen.countries, trends, strict=True)
    )


def _table(seen: WarmingSeen, *, several: bool) -> Table:
    layer = "years" if several else "bars"
    columns = [Column(country.name, layer, n) for n, country in enumerate(seen.countries)]
    smooth = [] if several else [Column(_SMOOTH.text, "smooth")]
    return Table(
        rows="Year",
        title=f"Temperature, {seen.degrees.unit} against {span(seen.baseline)}",
        columns=(*columns, *smooth),
        unit=seen.degrees.unit,
        signed=True,
    )


def _marks(seen: WarmingSeen) -> tuple[Mark, ...]:
    others = [Mark("others", "other records")] if seen.others else []
    return (_SMOOTH, Mark("trend", f"trend since {seen.trend_start}"), _BASELINE, *others)


def _marks_of_several(seen: WarmingSeen) -> tuple[Mark, ...]:
    colours = [Mark(f"compared-{n}", c.name) for n, c in enumerate(seen.countries)]
    return (*colours, Mark("years", "years"), _SMOOTH, _BASELINE)


def _sheet(seen: WarmingSeen) -> Sheet:
    """Return the chosen countries' anomalies, smooth, trend line and values as published."""
    rows = [
        rows_of(country, _rows(own, published))
        for country, own, published in zip(seen.countries, seen.found, seen.published, strict=True)
    ]
    notes = map(partial(_notes, unit=seen.degrees.unit), seen.countries, seen.found)
    return Sheet(
        name=f"temperature change {codes(seen.countries)}",
        title=f"Temperature change of {names(seen.countries)} "
        f"against {span(seen.baseline)}, year by year",
        rows=joined(rows, _COLUMNS),
        units={
            **dict.fromkeys(("anomaly", "smooth", "trend"), seen.degrees.unit),
            "published": seen.unit,
        },
        indicators=("temperature",),
        notes=(*(note for of_country in notes for note in of_country), *seen.notes),
    )


def _rows(own: Warming, published: pd.DataFrame) -> pd.DataFrame:
    if own.anomalies.empty:
        return NO_SERIES
    year = own.anomalies["year"]
    rows = pd.DataFrame(
        {
            "year": year,
            "anomaly": own.anomalies["value"],
            "smooth": own.smooth["value"],
            "trend": year.map(own.line.set_index("year")["value"]),
        }
    ).round(DERIVED)
    return rows.assign(published=year.map(published.set_index("year")["value"]))


def _notes(country: Country, own: Warming, unit: str) -> list[str]:
    caution = [_named(country)] if country.quality.reason else []
    fault = [f"{country.name}: {own.fault}."] if own.fault else []
    return [*fault, *([_said(country.name, own.trend, unit)] if own.trend else []), *caution]


def _named(country: Country) -> str:
    reason = country.quality.reason
    return reason if reason.startswith(country.name) else f"{country.name}: {reason}"


def _said(name: str, trend: climate.Trend, unit: str) -> str:
    slope, low, high = (signed(n, 2) for n in (trend.per_decade, trend.low, trend.high))
    return (
        f"{name}: {slope} {unit} per decade from {trend.first} to {trend.last}, "
        f"95 % interval {low} to {high}. {SURE}"
    )


TEMPERATURE = Figure(
    name="temperature",
    title="Temperature",
    label="Annual temperature anomalies with smooth and trend",
    part="country",
    drawings=(
        Drawing(
            "temperature",
            "temperature",
            element=lambda scale: overlay(
                temperature_chart(NO_SERIES, NO_SERIES, NO_SERIES, DEFAULT_BASELINE, scale)
            ),
            style=temperature_style,
            decimals=DERIVED,
            at_start=True,
        ),
        Drawing(
            "comparison",
            "temperature",
            # Two: from one colour HoloViews makes a scale.
            element=lambda _: overlay(
                comparison_chart([NOTHING] * 2, [NOTHING] * 2, DEFAULT_BASELINE)
            ),
            style=lambda _: comparison_style(),
            decimals=DERIVED,
        ),
    ),
    chart=_chart,
    sheet=_sheet,
)
