"""How far the records of a country's temperatures agree."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard.climate.series import Years, normals
from dashboard.climate.trends import trends_per_decade

TREND_FIRST = 1961
TREND_WITHIN, CHANGE_WITHIN = 0.1, 0.5  # °C per decade, °C: from the median of the records
CHANGE_FROM, CHANGE_YEARS = Years(1981, 2010), 10
FEWEST = 2


@dataclass(frozen=True)
class Agreement:
    """Trends and changes of every country by record, each over the years that its records share.

    lasts: the last of these years, by iso3. trends, changes: iso3 by the id of the record, NaN
    where it has none; °C per decade from TREND_FIRST on, and °C from CHANGE_FROM to the last years.
    """

    lasts: "pd.Series[int]"
    trends: pd.DataFrame
    changes: pd.DataFrame

    def years(self, iso3: str) -> Years:
        """The years of a country's trends."""
        return Years(TREND_FIRST, int(self.lasts.get(iso3, self.last)))

    def period(self, iso3: str) -> Years:
        """The years whose mean a country's changes lead to."""
        last = int(self.lasts.get(iso3, self.last))
        return Years(last - CHANGE_YEARS + 1, last)

    @property
    def last(self) -> int:
        """The last year that the records of most countries share."""
        return int(self.lasts.mode().max()) if len(self.lasts) else TREND_FIRST

    @property
    def spread(self) -> "pd.Series[float]":
        """Highest less lowest trend, by iso3; NaN with fewer than two records."""
        found = self.trends.max(axis=1) - self.trends.min(axis=1)
        return found.where(self.trends.notna().sum(axis=1) >= FEWEST)

    def known(self, iso3: str) -> tuple[list[float], list[float]]:
        """Return a country's trends and changes, one a record that has it."""
        return self.trends.T[iso3].dropna().tolist(), self.changes.T[iso3].dropna().tolist()


def agreement(values: Mapping[str, pd.DataFrame]) -> Agreement:
    """Compare records; values: by id, iso3 by year, all with the same countries."""
    ends = pd.DataFrame({i: _last(frame.notna()) for i, frame in values.items()})
    several = ends[ends.notna().sum(axis=1) >= FEWEST]
    lasts = several.min(axis=1).astype(int)
    trends, changes = [], []
    for last, group in lasts.groupby(lasts):
        rows = {i: frame.loc[group.index] for i, frame in values.items()}
        period = Years(int(str(last)) - CHANGE_YEARS + 1, int(str(last)))
        trends.append({i: trends_per_decade(v, TREND_FIRST, period.last) for i, v in rows.items()})
        changes.append({i: normals(v, period) - normals(v, CHANGE_FROM) for i, v in rows.items()})
    countries = next(iter(values.values())).index
    every = pd.DataFrame(index=countries, columns=list(values), dtype=float)
    return Agreement(lasts, _joined(trends, every), _joined(changes, every))


def close(values: list[float], within: float) -> bool:
    """Whether all values lie that close to their median."""
    known = pd.Series(values, dtype=float)
    return bool(((known - known.median()).abs() <= within).all())


def _last(known: pd.DataFrame) -> "pd.Series[float]":
    """Return the last year of each country that is known, NaN where none is."""
    newest = known.iloc[:, ::-1].idxmax(axis=1).astype(float)
    return newest.where(known.any(axis=1))


def _joined(parts: "list[dict[str, pd.Series[float]]]", every: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([every.iloc[:0], *map(pd.DataFrame, parts)]).reindex(every.index)
