"""What is wrong with a file, told with row and column, as its own spreadsheet numbers them."""

from collections.abc import Iterable
from pathlib import Path

SHOWN = 5  # faults that a message tells; the rest are counted
_CELL = 40  # characters of a cell that a message repeats


class OwnError(ValueError):
    """An own file that cannot be shown; the message names it, what is wrong where, and a remedy."""

    def __init__(self, path: Path, faults: Iterable[str], remedy: str = "") -> None:
        known = list(faults)
        more = len(known) - SHOWN
        told = "; ".join(known[:SHOWN]) + (f"; and {more:,} more" if more > 0 else "")
        super().__init__(f"{path}: {told}" + (f": {remedy}" if remedy else ""))


def at(row: int, column: str, cell: str, wrong: str) -> str:
    """Say what is wrong with the cell of a row and a column."""
    return f'row {row}, column "{column}": {quoted(cell)} {wrong}'


def quoted(cell: str) -> str:
    """Return a cell as a message repeats it: short, and on one line."""
    plain = " ".join(cell.split())
    return f'"{plain if len(plain) <= _CELL else plain[:_CELL] + "..."}"'


def listed(names: Iterable[object], most: int = 20) -> str:
    """Return names separated by commas, those after the first few only counted."""
    known = [str(name) for name in names]
    rest = f" and {len(known) - most} more" if len(known) > most else ""
    return ", ".join(known[:most]) + rest
