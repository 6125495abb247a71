import csv
import io

import numpy as np
import pandas as pd
import pytest

from dashboard.downloads.csv_text import BYTE_ORDER_MARK, csv_text


def parsed(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))


def test_names_stand_over_the_rows_and_nothing_else():
    text = csv_text(pd.DataFrame({"year": [2024], "value": [1.5]}))
    assert text == f"{BYTE_ORDER_MARK}year,value\r\n2024,1.5\r\n"


def test_the_file_opens_without_any_option():
    rows = pd.DataFrame(
        {"iso3": ["BES", "NAM"], "country": ["Bonaire, Saba", "=1"], "n": [1.5, -2]}
    )
    opened = pd.read_csv(io.BytesIO(csv_text(rows).encode()))
    assert opened.columns.tolist() == ["iso3", "country", "n"]
    assert opened["iso3"].tolist() == ["BES", "NAM"]
    assert opened["country"].tolist() == ["Bonaire, Saba", "'=1"]
    assert opened["n"].tolist() == [1.5, -2.0]


def test_the_name_of_a_column_is_no_formula():
    assert parsed(csv_text(pd.DataFrame({"=1+1": [1]})))[0] == ["'=1+1"]


@pytest.mark.parametrize("name", ["Bonaire, Sint Eustatius", 'the "other" one', "two\nlines"])
def test_commas_quotes_and_breaks_are_quoted_so_that_they_come_back(name: str):
    text = csv_text(pd.DataFrame({"country": [name], "value": [1.5]}))
    assert parsed(text) == [["country", "value"], [name, "1.5"]]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_text_is_taken_for_a_formula(name: str):
    assert parsed(csv_text(pd.DataFrame({"country": [name]})))[1] == [f"'{name}"]


def test_numbers_keep_their_decimals_and_nothing_of_their_rounding():
    numbers = pd.DataFrame({"value": [0.1 + 0.2, -1.234, 213993441.0, 8917.675, np.nan]})
    assert [row[0] if row else "" for row in parsed(csv_text(numbers))[1:]] == [
        "0.3",
        "-1.234",
        "213993441",
        "8917.675",
        "",
    ]
