"""How the records of a country compare: a row a record, and in a sentence whether they agree."""

from typing import Any

import pandas as pd

from dashboard import climate
from dashboard.atlas import Atlas, Part
from dashboard.climate.agreement import CHANGE_FROM, CHANGE_WITHIN, FEWEST, TREND_WITHIN, close
from dashboard.climate.degrees import Degrees
from dashboard.records import KINDS, Record
from dashboard.views import cards

_COUNTS = {2: "Two", 3: "Three", 4: "Four", 5: "Five"}


def records(atlas: Atlas, iso3: str, chosen: str, degrees: Degrees) -> Part | None:
    """Return the table of a country's records, their agreement, and differences of extent.

    None where no two can be compared. Trends and changes are over the years that all its records
    have, so that they can be compared.
    """
    told, found = atlas.store.records, atlas.agreement
    if found is None:
        return None
    return {
        "years": f"Trends of {cards.span(found.years(iso3))} with their 95 % intervals, "
        f"{degrees.unit} a decade; changes from {cards.span(CHANGE_FROM)} to "
        f"{cards.span(found.period(iso3))}, {degrees.unit}.",
        "rows": [
            {
                "id": record.id,
                "name": record.title,
                "kind": KINDS[record.kind],
                "chosen": record.id == chosen,
                **_figures(atlas, iso3, record, degrees),
            }
            for record in told.values()
        ],
        "sentence": agreed(atlas, iso3, degrees),
        "differs": [
            f"{record.label}: {record.differs[iso3]}"
            for record in told.values()
            if iso3 in record.differs
        ],
    }


def agreed(atlas: Atlas, iso3: str, degrees: Degrees) -> str:
    """Say in a sentence whether the records of a country agree, and in which figure they differ.

    Nothing where there are no two records to compare.
    """
    if atlas.agreement is None:
        return ""
    trends, changes = atlas.agreement.known(iso3)
    if min(len(trends), len(changes)) < FEWEST:
        return ""
    pace = f"{_between(trends, degrees)} a decade"
    if not close(trends, TREND_WITHIN):
        return f"The records differ: {pace}."
    if not close(changes, CHANGE_WITHIN):
        years = f"from {cards.span(CHANGE_FROM)} to {cards.span(atlas.agreement.period(iso3))}"
        return f"The records differ: {_between(changes, degrees)} {years}."
    return f"{_COUNTS.get(len(trends), str(len(trends)))} records agree: {pace}."


def _between(values: list[float], degrees: Degrees) -> str:
    ends = (cards.signed(end * degrees.factor, 2) for end in (min(values), max(values)))
    return f"{' to '.join(dict.fromkeys(ends))} {degrees.unit}"


def _figures(atlas: Atlas, iso3: str, record: Record, degrees: Degrees) -> dict[str, Any]:
    """Return trend with interval, change and years of a record, as text."""
    found = atlas.agreement
    series = atlas.store.series(iso3, record.series)
    if found is None or series.empty:
        return {"trend": "–", "interval": "", "change": "–", "years": ""}
    change = _change(series, found.period(iso3))
    return {
        **_trend(series, found.years(iso3), degrees),
        "change": "–" if change is None else cards.signed(change * degrees.factor, 2),
        "years": cards.span(climate.Years(int(series["year"].min()), int(series["year"].max()))),
    }


def _trend(series: pd.DataFrame, years: climate.Years, degrees: Degrees) -> dict[str, str]:
    try:
        trend = climate.trend(series, *years)
    except climate.TrendError:
        return {"trend": "–", "interval": ""}
    slope, low, high = (
        cards.signed(n * degrees.factor, 2) for n in (trend.per_decade, trend.low, trend.high)
    )
    return {"trend": slope, "interval": f"{low} to {high}"}


def _change(series: pd.DataFrame, period: climate.Years) -> float | None:
    try:
        return climate.normal(series, period) - climate.normal(series, CHANGE_FROM)
    except climate.BaselineError:
        return None
