"""The parts of a country's panel: its temperature, alone or compared, and one indicator."""

from typing import Any

import pandas as pd

from dashboard import climate
from dashboard.atlas import NO_SERIES, Atlas, Part
from dashboard.climate import Years
from dashboard.parts.degrees import DEGREES, Degrees
from dashboard.state import TEMPERATURE
from dashboard.views import cards
from dashboard.views.series import comparison_chart, indicator_chart, stripes, temperature_chart
from dashboard.views.theme import COMPARED


def country_part(
    atlas: Atlas, compared: tuple[str, ...], baseline: Years, trend_start: int, units: str
) -> Part:
    """Return texts and charts of the first country's temperature, with the others beside it."""
    degrees = DEGREES[units]
    told = [_temperature(atlas, iso3, baseline, trend_start, degrees) for iso3 in compared]
    return {
        "iso3": compared[0] if compared else "",
        "text": {
            **(told[0]["text"] if told else cards.no_country()),
            "baseline": cards.span(baseline),
            "unit-degrees": degrees.unit,
        },
        "compared": [
            {"iso3": iso3, "colour": colour, "trend": country["text"]["trend"]}
            for iso3, colour, country in zip(compared, COMPARED, told, strict=False)
        ],
        "charts": _charts(atlas, told, baseline, degrees),
    }


def indicator_part(atlas: Atlas, compared: tuple[str, ...], indicator_id: str, log: bool) -> Part:
    """Return text and chart of one indicator of the countries; log where it has positive values."""
    indicator = atlas.catalogue[indicator_id]
    series = [atlas.store.series(iso3, indicator_id) for iso3 in compared] or [NO_SERIES]
    logarithmic = log and indicator.scale == "log"
    chart = indicator_chart([s[s["value"] > 0] for s in series] if logarithmic else series)
    return {
        "id": indicator_id,
        "text": cards.indicator_card(indicator, series[0], atlas.provenance(indicator_id)),
        "decimals": indicator.decimals,
        "log": indicator.scale == "log",
        "values": series[0].to_numpy().tolist(),
        "charts": {
            name: atlas.chart(name, chart)
            for name in ["indicator_log" if logarithmic else "indicator"]
        },
    }


def _temperature(
    atlas: Atlas, iso3: str, baseline: Years, trend_start: int, degrees: Degrees
) -> dict[str, Any]:
    country, series = atlas.store.countries[iso3], atlas.store.series(iso3, TEMPERATURE)
    anomalies = _times(_anomalies(series, baseline), degrees)
    trend = trend_or_none(anomalies, trend_start, atlas.years.last)
    return {
        "text": {
            **cards.place_card(country),
            **cards.story_card(anomalies, country.quality),
            **cards.trend_card(trend, country.quality, degrees.unit),
            "short": cards.too_short(series, anomalies, baseline),
        },
        "anomalies": anomalies,
        "smooth": climate.smooth(anomalies) if len(anomalies) else NO_SERIES,
        "line": trend.line() if trend else NO_SERIES,
    }


def _charts(
    atlas: Atlas, told: list[dict[str, Any]], baseline: Years, degrees: Degrees
) -> dict[str, Any]:
    scale = atlas.scale(TEMPERATURE).times(degrees.factor)
    anomalies, smooths = ([country[name] for country in told] for name in ("anomalies", "smooth"))
    rows = atlas.chart("stripes", stripes(anomalies or [NO_SERIES], scale))
    if len(told) > 1:
        lines = comparison_chart(anomalies, smooths, baseline)
        return {"comparison": atlas.chart("comparison", lines), "stripes": rows}
    one = told[0] if told else dict.fromkeys(("anomalies", "smooth", "line"), NO_SERIES)
    bars = temperature_chart(one["anomalies"], one["smooth"], one["line"], baseline, scale)
    return {"temperature": atlas.chart("temperature", bars), "stripes": rows}


def _anomalies(series: pd.DataFrame, baseline: Years) -> pd.DataFrame:
    try:
        return climate.anomaly(series, baseline)
    except climate.BaselineError:
        return NO_SERIES


def _times(series: pd.DataFrame, degrees: Degrees) -> pd.DataFrame:
    return series.assign(value=series["value"] * degrees.factor) if degrees.factor != 1 else series


def trend_or_none(anomalies: pd.DataFrame, first: int, last: int) -> climate.Trend | None:
    """Fit the trend of the inclusive years; None where they are too few."""
    try:
        return climate.trend(anomalies, first, last)
    except climate.TrendError:
        return None
