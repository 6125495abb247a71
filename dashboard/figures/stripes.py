"""Warming stripes: one a year, in a row for each country."""

from dashboard.figures.figure import Chart, Figure, Mark
from dashboard.figures.seen import NO_SERIES, WarmingSeen, codes, first, names
from dashboard.layers import overlay
from dashboard.panes import Drawing
from dashboard.views.cards import reach, signed, span, with_unit
from dashboard.views.series import stripes, stripes_style


def _chart(seen: WarmingSeen) -> Chart:
    unit, count = seen.degrees.unit, len(seen.countries)
    reached = reach(seen.drawn[0].anomalies, lambda value: with_unit(signed(value, 2), unit))
    return Chart(
        drawing="stripes",
        layers=stripes([own.anomalies for own in seen.drawn], seen.scale),
        title=f"{names(seen.countries)}: warming stripes {span(seen.years)}, "
        f"against {span(seen.baseline)}",
        file=f"warming stripes {codes(seen.countries)}",
        said=f"Warming stripes of {names(seen.countries)}, one a year, blue below the baseline and "
        f"red above. {first(seen.countries)}{reached or 'no values'}.",
        sources=("temperature",),
        marks=tuple(
            Mark(f"row-{n}-{count}", country.name)
            for n, country in enumerate(seen.countries)
            if count > 1
        ),
    )


STRIPES = Figure(
    name="stripes",
    title="Warming stripes",
    label="Warming stripes: one stripe a year, blue below the baseline and red above",
    part="country",
    drawings=(
        Drawing(
            "stripes",
            "stripes",
            element=lambda scale: overlay(stripes([NO_SERIES], scale)),
            style=stripes_style,
            at_start=True,
        ),
    ),
    chart=_chart,
)
