"""One indicator of the chosen countries, on a linear or a logarithmic axis."""

from functools import partial

from dashboard.figures.figure import Chart, Column, Figure, Mark, Sheet, Table
from dashboard.figures.seen import IndicatorSeen, codes, first, joined, names, rows_of
from dashboard.layers import overlay
from dashboard.panes import Drawing
from dashboard.views.cards import EXACT, reach, shown, with_unit
from dashboard.views.series import NOTHING, indicator_chart, indicator_style


def _chart(seen: IndicatorSeen) -> Chart:
    indicator, countries = seen.indicator, seen.countries
    label = with_unit(indicator.label, indicator.unit and f"({indicator.unit})")
    return Chart(
        drawing="indicator_log" if seen.log else "indicator",
        layers=indicator_chart(seen.drawn),
        title=f"{names(countries)}: {label}",
        file=f"{indicator.label} {codes(countries)}",
        said=f"{indicator.label} of {names(countries)}. {first(countries)}{_reach(seen)}.",
        sources=(indicator.id,),
        table=Table(
            rows="Year",
            title=label,
            columns=tuple(Column(c.name, "series", n) for n, c in enumerate(countries)),
            unit=indicator.unit,
            decimals=indicator.decimals,
            categories=tuple(indicator.categories) or None,
        ),
        marks=tuple(
            Mark(f"compared-{n}", country.name)
            for n, country in enumerate(countries)
            if len(countries) > 1
        ),
    )


def _reach(seen: IndicatorSeen) -> str:
    series = seen.series[0] if seen.series else seen.drawn[0]
    say = partial(shown, indicator=seen.indicator)
    return reach(series, lambda value: with_unit(say(value), seen.indicator.unit)) or "no values"


def _sheet(seen: IndicatorSeen) -> Sheet:
    """Return the chosen countries' values of the chosen indicator, year by year."""
    rows = list(map(rows_of, seen.countries, seen.series))
    return Sheet(
        name=f"{seen.indicator.label} {codes(seen.countries)}",
        title=f"{seen.indicator.label} of {names(seen.countries)}, year by year",
        rows=joined(rows, ["iso3", "country", "year", "value"]),
        units={"value": seen.indicator.unit},
        indicators=(seen.indicator.id,),
        notes=(seen.indicator.description,),
    )


def _drawing(name: str, *, log: bool) -> Drawing:
    return Drawing(
        name,
        "indicator",
        element=lambda _: overlay(indicator_chart([NOTHING, NOTHING])),
        style=lambda _: indicator_style(log=log),
        decimals=EXACT,  # as exact as what is written of them: the table rounds them
        at_start=not log,
    )


INDICATOR = Figure(
    name="indicator",
    title="Indicator",
    label="The chosen indicator over the years",
    part="indicator",
    drawings=(_drawing("indicator", log=False), _drawing("indicator_log", log=True)),
    chart=_chart,
    sheet=_sheet,
)
