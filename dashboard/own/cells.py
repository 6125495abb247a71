"""Numbers as people and programs write them, read from the cells that hold them."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

MISSING = frozenset((
    "", "-", "--", "\N{EN DASH}", "\N{EM DASH}", "\N{MINUS SIGN}", ".", "..", "...", ":", "?",
    "na", "n/a", "n.a.", "nan", "<na>", "#n/a", "#n/a n/a", "nd", "n.d.", "nil", "null", "none",
    "missing", "no data", "not available",
))  # fmt: skip
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = re.compile(
    rf"\d{{4}}-\d\d-\d\d(?:[T ].*)?"
    rf"|\d{{1,2}}[-/ .]{_MONTH}(?:[-/ .]\d{{2,4}})?|{_MONTH}[-/ .]\d{{2,4}}",
    re.I,
)
_GROUPED = {
    ".": re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d*)?(?:E\d+)?"),
    ",": re.compile(r"[-+]?\d{1,3}(?:\.\d{3})+(?:,\d*)?(?:E\d+)?"),
}
_OTHER = {".": ",", ",": "."}
_SIGN = "[-+\N{MINUS SIGN}]?"
_PARTED = re.compile(
    rf"{_SIGN}\s*(?:\d{{1,3}}([\s'])\d{{3}}(?:\1\d{{3}})*(?:[.,]\d*)?|[^\s']+)\s*%?"
)
_MARKED = re.compile(rf"{_SIGN}\d*([.,])\d*(?:e[-+]?\d+)?%?", re.I)
_IN_DOUBT = re.compile(rf"{_SIGN}[1-9]\d{{0,2}}[.,]\d{{3}}(?:E\d+)?%?")  # E: of plainer
_LETTERED = re.compile(r"[a-zA-Z\[(]")
_POWERS = {
    "k": 3, "K": 3, "M": 6, "B": 9, "T": 12, "TR": 12, "thousand": 3, "million": 6, "mn": 6,
    "billion": 9, "bn": 9, "trillion": 12, "tn": 12,
}  # fmt: skip
_SCALED = re.compile(
    rf"({_SIGN}\s*\d[\d.,]*)(?:([kKMBT]|TR)|\s*(thousand|million|mn|billion|bn|trillion|tn))"
)
_BOUND = r"[^\s\[\]()]*\d[^\s\[\]()]*"
_BETWEEN = r"\s*(?:-|\u2013|\u2212|;|,\s|to)\s*"
_WITH_RANGE = re.compile(rf"([^\[\](]*\d)\s*[\[(]\s*{_BOUND}?{_BETWEEN}{_BOUND}\s*[\])]")
_FLAGGED = re.compile(r"(:|\S*\d\S*) ?\s*[bcdefimnprsuz]{1,3}")


class Percent(float):
    """A number that a sheet shows with a percent sign: 12.5 of a cell that holds 0.125."""


def is_percent(cells: "pd.Series[Any]") -> "pd.Series[bool]":
    """Whether each cell has a percent sign."""
    return cells.map(
        lambda cell: isinstance(cell, Percent) or (isinstance(cell, str) and "%" in cell)
    ).astype(bool)


def without_flags(cells: "pd.Series[Any]") -> "pd.Series[Any]":
    """Leave out the letters that Eurostat sets behind a number, as in "46.3 b" and ": u"."""
    return cells.map(_without_flag)


def _without_flag(cell: Any) -> Any:
    found = _FLAGGED.fullmatch(cell.strip()) if isinstance(cell, str) else None
    return found[1] if found else cell


def plainer(cells: "pd.Series[Any]") -> "pd.Series[Any]":
    """Write "3.28M" as "3.28E6", and leave out the range behind "50.7 [48.2-53.3]"."""
    lettered = cells.map(lambda cell: isinstance(cell, str) and bool(_LETTERED.search(cell)))
    return cells.where(~lettered.astype(bool), cells[lettered].map(_plainer))


def _plainer(cell: str) -> str:
    if found := _WITH_RANGE.fullmatch(cell.strip()):
        return found[1].strip()
    if found := _SCALED.fullmatch(cell.strip()):
        return f"{found[1]}E{_POWERS[found[2] or found[3]]}"
    return cell


def is_missing(cells: "pd.Series[Any]", more: frozenset[str] = frozenset()) -> "pd.Series[bool]":
    """Whether each cell says that there is no value; more: texts that say so, in lower case."""
    return cells.astype(str).str.strip().str.lower().isin(MISSING | more)


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
    split = bare.str.contains(r"[\s\u00a0\u2009\u202f']", regex=True)
    return bare.where(~split, bare[split].map(_joined)) if split.any() else bare


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


def are_numbers(texts: Sequence[str]) -> bool:
    """Whether all texts are numbers, be the decimal mark a point or a comma."""
    plain = plainer(pd.Series(texts, dtype=object))
    return bool((numbers(plain, ".").notna() | numbers(plain, ",").notna()).all())
