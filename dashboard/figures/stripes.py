"""Warming stripes: one a year, of a country on its own scale, of several in rows on one."""

from dashboard.aggregates import CODE
from dashboard.figures.figure import Chart, Figure, Mark
from dashboard.figures.seen import NO_SERIES, WarmingSeen, codes, first, names
from dashboard.layers import overlay
from dashboard.panes import Drawing
from dashboard.views.cards import fixed, reach, signed, span, with_unit
from dashboard.views.series import stripes, stripes_style


def _chart(seen: WarmingSeen) -> Chart:
    unit, count = seen.degrees.unit, len(seen.countries)
    reached = reach(seen.drawn[0].anomalies, lambda value: with_unit(signed(value, 2), unit))
    scale = seen.scale if count > 1 else seen.scale.holding(seen.drawn[0].anomalies["value"])
    whose = "one scale for all" if count > 1 else f"the {_kind(seen)}'s own scale"
    darkest = f"darkest beyond {with_unit(f'±{fixed(scale.edges[-2], 2)}', unit)}"
    return Chart(
        drawing="stripes",
        layers=stripes([own.anomalies for own in seen.drawn], scale),
        title=f"{names(seen.countries)}: warming stripes {span(seen.years)}, "
        f"against {span(seen.baseline)}, on {whose}",
        file=f"warming stripes {codes(seen.countries)}",
        said=f"Warming stripes of {names(seen.countries)}, one a year, blue below the baseline and "
        f"red above, on {whose}, {darkest}. {first(seen.countries)}{reached or 'no values'}.",
        sources=("temperature",),
        marks=(
            *(
                Mark(f"row-{n}-{count}", country.name)
                for n, country in enumerate(seen.countries)
                if count > 1
            ),
            Mark("scale", f"{whose.capitalize()}: {darkest}"),
        ),
    )


def _kind(seen: WarmingSeen) -> str:
    is_group = any(CODE.fullmatch(country.iso3) for country in seen.countries)
    return "group" if is_group else "country"


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
            flush=True,
        ),
    ),
    chart=_chart,
)
