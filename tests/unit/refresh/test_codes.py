"""Former codes in the answers of publishers mean the countries that they were of."""

import pandas as pd
import pytest

from dashboard.own.names import CountryNames
from dashboard.refresh.codes import CURRENT, current_codes, current_list
from dashboard.store import Store

COUNTRIES = Store.read().countries


def rows(*cells: tuple[str, int, float]) -> pd.DataFrame:
    frame = pd.DataFrame(cells, columns=["iso3", "year", "value"])
    return frame.astype({"iso3": "category"})


@pytest.mark.parametrize(
    ("former", "iso3"),
    [("ZAR", "COD"), ("ROM", "ROU"), ("TMP", "TLS"), ("WBG", "PSE"), ("ADO", "AND")],
)
def test_a_former_code_means_the_country_of_today(former: str, iso3: str):
    assert current_codes(rows((former, 2000, 1.0)))["iso3"].tolist() == [iso3]


def test_own_files_and_answers_mean_the_same_by_a_code():
    names = CountryNames(COUNTRIES)
    assert {code: names.iso3(code) for code in CURRENT} == dict(CURRENT)
    assert set(CURRENT.values()) <= set(COUNTRIES)
    assert not set(CURRENT) & set(COUNTRIES)


def test_the_current_code_counts_where_an_answer_has_both():
    both = rows(("ROM", 1999, 1.0), ("ROM", 2000, 2.0), ("ROU", 2000, 3.0), ("FRA", 2000, 4.0))
    assert current_codes(both).to_numpy().tolist() == [
        ["ROU", 1999, 1.0],
        ["ROU", 2000, 3.0],
        ["FRA", 2000, 4.0],
    ]


def test_rows_without_former_codes_stay_as_they_are():
    there = rows(("ROU", 2000, 3.0))
    assert current_codes(there) is there


def test_the_list_of_countries_has_current_codes_once():
    listed = pd.DataFrame({"bank_region": ["a", "b", "c"]}, pd.Index(["ROM", "ROU", "ZAR"]))
    assert current_list(listed)["bank_region"].to_dict() == {"ROU": "b", "COD": "c"}
