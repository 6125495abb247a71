"""Where records agree on a country, which its quality then follows from.

The rule is that of climate.agreement: every record's trend lies within a tenth of a degree a decade
of their median, and every record's change within half a degree.
"""

from collections.abc import Sequence

import pandas as pd

from dashboard.climate import Years
from dashboard.climate.agreement import (
    CHANGE_FROM,
    CHANGE_WITHIN,
    FEWEST,
    TREND_WITHIN,
    agreement,
    close,
)
from dashboard.countries import GOOD, Quality


def agreed(records: Sequence[pd.DataFrame]) -> dict[str, Quality]:
    """Return the quality of the countries that two or more of the records have, by iso3.

    records: each one's tidy rows. A country whose records have no trend in common is left out.
    """
    if len(records) < FEWEST:
        return {}
    wides = [rows.pivot(index="iso3", columns="year", values="value") for rows in records]
    every = pd.Index(sorted({str(iso3) for wide in wides for iso3 in wide.index}))
    found = agreement({str(n): wide.reindex(every) for n, wide in enumerate(wides)})
    judged = {iso3: _quality(*found.known(iso3), found.period(iso3)) for iso3 in every}
    return {iso3: quality for iso3, quality in judged.items() if quality is not None}


def _quality(trends: list[float], changes: list[float], recent: Years) -> Quality | None:
    if min(len(trends), len(changes)) < FEWEST:
        return None
    if not close(trends, TREND_WITHIN):
        return Quality("differs", f"The records differ: {_span(trends)} °C a decade.")
    if not close(changes, CHANGE_WITHIN):
        span = f"{_span(changes)} °C from {CHANGE_FROM} to {recent}"
        return Quality("differs", f"The records differ: {span}.")
    return GOOD


def _span(values: list[float]) -> str:
    return f"{min(values):+.2f} to {max(values):+.2f}"
