"""What independent records say of the embedded one: facts of quality.toml, in words."""

import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from dashboard.climate.agreement import CHANGE_WITHIN, TREND_WITHIN

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Audit:
    """One country in our series and in independent records; NaN where no record covers it.

    trend (°C a decade, 1961-2019) is ours; low, high and median are those of so many records.
    change (°C, from 1981-2010 to 2015-2024) and recent (from 2010-2019 to 2020-2024) are ours, and
    their low and high the records' that reach 2024.
    """

    trend: float
    records: int = 0
    low: float = math.nan
    high: float = math.nan
    median: float = math.nan
    change: float = math.nan
    change_low: float = math.nan
    change_high: float = math.nan
    recent: float = math.nan
    recent_low: float = math.nan
    recent_high: float = math.nan


AUDIT = {
    iso3: Audit(**facts)
    for iso3, facts in tomllib.loads(
        Path(__file__).with_name("quality.toml").read_text(encoding="utf-8")
    )["audit"].items()
}


def contradictions(audit: Audit, fall: bool = True) -> list[str]:
    """Say in what independent records contradict a series: in one sentence.

    Its trend is farther than TREND_WITHIN from their median; or its change is farther than
    CHANGE_WITHIN from one of them; or its last five years fall where all of theirs rise. A
    change that none of them covers cannot be confirmed, and that is said too, in another. fall:
    whether the last five years are to be spoken of.
    """
    found = [*_trend(audit), *_change(audit), *(_fall(audit) if fall else ())]
    said = [_said(moved, first=not n) for n, moved in enumerate(found)]
    *others, last = said or [""]
    told = " and ".join(filter(None, (", ".join(others), last)))
    return [*([f"In this record it {told}."] if told else []), *_gaps(audit)]


def falls_in_truth(audit: Audit | None) -> bool:
    """Whether independent records too are colder in 2020-2024 than in 2010-2019."""
    return audit is not None and audit.recent_high < 0


class Moved(NamedTuple):
    """What a series does in some years, and what the independent records do at least and most."""

    years: str
    ours: float
    low: float
    high: float
    each: str = ""


def _trend(audit: Audit) -> Iterator[Moved]:
    if _off(audit.trend, audit.median) > TREND_WITHIN:
        yield Moved("from 1961 to 2019", audit.trend, audit.low, audit.high, " a decade")


def _change(audit: Audit) -> Iterator[Moved]:
    off = max(_off(audit.change, audit.change_low), _off(audit.change, audit.change_high))
    if off > CHANGE_WITHIN:
        years = "from 1981-2010 to 2015-2024"
        yield Moved(years, audit.change, audit.change_low, audit.change_high)


def _fall(audit: Audit) -> Iterator[Moved]:
    if round(audit.recent, 2) < 0 < audit.recent_low:
        years = "from 2010-2019 to 2020-2024"
        yield Moved(years, audit.recent, audit.recent_low, audit.recent_high)


def _gaps(audit: Audit) -> Iterator[str]:
    if math.isnan(audit.median) or math.isnan(audit.change_low):
        yield "No independent record covers all of 1961 to 2024, so that not all could be checked."


def _off(ours: float, theirs: float) -> float:
    """How far apart two figures are, to the thousandth that they are known to; 0 where unknown."""
    return 0.0 if math.isnan(theirs) else round(abs(ours - theirs), 3)


def _said(moved: Moved, *, first: bool) -> str:
    whose = "independent records: " if first else ""
    theirs = f"{whose}{_moved(moved.low, moved.high)}"
    return f"{_moved(moved.ours, moved.ours)} °C{moved.each} {moved.years} ({theirs})"


def _moved(low: float, high: float) -> str:
    """Say by how many degrees it got warmer, at least and at most."""
    least, most = round(low, 2) + 0.0, round(high, 2) + 0.0
    if least < 0 < most:
        return f"changed by {MINUS}{-least:.2f} to +{most:.2f}"
    near, far = sorted((abs(least), abs(most)))
    span = f"{near:.2f}" if near == far else f"{near:.2f} to {far:.2f}"
    return f"{'warmed' if least >= 0 else 'cooled'} by {span}"
