"""Years and numbers as people and programs write them, read from text."""

import re
from datetime import date, timedelta

import numpy as np
import pandas as pd

FIRST_YEAR, LAST_YEAR = 1500, 2200
MISSING = frozenset((
    "", "-", "--", "\N{EN DASH}", "\N{EM DASH}", "\N{MINUS SIGN}", ".", "..", "...", ":", "?",
    "na", "n/a", "n.a.", "nan", "<na>", "#n/a", "#n/a n/a", "nd", "n.d.", "nil", "null", "none",
    "missing", "no data", "not available",
))  # fmt: skip
_YEAR = re.compile(r"(?:yr?|fy|x)?\s*(\d{4})(?:\.0+)?(?:\s*\[yr\d{4}\])?", re.I)
_DATED = re.compile(r"(\d{4})[-/.](?:0?[1-9]|1[0-2])(?:[-/.]\d{1,2}(?:[T ].*)?)?")
_DATED_LAST = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](\d{4})")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")  # Excel's days since 1899-12-30
_EPOCH = date(1899, 12, 30)
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = re.compile(
    rf"\d{{4}}-\d\d-\d\d(?:[T ].*)?"
    rf"|\d{{1,2}}[-/ .]{_MONTH}(?:[-/ .]\d{{2,4}})?|{_MONTH}[-/ .]\d{{2,4}}",
    re.I,
)
_GROUPED = {
    ".": re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d*)?"),
    ",": re.compile(r"[-+]?\d{1,3}(?:\.\d{3})+(?:,\d*)?"),
}
_OTHER = {".": ",", ",": "."}


def is_missing(texts: "pd.Series[str]") -> "pd.Series[bool]":
    """Whether each cell says that there is no value."""
    return texts.str.strip().str.lower().isin(MISSING)


def years(texts: "pd.Series[str]") -> "pd.Series[float]":
    """Return the year of each cell, NaN where it is none.

    A cell is a year, a date, or a date of Excel's that lost its format and shows days: these are
    taken only where no cell is a plain year, or else 20022 would be 1954.
    """
    known = [text.strip() for text in texts.unique()]
    days = not any(_YEAR.fullmatch(text) for text in known)
    return texts.str.strip().map({text: _year(text, days) for text in known}).astype("float64")


def _year(text: str, days: bool) -> int | None:
    for pattern in (_YEAR, _DATED, _DATED_LAST):
        if found := pattern.fullmatch(text):
            return _possible(int(found[1]))
    if days and (found := _SERIAL.fullmatch(text)):
        return _possible((_EPOCH + timedelta(days=int(found[1]))).year)
    return None


def header_year(text: str) -> int | None:
    """Return the year that a column's name is, as in "2001" and "2001 [YR2001]"."""
    found = _YEAR.fullmatch(text.strip())
    return _possible(int(found[1])) if found else None


def _possible(number: int) -> int | None:
    return number if FIRST_YEAR <= number <= LAST_YEAR else None


def numbers(texts: "pd.Series[str]", decimal: str) -> "pd.Series[float]":
    """Return the number of each cell, NaN where it is none; decimal is "." or ","."""
    bare = texts.str.replace(r"[\s\u00a0\u202f']", "", regex=True).str.removesuffix("%")
    bare = bare.str.replace("\N{MINUS SIGN}", "-")
    marked = bare.str.contains(_OTHER[decimal], regex=False)
    grouped = marked & bare.str.fullmatch(_GROUPED[decimal])
    bare = bare.where(~grouped, bare.str.replace(_OTHER[decimal], "", regex=False))
    bare = bare.where(~marked | grouped, "")
    if decimal == ",":
        bare = bare.str.replace(",", ".", regex=False)
    found = pd.to_numeric(bare, errors="coerce").astype("float64")
    return found.where(np.isfinite(found))


def showing(texts: "pd.Series[str]", mark: str) -> "pd.Series[bool]":
    """Whether each cell shows that a mark is the decimal one.

    "1.234" shows nothing: it may be a whole number with its thousands apart.
    """
    return texts.str.strip().map(lambda cell: _shows(cell, mark)).astype(bool)


def _shows(cell: str, mark: str) -> bool:
    other = _OTHER[mark]
    if mark in cell and other in cell:
        return cell.rindex(mark) > cell.rindex(other)
    if cell.count(other) > 1:
        return bool(_GROUPED[mark].fullmatch(cell))
    if cell.count(mark) != 1:
        return False
    digits = re.fullmatch(r"[-+]?(\d*)[.,](\d*)%?", cell)
    if digits is None:
        return False
    return not (len(digits[2]) == 3 and re.fullmatch("[1-9][0-9]{0,2}", digits[1]))


def looks_like_date(text: str) -> bool:
    """Whether a cell that should be a number is a date, as Excel makes of "1-2"."""
    return _DATE.fullmatch(text.strip()) is not None
