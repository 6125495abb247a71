import numpy as np
import pandas as pd
import pytest

from dashboard.sources.packaged_world_bank import (
    AGGREGATES,
    parse_constant_gdp_per_capita,
    parse_gdp_per_capita,
    parse_population,
    parse_urban_share,
)

GDP = b"""\
,ISO3,year,GDP
0,BRA,2021,7696.78
1,WLD,2021,12000.0
2,CHI,2021,50000.0
3,XKX,2021,5000.0
4,NAM,2021,
5,NAM,2022,4900.0
"""


def test_gdp_keeps_countries_and_drops_aggregates_and_the_channel_islands():
    gdp = parse_gdp_per_capita(GDP)
    assert gdp["iso3"].tolist() == ["BRA", "XKX", "NAM"]
    assert gdp["value"].tolist() == [7696.78, 5000.0, 4900.0]


def test_a_missing_value_is_an_absent_row_and_namibia_is_not_missing():
    gdp = parse_gdp_per_capita(GDP)
    assert gdp.loc[gdp["iso3"] == "NAM", "year"].tolist() == [2022]


def test_population_drops_the_years_without_a_count():
    frame = pd.DataFrame(
        {"country_code_3": ["PSE", "PSE"], "year": [1989, 1990], "population": [np.nan, 2e6]}
    )
    assert parse_population(frame).to_dict("list") == {
        "iso3": ["PSE"],
        "year": [1990],
        "value": [2e6],
    }


def test_constant_gdp_is_the_column_rgdppc():
    frame = pd.DataFrame({"iso3c": ["BRA"], "year": [2020], "rgdppc": [8228.8], "hci": [0.55]})
    assert parse_constant_gdp_per_capita(frame)["value"].tolist() == [8228.8]


def urban(**counts: list[float]) -> pd.DataFrame:
    rows = [
        {"rownames": 1, "country": country, "indicator": indicator, "2000": a, "2001": b}
        for country, (a, b, c, d) in counts.items()
        for indicator, a, b in (("SP.URB.TOTL", a, b), ("SP.POP.TOTL", c, d))
    ]
    return pd.DataFrame(rows)


def test_the_urban_share_is_urban_over_all_people_in_percent():
    share = parse_urban_share(urban(BRA=[80.0, 90.0, 100.0, 100.0]))
    assert share["value"].tolist() == [80.0, 90.0]
    assert share["year"].tolist() == [2000, 2001]


def test_the_urban_share_is_missing_where_a_count_is():
    share = parse_urban_share(urban(BRA=[80.0, np.nan, 100.0, 100.0], WLD=[1.0, 1.0, 2.0, 2.0]))
    assert share[["iso3", "year"]].to_numpy().tolist() == [["BRA", 2000]]


@pytest.mark.parametrize("code", ["WLD", "EUU", "CHI", "INX"])
def test_a_group_is_an_aggregate(code: str):
    assert code in AGGREGATES


def test_the_aggregates_are_the_48_groups_with_chi_and_inx():
    assert len(AGGREGATES) == 50
    assert "XKX" not in AGGREGATES
