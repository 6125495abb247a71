"""The parts of a country's panel: its temperature, alone or compared, and one indicator."""

from typing import Any, NamedTuple

import pandas as pd

from dashboard import climate
from dashboard.atlas import NO_SERIES, Atlas, Part
from dashboard.climate import Trend, Years
from dashboard.parts.degrees import DEGREES, Degrees
from dashboard.state import TEMPERATURE
from dashboard.views import cards
from dashboard.views.series import comparison_chart, indicator_chart, stripes, temperature_chart
from dashboard.views.theme import COMPARED


class Warming(NamedTuple):
    """A country's anomalies and their smooth, columns year and value, and their trend.

    All in the degrees that were asked for. Without a trend, refused says why in a few words.
    """

    anomalies: pd.DataFrame
    smooth: pd.DataFrame
    trend: Trend | None
    refused: str = climate.TOO_FEW_YEARS

    @property
    def line(self) -> pd.DataFrame:
        """The line of the trend, columns year and value; no rows without one."""
        return self.trend.line() if self.trend else NO_SERIES


_NO_WARMING = Warming(NO_SERIES, NO_SERIES, None)


def warming(
    atlas: Atlas, iso3: str, baseline: Years, trend_start: int, degrees: Degrees
) -> Warming:
    """Return what a country's temperatures say; raises BaselineError where a baseline has none."""
    anomalies = climate.anomaly(atlas.store.series(iso3, TEMPERATURE), baseline)
    anomalies["value"] *= degrees.factor
    smooth = climate.smooth(anomalies)
    try:
        trend = climate.trend(anomalies, trend_start, atlas.years.last)
    except climate.TrendError as error:
        return Warming(anomalies, smooth, None, error.short)
    return Warming(anomalies, smooth, trend)


def country_part(
    atlas: Atlas, compared: tuple[str, ...], baseline: Years, trend_start: int, units: str
) -> Part:
    """Return texts and charts of the first country's temperature, with the others beside it."""
    degrees = DEGREES[units]
    found = [_warming(atlas, iso3, baseline, trend_start, degrees) for iso3 in compared]
    told = [
        _told(atlas, iso3, own, baseline, degrees)
        for iso3, own in zip(compared, found, strict=True)
    ]
    return {
        "iso3": compared[0] if compared else "",
        "text": {
            **(told[0] if told else cards.no_country()),
            "baseline": cards.span(baseline),
            "unit-degrees": degrees.unit,
        },
        "compared": [
            {"iso3": iso3, "colour": colour, "trend": text["trend"]}
            for iso3, colour, text in zip(compared, COMPARED, told, strict=False)
        ],
        "charts": _charts(atlas, found or [_NO_WARMING], baseline, degrees),
    }


def indicator_part(atlas: Atlas, compared: tuple[str, ...], indicator_id: str, log: bool) -> Part:
    """Return text and chart of one indicator of the countries; log where it has positive values."""
    indicator = atlas.catalogue[indicator_id]
    series = [atlas.store.series(iso3, indicator_id) for iso3 in compared] or [NO_SERIES]
    logarithmic = log and indicator.scale == "log"
    name = "indicator_log" if logarithmic else "indicator"
    chart = indicator_chart([s[s["value"] > 0] for s in series] if logarithmic else series)
    return {
        "id": indicator_id,
        "text": cards.indicator_card(indicator, series[0], atlas.provenance(indicator_id)),
        "decimals": indicator.decimals,
        "log": indicator.scale == "log",
        "values": series[0].to_numpy().tolist(),
        "charts": {name: atlas.chart(name, chart)},
    }


def _warming(
    atlas: Atlas, iso3: str, baseline: Years, trend_start: int, degrees: Degrees
) -> Warming:
    try:
        return warming(atlas, iso3, baseline, trend_start, degrees)
    except climate.BaselineError:
        return _NO_WARMING


def _told(
    atlas: Atlas, iso3: str, own: Warming, baseline: Years, degrees: Degrees
) -> dict[str, str]:
    country, series = atlas.store.countries[iso3], atlas.store.series(iso3, TEMPERATURE)
    return {
        **cards.place_card(country),
        **cards.story_card(own.anomalies, country.quality),
        **cards.trend_card(own.trend, country.quality, degrees.unit, own.refused),
        "short": cards.too_short(series, own.anomalies, baseline),
    }


def _charts(
    atlas: Atlas, found: list[Warming], baseline: Years, degrees: Degrees
) -> dict[str, Any]:
    scale = atlas.scale(TEMPERATURE).times(degrees.factor)
    anomalies, smooths = [own.anomalies for own in found], [own.smooth for own in found]
    rows = atlas.chart("stripes", stripes(anomalies, scale))
    if len(found) > 1:
        lines = comparison_chart(anomalies, smooths, baseline)
        return {"comparison": atlas.chart("comparison", lines), "stripes": rows}
    bars = temperature_chart(anomalies[0], smooths[0], found[0].line, baseline, scale)
    return {"temperature": atlas.chart("temperature", bars), "stripes": rows}
