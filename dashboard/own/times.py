"""Years, periods and dates as people and programs write them: which year, and which part of it."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from dashboard.entries import FIRST_YEAR, LAST_YEAR

YEAR = re.compile(
    r"(?:yr?|fy|x|f)?\s*(\d{4})(?:\.0+)?(?:\s*\[yr\d{4}\]|\s*-+\s*(?:yr)?\1)?", re.IGNORECASE
)
DAY = re.compile(r"(\d{4})[-/.](0?[1-9]|1[0-2])[-/.](\d{1,2})(?:[T ].*)?")
DAY_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ].*)?")
MONTH = re.compile(r"(\d{4})[-/.](0?[1-9]|1[0-2])")
_BETWEEN = "\\s*[-/\N{EN DASH}\N{EM DASH}]\\s*"
_SPAN = re.compile(rf"(?:fy\s*)?(\d{{4}}){_BETWEEN}(\d{{4}})", re.IGNORECASE)
_SHORT_SPAN = re.compile(rf"(?:fy\s*)?(\d{{4}}){_BETWEEN}(\d\d)", re.IGNORECASE)
_QUARTER = re.compile(
    r"(\d{4})[-\s]?([qsh])0?([1-4])|([qsh])0?([1-4])[-\s/]?(\d{4})", re.IGNORECASE
)
_CODED_MONTH = re.compile(r"(\d{4})[-\s]?m(0?[1-9]|1[0-2])", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_NAMED_MONTH = re.compile(rf"{_NAME}[-/ ,]+(\d{{4}})|(\d{{4}})[-/ ]+{_NAME}", re.IGNORECASE)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")  # Excel's days since 1899-12-30
_EPOCH = date(1899, 12, 30)
_LONGEST = 50  # years that "2000-49" may span: more is a month that does not exist


class Time(NamedTuple):
    """Which years, and which part of one: "" for all of it, else such as "Q1", "07", "07-31"."""

    first: int
    last: int
    part: str = ""

    def year(self, period: str) -> int:
        """Return the year that stands for it; period: "first", "middle" or "last"."""
        middle = (self.first + self.last) // 2
        return {"first": self.first, "last": self.last}.get(period, middle)


def times(texts: Iterable[str]) -> dict[str, Time | None]:
    """Return what each text means, None where it is no time.

    "2010-11" is a month where other texts are months, and else a span of years. Days of Excel's
    that lost their format are taken only where no text is a plain year: 20022 would be 1954.
    """
    stripped = {text: text.strip() for text in texts}
    known = set(stripped.values())
    days = not any(YEAR.fullmatch(text) for text in known)
    spans = _spans(known)
    months_first = _is_month_first(known)
    found = {text: spans.get(text) or _time(text, days, months_first) for text in known}
    return {text: found[bare] for text, bare in stripped.items()}


def _time(text: str, days: bool, months_first: bool) -> Time | None:
    if found := YEAR.fullmatch(text):
        return _of(found[1])
    if found := _SPAN.fullmatch(text):
        first, last = int(found[1]), int(found[2])
        return Time(first, last) if _are_years(first, last) else None
    if found := MONTH.fullmatch(text) or _CODED_MONTH.fullmatch(text):
        return _of(found[1], f"{int(found[2]):02}")
    if found := _QUARTER.fullmatch(text):
        year, kind, number = found.groups()[:3] if found[1] else (found[6], found[4], found[5])
        return _of(year, f"{kind.upper().replace('H', 'S')}{number}")
    if found := _NAMED_MONTH.fullmatch(text):
        year, name = (found[2], found[1]) if found[2] else (found[3], found[4])
        return _of(year, f"{_MONTHS.index(name.lower()) + 1:02}")
    return _day(text, days, months_first)


def _day(text: str, days: bool, months_first: bool) -> Time | None:
    if found := DAY.fullmatch(text):
        return _of(found[1], f"{int(found[2]):02}-{int(found[3]):02}")
    if found := DAY_LAST.fullmatch(text):
        day, month = (int(found[2 if months_first else 1]), int(found[1 if months_first else 2]))
        return _of(found[3], f"{month:02}-{day:02}")
    if days and (found := _SERIAL.fullmatch(text)):
        day_of = _EPOCH + timedelta(days=int(found[1]))
        return _of(str(day_of.year), f"{day_of:%m-%d}")
    return None


def _of(year: str, part: str = "") -> Time | None:
    number = int(year)
    return Time(number, number, part) if FIRST_YEAR <= number <= LAST_YEAR else None


def _are_years(first: int, last: int) -> bool:
    return FIRST_YEAR <= first < last <= min(LAST_YEAR, first + 2 * _LONGEST)


def _is_month_first(texts: Iterable[str]) -> bool:
    """Whether "7/1/2013" is in July: no first number is over 12; a second is, or none varies."""
    pairs = [(int(f[1]), int(f[2])) for text in texts if (f := DAY_LAST.fullmatch(text))]
    firsts, seconds = {first for first, _ in pairs}, {second for _, second in pairs}
    if not pairs or max(firsts) > 12:
        return False
    return max(seconds) > 12 or (len(seconds) == 1 and len(firsts) > 1)


def _spans(texts: Iterable[str]) -> dict[str, Time]:
    """Return the texts such as "2010-11" that are spans of years, not months.

    They are where one could be no month, where all are of one length, or where each begins as
    another ends.
    """
    found = {text: match for text in texts if (match := _SHORT_SPAN.fullmatch(text))}
    spans = {text: _span(int(match[1]), int(match[2])) for text, match in found.items()}
    if not spans or any(span is None for span in spans.values()):
        return {}
    real = {text: span for text, span in spans.items() if span is not None}
    no_month = any(not 1 <= int(match[2]) <= 12 for match in found.values())
    return real if no_month or _are_alike(list(real.values())) else {}


def _span(first: int, end: int) -> Time | None:
    last = first + (end - first) % 100
    return Time(first, last) if first < last <= first + _LONGEST and last <= LAST_YEAR else None


def _are_alike(spans: Sequence[Time]) -> bool:
    if len({span.last - span.first for span in spans}) == 1:
        return True
    ends = {span.last for span in spans} | {span.last + 1 for span in spans}
    return all(span.first in ends for span in sorted(spans)[1:])


def header_time(text: str) -> str:
    """Return the year that a column's name is, "" where it is none; of a day, its year.

    As in "2001", "2001 [YR2001]", "F1961", "YR1960--1960" and "2001-12-31".
    """
    bare = text.strip()
    found = YEAR.fullmatch(bare) or DAY.fullmatch(bare)
    year = found[1] if found else None
    if found := DAY_LAST.fullmatch(bare):
        year = found[3]
    return year if year is not None and _of(year) else ""


_UNSURE = ("est", "prelim", "prov", "proj", "forecast", "fcst", "revised")


def marked_year(text: str) -> int | None:
    """Return the year in a column's name that says little else, as in "2020*" and "2021 (est.)"."""
    found = re.search(r"(?<!\d)\d{4}(?!\d)", text)
    words = re.findall(r"[^\W\d_]+", text.lower())
    if found is None or any(len(word) > 2 and not word.startswith(_UNSURE) for word in words):
        return None
    year = int(found[0])
    return year if FIRST_YEAR <= year <= LAST_YEAR else None
