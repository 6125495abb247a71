"""The figures that the counter tells."""

from dataclasses import dataclass, field
from typing import Literal

Since = Literal["ever", "start"]


@dataclass(frozen=True)
class Totals:
    """What the footer shows.

    views, here: None when nothing is known. age_seconds: None while the store answers, or how long
    ago it last did. since: "start" when the views are only those since the start of this server.
    """

    views: int | None
    here: int | None
    age_seconds: int | None
    since: Since


@dataclass(frozen=True)
class Day:
    """Views and visitors of a day (UTC, as 2026-11-21); visitors within 1 % or so."""

    day: str
    views: int
    visitors: int


@dataclass(frozen=True)
class Stats:
    """What /stats shows besides the totals: days with views, and countries, most opened first."""

    days: list[Day] = field(default_factory=list)
    countries: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Count:
    """A total, and the generation (the life of a database) in which it was counted."""

    generation: str = ""
    total: int = 0
