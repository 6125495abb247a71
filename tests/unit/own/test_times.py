"""Which year and which part of it a text means."""

import pytest

from dashboard.own.times import Time, header_time, times


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2001", Time(2001, 2001)),
        ("2001.0", Time(2001, 2001)),
        ("YR2001", Time(2001, 2001)),
        ("FY2001", Time(2001, 2001)),
        ("F1961", Time(1961, 1961)),
        ("YR1960--1960", Time(1960, 1960)),
        ("2000 [YR2000]", Time(2000, 2000)),
        ("2001-12-31", Time(2001, 2001, "12-31")),
        ("31/12/2001", Time(2001, 2001, "12-31")),
        ("1999-2001", Time(1999, 2001)),
        ("1999\N{EN DASH}2001", Time(1999, 2001)),
        ("2010/11", Time(2010, 2011)),
        ("FY 2010-11", Time(2010, 2011)),
        ("2005-10", Time(2005, 2010)),
        ("1999-00", Time(1999, 2000)),
        ("2012-06", Time(2012, 2012, "06")),
        ("2005M10", Time(2005, 2005, "10")),
        ("2005-Q3", Time(2005, 2005, "Q3")),
        ("Q3 2005", Time(2005, 2005, "Q3")),
        ("2005-S2", Time(2005, 2005, "S2")),
        ("2005-H2", Time(2005, 2005, "S2")),
        ("Oct 2005", Time(2005, 2005, "10")),
        ("October 2005", Time(2005, 2005, "10")),
        ("37256", Time(2001, 2001, "12-31")),
        ("soon", None),
        ("2010-13-01", None),
        ("2001-1999", None),
        ("1234", None),
        ("", None),
    ],
)
def test_a_text_alone_means_one_time(text: str, time: Time | None):
    assert times([text]) == {text: time}


def test_months_among_months_are_months_whatever_they_look_like():
    months = [f"{year}-{month:02}" for year in (2009, 2010) for month in range(1, 13)]
    found = times(months)
    assert found["2009-10"] == Time(2009, 2009, "10")
    assert found["2010-11"] == Time(2010, 2010, "11")
    yearly = times([f"{year}-07" for year in range(1901, 2010)])
    assert yearly["1901-07"] == Time(1901, 1901, "07")


def test_spans_of_one_length_and_spans_that_follow_each_other_are_spans():
    fiscal = times(["2009-10", "2010-11", "2011-12"])
    assert fiscal["2010-11"] == Time(2010, 2011)
    five = times(["2000-05", "2005-10", "2010-15"])
    assert five["2005-10"] == Time(2005, 2010)
    uneven = times(["2000-05", "2005-09", "2009-12"])
    assert uneven["2005-09"] == Time(2005, 2009)


def test_a_date_with_a_month_first_is_known_by_the_other_dates():
    assert times(["7/1/2013", "8/1/2013"])["7/1/2013"] == Time(2013, 2013, "07-01")
    assert times(["7/1/2013", "7/31/2013"])["7/1/2013"] == Time(2013, 2013, "07-01")
    assert times(["1/7/2013", "31/7/2013"])["1/7/2013"] == Time(2013, 2013, "07-01")


@pytest.mark.parametrize(("period", "year"), [("first", 2005), ("middle", 2007), ("last", 2010)])
def test_one_year_stands_for_several(period: str, year: int):
    assert Time(2005, 2010).year(period) == year


@pytest.mark.parametrize(
    ("name", "year"),
    [("Y1961", "1961"), ("1961 ", "1961"), ("2001-12-31", "2001"), ("2002-03", ""), ("GDP", "")],
)
def test_a_column_of_a_year_is_known_by_its_name(name: str, year: str):
    assert header_time(name) == year
