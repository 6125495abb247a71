from datetime import date

import pandas as pd
import pytest

from dashboard.refresh.building import check_snapshot, tidy_series
from dashboard.refresh.checks import CheckError
from dashboard.refresh.fetching import Answers
from dashboard.schema import check_tidy
from dashboard.sources.fetched import Fetched
from dashboard.store import SNAPSHOT, Store

COUNTRIES = Store.read().countries


def tidied(name: str, *rows: tuple[str, str, int, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["iso3", "iso2", "year", "value"])
    fetched = Fetched(frame.astype({"iso3": "category", "iso2": "category"}), "", date.today())
    return tidy_series(Answers({name: fetched}), COUNTRIES)[name]


def test_groups_and_unknown_units_are_left_out():
    rows = tidied(
        "people", ("WLD", "1W", 2000, 6e9), ("BRA", "BR", 2000, 2e8), ("CHI", "JG", 2000, 1)
    )
    check_tidy(rows)
    assert rows["iso3"].tolist() == ["BRA"]


def test_a_country_without_three_letters_is_found_by_its_two():
    rows = tidied(
        "people", ("", "XK", 2000, 1.7e6), ("BRA", "BR", 2000, 2e8), ("", "ZH", 2000, 1e9)
    )
    assert rows["iso3"].tolist() == ["XKX", "BRA"]


def test_three_letters_in_the_place_of_two_are_taken():
    rows = tidied("people", ("", "BRA", 2000, 2e8), ("", "BR", 2001, 2.1e8))
    assert rows["iso3"].tolist() == ["BRA", "BRA"]


def test_figures_are_not_rounded():
    assert tidied("share", ("BRA", "BR", 2000, 0.00012345))["value"].tolist() == [0.00012345]


def test_a_series_of_none_of_our_countries_is_empty_and_tidy():
    rows = tidied("people", ("WLD", "1W", 2000, 6e9))
    check_tidy(rows)
    assert rows.empty


def test_a_snapshot_that_lacks_an_indicator_is_not_served():
    with pytest.raises(CheckError, match="the new snapshot has"):
        check_snapshot(SNAPSHOT, ["population"])
