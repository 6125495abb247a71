"""What is reported of values that are hardly what they seem."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dashboard.own import CountryNames, OwnError, read_own
from tests.shared import shared

HEAD = "country,year,value\n"
COUNTRIES = ("Brazil", "India", "France", "Nepal", "Chad", "Peru")


def rows(*values: object) -> str:
    return HEAD + "".join(f"{c},2001,{v}\n" for c, v in zip(COUNTRIES, values, strict=False))


def values(own: Any) -> dict[str, float]:
    return dict(zip(own.rows["iso3"], own.rows["value"], strict=True))


@pytest.mark.parametrize(
    ("given", "mark"),
    [
        ((5, 7, -999, 4), "-999"),
        ((5.5, 7, -99.9, 4), "-99.9"),
        ((5, 7, 9999, 4), "9999"),
        ((5, 7, -1, 0), "-1"),
        ((-10, 10, -66, 4), "-66"),
    ],
)
def test_a_number_that_stands_for_none_is_told_and_left_out_by_a_key(
    entry: Any, names: CountryNames, given: tuple[float, ...], mark: str
):
    own = read_own(entry(rows(*given)), names)
    assert own.rows["value"].tolist().count(float(mark)) == 1
    told = f'{mark} is in row {given.index(float(mark)) + 2}, column "value": if it stands for no'
    assert [doubt for doubt in own.doubts if doubt.startswith(told)]
    assert f"missing = [{mark}]" in own.doubts[0]
    cleared = read_own(entry(rows(*given), f"missing = [{mark}]"), names)
    assert values(cleared) == {
        iso3: value for iso3, value in values(own).items() if value != float(mark)
    }
    assert cleared.doubts == ()


@pytest.mark.parametrize("given", [(998, 999, 1000, 5), (-2, -1, 3), (-1000, -999, 5), (99, 97)])
def test_a_number_among_its_like_is_no_sentinel(entry: Any, names: CountryNames, given: Any):
    assert read_own(entry(rows(*given)), names).doubts == ()


def test_a_text_may_stand_for_no_value(entry: Any, names: CountryNames):
    own = read_own(entry(rows(1, "x", "Suppressed"), 'missing = ["X", "suppressed"]'), names)
    assert values(own) == {"BRA": 1.0}


def test_a_value_far_beyond_the_rest_is_told(entry: Any, names: CountryNames):
    own = read_own(entry(rows(5, 7, 3, 4, 900)), names)
    assert own.doubts == (
        '"900" of TCD (row 6): over 50 times all the rest; correct it, or leave it empty',
    )
    assert read_own(entry(rows(5, 7, 3, 4, 300)), names).doubts == ()


def test_percent_signs_on_some_cells_alone_are_told(entry: Any, names: CountryNames):
    own = read_own(entry(rows("45%", 45)), names)
    assert values(own) == {"BRA": 45.0, "IND": 45.0}
    assert own.doubts[0].startswith('"45%" (row 2) has a percent sign and "45" (row 3) has none')


def test_fractions_among_percents_are_told(entry: Any, names: CountryNames):
    own = read_own(entry(rows(0.125, 12.5, 45), 'unit = "%"'), names)
    assert own.doubts[0].startswith('"0.125" (row 2) may be a fraction where others are percent')
    assert read_own(entry(rows(0.125, 1.2, 12.5, 45), 'unit = "%"'), names).doubts == ()


def test_a_number_beyond_all_counting_is_an_error(entry: Any, names: CountryNames):
    with pytest.raises(OwnError, match='row 2, column "value": "1e308" is larger than anything'):
        read_own(entry(rows("1e308", 3)), names)


# Percent cells of Excel


def test_a_percent_cell_is_the_number_that_it_shows(entry: Any, names: CountryNames):
    for name, expected in {
        "percent.xlsx": {"BRA": 12.0, "IND": 34.5, "FRA": 100.0},
        "percent_mixed.xlsx": {"BRA": 12.0, "IND": 34.5, "FRA": 50.0},
    }.items():
        content = (shared("cases") / "own" / name).read_bytes()
        own = read_own(entry(content, name="own.xlsx"), names)
        assert values(own) == expected
        assert own.doubts == ()
    as_csv = (shared("cases") / "own" / "percent.csv").read_text()
    assert values(read_own(entry(as_csv), names)) == {"BRA": 12.0, "IND": 34.5, "FRA": 100.0}


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [("0%", 7.0), ("0.00%", 7.0), ("0.0%;[Red]-0.0%", 7.0), ('0.00"%"', 0.07), ("0.00\\%", 0.07)],
)
def test_a_quoted_percent_sign_scales_nothing(
    entry: Any, names: CountryNames, tmp_path: Path, number_format: str, shown: float
):
    book = openpyxl.Workbook()
    for row in (["iso3", "year", "value"], ["BRA", 2001, 0.07]):
        book.active.append(row)
    book.active["C2"].number_format = number_format
    book.save(tmp_path / "b.xlsx")
    own = read_own(entry((tmp_path / "b.xlsx").read_bytes(), name="own.xlsx"), names)
    assert values(own) == {"BRA": shown}
