"""How far records of the same temperatures agree."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard.climate.series import Years, normals
from dashboard.climate.trends import trends_per_decade

TREND_FIRST = 1961
TREND_WITHIN, CHANGE_WITHIN = 0.1, 0.5  # °C per decade, °C: from the median of the records
CHANGE_FROM, CHANGE_YEARS = Years(1981, 2010), 10


@dataclass(frozen=True)
class Agreement:
    """Trends and changes of every country by record.

    years: of the trends. period: the years whose mean a change is of. trends, changes: iso3 by the
    id of the record, NaN where it has none; °C per decade and °C.
    """

    years: Years
    period: Years
    trends: pd.DataFrame
    changes: pd.DataFrame

    @property
    def spread(self) -> "pd.Series[float]":
        """Highest less lowest trend, by iso3; NaN with fewer than two records."""
        found = self.trends.max(axis=1) - self.trends.min(axis=1)
        return found.where(self.trends.notna().sum(axis=1) > 1)

    def agrees(self, iso3: str) -> bool:
        """Whether all of a country's records lie close to their median."""
        within = ((self.trends, TREND_WITHIN), (self.changes, CHANGE_WITHIN))
        return all(_within(frame.T[iso3], tolerance) for frame, tolerance in within)


def agreement(values: Mapping[str, pd.DataFrame]) -> Agreement:
    """Compare records; values: by id, iso3 by year."""
    last = min(int(frame.columns[-1]) for frame in values.values())
    years, period = Years(TREND_FIRST, last), Years(last - CHANGE_YEARS + 1, last)
    return Agreement(
        years,
        period,
        pd.DataFrame({i: trends_per_decade(frame, *years) for i, frame in values.items()}),
        pd.DataFrame({i: normals(v, period) - normals(v, CHANGE_FROM) for i, v in values.items()}),
    )


def _within(values: "pd.Series[float]", tolerance: float) -> bool:
    known = values.dropna()
    return bool(((known - known.median()).abs() <= tolerance + 1e-9).all())
