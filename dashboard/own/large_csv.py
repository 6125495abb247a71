"""The rows of a large CSV file by Arrow's reader, several times as fast as pandas'.

Rows that have fewer cells or more than others are put in their places by their numbers.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow

from dashboard.own.bounded import opened
from dashboard.own.table import Rows

BLOCK = 1 << 17  # bytes: Arrow reads up to 32 blocks ahead
HELD = 1 << 18  # cells at a time


@dataclass
class LargeCsv:
    """A file in UTF-8. start: rows above its data. width: cells of most of its rows."""

    path: Path
    delimiter: str
    start: int
    width: int
    _odd: dict[int, list[str]] = field(default_factory=dict)

    def rows(self, columns: Sequence[int]) -> Rows:
        """Yield the columns with the numbers of rows as index; raises pa.ArrowInvalid.

        A row with more cells than others has them behind the last column, under its number.
        """
        self._odd.clear()
        wanted, following = list(columns), self.start + 1
        for table in _together(self._batches(wanted)):
            frame = table.to_pandas().set_axis(wanted, axis=1)
            numbers = self._numbers(following, len(frame))
            following = int(numbers[-1]) + 1 if len(numbers) else following
            yield self._with_odd(frame.set_axis(numbers), following)
        if self._odd:
            yield self._with_odd(pd.DataFrame(columns=wanted, dtype=str), max(self._odd) + 1)

    def _batches(self, wanted: list[int]) -> Any:
        with opened(self.path) as file, _Counting(file) as counting:
            yield from self._parsed(counting, wanted)
            if counting.marks % 2:
                raise pa.ArrowInvalid("nothing closes a quotation mark")

    def _parsed(self, file: "_Counting", wanted: list[int]) -> Any:
        names = [str(n) for n in range(self.width)]
        with arrow.open_csv(
            file,
            arrow.ReadOptions(
                use_threads=False,  # or else rows have no numbers
                block_size=BLOCK,
                skip_rows=self.start,
                column_names=names,
            ),
            arrow.ParseOptions(
                delimiter=self.delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=self._remember,
            ),
            arrow.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                include_columns=[str(n) for n in wanted],
                null_values=[],
                strings_can_be_null=False,
            ),
        ) as batches:
            yield from batches

    def _remember(self, row: Any) -> str:
        cells = next(csv.reader([row.text], delimiter=self.delimiter), [])
        self._odd[row.number] = cells + [""] * (self.width - len(cells))
        return "skip"

    def _numbers(self, following: int, count: int) -> "np.ndarray[Any, Any]":
        """Return the numbers of so many rows: those that no odd row has."""
        odd = [number for number in self._odd if number >= following]
        numbers = np.arange(following, following + count + len(odd))
        return numbers[~np.isin(numbers, odd)][:count]

    def _with_odd(self, frame: pd.DataFrame, following: int) -> pd.DataFrame:
        """Put the odd rows above a number among the others."""
        above = {n: cells for n, cells in self._odd.items() if n < following}
        for number in above:
            del self._odd[number]
        if not above:
            return frame
        self.check(above)
        columns = [int(n) for n in frame.columns]
        rows = [[cells[n] for n in columns] for cells in above.values()]
        odd = pd.DataFrame(rows, list(above), frame.columns, dtype=str)
        return pd.concat([frame, odd]).sort_index()

    def check(self, odd: dict[int, list[str]]) -> None:
        """Refuse a row with more cells than the others, unless they are empty."""
        for number, cells in odd.items():
            if any(cells[self.width :]):
                raise TooWideError(number, len(cells))


class _Counting(io.RawIOBase):
    """A file that counts its quotation marks and looks at its letters.

    Arrow takes a mark that nothing closes for the last cell, and would lose an odd row with letters
    that are not UTF-8's. marks: how many there are.
    """

    def __init__(self, file: Any) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self.marks = 0

    def readable(self) -> bool:
        """Say that it is."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        found: bytes = self._file.read(size)
        self.marks += found.count(b'"')
        try:
            self._decoder.decode(found)
        except UnicodeDecodeError as error:
            raise pa.ArrowInvalid("it is not in UTF-8") from error
        return found


def _together(batches: Iterable[Any]) -> Iterator[Any]:
    """Yield tables of several batches: each chunk costs its time, whatever it holds."""
    held: list[Any] = []
    for batch in batches:
        held.append(batch)
        if sum(one.num_rows * one.num_columns for one in held) >= HELD:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)


class TooWideError(ValueError):
    """A row has more cells than the others."""

    def __init__(self, row: int, cells: int) -> None:
        super().__init__(f"row {row} has {cells} cells")
        self.row, self.cells = row, cells
