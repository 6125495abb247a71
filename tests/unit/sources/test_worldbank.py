from typing import Any

import pytest

from dashboard.sources.client import BrokenAnswerError
from dashboard.sources.raw import RawAnswers
from dashboard.sources.worldbank import parse_countries, parse_series, read_series
from dashboard.sources.worldbank_pages import ListPage, WorldBankError

CODE = "SP.POP.TOTL"


def entry(iso3: str, date: str, value: float | None, iso2: str = "XX") -> dict[str, Any]:
    return {
        "indicator": {"id": CODE, "value": "Population, total"},
        "country": {"id": iso2, "value": "Somewhere"},
        "countryiso3code": iso3,
        "date": date,
        "value": value,
        "unit": "",
        "obs_status": "",
        "decimal": 0,
    }


def listed(*entries: dict[str, Any]) -> list[ListPage]:
    return [ListPage(1, len(entries), "2026-10-01", list(entries))]


def test_a_series_has_a_row_for_each_value():
    rows, name = parse_series(listed(entry("BRA", "2001", 5), entry("BRA", "2000", 4.5)), CODE)
    assert name == "Population, total"
    assert rows["iso3"].tolist() == ["BRA", "BRA"]
    assert rows["year"].tolist() == [2001, 2000]
    assert rows["value"].tolist() == [5.0, 4.5]


def test_null_is_an_absent_row_never_0():
    rows, _ = parse_series(listed(entry("BRA", "2001", None), entry("BRA", "2000", 0)), CODE)
    assert rows["year"].tolist() == [2000]
    assert rows["value"].tolist() == [0.0]


def test_only_whole_years_count():
    rows, _ = parse_series(listed(entry("BRA", "2001Q1", 1), entry("BRA", "2001", 2)), CODE)
    assert rows["value"].tolist() == [2.0]


def test_a_country_without_three_letters_keeps_its_two():
    rows, _ = parse_series(listed(entry("", "2001", 1, iso2="XK")), CODE)
    assert rows["iso3"].tolist() == [""]
    assert rows["iso2"].tolist() == ["XK"]


def test_a_list_without_entries_is_an_empty_series():
    rows, name = parse_series([ListPage(0, 0, "", [])], CODE)
    assert rows.empty
    assert name == ""


def test_the_rows_of_another_indicator_are_not_taken_for_this_one():
    rows, _ = parse_series(listed(entry("BRA", "2000", 1)), CODE.lower())
    assert len(rows) == 1
    with pytest.raises(BrokenAnswerError, match=r"it holds SP\.POP\.TOTL, not SP\.URB\.TOTL"):
        parse_series(listed(entry("BRA", "2000", 1)), "SP.URB.TOTL")


@pytest.mark.parametrize("key", ["value", "date", "country", "countryiso3code", "indicator"])
def test_an_entry_that_lacks_something_is_broken(key: str):
    odd = entry("BRA", "2000", 1)
    del odd[key]
    with pytest.raises(BrokenAnswerError, match=key):
        parse_series(listed(odd), CODE)


BRAZIL = {
    "id": "BRA",
    "iso2Code": "BR",
    "region": {"id": "LCN", "value": "Latin America & Caribbean "},
    "incomeLevel": {"id": "UMC", "value": "Upper middle income"},
}


def test_groups_of_countries_are_no_countries():
    group = {
        "id": "WLD",
        "iso2Code": "1W",
        "region": {"id": "NA", "value": "Aggregates"},
        "incomeLevel": {"id": "NA", "value": "Aggregates"},
    }
    table = parse_countries(listed(group, BRAZIL))
    assert table.index.tolist() == ["BRA"]
    assert table.loc["BRA"].tolist() == ["BR", "Latin America & Caribbean", "Upper middle income"]


def test_a_country_that_is_not_classified_has_no_income_group():
    country = BRAZIL | {"incomeLevel": {"id": "INX", "value": "Not classified"}}
    assert parse_countries(listed(country)).loc["BRA", "income_group"] == ""


@pytest.mark.parametrize(
    "odd",
    [{"region": {"id": "LCN", "value": None}}, {"region": None}, {"incomeLevel": {"id": "LIC"}}],
)
def test_a_country_that_lacks_something_is_broken(odd: dict[str, Any]):
    with pytest.raises(BrokenAnswerError, match="an odd entry"):
        parse_countries(listed(BRAZIL | odd))


def test_a_country_that_comes_twice_is_broken():
    with pytest.raises(BrokenAnswerError, match="BRA comes twice"):
        parse_countries(listed(BRAZIL, BRAZIL))


@pytest.mark.parametrize("code", ["", "../../etc", "SP POP", "a/b", ".."])
def test_a_code_is_never_a_path(code: str, tmp_path):
    with pytest.raises(WorldBankError, match="is not the code of an indicator"):
        read_series(RawAnswers(tmp_path), code)


def test_a_series_that_is_not_on_disk_is_told(tmp_path):
    with pytest.raises(WorldBankError, match="not on disk"):
        read_series(RawAnswers(tmp_path), "SP.POP.TOTL")
