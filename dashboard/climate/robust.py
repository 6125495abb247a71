"""Trend statistics that a few extreme years do not sway: Theil-Sen and Mann-Kendall.

`values` holds one value per consecutive year, NaN in gaps.
"""

import math

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

# The largest part of a value that adding and subtracting its like can leave behind.
ROUNDING = 1e-12
NORMAL_QUANTILE = 1.959963984540054  # within as many standard errors lie 95 %


def theil_sen(values: Floats) -> float:
    """Median slope of all pairs of years, per year."""
    years = np.flatnonzero(~np.isnan(values))
    later, earlier = np.tril_indices(len(years), -1)
    slopes = (values[years[later]] - values[years[earlier]]) / (years[later] - years[earlier])
    return float(np.median(slopes))


def mann_kendall(values: Floats, slope: float) -> tuple[float, float]:
    """Two-sided p-values for no monotonic trend: plain, and corrected for autocorrelation.

    slope (per year) is the trend to remove before the autocorrelation is estimated. The correction
    is Hamed and Rao's (1998, J. Hydrol. 204, 182-196), its lags counted in years. It only widens:
    negative autocorrelations, most of them chance, would find a trend in too much of white noise.
    """
    known = values[~np.isnan(values)]
    n = len(known)
    later, earlier = np.tril_indices(n, -1)
    score = float(np.sign(known[later] - known[earlier]).sum())
    _, ties = np.unique(known, return_counts=True)
    variance = (n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
    inflation = _variance_inflation(values, slope)
    return _two_sided(score, variance), _two_sided(score, variance * inflation)


def is_rounding(residuals: Floats, values: Floats) -> bool:
    """Whether the residuals are only what rounding leaves of a perfect fit to the values."""
    return bool(np.nanmax(np.abs(residuals)) <= ROUNDING * np.nanmax(np.abs(values)))


def _variance_inflation(values: Floats, slope: float) -> float:
    # Counted from 1 as in pymannkendall, so that years tied but for rounding rank as they do there.
    detrended = values - slope * np.arange(1, len(values) + 1)
    if is_rounding(detrended - np.nanmean(detrended), values):
        return 1.0
    ranks = pd.Series(detrended).rank()
    centred = (ranks - ranks.mean()).fillna(0).to_numpy()
    n = int(ranks.count())
    lags = np.arange(1, n)
    correlations = np.correlate(centred, centred, "full")[len(values) - 1 :][lags]
    correlations /= centred @ centred
    # Hamed and Rao count only the lags whose autocorrelation differs from 0 at 5 %.
    counted = np.abs(correlations) > NORMAL_QUANTILE / math.sqrt(n)
    weights = (n - lags) * (n - lags - 1) * (n - lags - 2)
    added = 2 * float(weights[counted] @ correlations[counted]) / (n * (n - 1) * (n - 2))
    return 1 + max(added, 0.0)


def _two_sided(score: float, variance: float) -> float:
    if score == 0:
        return 1.0
    return math.erfc((abs(score) - 1) / math.sqrt(2 * variance))
