"""How far countries of one group, such as a climate zone, differ from each other."""

import math

import pandas as pd


def share_within(values: "pd.Series[float]", groups: "pd.Series[str]") -> float:
    """Share of the variance of values that lies within groups: 1 less between over total.

    Both by iso3, 0 to 1. Countries without a value or with the group "" are left out, and so are
    those alone in their group, which tell nothing of what is within one. NaN where all values are
    equal, or none is left.
    """
    known = _known(values, groups)
    known = known[known.groupby("group")["value"].transform("size") > 1]
    own_mean = known.groupby("group")["value"].transform("mean")
    within = float(((known["value"] - own_mean) ** 2).sum())
    total = float(((known["value"] - known["value"].mean()) ** 2).sum())
    return within / total if total > 0 else math.nan


def spread(values: "pd.Series[float]", groups: "pd.Series[str]") -> pd.DataFrame:
    """Least, median and largest value of each group, by group; the largest group first.

    Both by iso3; columns n, min, median, max. Countries without a value or with the group "" are
    left out, and so are groups without a country.
    """
    by_group = _known(values, groups).groupby("group")["value"]
    spreads = by_group.agg(["count", "min", "median", "max"]).rename(columns={"count": "n"})
    return spreads.sort_values("n", ascending=False, kind="stable")


def _known(values: "pd.Series[float]", groups: "pd.Series[str]") -> pd.DataFrame:
    both = pd.DataFrame({"value": values, "group": groups.reindex(values.index)}).dropna()
    return both[both["group"] != ""]
