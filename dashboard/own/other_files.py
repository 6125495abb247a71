"""An Excel sheet or a Parquet file as a table."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from dashboard.indicators import OwnFile
from dashboard.own.faults import listed
from dashboard.own.table import CELLS, HEAD, Fit, Found, Rows, Table, find_header, unreadable_named

LARGEST_BOOK = 1 << 30  # bytes when unpacked: a sheet takes ten times as long as a CSV file
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")


def open_excel(own: OwnFile, fit: Fit[Found]) -> tuple[Table, Found]:
    """Find the header of a sheet; its rows have the numbers that Excel shows."""
    with zipfile.ZipFile(own.path) as book:
        if sum(member.file_size for member in book.filelist) > LARGEST_BOOK:
            raise ValueError("the workbook is larger than 1 GB: save the sheet as CSV")
    head = list(islice(_sheet(own), HEAD))
    width = max(map(len, head), default=0)  # a header may be shorter than its rows
    names = [[str(cell) for cell in row] + [""] * (width - len(row)) for row in head]
    at, found = find_header(names, fit)

    def rows(columns: list[int]) -> Rows:
        with unreadable_named(own.path):
            below, first = islice(_sheet(own), at + 1, None), at + 2
            while chunk := [
                _cells(row, columns) for row in islice(below, _rows_at_a_time(columns))
            ]:
                yield pd.DataFrame(chunk, range(first, first + len(chunk)), columns, dtype=object)
                first += len(chunk)

    return Table(names[at], "", rows), found


def _sheet(own: OwnFile) -> Iterator[list[Any]]:
    if not _has_formulas(own.path):
        yield from ([_cell(value) for value in row] for row in _rows(own, values_only=True))
        return
    # Results and formulas are read side by side: a program that computes nothing leaves no result.
    for row, written in zip(_rows(own), _rows(own, results=False), strict=True):
        yield [
            _cell(formula.value if _is_uncomputed(cell, formula) else cell.value)
            for cell, formula in zip(row, written, strict=True)
        ]


def _rows(
    own: OwnFile, *, results: bool = True, values_only: bool = False
) -> Iterator[Sequence[Any]]:
    from openpyxl import load_workbook  # noqa: PLC0415  (no start waits for it)

    with closing(load_workbook(own.path, read_only=True, data_only=results)) as book:
        sheet = _chosen(own, book)
        sheet.reset_dimensions()  # what a file says of its size is often wrong
        yield from sheet.iter_rows(values_only=values_only)


def _has_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as book:
        return any(
            _FORMULA.search(line)
            for name in book.namelist()
            if name.startswith("xl/worksheets/")
            for line in _pieces(book, name)
        )


def _pieces(book: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Return a member piece by piece, each with the end of the one before."""
    with book.open(name) as file:
        end = b""
        while piece := file.read(1 << 20):
            yield end + piece
            end = piece[-16:]


def _is_uncomputed(cell: Any, formula: Any) -> bool:
    """Whether a formula has no result: one that is an empty text has the type "str"."""
    return formula.data_type == "f" and cell.value is None and cell.data_type == "n"


def _chosen(own: OwnFile, book: Any) -> Any:
    """Return the entry's sheet, or else the first that has cells: some hold nothing but a chart."""
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if not sheets:
        raise ValueError("no sheet of it has cells")
    if not own.sheet:
        return next(iter(sheets.values()))
    if own.sheet not in sheets:
        if own.sheet in book.sheetnames:
            raise ValueError(f'sheet "{own.sheet}" is a chart: take one of {listed(sheets)}')
        raise ValueError(f'there is no sheet "{own.sheet}" among {listed(sheets)}')
    return sheets[own.sheet]


def _cell(cell: Any) -> Any:
    """Leave a number as it is, and make text of all else."""
    if cell is None:
        return ""
    if isinstance(cell, bytes):
        return cell.decode(errors="replace")
    if isinstance(cell, bool) or not isinstance(cell, (int, float, Decimal)):
        return str(getattr(cell, "text", cell))  # a formula of several cells has a text
    return float(cell) if isinstance(cell, Decimal) else cell


def _rows_at_a_time(columns: list[int]) -> int:
    return max(1, CELLS // len(columns))


def _cells(row: list[Any], columns: list[int]) -> list[Any]:
    return [row[n] if n < len(row) else "" for n in columns]


def open_parquet(own: OwnFile, fit: Fit[Found]) -> tuple[Table, Found]:
    """Take a Parquet file's columns; its rows are counted from 1."""
    with pq.ParquetFile(own.path) as file:
        header = list(file.schema_arrow.names)

    def rows(columns: list[int]) -> Rows:
        names, first = [header[n] for n in columns], 1
        with unreadable_named(own.path), pq.ParquetFile(own.path) as file:
            for batch in file.iter_batches(_rows_at_a_time(columns), columns=names):
                # Pandas' own remarks in the file would make an index of columns.
                frame = batch.to_pandas(ignore_metadata=True)[names].set_axis(columns, axis=1)
                cells = frame.astype(object).where(frame.notna(), "").map(_cell)
                yield cells.set_axis(range(first, first + len(cells)))
                first += len(cells)

    return Table(header, "", rows), fit(header)
