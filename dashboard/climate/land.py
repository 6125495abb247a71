"""Means over several countries, weighted by land area, and which countries are at their warmest."""

import pandas as pd

from dashboard.climate.series import RECENT_YEARS, refuse_infinite

MIN_SHARE = 0.9  # of the countries' area: a year in which less has values has no mean
_SAME = 1e-9  # °C: means of the same values differ by the order of their sums


def land_mean(anomalies: pd.DataFrame, areas: "pd.Series[float]") -> "pd.Series[float]":
    """Mean of the countries' anomalies in each year, each weighing as much as its land area.

    anomalies: iso3 by year, NaN where missing, each country's own normal subtracted. areas: by
    iso3, of the same countries, any unit. A country without a value in a year is left out of that
    year's mean, which is NaN where those left have less than MIN_SHARE of the area.
    """
    refuse_infinite(anomalies)
    weights = areas.reindex(anomalies.index)
    known = anomalies.notna().mul(weights, axis="index").sum()
    mean = anomalies.mul(weights, axis="index").sum() / known.where(known > 0)
    return mean.where(known >= MIN_SHARE * weights.sum())


def at_warmest(values: pd.DataFrame) -> "pd.Series[bool]":
    """Whether the mean of a country's last ten years is the highest of all its ten-year means.

    values: iso3 by year, whose last column is the last year. Ten years make a mean where all ten
    have a value. Countries are left out that lack the last ten years, or that have no ten years
    before those to compare them with.
    """
    means = values.T.rolling(RECENT_YEARS, min_periods=RECENT_YEARS).mean().T
    before = means.iloc[:, :-RECENT_YEARS]
    both = means.iloc[:, -1].notna() & before.notna().any(axis="columns")
    means = means[both]
    return means.iloc[:, -1] >= means.max(axis="columns") - _SAME
