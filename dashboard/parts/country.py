"""The parts of a country's panel: its temperature, alone or compared, and one indicator."""

from typing import Any, NamedTuple

import pandas as pd

from dashboard import climate
from dashboard.atlas import NO_SERIES, Atlas, Part
from dashboard.climate import Trend, Years
from dashboard.parts.degrees import DEGREES, Degrees
from dashboard.parts.records import records
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


def warming(  # noqa: PLR0913, PLR0917  (each is a choice of its own)
    atlas: Atlas, iso3: str, baseline: Years, trend_start: int, degrees: Degrees, record: str = ""
) -> Warming:
    """Return what a record says of a country; raises BaselineError where a baseline has none."""
    temperatures = atlas.record(record)
    anomalies = climate.anomaly(atlas.store.series(iso3, temperatures.record.series), baseline)
    anomalies["value"] *= degrees.factor
    smooth = climate.smooth(anomalies)
    try:
        trend = climate.trend(anomalies, trend_start, temperatures.years.last)
    except climate.TrendError as error:
        return Warming(anomalies, smooth, None, error.short)
    return Warming(anomalies, smooth, trend)


class Shown(NamedTuple):
    """What a country's temperatures are shown by: choices of ViewState."""

    baseline: Years
    trend_start: int
    degrees: Degrees
    record: str


def country_part(  # noqa: PLR0913, PLR0917  (each is a choice of its own)
    atlas: Atlas,
    compared: tuple[str, ...],
    baseline: Years,
    trend_start: int,
    units: str,
    record: str = "",
) -> Part:
    """Return texts and charts of the first country's temperature, with the others beside it."""
    by = Shown(baseline, trend_start, DEGREES[units], record or atlas.usual)
    found = [_warming(atlas, iso3, by) for iso3 in compared]
    told = [_told(atlas, iso3, own, by) for iso3, own in zip(compared, found, strict=True)]
    return {
        "iso3": compared[0] if compared else "",
        "text": {
            **(told[0] if told else cards.no_country()),
            "baseline": cards.span(baseline),
            "unit-degrees": by.degrees.unit,
        },
        "compared": [
            {"iso3": iso3, "colour": colour, "trend": text["trend"]}
            for iso3, colour, text in zip(compared, COMPARED, told, strict=False)
        ],
        "records": _alone(atlas, compared, by),
        "charts": _charts(atlas, compared, found or [_NO_WARMING], by),
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
        "categories": list(indicator.categories) or None,
        "log": indicator.scale == "log",
        "values": series[0].to_numpy().tolist(),
        "charts": {name: atlas.chart(name, chart)},
    }


def _warming(atlas: Atlas, iso3: str, by: Shown) -> Warming:
    try:
        return warming(atlas, iso3, *by)
    except climate.BaselineError:
        return _NO_WARMING


def _told(atlas: Atlas, iso3: str, own: Warming, by: Shown) -> dict[str, str]:
    temperatures = atlas.record(by.record)
    country, record = temperatures.countries[iso3], temperatures.record
    story = {"story": ""} if record.fallback else cards.story_card(own.anomalies, country.quality)
    series = atlas.store.series(iso3, record.series)
    return {
        **cards.place_card(country),
        **story,
        **cards.trend_card(own.trend, country.quality, by.degrees.unit, own.refused),
        "short": cards.too_short(series, own.anomalies, by.baseline),
    }


def _alone(atlas: Atlas, compared: tuple[str, ...], by: Shown) -> Part | None:
    """Return how the records of a country compare, where no other country is beside it."""
    return records(atlas, compared[0], by.record, by.degrees) if len(compared) == 1 else None


def _charts(
    atlas: Atlas, compared: tuple[str, ...], found: list[Warming], by: Shown
) -> dict[str, Any]:
    scale = atlas.scale(TEMPERATURE, by.record).times(by.degrees.factor)
    anomalies, smooths = [own.anomalies for own in found], [own.smooth for own in found]
    rows = atlas.chart("stripes", stripes(anomalies, scale))
    if len(found) > 1:
        lines = comparison_chart(anomalies, smooths, by.baseline)
        return {"comparison": atlas.chart("comparison", lines), "stripes": rows}
    bars = temperature_chart(
        anomalies[0],
        smooths[0],
        found[0].line,
        by.baseline,
        scale,
        _others(atlas, compared[0], by) if compared else [],
    )
    return {"temperature": atlas.chart("temperature", bars), "stripes": rows}


def _others(atlas: Atlas, iso3: str, by: Shown) -> list[pd.DataFrame]:
    """Return a country's anomalies in the records that are not chosen, against one baseline."""
    lines = []
    for other in atlas.store.records:
        series = atlas.store.series(iso3, atlas.record(other).record.series)
        try:
            line = climate.anomaly(series, by.baseline)
        except climate.BaselineError:
            continue
        if other != by.record:
            lines.append(line.assign(value=line["value"] * by.degrees.factor))
    return lines
