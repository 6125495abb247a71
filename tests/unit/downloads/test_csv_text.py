import csv
import io

import numpy as np
import pandas as pd
import pytest

from dashboard.downloads.csv_text import BYTE_ORDER_MARK, csv_text


def parsed(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))


def test_lines_that_say_what_it_is_come_before_the_rows():
    text = csv_text(pd.DataFrame({"year": [2024]}), {"title": "Warming", "unit": "°C"})
    assert text == f"{BYTE_ORDER_MARK}# title: Warming\r\n# unit: °C\r\nyear\r\n2024\r\n"


def test_a_line_break_cannot_leave_its_line_of_the_header():
    text = csv_text(pd.DataFrame({"year": [2024]}), {"link": "http://x/\r\n=1+1"})
    assert text.splitlines()[0] == f"{BYTE_ORDER_MARK}# link: http://x/ =1+1"


@pytest.mark.parametrize("name", ["Bonaire, Sint Eustatius", 'the "other" one', "two\nlines"])
def test_commas_quotes_and_breaks_are_quoted_so_that_they_come_back(name: str):
    text = csv_text(pd.DataFrame({"country": [name], "value": [1.5]}), {})
    assert parsed(text) == [["country", "value"], [name, "1.5"]]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_text_is_taken_for_a_formula(name: str):
    assert parsed(csv_text(pd.DataFrame({"country": [name]}), {}))[1] == [f"'{name}"]


def test_numbers_keep_their_decimals_and_nothing_of_their_rounding():
    numbers = pd.DataFrame({"value": [0.1 + 0.2, -1.234, 213993441.0, 8917.675, np.nan]})
    assert [row[0] if row else "" for row in parsed(csv_text(numbers, {}))[1:]] == [
        "0.3",
        "-1.234",
        "213993441",
        "8917.675",
        "",
    ]
