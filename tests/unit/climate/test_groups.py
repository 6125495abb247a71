import numpy as np
import pandas as pd
import pytest
from scipy import stats

from dashboard.climate import share_within, spread


def by_iso3(values):
    return pd.Series(values, index=[f"C{n:02}" for n in range(len(values))])


ZONES = by_iso3(["Aw", "Aw", "Aw", "ET", "ET"])


@pytest.mark.parametrize("seed", range(5))
def test_the_share_within_is_that_of_scipys_analysis_of_variance(seed):
    draw = np.random.default_rng(seed)
    zones = by_iso3(draw.choice(["Af", "Aw", "BWh", "Cfb"], 60))
    values = by_iso3(draw.normal(size=60)) + zones.map({"Af": 0, "Aw": 0.3, "BWh": 1, "Cfb": 2})
    f = stats.f_oneway(*(group for _, group in values.groupby(zones))).statistic
    assert share_within(values, zones) == pytest.approx(1 / (1 + f * 3 / 56))


def test_groups_whose_countries_are_all_alike_have_nothing_within():
    assert share_within(by_iso3([1.0, 1.0, 1.0, 5.0, 5.0]), ZONES) == 0


def test_groups_of_one_mean_have_everything_within():
    assert share_within(by_iso3([1.0, 2.0, 3.0, 0.0, 4.0]), ZONES) == 1


def test_equal_values_have_no_variance_to_share():
    assert np.isnan(share_within(by_iso3([2.0] * 5), ZONES))
    assert np.isnan(share_within(by_iso3([np.nan] * 5), ZONES))


def test_a_country_without_value_or_group_changes_nothing():
    values = by_iso3([1.0, 2.0, 3.5, 0.0, 4.0, 99.0, np.nan])
    zones = by_iso3(["Aw", "Aw", "Aw", "ET", "ET", "", "ET"])
    assert share_within(values, zones) == share_within(values[:5], zones[:5])
    assert spread(values, zones)["n"].to_dict() == {"Aw": 3, "ET": 2}


def test_a_country_alone_in_its_group_changes_nothing():
    values, zones = by_iso3([1.0, 2.0, 3.5, 0.0, 4.0, 99.0]), by_iso3([*ZONES, "EF"])
    assert share_within(values, zones) == share_within(values[:5], ZONES)
    assert spread(values, zones).loc["EF"].tolist() == [1, 99, 99, 99]


def test_the_spread_has_a_row_a_group_with_the_largest_group_first():
    zones = by_iso3(["ET", "Aw", "Aw", "ET", "Aw"])
    rows = spread(by_iso3([0.5, 0.1, 0.4, 0.7, 0.2]), zones)
    assert list(rows.columns) == ["n", "min", "median", "max"]
    assert rows.index.tolist() == ["Aw", "ET"]
    assert rows.loc["Aw"].tolist() == [3, 0.1, 0.2, 0.4]
    assert rows.loc["ET"].tolist() == pytest.approx([2, 0.5, 0.6, 0.7])


def test_no_country_has_no_spread():
    assert spread(pd.Series(dtype=float), pd.Series(dtype=str)).empty
