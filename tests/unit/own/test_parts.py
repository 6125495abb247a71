"""Months, quarters and periods in place of years."""

from typing import Any

import pytest

from dashboard.own import CountryNames, OwnError, read_own

HEAD = "iso3,year,value\n"
MONTHS = HEAD + "".join(
    f"BRA,{year}-{month:02},{month * 10}\n" for year in (2001, 2002) for month in range(1, 13)
)
SHORT = MONTHS.removesuffix("BRA,2002-12,120\n")


def cells(own: Any) -> dict[tuple[str, int], float]:
    return {(iso3, year): value for iso3, year, value in own.rows.itertuples(index=False)}


def test_months_are_no_years(entry: Any, names: CountryNames):
    message = (
        'its rows are parts of years: BRA 2001 is in 2, 3, 4 and 9 more, as "2001-01", .* '
        'write aggregate = "mean", "sum" or "last"'
    )
    with pytest.raises(OwnError, match=message):
        read_own(entry(MONTHS), names)


@pytest.mark.parametrize(("how", "value"), [("mean", 65.0), ("sum", 780.0), ("last", 120.0)])
def test_months_come_to_a_value_a_year(entry: Any, names: CountryNames, how: str, value: float):
    for content in (MONTHS, MONTHS.replace("-", "M"), backwards(MONTHS)):
        own = read_own(entry(content, f'aggregate = "{how}"'), names)
        assert cells(own) == {("BRA", 2001): value, ("BRA", 2002): value}


def backwards(text: str) -> str:
    head, *lines = text.splitlines()
    return "\n".join([head, *reversed(lines)])


def test_only_complete_years_count(entry: Any, names: CountryNames):
    own = read_own(entry(SHORT, 'aggregate = "sum"'), names)
    assert cells(own) == {("BRA", 2001): 780.0}
    assert own.remarks == ("the sum of 12 values a year; complete years: 1, left out: 1",)
    gap = MONTHS.replace("BRA,2001-05,50", "BRA,2001-05,..")
    assert cells(read_own(entry(gap, 'aggregate = "mean"'), names)) == {("BRA", 2002): 65.0}


@pytest.mark.parametrize("form", ["2001-Q{}", "2001Q{}", "Q{} 2001", "2001-0{}-01"])
def test_quarters_come_to_a_value_a_year(entry: Any, names: CountryNames, form: str):
    quarters = (1, 4, 7, 10) if "-01" in form else (1, 2, 3, 4)
    texts = [form.format(n).replace("-010-", "-10-") for n in quarters]
    content = HEAD + "".join(f"BRA,{text},{n}\n" for n, text in enumerate(texts, 1))
    assert cells(read_own(entry(content, 'aggregate = "sum"'), names)) == {("BRA", 2001): 10.0}
    with pytest.raises(OwnError, match="its rows are parts of years"):
        read_own(entry(content), names)


def test_days_of_a_whole_year_come_to_one_value(entry: Any, names: CountryNames):
    days = [f"2001-{m:02}-{d:02}" for m in range(1, 13) for d in range(1, 32)]
    real = [day for day in days if day[5:] not in IMPOSSIBLE]
    content = HEAD + "".join(f"BRA,{day},2\n" for day in real)
    assert cells(read_own(entry(content, 'aggregate = "sum"'), names)) == {("BRA", 2001): 730.0}


IMPOSSIBLE = {"02-29", "02-30", "02-31", "04-31", "06-31", "09-31", "11-31"}


def test_a_month_that_is_there_twice_is_told_as_such(entry: Any, names: CountryNames):
    with pytest.raises(OwnError, match="BRA 2001 is in rows 2, 26"):
        read_own(entry(MONTHS + "BRA,2001-01,7\n", 'aggregate = "sum"'), names)


def test_one_date_a_year_stands_for_it(entry: Any, names: CountryNames):
    content = HEAD + "BRA,2001-06-30,1\nBRA,2002-12-31,2\n"
    for keys in ([], ['aggregate = "mean"']):
        assert cells(read_own(entry(content, *keys), names)) == {
            ("BRA", 2001): 1.0,
            ("BRA", 2002): 2.0,
        }


@pytest.mark.parametrize(
    ("text", "told"), [("2010-11", "2010 to 2011"), ("2005-10", "2005 to 2010")]
)
def test_a_period_is_no_month(entry: Any, names: CountryNames, text: str, told: str):
    content = f"{HEAD}BRA,{text},2\n"
    message = f'row 2, column "year": "{text}" is the years {told}: .* period = "first", "middle"'
    with pytest.raises(OwnError, match=message):
        read_own(entry(content), names)
    last = int(told[-4:])
    assert cells(read_own(entry(content, 'period = "last"'), names)) == {("BRA", last): 2.0}


def test_repeated_rows_that_say_the_same_count_once(entry: Any, names: CountryNames):
    own = read_own(entry(HEAD + "BRA,2001,5\nBRA,2001,5\nIND,2001,7\n"), names)
    assert cells(own) == {("BRA", 2001): 5.0, ("IND", 2001): 7.0}
    assert own.remarks == ("values that are there twice and count once: 1",)


def test_a_period_as_the_name_of_a_column_is_told_by_it(entry: Any, names: CountryNames):
    content = "country,2009-10,2010-11\nBrazil,1,2\n"
    with pytest.raises(OwnError, match='row 2, column "2009-10": "2009-10" is the years 2009 to'):
        read_own(entry(content), names)
    own = read_own(entry(content, 'period = "last"'), names)
    assert cells(own) == {("BRA", 2010): 1.0, ("BRA", 2011): 2.0}


def test_months_as_names_of_columns_come_to_years(entry: Any, names: CountryNames):
    months = [f"{year}-{month:02}" for year in (2001, 2002) for month in range(1, 13)]
    content = f"country,{','.join(months)}\nBrazil,{','.join(['2'] * 24)}\n"
    own = read_own(entry(content, 'aggregate = "sum"'), names)
    assert cells(own) == {("BRA", 2001): 24.0, ("BRA", 2002): 24.0}
