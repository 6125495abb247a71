"""Agreement of records: made series whose trends are known."""

import numpy as np
import pandas as pd
import pytest

from dashboard.climate import Years
from dashboard.climate.agreement import TREND_WITHIN, agreement, close


def record(slopes: dict[str, float], first: int = 1950, last: int = 2024) -> pd.DataFrame:
    """Straight lines, °C per decade by iso3, around 10 °C in 1950."""
    years = np.arange(first, last + 1)
    lines = {iso3: 10 + slope * (years - 1950) / 10 for iso3, slope in slopes.items()}
    return pd.DataFrame(lines, index=years).T


ONE = record({"AAA": 0.30, "BBB": 0.10, "CCC": np.nan})
TWO = record({"AAA": 0.34, "BBB": 0.45, "CCC": 0.2}, last=2022)
THREE = record({"AAA": 0.36, "BBB": 0.40, "CCC": np.nan}, first=1961)
FOUND = agreement({"one": ONE, "two": TWO, "three": THREE})


def test_trends_are_over_the_years_that_the_records_of_a_country_share():
    assert FOUND.years("AAA") == Years(1961, 2022)
    assert FOUND.period("AAA") == Years(2013, 2022)
    assert FOUND.trends.loc["AAA"].to_dict() == pytest.approx(
        {"one": 0.30, "two": 0.34, "three": 0.36}
    )


def test_a_country_that_one_record_lacks_is_compared_over_the_years_of_the_others():
    without = TWO.copy()
    without.loc["AAA"] = np.nan
    found = agreement({"one": ONE, "two": without, "three": THREE})
    assert (found.years("AAA").last, found.years("BBB").last) == (2024, 2022)
    assert np.isnan(found.trends.loc["AAA", "two"])


def test_the_spread_is_the_highest_less_the_lowest_trend():
    assert FOUND.spread.to_dict() == pytest.approx(
        {"AAA": 0.06, "BBB": 0.35, "CCC": np.nan}, nan_ok=True
    )


def test_records_agree_where_all_lie_close_to_their_median():
    assert close(FOUND.known("AAA")[0], TREND_WITHIN)
    assert not close(FOUND.known("BBB")[0], TREND_WITHIN)
    assert close([0.1, 0.2, 0.3], 0.1 + 1e-12)
    assert not close([0.1, 0.2, 0.31], 0.1)


def test_a_change_leads_from_1981_2010_to_the_last_ten_shared_years():
    between = (2017.5 - 1995.5) / 10
    assert FOUND.changes.loc["AAA", "one"] == pytest.approx(0.30 * between)


def test_records_that_share_no_country_have_nothing_to_compare():
    found = agreement({"one": ONE * np.nan, "two": TWO})
    assert found.spread.isna().all()
    assert found.known("AAA") == ([], [])
