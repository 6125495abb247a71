"""Years and numbers as people and programs write them, read from the cells that hold them."""

import re
from datetime import date, timedelta
from typing import Any

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
_DAY = re.compile(r"(\d{4})[-/.](?:0?[1-9]|1[0-2])[-/.]\d{1,2}(?:[T ].*)?")
_UNSURE = ("est", "prelim", "prov", "proj", "forecast", "fcst", "revised")
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
_SIGN = "[-+\N{MINUS SIGN}]?"
_PARTED = re.compile(
    rf"{_SIGN}\s*(?:\d{{1,3}}([\s'])\d{{3}}(?:\1\d{{3}})*(?:[.,]\d*)?|[^\s']+)\s*%?"
)
_MARKED = re.compile(rf"{_SIGN}\d*([.,])\d*(?:e[-+]?\d+)?%?", re.I)
_IN_DOUBT = re.compile(rf"{_SIGN}[1-9]\d{{0,2}}[.,]\d{{3}}%?")


def is_missing(cells: "pd.Series[Any]") -> "pd.Series[bool]":
    """Whether each cell says that there is no value."""
    return cells.astype(str).str.strip().str.lower().isin(MISSING)


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
    """Return the year that a column's name is, as in "2001", "2001 [YR2001]" and "2001-12-31"."""
    for pattern in (_YEAR, _DAY, _DATED_LAST):
        if found := pattern.fullmatch(text.strip()):
            return _possible(int(found[1]))
    return None


def marked_year(text: str) -> int | None:
    """Return the year in a column's name that says little else, as in "2020*" and "2021 (est.)"."""
    found = re.search(r"(?<!\d)\d{4}(?!\d)", text)
    words = re.findall(r"[^\W\d_]+", text.lower())
    if found is None or any(len(word) > 2 and not word.startswith(_UNSURE) for word in words):
        return None
    return _possible(int(found[0]))


def _possible(number: int) -> int | None:
    return number if FIRST_YEAR <= number <= LAST_YEAR else None


def is_text(cells: "pd.Series[Any]") -> "pd.Series[bool]":
    """Whether each cell is text: a number that the file holds as one leaves no mark in doubt."""
    return cells.map(lambda cell: isinstance(cell, str)).astype(bool)


def numbers(cells: "pd.Series[Any]", decimal: str) -> "pd.Series[float]":
    """Return the number of each cell, NaN where it is none; decimal: "." or ",", in text."""
    written = is_text(cells)
    held = pd.to_numeric(cells.mask(written), errors="coerce").astype("float64")
    found = held.where(~written, _read(cells.where(written, "").astype(str), decimal))
    return found.where(np.isfinite(found))


def _read(texts: "pd.Series[str]", decimal: str) -> "pd.Series[float]":
    bare = _bare(texts).str.removesuffix("%").str.replace("\N{MINUS SIGN}", "-")
    marked = bare.str.contains(_OTHER[decimal], regex=False)
    grouped = marked & bare.str.fullmatch(_GROUPED[decimal])
    bare = bare.where(~grouped, bare.str.replace(_OTHER[decimal], "", regex=False))
    bare = bare.where(~marked | grouped, "")
    if decimal == ",":
        bare = bare.str.replace(",", ".", regex=False)
    return pd.to_numeric(bare, errors="coerce").astype("float64")


def _bare(texts: "pd.Series[str]") -> "pd.Series[str]":
    """Leave out the blanks that part thousands: others, as before a footnote's mark, stay."""
    bare = texts.str.strip()
    parted = bare.str.contains(r"[\s\u00a0\u2009\u202f']", regex=True)
    return bare.where(~parted, bare[parted].map(_joined)) if parted.any() else bare


def _joined(cell: str) -> str:
    found = _PARTED.fullmatch(cell)
    return re.sub(r"[\s']", "", cell) if found else cell


def decimal_marks(texts: "pd.Series[str]") -> "pd.Series[str]":
    """Return the decimal mark that each cell shows, "" where it has none, "?" where it may be both.

    "1.234" may be a whole number with its thousands apart.
    """
    return _bare(texts).map(_decimal_mark).astype(str)


def _decimal_mark(cell: str) -> str:
    points, commas = cell.count("."), cell.count(",")
    if points and commas:
        return max(".,", key=cell.rindex)
    if points + commas > 1:
        mark = "," if points else "."
        return mark if _GROUPED[mark].fullmatch(cell) else ""
    found = _MARKED.fullmatch(cell)
    if found is None:
        return ""
    return "?" if _IN_DOUBT.fullmatch(cell) else found[1]


def looks_like_date(text: str) -> bool:
    """Whether a cell that should be a number is a date, as Excel makes of "1-2"."""
    return _DATE.fullmatch(text.strip()) is not None
