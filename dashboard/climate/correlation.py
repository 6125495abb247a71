"""Whether two figures of countries rise and fall together."""

import math
from dataclasses import dataclass

import pandas as pd

from dashboard.climate.robust import NORMAL_QUANTILE
from dashboard.climate.student import tail

# Fewer pairs have an interval from nearly -1 to nearly 1.
MIN_PAIRS = 10


@dataclass(frozen=True)
class Correlation:
    """Spearman's rank correlation of n pairs, and how sure one can be of it.

    low and high are its 95 % interval and p the two-sided probability of one as far from 0 by
    chance, both for pairs that are independent of each other: countries are not wholly so.
    """

    rho: float
    low: float
    high: float
    p: float
    n: int

    @property
    def clear(self) -> bool:
        """Whether the 95 % interval excludes 0."""
        return self.low > 0 or self.high < 0


def rank_correlation(x: "pd.Series[float]", y: "pd.Series[float]") -> Correlation | None:
    """Spearman's rank correlation of two figures by iso3; ties share their mean rank.

    Only countries that have both count. None below MIN_PAIRS, or where all values of one are equal.
    The interval is Bonett and Wright's (2000, Psychometrika 65), p that of Student's t.
    """
    pairs = pd.DataFrame({"x": x, "y": y}).dropna()
    if len(pairs) < MIN_PAIRS or (pairs.nunique() == 1).any():
        return None
    ranks, n = pairs.rank(), len(pairs)
    rho = min(max(float(ranks["x"].corr(ranks["y"])), -1.0), 1.0)
    low, high = _interval(rho, n)
    return Correlation(rho, low, high, _probability(rho, n), n)


def _interval(rho: float, n: int) -> tuple[float, float]:
    if abs(rho) > 1 - 1e-12:
        return rho, rho
    margin = NORMAL_QUANTILE * math.sqrt((1 + rho**2 / 2) / (n - 3))
    return math.tanh(math.atanh(rho) - margin), math.tanh(math.atanh(rho) + margin)


def _probability(rho: float, n: int) -> float:
    if abs(rho) > 1 - 1e-12:
        return 0.0
    t = abs(rho) * math.sqrt((n - 2) / (1 - rho**2))
    return 2 * tail(t, n - 2)
