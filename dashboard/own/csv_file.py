"""A CSV file as a table: its encoding and delimiter found, its rows read in chunks."""

import codecs
import csv
import gzip
import io
import re
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard.indicators import OwnFile
from dashboard.own.table import CELLS, HEAD, Fit, Found, Rows, Table, find_header, unreadable_named

HEAD_CHARACTERS = 1 << 20  # within which the header is: the file may be one endless line
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
_WINDOWS = "isotherm-windows"


def _as_windows_wrote(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as the letters that Windows programs mean by them."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_WINDOWS, _as_windows_wrote)


def open_csv(own: OwnFile, fit: Fit[Found]) -> tuple[Table, Found]:
    """Find the delimiter with which a header fits; of several, that of the widest header."""
    encoding = _encoding(own.path)
    with _opened(own.path, encoding) as file:
        start = file.read(HEAD_CHARACTERS)
    fitting: list[tuple[Table, Found]] = []
    refused: dict[int, ValueError] = {}
    for delimiter in _DELIMITERS:
        width = 0
        try:
            head = _head(start, delimiter)
            width = max(map(len, head), default=0)
            at, found = find_header(head, fit)
        except ValueError as error:
            refused.setdefault(width, error)
            continue
        rows = _rows(own.path, encoding, delimiter, at)
        fitting.append((Table(head[at], delimiter, rows), found))
    if not fitting:
        raise refused[max(refused)]
    return max(fitting, key=lambda one: len(one[0].header))


def _head(start: str, delimiter: str) -> list[list[str]]:
    rows = csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)
    try:
        return list(islice(rows, HEAD))
    except csv.Error as error:
        raise ValueError(
            f"no table: line {rows.line_num} cannot be parted into cells ({error}): save it as "
            "CSV, with a line for each row and a closing mark for each quotation mark"
        ) from error


def _encoding(path: Path) -> str:
    with (gzip.open if path.suffix == ".gz" else open)(path, "rb") as file:
        start = file.read(4)
    unmarked = _EMPTY_BYTES.get(tuple(byte == 0 for byte in start), "utf-8")
    return next((name for mark, name in _BOMS.items() if start.startswith(mark)), unmarked)


def _opened(path: Path, encoding: str) -> Any:
    opener: Any = gzip.open if path.suffix == ".gz" else open
    return opener(path, "rt", encoding=encoding, errors=_WINDOWS, newline="")


def _rows(path: Path, encoding: str, delimiter: str, at: int) -> Callable[[list[int]], Rows]:
    def rows(columns: list[int]) -> Rows:
        with unreadable_named(path), _opened(path, encoding) as file:
            try:
                yield from _chunks(file, delimiter, at, columns)
            except pd.errors.ParserError as error:
                raise ValueError(_in_rows(str(error))) from error

    return rows


def _chunks(file: Any, delimiter: str, at: int, columns: list[int]) -> Rows:
    # All columns are read, though few are kept: pandas would not tell that a row has too many.
    reader = pd.read_csv(
        file,
        sep=delimiter,
        header=None,
        skiprows=at,
        dtype=str,
        na_filter=False,
        skip_blank_lines=False,
        iterator=True,
    )
    chunk = reader.read(1)  # the header
    size = max(1, CELLS // len(chunk.columns))
    with suppress(StopIteration):
        while True:
            chunk = reader.read(size)[columns].fillna("")
            yield chunk.set_axis(chunk.index + at + 1)


def _in_rows(message: str) -> str:
    """Say what pandas says of a row in terms of the file."""
    if found := re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", message):
        wanted, row, saw = found.groups()
        return (
            f"row {row} has {saw} cells and the header {wanted}: a name or a number with the "
            "delimiter in it needs quotes around it"
        )
    if found := re.search(r"EOF inside string starting at row (\d+)", message):
        return f"row {int(found[1]) + 1} opens a quotation mark that nothing closes"
    return message
