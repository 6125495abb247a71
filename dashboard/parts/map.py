"""The part that colours the map, and the one that a country's anomaly is read from."""

from dashboard import climate
from dashboard.atlas import Atlas, Part
from dashboard.climate import Years
from dashboard.climate.agreement import TREND_FIRST
from dashboard.climate.degrees import DEGREES
from dashboard.credits import line
from dashboard.page import WARMING_RATE, WHERE_AGREE
from dashboard.panes import plain
from dashboard.records import AGREEMENT, RATE
from dashboard.state import TEMPERATURE
from dashboard.temperatures import Temperatures
from dashboard.views import cards
from dashboard.views.theme import spreads


def map_part(  # noqa: PLR0913, PLR0917  (each is a choice of its own)
    atlas: Atlas,
    variable: str,
    baseline: Years,
    units: str,
    record: str = "",
    trend_start: int = climate.DEFAULT_TREND_START,
) -> Part:
    """Return where the numbers are, what to subtract, how to write them, and which colours."""
    if variable == AGREEMENT:
        return _agreement(atlas, units)
    if variable == RATE:
        return _rate(atlas, trend_start, units, record)
    indicator, warming = atlas.catalogue[variable], variable == TEMPERATURE
    degrees = DEGREES[units if warming else "C"]
    scale = atlas.scale(variable, record).times(degrees.factor)
    part = {
        "variable": variable,
        "matrix": atlas.matrix(variable, record),
        "subtract": None,
        "factor": degrees.factor,
        "tolerance": indicator.tolerance,
        "until": atlas.years.last,
        "edges": list(scale.edges),
        "colours": list(scale.colours),
        "dark": list(scale.dark),
        "label": "Temperature change" if warming else indicator.label,
        "against": f"against {cards.span(baseline)}" if warming else "",
        "unit": degrees.unit if warming else indicator.unit,
        "decimals": 2 if warming else indicator.decimals,
        "categories": list(indicator.categories) or None,
        "signed": warming,
        "about": "" if warming else f"{indicator.description} Source: {indicator.source}.",
    }
    return {**part, **_warming(atlas, baseline, record, degrees.factor)} if warming else part


def _warming(atlas: Atlas, baseline: Years, record: str, factor: float) -> Part:
    """Return what a map of temperatures has besides: the record and its countries' quality.

    means: the scale of means of ten years or more.
    """
    temperatures = atlas.record(record)
    scale = temperatures.mean_scale.times(factor)
    normals = climate.normals(temperatures.values, baseline) - temperatures.offsets
    return {
        "subtract": plain(normals, decimals=9),  # so that ranks by six decimals are the files'
        "means": {
            "edges": list(scale.edges),
            "colours": list(scale.colours),
            "dark": list(scale.dark),
        },
        "until": temperatures.years.last,
        "groups": _groups(temperatures, baseline),
        "quality": atlas.quality(record),
        "line": line(temperatures, atlas.store.provenance["date"]),
    }


def _rate(atlas: Atlas, first: int, units: str, record: str) -> Part:
    """Return the map of trends per decade: one value a country, of no year, with its interval.

    A country is missing wherever its panel states no trend: refused says why, by its place. A trend
    needs no baseline.
    """
    temperatures, degrees = atlas.record(record), DEGREES[units]
    rates, scale = temperatures.rates(first), temperatures.rate_scale(first).times(degrees.factor)
    ranges = rates[["low", "high"]] * degrees.factor
    places = {iso3: place for place, iso3 in enumerate(temperatures.countries)}
    years = temperatures.trend_years(first)
    of = cards.span(years)
    return {
        "variable": RATE,
        "matrix": atlas.rates(first, record),
        "subtract": None,
        "factor": degrees.factor,
        "tolerance": 0,
        "until": temperatures.years.last,
        "years": [*temperatures.years],
        "of": list(years),
        "ranges": [plain(row, decimals=6) for row in ranges.to_numpy()],
        "edges": list(scale.edges),
        "colours": list(scale.colours),
        "dark": list(scale.dark),
        "label": WARMING_RATE,
        "against": "",
        "unit": f"{degrees.unit} per decade",
        "decimals": 2,
        "signed": True,
        "refused": {places[i]: why for i, why in temperatures.refusals(first).items()},
        "about": f"The slope of a least-squares line through the annual means of {of}.",
        "quality": atlas.quality(record),
        "line": line(temperatures, atlas.store.provenance["date"]),
    }


def _groups(temperatures: Temperatures, baseline: Years) -> list[list[float | None]]:
    """Return the means of the groups in °C against a baseline, a row a group, a value a year."""
    means = [temperatures.mean(code) for code in temperatures.aggregates]
    return [plain(mean.series - mean.normal(baseline), decimals=3) for mean in means]


def _agreement(atlas: Atlas, units: str) -> Part:
    """Return the map of how far the records' trends lie apart: one value a country, of no year."""
    found, degrees = atlas.agreement, DEGREES[units]
    if found is None:
        raise KeyError(AGREEMENT)
    years = Years(TREND_FIRST, found.last)
    scale = spreads(found.spread).times(degrees.factor)
    names = [atlas.store.records[str(name)].title for name in found.trends.columns]
    return {
        "variable": AGREEMENT,
        "matrix": atlas.matrix(AGREEMENT),
        "subtract": None,
        "factor": degrees.factor,
        "tolerance": 0,
        "until": atlas.years.last,
        "years": [*atlas.years],
        "of": list(years),
        "edges": list(scale.edges),
        "colours": list(scale.colours),
        "dark": list(scale.dark),
        "label": WHERE_AGREE,
        "against": "",
        "unit": f"{degrees.unit} per decade",
        "decimals": 2,
        "signed": False,
        "about": "How far the trends of the records lie apart, the highest less the lowest, in "
        f"{cards.span(years)}: {', '.join(names)}. Where it is small, all of them show the "
        "same warming.",
    }
