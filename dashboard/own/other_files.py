"""An Excel sheet or a Parquet file as a table."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

import pandas as pd
import pyarrow.parquet as pq

from dashboard.indicators import OwnFile
from dashboard.own.bounded import check_book, check_rows, few_cells
from dashboard.own.cells import Percent
from dashboard.own.faults import Answer, OpenError, Question, listed
from dashboard.own.table import (
    CELLS,
    HEAD,
    Fit,
    Found,
    Rows,
    SourceTable,
    find_header,
    unreadable_named,
)

_PERCENT = re.compile(rb'%|numFmtId="(?:9|10)"')
_QUOTED = re.compile(r'"[^"]*"|[\\_*].')
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")


def open_excel(own: OwnFile, fit: Fit[Found]) -> tuple[SourceTable, Found]:
    """Find the header of a sheet; its rows have the numbers that Excel shows.

    Where the entry names no sheet and the first has no header that fits, the only one that has.
    """
    check_book(own.path)
    first, *others = [own.sheet] if own.sheet else _sheets(own.path)
    try:
        return _open_sheet(own, first, fit)
    except ValueError:
        fitting = [(name, one) for name in others if (one := _tried(own, name, fit))]
        if not fitting:
            raise
    if len(fitting) > 1:
        names = listed(name for name, _ in fitting)
        answers = tuple(Answer(name, {"sheet": name}) for name, _ in fitting)
        raise OpenError(
            f'which sheet? There are {names}: write sheet = "..."',
            Question("Which sheet?", answers),
        )
    name, (table, found) = fitting[0]
    return replace(table, remark=f'read from its sheet "{name}"'), found


def _tried(own: OwnFile, sheet: str, fit: Fit[Found]) -> tuple[SourceTable, Found] | None:
    try:
        return _open_sheet(own, sheet, fit)
    except ValueError:
        return None


def _open_sheet(own: OwnFile, name: str, fit: Fit[Found]) -> tuple[SourceTable, Found]:
    head = list(islice(_sheet(own.path, name), HEAD))
    width = max(map(len, head), default=0)  # a header may be shorter than its rows
    names = [[str(cell) for cell in row] + [""] * (width - len(row)) for row in head]
    at, found = find_header(names, fit)

    def rows(columns: list[int]) -> Rows:
        with unreadable_named(own.path):
            below, first = islice(_sheet(own.path, name), at + 1, None), at + 2
            while chunk := [
                _cells(row, columns) for row in islice(below, _rows_at_a_time(columns))
            ]:
                yield pd.DataFrame(chunk, range(first, first + len(chunk)), columns, dtype=object)
                first += len(chunk)

    return SourceTable(names[at], "", rows), found


def _sheet(path: Path, name: str) -> Iterator[list[Any]]:
    if _has_formulas(path):
        # Read side by side: a program that computes nothing leaves no result.
        for row, written in zip(_rows(path, name), _rows(path, name, results=False), strict=True):
            yield [
                _shown(formula if _is_uncomputed(cell, formula) else cell)
                for cell, formula in zip(row, written, strict=True)
            ]
    elif _has_percents(path):
        yield from ([_shown(cell) for cell in row] for row in _rows(path, name))
    else:
        rows = _rows(path, name, values_only=True)
        yield from ([_cell(value) for value in row] for row in rows)


def _rows(
    path: Path, name: str, *, results: bool = True, values_only: bool = False
) -> Iterator[Sequence[Any]]:
    with _book(path, data_only=results) as book:
        sheet = _chosen(name, book)
        sheet.reset_dimensions()  # what a file says of its size is often wrong
        yield from few_cells(sheet.iter_rows(values_only=values_only))


def _sheets(path: Path) -> list[str]:
    """Return the sheets that have cells: some hold nothing but a chart."""
    with _book(path) as book:
        sheets = [sheet.title for sheet in book.worksheets]
    if not sheets:
        raise ValueError("no sheet of it has cells")
    return sheets


@contextmanager
def _book(path: Path, *, data_only: bool = True) -> Iterator[Any]:
    from openpyxl import load_workbook  # noqa: PLC0415  (no start waits for it)

    with path.open("rb") as file:  # whose name may end in .csv
        with catch_warnings():
            simplefilter("ignore")  # of styles that a workbook lacks
            book = load_workbook(file, read_only=True, data_only=data_only)
        with closing(book):
            yield book


def _has_percents(path: Path) -> bool:
    with zipfile.ZipFile(path) as book:
        if "xl/styles.xml" not in book.namelist():
            return False
        return any(_PERCENT.search(piece) for piece in _pieces(book, "xl/styles.xml"))


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


def _chosen(name: str, book: Any) -> Any:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if name not in sheets:
        if name in book.sheetnames:
            raise ValueError(f'sheet "{name}" is a chart: take one of {listed(sheets)}')
        raise ValueError(f'there is no sheet "{name}" among {listed(sheets)}')
    return sheets[name]


def _shown(cell: Any) -> Any:
    """Return what a cell holds, and of a percent cell the number that it shows."""
    value = _cell(cell.value)
    if isinstance(value, (int, float)) and _is_of_percents(str(cell.number_format)):
        return Percent(Decimal(repr(value)).scaleb(2))
    return value


@cache
def _is_of_percents(number_format: str) -> bool:
    """Whether a format shows a hundredfold: not where the sign is quoted."""
    return "%" in _QUOTED.sub("", number_format)


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


def open_parquet(own: OwnFile, fit: Fit[Found]) -> tuple[SourceTable, Found]:
    """Take a Parquet file's columns; its rows are counted from 1."""
    with pq.ParquetFile(own.path) as file:
        check_rows(file.metadata.num_rows)
        header = list(file.schema_arrow.names)
        start = next(file.iter_batches(HEAD), None)
    cells = [column.to_pylist() for column in start.columns] if start else []
    sample = [[str(_cell(cell)) for cell in row] for row in zip(*cells, strict=True)]

    def rows(columns: list[int]) -> Rows:
        names, first = [header[n] for n in columns], 1
        with unreadable_named(own.path), pq.ParquetFile(own.path) as file:
            for batch in file.iter_batches(_rows_at_a_time(columns), columns=names):
                # Pandas' own remarks in the file would make an index of columns.
                frame = batch.to_pandas(ignore_metadata=True)[names].set_axis(columns, axis=1)
                cells = frame.astype(object).where(frame.notna(), "").map(_cell)
                yield cells.set_axis(range(first, first + len(cells)))
                first += len(cells)

    return SourceTable(header, "", rows), fit(header, sample)
