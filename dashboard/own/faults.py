"""What is wrong with a file, told with row and column, as its own spreadsheet numbers them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHOWN = 5  # faults that a message tells; the rest are counted
_CELL = 40  # characters of a cell that a message repeats


@dataclass(frozen=True)
class Answer:
    """One way to decide what is open, as a person reads it, and the keys that say it."""

    text: str
    keys: Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """What of a file only a person can decide.

    usual: the position of the likeliest answer. undated: whether a year may be given instead.
    """

    text: str
    answers: tuple[Answer, ...]
    usual: int = 0
    undated: bool = False

    @property
    def is_open(self) -> bool:
        """Whether there is anything to answer."""
        return bool(self.answers) or self.undated


class OwnError(ValueError):
    """An own file that cannot be shown; the message names it, what is wrong where, and a remedy.

    question: what would decide it, None where nothing but another file does.
    """

    def __init__(
        self,
        path: Path,
        faults: Iterable[str],
        remedy: str = "",
        question: Question | None = None,
    ) -> None:
        self.question = question
        known = list(faults)
        more = len(known) - SHOWN
        told = "; ".join(known[:SHOWN]) + (f"; and {more:,} more" if more > 0 else "")
        super().__init__(f"{path}: {told}" + (f": {remedy}" if remedy else ""))


class OpenError(ValueError):
    """A table of which something is open; the message says what, and what to write."""

    def __init__(self, message: str, question: Question | None = None) -> None:
        super().__init__(message)
        self.question = question


def at(row: int, column: str, cell: str, wrong: str) -> str:
    """Say what is wrong with the cell of a row and a column."""
    return f'row {row}, column "{column}": {quoted(cell)} {wrong}'


def quoted(cell: str) -> str:
    """Return a cell as a message repeats it: short, and on one line."""
    plain = "".join(c if c.isprintable() else " " for c in cell)
    plain = " ".join(plain.split())
    return f'"{plain if len(plain) <= _CELL else plain[:_CELL] + "..."}"'


def listed(names: Iterable[object], most: int = 20) -> str:
    """Return names separated by commas, those after the first few only counted."""
    known = [str(name) for name in names]
    rest = f" and {len(known) - most} more" if len(known) > most else ""
    return ", ".join(known[:most]) + rest
