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

    Columns of `long`: row, iso3; text, column: a value's cell, a number where the file holds it as
    one, and its column's name; year_text, year_column: the same of its year, always text.
    """
    known = long[~cells.is_missing(long["text"])].reset_index(drop=True)
    years = cells.years(known["year_text"])
    numbers = cells.numbers(known["text"], own.decimal or _decimal_mark(known, own, delimiter))
    texts = known["text"].astype(str)
    wrong = _wrong(texts, numbers, indicator)
    known = known.assign(text=texts, year=years, value=numbers, wrong=wrong)
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
    if text.strip().startswith("="):
        return "is a formula without its result: open the file in a spreadsheet and save it there"
    if text.strip().startswith("#"):
        return "is a fault of the spreadsheet: correct it, or leave it empty"
    return "is not a number"


def _decimal_mark(known: pd.DataFrame, own: OwnFile, delimiter: str) -> str:
    """Return which mark the numbers have: what the clear ones say, or a CSV file's commas."""
    written = known[cells.is_text(known["text"])]
    marks = cells.decimal_marks(written["text"].astype(str))
    points, commas, doubtful = (written[marks == mark] for mark in ".,?")
    if len(points) and len(commas):
        raise _doubt(own, pd.concat([points[:1], commas[:1]]))
    if len(points) or len(commas):
        return "," if len(commas) else "."
    has_comma = doubtful["text"].astype(str).str.contains(",", regex=False)
    if has_comma.any() and not has_comma.all():
        raise _doubt(own, pd.concat([doubtful[~has_comma][:1], doubtful[has_comma][:1]]))
    if len(doubtful) and delimiter != ",":  # who parts cells by commas has points in numbers
        raise _doubt(own, doubtful[:1])
    return "."


def _doubt(own: OwnFile, rows: pd.DataFrame) -> OwnError:
    faults = [
        f'row {one["row"]}, column "{one["column"]}": {quoted(one["text"])}'
        for _, one in rows.iterrows()
    ]
    asked = 'which is the decimal mark? Write decimal = "." or decimal = ","'
    return OwnError(own.path, faults, asked)
