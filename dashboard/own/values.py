"""The cells of a file as years and numbers, and what is wrong with those that are none."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from dashboard.indicators import Indicator, OwnFile
from dashboard.own import cells
from dashboard.own.faults import OwnError, at, quoted

_COUNTED = frozenset(("people", "persons", "inhabitants", "residents", "population"))


def read_values(
    long: pd.DataFrame, indicator: Indicator, own: OwnFile, delimiter: str
) -> pd.DataFrame:
    """Return row, iso3, year (int16) and value of the cells that hold one; raises OwnError.

    Columns of `long`: row, iso3; text, column: a value's cell and its column's name; year_text,
    year_column: the same of its year.
    """
    known = long[~cells.is_missing(long["text"])].reset_index(drop=True)
    years = cells.years(known["year_text"])
    numbers = cells.numbers(known["text"], own.decimal or _decimal_mark(known, own, delimiter))
    known = known.assign(year=years, value=numbers, wrong=_wrong(known["text"], numbers, indicator))
    if faults := list(_faults(known)):
        raise OwnError(own.path, faults)
    return known[["row", "iso3", "year", "value"]].astype({"year": "int16"})


def _faults(known: pd.DataFrame) -> Iterator[str]:
    faulty = known[known["year"].isna() | (known["wrong"] != "")]
    row: Any
    for row in faulty.itertuples():
        if pd.isna(row.year):
            yield at(row.row, row.year_column, row.year_text, "is no year")
        if row.wrong:
            yield at(row.row, row.column, row.text, row.wrong)


def _wrong(
    texts: "pd.Series[str]", numbers: "pd.Series[float]", indicator: Indicator
) -> "pd.Series[str]":
    """Say what is wrong with each number, "" where nothing is."""
    wrong = pd.Series("", texts.index, dtype=object)
    if indicator.own and indicator.own.range:
        low, high = indicator.own.range
        wrong[(numbers < low) | (numbers > high)] = f"is outside of range = [{low}, {high}]"
    if indicator.scale == "log":
        wrong[numbers <= 0] = (
            'has no place on a log scale: correct it, leave it empty, or write scale = "linear"'
        )
    if _is_counted(indicator):
        wrong[numbers < 0] = f"is negative, which {indicator.label} cannot be"
    wrong[numbers.isna()] = texts[numbers.isna()].map(_why_no_number)
    return wrong


def _is_counted(indicator: Indicator) -> bool:
    return not _COUNTED.isdisjoint({indicator.unit.lower(), indicator.label.lower()})


def _why_no_number(text: str) -> str:
    if cells.looks_like_date(text):
        return "is a date, not a number: give the column the format of numbers"
    if text.strip().startswith("#"):
        return "is a fault of the spreadsheet: correct it, or leave it empty"
    return "is not a number"


def _decimal_mark(known: pd.DataFrame, own: OwnFile, delimiter: str) -> str:
    """Return which mark the numbers have: what the clear ones say, or else the delimiter."""
    points, commas = (cells.showing(known["text"], mark) for mark in ".,")
    if points.any() and commas.any():
        ours, theirs = (known[chosen].iloc[0] for chosen in (points, commas))
        raise OwnError(
            own.path,
            [
                f'row {one["row"]}, column "{one["column"]}": {quoted(one["text"])}'
                for one in (ours, theirs)
            ],
            'which is the decimal mark? Write decimal = "." or decimal = ","',
        )
    if points.any() or commas.any():
        return "," if commas.any() else "."
    has_commas = bool(known["text"].str.contains(",", regex=False).any())
    return "," if has_commas and delimiter in (";", "\t", "|") else "."
