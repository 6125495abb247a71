"""What a temperature series says: its normal, anomalies, smooth, trend and rank.

Pure functions. A `series` is one country's frame with the columns year (int) and value (float), its
rows in any order; a missing year may be absent or NaN, the answer is the same. `values` is every
country at once: a frame with index iso3 and one column per year, or a Series by iso3.
"""

from dashboard.climate.series import (
    DEFAULT_BASELINE,
    SMOOTH_YEARS,
    BaselineError,
    Years,
    anomaly,
    normal,
    normals,
    parse_years,
    rank,
    ranks,
    smooth,
)
from dashboard.climate.trends import (
    DEFAULT_TREND_START,
    MIN_TREND_YEARS,
    Trend,
    TrendError,
    trend,
    trends_per_decade,
)

__all__ = [
    "DEFAULT_BASELINE",
    "DEFAULT_TREND_START",
    "MIN_TREND_YEARS",
    "SMOOTH_YEARS",
    "BaselineError",
    "Trend",
    "TrendError",
    "Years",
    "anomaly",
    "normal",
    "normals",
    "parse_years",
    "rank",
    "ranks",
    "smooth",
    "trend",
    "trends_per_decade",
]
