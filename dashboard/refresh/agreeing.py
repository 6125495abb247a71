"""Where records agree on a country, which its quality then follows from.

The rule: every record's trend lies within a tenth of a degree a decade of their median, and every
record's change within half a degree.
"""

from collections.abc import Sequence

import pandas as pd

from dashboard.climate import Years, normals, trends_per_decade
from dashboard.countries import GOOD, Quality

TREND, CHANGE = 0.1, 0.5  # °C a decade, and °C, from the median of the records
FIRST, BASELINE, RECENT = 1961, Years(1981, 2010), 10
FEWEST = 2


def agreed(records: Sequence[pd.DataFrame]) -> dict[str, Quality]:
    """Return the quality of the countries that two or more of the records have, by iso3.

    records: each one's tidy rows. A country whose records have no trend in common is left out.
    """
    if len(records) < FEWEST:
        return {}
    wides = [rows.pivot(index="iso3", columns="year", values="value") for rows in records]
    lasts = pd.DataFrame([wide.apply(pd.Series.last_valid_index, axis=1) for wide in wides])
    several = lasts.loc[:, lasts.count() >= FEWEST]
    found: dict[str, Quality] = {}
    for last, group in several.min().groupby(several.min()):
        found |= _judged(wides, list(group.index), int(last))
    return found


def _judged(wides: list[pd.DataFrame], countries: list[str], last: int) -> dict[str, Quality]:
    """Judge countries by the years up to the last that their records have in common."""
    recent = Years(last - RECENT + 1, last)
    rows = [wide.reindex(countries) for wide in wides]
    trends = pd.DataFrame([trends_per_decade(wide, FIRST, last) for wide in rows])
    changes = pd.DataFrame([normals(wide, recent) - normals(wide, BASELINE) for wide in rows])
    judged = {
        iso3: _quality(trends[iso3].dropna(), changes[iso3].dropna(), recent) for iso3 in countries
    }
    return {iso3: quality for iso3, quality in judged.items() if quality is not None}


def _quality(
    trends: "pd.Series[float]", changes: "pd.Series[float]", recent: Years
) -> Quality | None:
    if min(len(trends), len(changes)) < FEWEST:
        return None
    if _reach(trends) > TREND:
        return Quality("differs", f"The records differ: {_span(trends)} °C a decade.")
    if _reach(changes) > CHANGE:
        span = f"{_span(changes)} °C from {BASELINE} to {recent}"
        return Quality("differs", f"The records differ: {span}.")
    return GOOD


def _reach(values: "pd.Series[float]") -> float:
    return float((values - values.median()).abs().max())


def _span(values: "pd.Series[float]") -> str:
    return f"{values.min():+.2f} to {values.max():+.2f}"
