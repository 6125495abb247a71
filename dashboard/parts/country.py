"""The parts of a country's panel: what follows from temperatures, and one indicator."""

from typing import Any

import pandas as pd

from dashboard import climate
from dashboard.atlas import Atlas, Part
from dashboard.climate import Years
from dashboard.climate.degrees import DEGREES, Degrees
from dashboard.figures import FIGURES
from dashboard.figures.seen import NO_SERIES, NO_WARMING, IndicatorSeen, Warming, WarmingSeen
from dashboard.parts.records import records
from dashboard.state import TEMPERATURE, ViewState
from dashboard.temperatures import Temperatures
from dashboard.views import cards
from dashboard.views.theme import COMPARED

_COMPARED = ("trend", "range", "quality", "reason", "short")  # what a row of the comparison says


def country_part(  # noqa: PLR0913, PLR0917  (each is a choice of its own)
    atlas: Atlas,
    compared: tuple[str, ...],
    baseline: Years,
    trend_start: int,
    units: str,
    record: str = "",
) -> Part:
    """Return texts and charts of the first country's temperature, with the others beside it."""
    seen = warming_seen(atlas, compared, baseline, trend_start, units, record)
    texts = [_texts(atlas, seen, number) for number in range(len(compared))]
    groups = atlas.record().aggregates
    return {
        "iso3": compared[0] if compared else "",
        "text": {
            **(texts[0] if texts else cards.no_country()),
            "baseline": cards.span(baseline),
            "unit-degrees": seen.degrees.unit,
        },
        "compared": [
            {
                "iso3": iso3,
                "colour": colour,
                **{name: text[name] for name in _COMPARED},
                **({"short": text["place"]} if iso3 in groups else {}),
            }
            for iso3, colour, text in zip(compared, COMPARED, texts, strict=False)
        ],
        "records": _alone(atlas, compared, seen),
        "charts": charts(atlas, "country", seen),
    }


def indicator_part(atlas: Atlas, compared: tuple[str, ...], indicator_id: str, log: bool) -> Part:
    """Return text and chart of one indicator of the countries; log where it has positive values."""
    seen = indicator_seen(atlas, compared, indicator_id, log)
    indicator, series = seen.indicator, (seen.series or seen.drawn)[0]
    of_group = bool(compared) and compared[0] in atlas.record().aggregates
    text = cards.indicator_card(indicator, series, atlas.provenance(indicator_id))
    return {
        "id": indicator_id,
        "text": {**text, "year": "no value for a group"} if of_group else text,
        "decimals": indicator.decimals,
        "categories": list(indicator.categories) or None,
        "log": indicator.scale == "log",
        "values": series.to_numpy().tolist(),
        "compared": [
            {"iso3": iso3, "values": own.to_numpy().tolist()}
            for iso3, own in zip(compared, seen.series, strict=True)
            if len(compared) > 1
        ],
        "charts": charts(atlas, "indicator", seen),
    }


def charts(atlas: Atlas, part: str, seen: WarmingSeen | IndicatorSeen) -> dict[str, Any]:
    """Return what each figure of a part shows, by the name of its drawing."""
    found = [figure.chart(seen) for figure in FIGURES if figure.part == part]
    return {c.drawing: {**atlas.panes.chart(c.drawing, c.layers), **c.words} for c in found}


def warming_seen(  # noqa: PLR0913, PLR0917  (each is a choice of its own)
    atlas: Atlas,
    compared: tuple[str, ...],
    baseline: Years,
    trend_start: int,
    units: str,
    record: str = "",
) -> WarmingSeen:
    """Return what a record has of the countries' temperatures, by the choices that it is seen by.

    Of a country whose series does not cover the baseline, nothing but its trend and the reason.
    """
    temperatures, degrees = atlas.record(record), DEGREES[units]
    by = (baseline, trend_start, degrees, record)
    return WarmingSeen(
        countries=tuple(temperatures.country(iso3) for iso3 in compared),
        found=tuple(warming(atlas, iso3, *by) for iso3 in compared),
        published=tuple(_published(temperatures, iso3) for iso3 in compared),
        others=tuple(_others(atlas, compared[0], *by)) if len(compared) == 1 else (),
        baseline=baseline,
        trend_start=trend_start,
        degrees=degrees,
        record=temperatures.record,
        unit=temperatures.unit,
        years=temperatures.years,
        scale=atlas.scale(TEMPERATURE, record).times(degrees.factor),
        notes=tuple(
            f"{temperatures.country(code).name}: {_made_of(temperatures, code)['place']}"
            for code in compared
            if code in temperatures.aggregates
        ),
    )


def indicator_seen(
    atlas: Atlas, compared: tuple[str, ...], indicator_id: str, log: bool
) -> IndicatorSeen:
    """Return an indicator's values of the countries; log only where that suits the indicator."""
    indicator = atlas.catalogue[indicator_id]
    return IndicatorSeen(
        countries=tuple(atlas.record().country(iso3) for iso3 in compared),
        indicator=indicator,
        series=tuple(atlas.store.series(iso3, indicator_id) for iso3 in compared),
        log=log and indicator.scale == "log",
    )


def seen(atlas: Atlas, state: ViewState, part: str) -> WarmingSeen | IndicatorSeen:
    """Return what a part's figures are made of, by all that is chosen."""
    if part == "indicator":
        return indicator_seen(atlas, state.compared, state.indicator, state.log)
    by = (state.baseline_years, state.trend_start, state.units, state.record)
    return warming_seen(atlas, state.compared, *by)


def warming(  # noqa: PLR0913, PLR0917  (each is a choice of its own)
    atlas: Atlas, iso3: str, baseline: Years, trend_start: int, degrees: Degrees, record: str = ""
) -> Warming:
    """Return what a record says of a country: its trend needs no baseline, all else does."""
    temperatures = atlas.record(record)
    series = temperatures.series(iso3)
    series = series.assign(value=series["value"] * degrees.factor)
    found = _against(series, baseline)
    try:
        own = series if found.fault else found.anomalies
        return found._replace(trend=climate.trend(own, trend_start, temperatures.years.last))
    except climate.TrendError as error:
        return found._replace(refused=error.short)


def _against(series: pd.DataFrame, baseline: Years) -> Warming:
    """Return a series against a baseline: where that has too few years, nothing but the fault."""
    try:
        anomalies = climate.anomaly(series, baseline)
    except climate.BaselineError as error:
        return NO_WARMING._replace(fault=str(error))
    return Warming(anomalies, climate.smooth(anomalies), None)


def _published(temperatures: Temperatures, iso3: str) -> pd.DataFrame:
    """Return what the record's publisher has of a country: of a group, nothing."""
    return NO_SERIES if iso3 in temperatures.aggregates else temperatures.series(iso3)


def _texts(atlas: Atlas, seen: WarmingSeen, number: int) -> dict[str, str]:
    country, own = seen.countries[number], seen.found[number]
    fallback = seen.record.fallback
    story = {"story": ""} if fallback else cards.story_card(own.anomalies, country.quality)
    return {
        **cards.place_card(country),
        **_made_of(atlas.record(seen.record.id), country.iso3),
        **story,
        **cards.trend_card(own.trend, country.quality, seen.degrees.unit, own.refused),
        "short": cards.too_short(seen.published[number], own.anomalies, seen.baseline),
    }


def _made_of(temperatures: Temperatures, code: str) -> dict[str, str]:
    """Say of a group what its mean is made of, in place of where a country lies."""
    if code not in temperatures.aggregates:
        return {}
    mean = temperatures.mean(code)
    return cards.mean_card(len(mean.members), mean.share, mean.warmest)


def _alone(atlas: Atlas, compared: tuple[str, ...], seen: WarmingSeen) -> Part | None:
    """Return how the records of a country compare, where no other country is beside it."""
    if len(compared) != 1 or compared[0] in atlas.record().aggregates:
        return None
    return records(atlas, compared[0], seen.record.id, seen.degrees)


def _others(
    atlas: Atlas, iso3: str, baseline: Years, _trend_start: int, degrees: Degrees, record: str
) -> list[pd.DataFrame]:
    """Return a country's anomalies in the records that are not chosen, against one baseline."""
    lines = []
    for other in atlas.store.records:
        series = atlas.record(other).series(iso3)
        try:
            line = climate.anomaly(series, baseline)
        except climate.BaselineError:
            continue
        if other != (record or atlas.usual):
            lines.append(line.assign(value=line["value"] * degrees.factor))
    return lines
