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
    assert text == f"{BYTE_ORDER_MARK}# title:,Warming\r\n# unit:,°C\r\nyear\r\n2024\r\n"


def test_a_line_break_cannot_leave_its_line_of_the_header():
    text = csv_text(pd.DataFrame({"year": [2024]}), {"link": "http://x/\r\n=1+1"})
    assert text.splitlines()[0] == f"{BYTE_ORDER_MARK}# link:,http://x/ =1+1"


WORDS = [
    "Warming, in 2024",
    'the "other" one, and "more"',
    "=1+1",
    "-1,=2",
    "@SUM(A1)",
    "http://x/?country=IND&range=-1,-2",
]


@pytest.mark.parametrize("words", WORDS)
def test_a_line_that_says_what_it_is_has_two_cells_none_of_them_a_formula(words: str):
    line = parsed(csv_text(pd.DataFrame({"year": [2024]}), {"note": words}))[0]
    assert line == ["# note:", f"'{words}" if words[0] in "=-@" else words]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in line)


def test_a_name_with_a_comma_keeps_the_mark_outside_of_quotes():
    text = csv_text(pd.DataFrame({"year": [2024]}), {'source of gdp, "real"': "a, b"})
    assert text.startswith(f"{BYTE_ORDER_MARK}# source of gdp; 'real':,\"a, b\"\r\n")


def test_the_file_opens_with_its_lines_of_comment_left_out():
    rows = pd.DataFrame({"country": ["Bonaire, Saba", "=1"], "value": [1.5, -2.5]})
    text = csv_text(rows, dict.fromkeys(["title", "a, b"], 'x, "y"')).encode()
    opened = pd.read_csv(io.BytesIO(text), comment="#")
    assert opened["country"].tolist() == ["Bonaire, Saba", "'=1"]
    assert opened["value"].tolist() == [1.5, -2.5]


def test_the_name_of_a_column_is_no_formula():
    assert parsed(csv_text(pd.DataFrame({"=1+1": [1]}), {}))[0] == ["'=1+1"]


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
