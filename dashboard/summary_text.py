"""A summary as a terminal shows it."""

from typing import Any

from dashboard.climate import Years
from dashboard.countries import Quality
from dashboard.indicators import Catalogue
from dashboard.views.cards import SURE, caution, mean_card, shown, signed, span

NONE = "\N{EN DASH}"


def summary_text(said: dict[str, Any], catalogue: Catalogue) -> str:
    """Set a summary in lines: who, what is wrong with the series, then a row for each figure."""
    rows = [
        *_temperature_rows(said),
        *_trend_rows(said["trend"]),
        *_indicator_rows(said, catalogue),
    ]
    width = max(len(label) for label, _ in rows)
    about = _made_of(said["group"]) if "group" in said else caution(Quality(**said["quality"]))
    head = [f"{said['name']} ({said['iso3']})", *filter(None, [about])]
    return "\n".join([*head, "", *(f"{label:<{width}}  {text}" for label, text in rows)])


def _made_of(group: dict[str, Any]) -> str:
    return mean_card(len(group["members"]), group["share"], group["warmest"])["place"]


def _temperature_rows(said: dict[str, Any]) -> list[tuple[str, str]]:
    anomaly, temperature = said["anomaly"], said["anomaly"]["temperature"]
    when = span(Years(*anomaly["period"])) if anomaly["period"] else anomaly["year"]
    is_group = "group" in said
    rank = f"rank {anomaly['rank']} of {anomaly['of']}" if anomaly["rank"] else "not ranked"
    against = f"{_celsius(anomaly['value'])} against {span(Years(*said['baseline']))}"
    against += "" if is_group else f", {rank}"
    record = said["record"]
    level = [] if is_group else [(f"Temperature {when}", _level(temperature, record["base"]))]
    return [
        ("Record", record["title"]),
        *level,
        (f"Anomaly {when}", NONE if anomaly["value"] is None else against),
    ]


def _trend_rows(trend: dict[str, Any]) -> list[tuple[str, str]]:
    label = f"Trend {span(Years(trend['from'], trend['to']))}"
    if trend["per_decade"] is None:
        return [(label, NONE)]
    interval = f"{signed(trend['low'], 2)} to {signed(trend['high'], 2)}"
    plain, corrected = trend["mann_kendall_p"], trend["hamed_rao_p"]
    p_values = f"p {plain:.2g}, corrected for autocorrelation (Hamed-Rao) {corrected:.2g}"
    return [
        (label, f"{_celsius(trend['per_decade'])} per decade, 95 % interval {interval}"),
        ("", SURE),
        ("Theil-Sen", f"{_celsius(trend['theil_sen'])} per decade"),
        ("Mann-Kendall", p_values),
    ]


def _indicator_rows(said: dict[str, Any], catalogue: Catalogue) -> list[tuple[str, str]]:
    found = said.get("indicator")
    if found is None:
        return []
    if found["year"] is None:
        return [(found["label"], NONE)]
    value = f"{shown(found['value'], catalogue[found['id']])} {found['unit']}".strip()
    return [(found["label"], f"{value} in {found['year']} ({found['source']})")]


def _celsius(value: float | None) -> str:
    return NONE if value is None else f"{signed(value, 2)} °C"


def _level(value: float | None, base: list[int] | None) -> str:
    if value is None:
        return NONE
    if base is None:
        return f"{value:.1f} °C"
    return f"{_celsius(value)} against {span(Years(*base))}, as published"
