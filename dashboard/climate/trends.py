"""The trend of annual values: its slope, how sure one can be of it, and its robust companions."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from dashboard.climate.robust import Floats, is_rounding, mann_kendall, theil_sen
from dashboard.climate.series import annual_values, refuse_infinite
from dashboard.climate.student import quantile

DEFAULT_TREND_START = 1960
# Fewer annual values cannot tell a trend from autocorrelation.
MIN_TREND_YEARS = 10
# Fewer independent values have an interval that says nothing: Student's t of n_eff - 2 explodes.
MIN_INDEPENDENT_YEARS = 4
TOO_FEW_YEARS = "too few years for a trend"
TOO_ALIKE = "years too alike for a trend"


class TrendError(ValueError):
    """A series with too few years, or too few independent ones, to state a trend.

    short is the reason in the few words that a panel has room for.
    """

    def __init__(self, message: str, short: str = TOO_FEW_YEARS) -> None:
        super().__init__(message)
        self.short = short


@dataclass(frozen=True)
class Trend:
    """A straight line through annual values, and how sure one can be of its slope.

    first and last are the first and last year used. per_decade is the least-squares slope, low and
    high its 95 % interval, theil_sen the median slope of all pairs of years: all per decade.
    intercept is the line at year 0. n values, autocorrelated by r1 from year to year, are worth
    n_eff independent ones. The p-values are the two-sided Mann-Kendall test's, plain and with Hamed
    and Rao's correction for autocorrelation, which never makes it smaller. The interval is that of
    the line: it knows nothing of errors of the data.
    """

    first: int
    last: int
    per_decade: float
    low: float
    high: float
    intercept: float
    theil_sen: float
    mann_kendall_p: float
    hamed_rao_p: float
    n: int
    n_eff: float
    r1: float

    @property
    def significant(self) -> bool:
        """Whether the 95 % interval excludes a slope of zero."""
        return self.low > 0 or self.high < 0

    def line(self) -> pd.DataFrame:
        """The fitted line, columns year and value: every year from first to last."""
        years = np.arange(self.first, self.last + 1)
        return pd.DataFrame({"year": years, "value": self.intercept + self.per_decade / 10 * years})


def trend(series: pd.DataFrame, first: int, last: int) -> Trend:
    """Fit a line to the inclusive years first to last, its interval widened for autocorrelation.

    Ordinary least squares; r1 from pairs of consecutive years alone, clipped to [0, 0.99];
    n_eff = n(1-r1)/(1+r1) in the standard error and, less 2, as Student's degrees of freedom
    (Santer et al. 2000, J. Geophys. Res. 105). Raises TrendError below MIN_TREND_YEARS values, or
    when n_eff is below MIN_INDEPENDENT_YEARS; InfiniteError where a value is infinite.
    """
    annual = annual_values(series, first, last)
    line = _line(annual, first, last)
    values = np.asarray(annual, dtype=np.float64)
    sen = theil_sen(values)
    plain, corrected = mann_kendall(values, sen)
    return Trend(
        first=int(annual.index[0]),
        last=int(annual.index[-1]),
        per_decade=10 * line.slope,
        low=10 * (line.slope - line.margin),
        high=10 * (line.slope + line.margin),
        intercept=line.intercept,
        theil_sen=10 * sen,
        mann_kendall_p=plain,
        hamed_rao_p=corrected,
        n=line.n,
        n_eff=line.n_eff,
        r1=line.r1,
    )


def rates(values: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Every country's trend per decade with its 95 % interval, as `trend` has them.

    Columns per_decade, low, high; NaN exactly where `trend` refuses a country. Raises
    InfiniteError where a value is infinite.
    """
    refuse_infinite(values)
    within = values.reindex(columns=range(first, last + 1)).astype(float)
    rows = [_rate(row, first, last) for _, row in within.iterrows()]
    return pd.DataFrame(rows, index=values.index, columns=["per_decade", "low", "high"])


def _rate(row: "pd.Series[float]", first: int, last: int) -> tuple[float, float, float]:
    known = row.dropna().index
    try:
        line = _line(row.loc[known[0] : known[-1]] if len(known) else row[:0], first, last)
    except TrendError:
        return math.nan, math.nan, math.nan
    ends = (line.slope, line.slope - line.margin, line.slope + line.margin)
    return 10 * ends[0], 10 * ends[1], 10 * ends[2]


class _Line(NamedTuple):
    """A least-squares line: per year its slope and half the width of its interval."""

    slope: float
    intercept: float
    margin: float
    n: int
    n_eff: float
    r1: float


def _line(annual: "pd.Series[float]", first: int, last: int) -> _Line:
    """Fit a line to annual values, NaN in gaps; raises TrendError as `trend` does."""
    n = int(annual.count())
    if n < MIN_TREND_YEARS:
        raise TrendError(
            f"{n} of the years {first}-{last} have a value and a trend needs {MIN_TREND_YEARS}: "
            "choose a longer span"
        )
    years = np.asarray(annual.index, dtype=np.float64)
    values = np.asarray(annual, dtype=np.float64)
    slope, intercept, residuals = _least_squares(years, values)
    r1 = _lag_one_autocorrelation(residuals)
    n_eff = _independent(n, r1)
    _refuse_alike(annual, n_eff)
    return _Line(slope, intercept, _margin(years, residuals, n_eff), n, n_eff, r1)


def trends_per_decade(values: pd.DataFrame, first: int, last: int) -> "pd.Series[float]":
    """Every country's least-squares slope per decade over the inclusive years, by iso3.

    NaN exactly where `trend` refuses a country. Raises InfiniteError where a value is infinite.
    """
    refuse_infinite(values)
    within = values.reindex(columns=range(first, last + 1)).astype(float)
    known = within.notna()
    years = known * within.columns.to_numpy(dtype=float)
    centred = years.sub(years.sum(axis=1) / known.sum(axis=1), axis="index").where(known)
    spread = (centred**2).sum(axis=1)
    enough = known.sum(axis=1) >= MIN_TREND_YEARS
    slopes = (centred * within).sum(axis=1) / spread.where(enough)
    residuals = within.sub(within.mean(axis=1), axis="index") - centred.mul(slopes, axis="index")
    worth = [_worth(*rows) for rows in zip(residuals.to_numpy(), within.to_numpy(), strict=True)]
    return 10 * slopes.where(np.array(worth, dtype=float) >= MIN_INDEPENDENT_YEARS)


def _worth(residuals: Floats, values: Floats) -> float:
    """How many independent values a country's are worth; NaN without residuals."""
    n = int(np.count_nonzero(~np.isnan(residuals)))
    if not n:
        return math.nan
    r1 = 0.0 if is_rounding(residuals, values) else _lag_one_autocorrelation(residuals)
    return _independent(n, r1)


def _independent(n: int, r1: float) -> float:
    """How many independent values n are worth whose neighbours are correlated by r1."""
    return n * (1 - r1) / (1 + r1)


def _least_squares(years: Floats, values: Floats) -> tuple[float, float, Floats]:
    """Slope per year, value at year 0, and residuals (NaN in gaps)."""
    known = ~np.isnan(values)
    # Seen from a point of its own, a flat series has a slope of exactly 0.
    run, rise = years - years[0], values - values[0]
    mean_run, mean_rise = float(run[known].mean()), float(rise[known].mean())
    from_mean = run[known] - mean_run
    slope = float(from_mean @ rise[known] / (from_mean @ from_mean))
    intercept = float(values[0]) + mean_rise - slope * (mean_run + float(years[0]))
    residuals = rise - mean_rise - slope * (run - mean_run)
    return slope, intercept, 0 * residuals if is_rounding(residuals, values) else residuals


def _lag_one_autocorrelation(residuals: Floats) -> float:
    """Mean product of neighbouring years over the mean square, times (n-1)/n; 0 without neighbours.

    Without gaps, n - 1 pairs, that is the usual sum(e_t e_t+1) / sum(e_t^2); a gap, whose pairs are
    not there to be summed, does not bring it nearer to 0.
    """
    total = float(np.nansum(residuals**2))
    products = residuals[:-1] * residuals[1:]
    pairs = int(np.count_nonzero(~np.isnan(products)))
    if total == 0 or pairs == 0:
        return 0.0
    others = int(np.count_nonzero(~np.isnan(residuals))) - 1
    return min(max(float(np.nansum(products)) * others / pairs / total, 0.0), 0.99)


def _refuse_alike(annual: "pd.Series[float]", n_eff: float) -> None:
    if n_eff < MIN_INDEPENDENT_YEARS:
        worth = math.floor(10 * n_eff) / 10  # 3.96 is not 4.0
        raise TrendError(
            f"the values of {annual.index[0]}-{annual.index[-1]} follow one another so closely "
            f"that they are worth {worth:.1f} independent ones and a trend needs "
            f"{MIN_INDEPENDENT_YEARS}: choose a longer span",
            TOO_ALIKE,
        )


def _margin(years: Floats, residuals: Floats, n_eff: float) -> float:
    """Half the width of the slope's 95 % interval, per year."""
    known = ~np.isnan(residuals)
    residual_variance = float(residuals[known] @ residuals[known]) / (n_eff - 2)
    error = math.sqrt(residual_variance / float(known.sum() * years[known].var()))
    return quantile(0.025, n_eff - 2) * error
