"""A table whose header is found, and what every kind of file has in common."""

import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pandas as pd
import pyarrow as pa

from dashboard.own.faults import OpenError, OwnError

CELLS = 1_000_000  # read at a time, some 100 MB
HEAD = 30  # rows within which the header is

Found = TypeVar("Found")
# What a header says, and the rows below it; raises ValueError for a row that is none.
Fit = Callable[[Sequence[str], Sequence[Sequence[str]]], Found]
Rows = Iterator[pd.DataFrame]


@dataclass(frozen=True)
class SourceTable:
    """A table whose header is found; `rows` reads the columns at some positions.

    rows: frames of text, and of numbers where the file holds them as such, the columns the
    positions and the index the numbers of rows that a spreadsheet shows; a cell that holds nothing
    is "". delimiter: between a CSV file's cells. flagged: whether letters may stand behind its
    numbers, as Eurostat writes them. remark: what is to be said of how it was opened.
    """

    header: Sequence[str]
    delimiter: str
    rows: Callable[[list[int]], Rows]
    flagged: bool = False
    remark: str = ""


def find_header(head: Sequence[Sequence[str]], fit: Fit[Found]) -> tuple[int, Found]:
    """Return the first row that fits; else raise what is wrong with the first that is full."""
    if not any(map(any, head)):
        raise ValueError("there is nothing in it")
    full = max(sum(map(bool, row)) for row in head) / 2
    refused: ValueError | None = None
    for number, row in enumerate(head):
        # Below a row that may be the header another one is it by its names alone: a row of figures
        # has no names, but what is below it looks like theirs.
        sample = head[number + 1 :] if refused is None else []
        try:
            return number, fit(row, sample)
        except ValueError as error:
            if getattr(error, "is_header", False):
                raise
            if refused is None and sum(map(bool, row)) >= full:
                refused = error
    raise refused or ValueError("there is no header")


@contextmanager
def unreadable_named(path: Path) -> Iterator[None]:
    """Turn the errors of readers into OwnError.

    Their tracebacks end here: they would keep what was read, 9 MB of a file of 3 kB, in memory.
    """
    try:
        yield
    except OwnError:
        raise
    except OpenError as error:
        raise OwnError(path, [str(error)], question=error.question) from error.with_traceback(None)
    except FileNotFoundError as error:
        raise OwnError(path, ["there is no such file"]) from error.with_traceback(None)
    except (zipfile.BadZipFile, zlib.error, SyntaxError, pa.ArrowException) as error:
        raise OwnError(
            path, [f"it is not what its name says, or damaged ({error})"]
        ) from error.with_traceback(None)
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise OwnError(path, [" ".join(str(error).split())]) from error.with_traceback(None)
