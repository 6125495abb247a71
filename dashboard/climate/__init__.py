"""What temperatures say: normal, anomalies, smooth, trend, rank; and what countries share.

Pure functions. A `series` is one country's frame with the columns year (int) and value (float), its
rows in any order; a missing year may be absent or NaN, the answer is the same. `values` is every
country at once: a frame with index iso3 and one column per year, or a Series by iso3.
"""

from dashboard.climate.correlation import MIN_PAIRS, Correlation, rank_correlation
from dashboard.climate.groups import share_within, spread
from dashboard.climate.land import MIN_SHARE, at_warmest, land_mean
from dashboard.climate.series import (
    DEFAULT_BASELINE,
    RECENT_YEARS,
    SMOOTH_YEARS,
    BaselineError,
    InfiniteError,
    Years,
    anomaly,
    decades,
    normal,
    normals,
    parse_years,
    rank,
    ranks,
    recent,
    smooth,
)
from dashboard.climate.trends import (
    DEFAULT_TREND_START,
    MIN_INDEPENDENT_YEARS,
    MIN_TREND_YEARS,
    TOO_FEW_YEARS,
    Trend,
    TrendError,
    rates,
    trend,
    trends_per_decade,
)

__all__ = [
    "DEFAULT_BASELINE",
    "DEFAULT_TREND_START",
    "MIN_INDEPENDENT_YEARS",
    "MIN_PAIRS",
    "MIN_SHARE",
    "MIN_TREND_YEARS",
    "RECENT_YEARS",
    "SMOOTH_YEARS",
    "TOO_FEW_YEARS",
    "BaselineError",
    "Correlation",
    "InfiniteError",
    "Trend",
    "TrendError",
    "Years",
    "anomaly",
    "at_warmest",
    "decades",
    "land_mean",
    "normal",
    "normals",
    "parse_years",
    "rank",
    "rank_correlation",
    "ranks",
    "rates",
    "recent",
    "share_within",
    "smooth",
    "spread",
    "trend",
    "trends_per_decade",
]
