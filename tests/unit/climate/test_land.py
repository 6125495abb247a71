"""Means by land area, and countries at their warmest, against numbers worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from dashboard.climate import MIN_SHARE, InfiniteError, at_warmest, land_mean

NAN = float("nan")


def test_each_country_weighs_as_much_as_its_land():
    anomalies = pd.DataFrame({2000: [1.0, 4.0], 2001: [-1.0, 2.0]}, index=["AAA", "BBB"])
    mean = land_mean(anomalies, pd.Series({"BBB": 100.0, "AAA": 300.0}))
    # (300 x 1 + 100 x 4) / 400 and (300 x -1 + 100 x 2) / 400
    assert mean.to_dict() == {2000: 1.75, 2001: -0.25}


def test_a_country_without_a_value_is_left_out_of_that_years_mean_alone():
    anomalies = pd.DataFrame({2000: [1.0, NAN], 2001: [1.0, 3.0]}, index=["AAA", "BBB"])
    mean = land_mean(anomalies, pd.Series({"AAA": 95.0, "BBB": 5.0}))
    assert mean[2000] == 1.0
    assert mean[2001] == pytest.approx((95 * 1 + 5 * 3) / 100)


def test_a_year_in_which_too_little_land_has_values_has_no_mean():
    anomalies = pd.DataFrame({2000: [1.0, NAN], 2001: [NAN, NAN]}, index=["AAA", "BBB"])
    areas = pd.Series({"AAA": 100 * MIN_SHARE - 1, "BBB": 101 - 100 * MIN_SHARE})
    assert land_mean(anomalies, areas).isna().all()


def test_an_infinite_value_is_refused():
    anomalies = pd.DataFrame({2000: [np.inf]}, index=["AAA"])
    with pytest.raises(InfiniteError, match="AAA"):
        land_mean(anomalies, pd.Series({"AAA": 1.0}))


def rows(**values: list[float]) -> pd.DataFrame:
    """One row a country, its years from 2000 on."""
    years = range(2000, 2000 + len(next(iter(values.values()))))
    return pd.DataFrame.from_dict(values, orient="index", columns=list(years))


def test_a_country_is_at_its_warmest_where_no_other_ten_years_are_warmer():
    found = at_warmest(
        rows(
            # Means of ten years: 0, 0.1, ..., 1.0: the last is the highest.
            AAA=[0.0] * 10 + [1.0] * 10,
            # Of 2005-2014: 1.0; of 2010-2019, the last: 0.5.
            BBB=[0.0] * 5 + [1.0] * 10 + [0.0] * 5,
            # All are 0.3: none is higher than the last.
            CCC=[0.3] * 20,
        )
    )
    assert found.to_dict() == {"AAA": True, "BBB": False, "CCC": True}


def test_one_warm_year_does_not_make_ten_warm_ones():
    warm_year = rows(AAA=[1.0] * 10 + [0.0] * 9 + [5.0])  # the first ten: 1.0; the last: 0.5
    assert at_warmest(warm_year).to_dict() == {"AAA": False}


def test_ten_years_that_come_again_are_as_warm_as_they_were():
    ten = [0.1, 0.2, 0.3, 0.7, 1e3, -1e3, 0.15, 0.25, 0.35, 0.45]
    assert at_warmest(rows(AAA=[*ten, *ten])).to_dict() == {"AAA": True}


def test_a_country_without_whole_decades_to_compare_is_left_out():
    found = at_warmest(
        rows(
            AAA=[0.0] * 19 + [NAN],  # lacks the last year
            BBB=[NAN] * 10 + [1.0] * 10,  # nothing before the last ten years
            CCC=[0.0] * 10 + [1.0] * 9 + [2.0],
        )
    )
    assert found.to_dict() == {"CCC": True}


def test_years_that_the_last_ten_share_are_none_to_compare_them_with():
    # Eleven years: one other mean, which has nine years of the last ten.
    assert at_warmest(rows(AAA=[0.0] * 10 + [1.0])).empty
