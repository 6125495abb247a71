"""The mean of each decade: what single years hide."""

import pandas as pd

from dashboard import climate
from dashboard.figures.figure import DERIVED, Chart, Column, Figure, Mark, Sheet, Table
from dashboard.figures.seen import NO_SERIES, WarmingSeen, codes, joined, names, rows_of
from dashboard.layers import overlay
from dashboard.panes import Drawing
from dashboard.views.cards import signed, span, with_unit
from dashboard.views.decades import compared_decades, compared_style, decade_bars, decade_style

_COLUMNS = ["iso3", "country", "first", "last", "years", "anomaly"]


def _chart(seen: WarmingSeen) -> Chart:
    found = [climate.decades(own.anomalies) for own in seen.drawn]
    several = len(found) > 1
    colours = [Mark(f"compared-{n}", c.name) for n, c in enumerate(seen.countries) if several]
    return Chart(
        drawing="decades_compared" if several else "decades",
        layers=compared_decades(found) if several else decade_bars(found[0], seen.scale),
        title=f"{names(seen.countries)}: mean temperature change by decade, "
        f"{seen.degrees.unit} against {span(seen.baseline)}",
        file=f"decades {codes(seen.countries)}",
        said=f"Mean temperature of {names(seen.countries)} by decade against "
        f"{span(seen.baseline)}. {_said(seen, found)}.",
        sources=("temperature",),
        table=Table(
            rows="Decade",
            title=f"Mean by decade, {seen.degrees.unit} against {span(seen.baseline)}",
            columns=tuple(
                Column(country.name, cells=_cells(decades))
                for country, decades in zip(seen.countries, found, strict=False)
            ),
            unit=seen.degrees.unit,
        ),
        marks=(*colours, Mark("incomplete", "fewer than ten years")),
    )


def _cells(decades: pd.DataFrame) -> dict[str, str]:
    """Return each decade's mean as text, by its years; with their number where it is not ten."""
    columns = (decades[name].tolist() for name in ("first", "last", "years", "value"))
    return {
        span(climate.Years(first, last)): signed(mean, 2) + _doubt(years)
        for first, last, years, mean in zip(*columns, strict=True)
    }


def _doubt(years: int) -> str:
    return "" if years == 10 else " (1 year)" if years == 1 else f" ({years} years)"


def _said(seen: WarmingSeen, found: list[pd.DataFrame]) -> str:
    """Say the first and the last whole decade of each country."""
    said = []
    for country, decades in zip(seen.countries, found, strict=False):
        ends = list(_cells(decades[decades["years"] == 10]).items())
        texts = [f"{years} {with_unit(text, seen.degrees.unit)}" for years, text in ends]
        said.append(f"{country.name}: {', '.join(dict.fromkeys(texts[:1] + texts[-1:]))}")
        said[-1] += "" if texts else "no whole decade"
    return "; ".join(said)


def _sheet(seen: WarmingSeen) -> Sheet:
    """Return the mean anomaly of each decade, and of how many years it is."""
    rows = [
        rows_of(country, climate.decades(own.anomalies).rename(columns={"value": "anomaly"}))
        for country, own in zip(seen.countries, seen.found, strict=True)
    ]
    return Sheet(
        name=f"decades {codes(seen.countries)}",
        title=f"Mean temperature change of {names(seen.countries)} by decade, "
        f"against {span(seen.baseline)}",
        rows=joined(rows, _COLUMNS).round({"anomaly": DERIVED}),
        units={"anomaly": seen.degrees.unit},
        indicators=("temperature",),
        notes=("A decade with fewer than ten years has the mean of those that it has.",),
    )


_NONE = climate.decades(NO_SERIES)

DECADES = Figure(
    name="decades",
    title="Mean by decade",
    label="Mean temperature of each decade",
    part="country",
    drawings=(
        Drawing(
            "decades",
            "decades",
            element=lambda scale: overlay(decade_bars(_NONE, scale)),
            style=decade_style,
        ),
        Drawing(
            "decades_compared",
            "decades",
            element=lambda _: overlay(compared_decades([_NONE, _NONE])),
            style=lambda _: compared_style(),
        ),
    ),
    chart=_chart,
    sheet=_sheet,
)
