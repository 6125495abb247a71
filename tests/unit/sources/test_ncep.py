import numpy as np
import pandas as pd
import pytest

from dashboard.sources.ncep import NcepError, parse_annual_means, parse_temperature, parse_units


def header(columns: int = 251, **named: str) -> bytes:
    names = [""] * columns
    for position, name in named.items():
        names[int(position.removeprefix("at"))] = name
    return ("," + ",".join(names) + "\n").encode()


def daily(days: int, *columns: float, names: str = "BRA,FRA") -> bytes:
    """A year's file: 366 rows, each column a constant plus the day's number, then empty rows."""
    rows = [f"daily_mean_{day}," + ",".join(str(c + day) for c in columns) for day in range(days)]
    empty = [f"daily_mean_{day}" + "," * len(columns) for day in range(days, 366)]
    return "\n".join([f",{names}", *rows, *empty, ""]).encode()


def test_blank_headers_are_no_units_but_the_three_that_are_countries():
    units = parse_units(header(at0="ABW", at250="ZWE"))
    assert units == {0: "ABW", 250: "ZWE", 155: "MNE", 206: "SRB", 214: "ARE"}


def test_a_name_where_a_blank_was_expected_is_refused():
    with pytest.raises(NcepError, match=r"\[214\] have a name"):
        parse_units(header(at214="ARE"))


def test_two_columns_of_one_name_are_refused():
    with pytest.raises(NcepError, match="same name"):
        parse_units(header(at1="UMI", at7="UMI"))


def test_units_follow_the_position_whatever_an_older_file_calls_them():
    old = parse_annual_means(daily(365, 10, 20, names="ZAR,ROM"), 1949, {0: "COD", 1: "ROU"})
    assert old["iso3"].tolist() == ["COD", "ROU"]
    assert old["value"].tolist() == [192.0, 202.0]


def test_columns_without_a_unit_are_left_out():
    means = parse_annual_means(daily(365, 1, 2, 3, names="ABW,,FRA"), 2001, {0: "ABW", 2: "FRA"})
    assert means["value"].tolist() == [183.0, 185.0]


def test_a_leap_year_averages_366_days_and_an_ordinary_one_365():
    leap = parse_annual_means(daily(366, 0), 2000, {0: "BRA"})
    ordinary = parse_annual_means(daily(365, 0), 2001, {0: "BRA"})
    assert leap["value"].tolist() == [182.5]
    assert ordinary["value"].tolist() == [182.0]


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2024, 152),  # January to May, as in the package's own annual file
        (2024, 365),
        (2001, 366),
        (2001, 364),
    ],
)
def test_a_year_with_a_day_too_few_or_too_many_is_refused(year: int, days: int):
    with pytest.raises(NcepError, match=f"{year}: not exactly 36[56] days"):
        parse_annual_means(daily(days, 0), year, {0: "BRA"})


def test_a_gap_inside_a_year_is_refused():
    content = daily(365, 0, 0).replace(b"daily_mean_99,99,", b"daily_mean_99,,")
    with pytest.raises(NcepError, match="2001"):
        parse_annual_means(content, 2001, {0: "BRA", 1: "FRA"})


def test_a_file_with_too_few_columns_is_refused():
    with pytest.raises(NcepError, match="rows and columns"):
        parse_annual_means(daily(365, 0), 2001, {0: "BRA", 5: "FRA"})


def test_means_are_rounded_to_a_thousandth():
    content = daily(365, 0.123456)
    assert parse_annual_means(content, 2001, {0: "BRA"})["value"].tolist() == [182.123]


def test_several_years_stand_below_each_other():
    files = [(2000, daily(366, 0)), (2001, daily(365, 0))]
    temperature = parse_temperature(files, {0: "BRA"})
    assert isinstance(temperature, pd.DataFrame)
    assert temperature["year"].tolist() == [2000, 2001]
    np.testing.assert_array_equal(temperature["value"], [182.5, 182.0])
