"""Normals, anomalies, smooths and ranks."""

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]


class BaselineError(ValueError):
    """A baseline that cannot be read, or that a series does not cover."""


class Years(NamedTuple):
    """A span of years, both ends included."""

    first: int
    last: int

    def __str__(self) -> str:
        """Write the span as people and links do: 1981-2010."""
        return f"{self.first}-{self.last}"


class InfiniteError(ValueError):
    """A value that is infinite, and so no measurement; the message names its year."""


DEFAULT_BASELINE = Years(1981, 2010)
RECENT_YEARS = 10  # the last ones, whose mean shows a change that no single warm year makes
# As long as a climate normal: variability of a decade or two goes, the course of warming stays.
SMOOTH_YEARS = 30
# A local line through fewer values follows the weather.
MIN_SMOOTH_YEARS = 10


def recent(years: Years) -> Years:
    """The last ten of the years, or all of them where they are fewer."""
    return Years(max(years.first, years.last - RECENT_YEARS + 1), years.last)


def parse_years(text: str) -> Years:
    """Read a span such as "1981-2010"; raises BaselineError saying what to write instead."""
    match = re.fullmatch(r"\s*([0-9]{4})\s*[-\u2013]\s*([0-9]{4})\s*", text)
    if match is None:
        raise BaselineError(f"{text!r} is not a span of years: write it like {DEFAULT_BASELINE}")
    years = Years(int(match[1]), int(match[2]))
    if years.first > years.last:
        raise BaselineError(f"{text!r} ends before it begins: write {years.last}-{years.first}")
    return years


def normal(series: pd.DataFrame, baseline: Years) -> float:
    """Mean over the inclusive baseline years.

    Raises BaselineError where fewer than two thirds of the baseline years have a value.
    """
    within = annual_values(series, *baseline)
    needed = _needed(baseline)
    if within.count() < needed:
        raise BaselineError(
            f"{within.count()} of the years {baseline} have a value and a normal needs {needed}: "
            "choose a baseline that the series covers"
        )
    return float(within.mean())


def normals(values: pd.DataFrame, baseline: Years) -> "pd.Series[float]":
    """Every country's normal, by iso3; NaN where `normal` would raise BaselineError.

    Raises InfiniteError where a value is infinite.
    """
    refuse_infinite(values)
    within = values.reindex(columns=range(baseline.first, baseline.last + 1))
    enough = within.count(axis="columns") >= _needed(baseline)
    return within.mean(axis="columns").where(enough)


def anomaly(series: pd.DataFrame, baseline: Years) -> pd.DataFrame:
    """Subtract the mean over the inclusive baseline years; unit unchanged.

    Columns year, value: every year from the first to the last that has a value, in order, NaN in
    gaps. Raises BaselineError where fewer than two thirds of the baseline years have a value.
    """
    return _frame(annual_values(series) - normal(series, baseline))


def smooth(series: pd.DataFrame, span_years: int = SMOOTH_YEARS) -> pd.DataFrame:
    """Smooth with LOESS: at each year a line, tricube-weighted, through its nearest neighbours.

    The neighbours are the span_years nearest values, so that a series of any length is smoothed
    alike. No robustness iterations: an exceptionally warm year is weather to average, not a mistake
    to discount. Columns year, value: every year from the first to the last that has a value, NaN in
    gaps, and NaN throughout when fewer than MIN_SMOOTH_YEARS have one.
    """
    annual = annual_values(series)
    known = annual.dropna()
    if len(known) < MIN_SMOOTH_YEARS:
        return _frame(annual * np.nan)
    years, values = (np.asarray(of, dtype=np.float64) for of in (known.index, known))
    fitted = _local_lines(years, values, min(span_years, len(known)))
    return _frame(pd.Series(fitted, index=known.index).reindex(annual.index))


def _local_lines(years: Floats, values: Floats, count: int) -> Floats:
    """At each year, the line through its `count` nearest values, the farthest of which weighs 0."""
    apart = np.abs(years[:, None] - years)
    reach = np.partition(apart, count - 1, axis=1)[:, count - 1 : count]
    weights = (1 - np.minimum(apart / reach, 1) ** 3) ** 3
    weights /= weights.sum(axis=1, keepdims=True)
    run = years - (weights @ years)[:, None]
    slopes = (weights * run) @ values / (weights * run**2).sum(axis=1)
    own: Floats = weights @ values + slopes * np.diagonal(run)
    return own


def decades(series: pd.DataFrame) -> pd.DataFrame:
    """Mean of each decade, from a year that ends in 0 to one that ends in 9.

    Columns first, last: the decade's first and last year that has a value; years: how many have
    one, ten where none is missing; value: their mean. A decade without values has no row.
    """
    annual = annual_values(series).dropna()
    years, values = annual.index.to_numpy(dtype=int), annual.to_numpy()
    _, starts, counts = np.unique(years // 10, return_index=True, return_counts=True)
    sums = np.add.reduceat(values, starts) if len(starts) else np.zeros(0)
    return pd.DataFrame(
        {
            "first": years[starts],
            "last": years[starts + counts - 1],
            "years": counts,
            "value": sums / counts,
        }
    )


def ranks(values: "pd.Series[float]") -> "pd.Series[float]":
    """Each country's rank, by iso3: 1 is the largest, ties share the smaller, NaN stays NaN."""
    return values.rank(ascending=False, method="min")


def rank(values: "pd.Series[float]", iso3: str) -> tuple[int, int] | None:
    """One country's rank and how many are ranked; None for a country without a value."""
    known = values.dropna()
    if iso3 not in known.index:
        return None
    return int(ranks(known)[iso3]), len(known)


def annual_values(
    series: pd.DataFrame, first: int | None = None, last: int | None = None
) -> "pd.Series[float]":
    """Values indexed by year: every year from the first to the last that has one, NaN in gaps.

    Raises InfiniteError where a value, of any year, is infinite.
    """
    years, values = series["year"].to_numpy(dtype=int), series["value"].to_numpy(dtype=float)
    infinite = np.isinf(values)
    if infinite.any():
        raise InfiniteError(_infinite(years[infinite].min()))
    within = pd.Series(values, index=years).dropna().sort_index().loc[first:last]
    if within.empty:
        return within
    return within.reindex(range(within.index[0], within.index[-1] + 1))


def refuse_infinite(values: pd.DataFrame) -> None:
    """Raise InfiniteError with the first country and year of `values` that is infinite, if any."""
    rows, columns = np.nonzero(np.isinf(values.to_numpy(dtype=float)))
    if len(rows):
        country, year = values.index[rows[0]], values.columns[columns[0]]
        raise InfiniteError(f"{country}: {_infinite(year)}")


def _infinite(year: object) -> str:
    return f"the value of {year} is infinite: correct it, or leave it out"


def _frame(annual: "pd.Series[float]") -> pd.DataFrame:
    return pd.DataFrame({"year": annual.index, "value": annual.to_numpy()})


def _needed(baseline: Years) -> int:
    """Two thirds of the baseline's years, rounded up."""
    return -(-2 * (baseline.last - baseline.first + 1) // 3)
