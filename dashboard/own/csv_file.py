"""A CSV file as a table: its encoding and delimiter found, its rows read in chunks."""

import codecs
import csv
import io
import re
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

from dashboard.indicators import OwnFile
from dashboard.own.bounded import check_columns, opened
from dashboard.own.large_csv import LargeCsv, TooWideError
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

HEAD_CHARACTERS = 1 << 20  # within which the header is: the file may be one endless line
LARGE = 1 << 22  # bytes from which a file is read by Arrow
_DELIMITERS = ",;\t|"
_BOMS = {  # the longer ones first: UTF-32's begins like UTF-16's
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_EMPTY_BYTES: dict[tuple[bool, ...], str] = {  # of two letters without a mark before them
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
}
_JOINED = re.compile(r"[^\\]*,[^\\]*\\\w+")
_WINDOWS = "isotherm-windows"


def _as_windows_wrote(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as the letters that Windows programs mean by them."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_WINDOWS, _as_windows_wrote)


def open_csv(own: OwnFile, fit: Fit[Found]) -> tuple[SourceTable, Found]:
    """Find the delimiter with which a header fits; of several, that of the widest header."""
    encoding = _encoding(own.path)
    with _opened(own.path, encoding) as file:
        start = file.read(HEAD_CHARACTERS)
    fitting: list[tuple[SourceTable, Found]] = []
    refused: dict[int, ValueError] = {}
    for delimiter in _DELIMITERS:
        width = 0
        try:
            head = _head(start, delimiter)
            width = max(map(len, head), default=0)
            keys = _keys(head[0]) if head else 1
            at, found = find_header([_unjoined(row, keys) for row in head], fit)
        except ValueError as error:
            refused.setdefault(width, error)
            continue
        plain = not any("\n" in cell for row in head[: at + 1] for cell in row)
        width = max(map(len, head[at:]))
        source = Source(own.path, encoding, delimiter, at, keys, len(head[at]), width, plain)
        rows = _rows(source)
        header = _unjoined(head[at], keys)
        fitting.append((SourceTable(header, delimiter, rows, flagged=keys > 1), found))
    if not fitting:
        raise refused[max(refused)]
    return max(fitting, key=lambda one: len(one[0].header))


class Source(NamedTuple):
    """A file and how it is written.

    at: rows above the header. keys: columns that the first one joins. header, width: cells of the
    header, and of the widest row that was looked at. plain: whether each row above the data is one
    line.
    """

    path: Path
    encoding: str
    delimiter: str
    at: int
    keys: int
    header: int
    width: int
    plain: bool


def _head(start: str, delimiter: str) -> list[list[str]]:
    rows = csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)
    try:
        head = list(islice(rows, HEAD))
    except csv.Error as error:
        raise ValueError(
            f"no table: line {rows.line_num} cannot be split into cells ({error}): save it as "
            "CSV, with a line for each row and a closing mark for each quotation mark"
        ) from error
    check_columns(max(map(len, head), default=0))
    return head


def _keys(header: list[str]) -> int:
    """Return how many columns the first one joins, as in Eurostat's "unit,sex,geo\\time"."""
    first = header[0] if header else ""
    return first.count(",") + 1 if len(header) > 1 and _JOINED.fullmatch(first.strip()) else 1


def _unjoined(row: list[str], keys: int) -> list[str]:
    if keys == 1 or not row:
        return row
    parts = row[0].partition("\\")[0].split(",", keys - 1)
    return [*parts, *[""] * (keys - len(parts)), *row[1:]]


def _encoding(path: Path) -> str:
    with opened(path) as file:
        start = file.read(4)
    unmarked = _EMPTY_BYTES.get(tuple(byte == 0 for byte in start), "utf-8")
    return next((name for mark, name in _BOMS.items() if start.startswith(mark)), unmarked)


def _opened(path: Path, encoding: str) -> Any:
    return io.TextIOWrapper(opened(path), encoding, _WINDOWS, newline="")


def _rows(source: Source) -> Callable[[list[int]], Rows]:
    keys = source.keys

    def rows(columns: list[int]) -> Rows:
        written = sorted({max(0, n - keys + 1) for n in columns})
        with unreadable_named(source.path):
            try:
                for chunk in _all_chunks(source, written):
                    yield _parted(chunk, keys)[columns] if keys > 1 else chunk
            except pd.errors.ParserError as error:
                raise ValueError(_in_rows(str(error))) from error
            except TooWideError as error:
                raise ValueError(_too_wide(error.row, error.cells, source.header)) from error

    return rows


def _all_chunks(source: Source, columns: list[int]) -> Rows:
    """Read a large file by Arrow, and a small one, or what Arrow refuses, by pandas."""
    done = source.at + 1
    plain = source.plain and source.encoding.startswith("utf-8")
    if plain and source.path.stat().st_size >= LARGE:
        large = LargeCsv(source.path, source.delimiter, done, source.width)
        beyond = list(range(source.header, source.width))
        # ArrowInvalid: letters of Windows, or a quotation mark that nothing closes.
        with suppress(pa.ArrowInvalid):
            for chunk in large.rows([*columns, *beyond]):
                _check_beyond(chunk[beyond], source)
                yield from _pieces(chunk[columns], source)
                done = max(done, *chunk.index[-1:])
            return
    with _opened(source.path, source.encoding) as file:
        for chunk in _chunks(file, source, columns):
            yield chunk[chunk.index > done]


def _pieces(chunk: pd.DataFrame, source: Source) -> Rows:
    size = _size(source)
    yield from (chunk.iloc[start : start + size] for start in range(0, len(chunk), size))


def _size(source: Source) -> int:
    return max(1, CELLS // max(source.header, source.width))


def _chunks(file: Any, source: Source, columns: list[int]) -> Rows:
    # All columns are read, though few are kept: pandas would not tell that a row has too many.
    reader = pd.read_csv(
        file,
        sep=source.delimiter,
        header=None,
        names=range(max(source.header, source.width)),
        skiprows=source.at,
        dtype=str,
        na_filter=False,
        skip_blank_lines=False,
        iterator=True,
    )
    reader.read(1)  # the header
    with suppress(StopIteration):
        while True:
            chunk = reader.read(_size(source))
            chunk = chunk.set_axis(chunk.index + source.at + 1)
            _check_beyond(chunk[range(source.header, len(chunk.columns))], source)
            yield chunk[columns].fillna("")


def _check_beyond(cells: pd.DataFrame, source: Source) -> None:
    """Refuse a cell that holds something behind the last that has a name."""
    beyond = (cells.fillna("") != "").any(axis=1)
    if beyond.any():
        raise ValueError(_too_wide(int(str(beyond.idxmax())), source.width, source.header))


def _parted(chunk: pd.DataFrame, keys: int) -> pd.DataFrame:
    """Return a chunk with its joined first column in several."""
    shifted = chunk.rename(columns={n: int(n) + keys - 1 for n in chunk.columns if n})
    if 0 not in chunk.columns:
        return shifted
    parts = chunk[0].str.split(",", n=keys - 1, expand=True).reindex(columns=range(keys))
    return pd.concat([parts.fillna(""), shifted.drop(columns=0)], axis=1)


def _too_wide(row: int, cells: int, header: int) -> str:
    return (
        f"row {row} has {cells} cells and the header {header}: a name or a number with the "
        "delimiter in it needs quotes around it"
    )


def _in_rows(message: str) -> str:
    """Say what pandas says of a row in terms of the file."""
    if found := re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", message):
        wanted, row, saw = map(int, found.groups())
        return _too_wide(row, saw, wanted)
    if found := re.search(r"EOF inside string starting at row (\d+)", message):
        return f"row {int(found[1]) + 1} opens a quotation mark that nothing closes"
    return message
