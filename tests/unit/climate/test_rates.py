"""Trends of all countries at once: by hand, and as `trend` has each."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from dashboard import climate
from dashboard.climate import InfiniteError
from dashboard.store import Store

VALUES = Store.read().values("temperature")
YEARS = np.arange(1960, 2025)


def by_hand(values: np.ndarray) -> tuple[float, float, float]:
    """Slope and interval per decade of a series without gaps, from the textbook's formulas."""
    n = len(values)
    slope, intercept = np.polyfit(YEARS, values, 1)
    rest = values - (intercept + slope * YEARS)
    r1 = np.clip((rest[:-1] * rest[1:]).sum() / (rest**2).sum(), 0, 0.99)
    worth = n * (1 - r1) / (1 + r1)
    error = np.sqrt((rest**2).sum() / (worth - 2) / ((YEARS - YEARS.mean()) ** 2).sum())
    margin = stats.t.ppf(0.975, worth - 2) * error
    return 10 * slope, 10 * (slope - margin), 10 * (slope + margin)


@pytest.mark.parametrize("iso3", ["BRA", "CAN", "IND", "AUS", "CHE"])
def test_a_rate_and_its_interval_are_those_that_one_computes_by_hand(iso3: str):
    found = climate.rates(VALUES, 1960, 2024).loc[iso3]
    expected = by_hand(VALUES.loc[iso3, 1960:2024].to_numpy(float))
    assert found.tolist() == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("first", [1948, 1960, 1979, 2015])
def test_a_rate_is_the_trend_of_the_country_and_missing_where_that_is_refused(first: int):
    holes = np.random.default_rng(15).random(VALUES.shape) < 0.3
    for values in (VALUES, VALUES.mask(holes)):
        found = climate.rates(values, first, 2024)
        refused = 0
        for iso3, row in values.iterrows():
            series = pd.DataFrame({"year": row.index, "value": row.to_numpy(float)})
            try:
                trend = climate.trend(series, first, 2024)
            except climate.TrendError:
                assert found.loc[iso3].isna().all()
                refused += 1
            else:
                assert found.loc[iso3].tolist() == [trend.per_decade, trend.low, trend.high]
        assert 0 < refused <= len(values)


def test_rates_are_the_slopes_of_the_table():
    slopes = climate.trends_per_decade(VALUES, 1960, 2024)
    pd.testing.assert_series_equal(
        climate.rates(VALUES, 1960, 2024)["per_decade"], slopes, check_names=False, atol=1e-9
    )


def test_nothing_is_said_of_too_few_years_or_of_too_few_independent_ones():
    years = range(2000, 2025)
    rows = {
        "FEW": [1.0] * 9 + [np.nan] * 16,
        "TEN": [0.1, 0.3, 0.2, 0.5, 0.4, 0.7, 0.6, 0.9, 0.8, 1.1] + [np.nan] * 15,
        "WAVE": list(np.cos(np.arange(25) / 6)),
        "NONE": [np.nan] * 25,
    }
    found = climate.rates(pd.DataFrame.from_dict(rows, "index", columns=years), 2000, 2024)
    assert list(found.index[found["low"].notna()]) == ["TEN"]


def test_an_infinite_value_is_refused_by_name():
    values = VALUES.copy()
    values.loc["BRA", 2000] = np.inf
    with pytest.raises(InfiniteError, match="BRA"):
        climate.rates(values, 1960, 2024)
