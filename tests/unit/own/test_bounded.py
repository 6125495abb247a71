"""How much of a file is read: small files that unpack to a lot, and what is no file."""

import gzip
import io
import os
import socket
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.own import CountryNames, OwnError, bounded, read_own
from dashboard.own.bounded import MOST_CELLS, MOST_COLUMNS

TIMES = 50
MOST = 5 << 20  # bytes
FIGURES = ("iso3", "year", "value")


def refused(entry: Any, names: CountryNames, content: bytes, name: str) -> str:
    try:  # pytest's own way would keep the file's content until Python collects it
        read_own(entry(content, name=name), names)
    except OwnError as error:
        return str(error)
    raise AssertionError("it was read")


def costs_no_memory(refuse: Callable[[], object]) -> None:
    """Hit a bound 50 times; what this process takes stays the same."""
    process = psutil.Process()
    for _ in range(3):
        refuse()
    before = process.memory_info().rss
    for _ in range(TIMES):
        refuse()
    assert process.memory_info().rss - before < MOST


def test_a_packed_line_of_a_million_cells_is_not_searched_for_a_header(
    entry: Any, names: CountryNames
):
    packed = gzip.compress(b"iso3,year,value" + b"," * 3_000_000)
    assert len(packed) < 4000
    assert f"and {MOST_COLUMNS:,} are read" in refused(entry, names, packed, "own.csv.gz")
    costs_no_memory(lambda: refused(entry, names, packed, "own.csv.gz"))


def test_a_packed_file_that_unpacks_to_much_more_than_a_table_is_refused(
    entry: Any, names: CountryNames
):
    header = b"iso3,year,value\nBRA,2001,1\n"
    packed = gzip.compress(header + b"\n" * (bounded.HARMLESS + 1_000_000))
    assert "more than 200 times its size" in refused(entry, names, packed, "own.csv.gz")
    costs_no_memory(lambda: refused(entry, names, packed, "own.csv.gz"))


def test_a_packed_file_that_unpacks_to_more_than_is_read_is_refused(
    entry: Any, names: CountryNames, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bounded, "MOST_UNPACKED", 1 << 20)
    rows = "".join(f"BRA,{year},{year**3 % 977}\n" for year in range(200_000))
    packed = gzip.compress(b"iso3,year,value\n" + rows.encode())
    assert "it unpacks to more than" in refused(entry, names, packed, "own.csv.gz")


def test_a_packed_file_of_empty_lines_has_the_rows_between_them(entry: Any, names: CountryNames):
    lines = b"\n" * 300_000 + b"BRA,2001,1\n" + b",,\n" * 300_000 + b"BRA,2002,3\n"
    own = entry(gzip.compress(b"iso3,year,value\n" + lines), name="own.csv.gz")
    assert read_own(own, names).rows["value"].tolist() == [1, 3]


def workbook_of(sheet: bytes) -> bytes:
    """A workbook whose first sheet is these bytes."""
    plain, changed = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(FIGURES)
    book.save(plain)
    with (
        zipfile.ZipFile(plain) as one,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as other,
    ):
        for member in one.namelist():
            content = sheet if member == "xl/worksheets/sheet1.xml" else one.read(member)
            other.writestr(member, content)
    return changed.getvalue()


def rows_of(*rows: str) -> bytes:
    start = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return f"{start}<sheetData>{''.join(rows)}</sheetData></worksheet>".encode()


def test_a_sheet_of_more_cells_than_anybody_waits_for_is_refused(
    entry: Any, names: CountryNames, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bounded, "MOST_CELLS", 20_000)
    wide = '<row r="{0}"><c r="XFD{0}"><v>1</v></c></row>'  # padded to 16,384 cells
    book = workbook_of(rows_of(*(wide.format(n) for n in range(1, 4))))
    assert "the sheet has more than 20,000 cells" in refused(entry, names, book, "own.xlsx")
    assert MOST_CELLS >= 1_000_000


def test_a_workbook_that_unpacks_to_much_more_than_a_sheet_is_refused(
    entry: Any, names: CountryNames
):
    book = workbook_of(rows_of("<row/>" * 4_000_000))
    assert len(book) < 200_000
    assert "more than 200 times its size" in refused(entry, names, book, "own.xlsx")
    costs_no_memory(lambda: refused(entry, names, book, "own.xlsx"))


def test_a_parquet_file_of_rows_without_end_is_refused(
    entry: Any, names: CountryNames, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bounded, "MOST_ROWS_OF_PARQUET", 1000)
    table = pa.table({"iso3": ["BRA"] * 2000, "year": [2001] * 2000, "value": [1.0] * 2000})
    written = io.BytesIO()
    pq.write_table(table, written)
    said = refused(entry, names, written.getvalue(), "own.parquet")
    assert "it has 2,000 rows, and 1,000 are read" in said


@pytest.mark.parametrize("name", ["own.csv", "own.csv.gz", "own.per", "own.xlsx"])
def test_a_named_pipe_is_not_waited_for(entry: Any, names: CountryNames, name: str):
    own = entry(b"", name=name)
    path: Path = own.own.path
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(OwnError, match="it is a named pipe: copy what comes from it to a file"):
        read_own(own, names)


def test_a_socket_is_no_file(entry: Any, names: CountryNames, monkeypatch: pytest.MonkeyPatch):
    own = entry(b"")
    path: Path = own.own.path
    path.unlink()
    monkeypatch.chdir(path.parent)  # the path of a socket may have 107 bytes
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path.name)
        with pytest.raises(OwnError, match="it is a socket"):
            read_own(own, names)
