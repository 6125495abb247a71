"""How much of a file is read: a small one may unpack to more than anybody waits for."""

import gzip
import io
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

MOST_UNPACKED = 1 << 30  # bytes of a gzip file
MOST_TIMES = 200  # so much larger may what a file unpacks to be: tables are 5 to 30 times as large
HARMLESS = 1 << 24  # bytes that need no look at how small they were
LARGEST_BOOK = 1 << 27  # bytes when unpacked: a sheet takes ten times as long as a CSV file
_PART = 1 << 20  # bytes
MOST_CELLS = 3_000_000  # of a sheet
MOST_COLUMNS = 16_384  # as Excel has them
MOST_ROWS_OF_PARQUET = 50_000_000
_WHAT: tuple[tuple[Any, str], ...] = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_CSV = "save the part that you need as CSV"


def check_regular(path: Path) -> None:
    """Raise ValueError where a path is neither a file nor a folder: a pipe is waited for."""
    mode = path.stat().st_mode
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return
    what = next((name for is_one, name in _WHAT if is_one(mode)), "no file")
    raise ValueError(f"it is {what}: copy what comes from it to a file, and name that")


class Unpacked(io.RawIOBase):
    """The bytes of a gzip file; raises ValueError where they are too many."""

    def __init__(self, path: Path) -> None:
        self._file = gzip.open(path, "rb")  # noqa: SIM115  (closed with this one)
        self._packed = max(1, path.stat().st_size)
        self._size = 0

    def readable(self) -> bool:
        """Say that it is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read the next bytes."""
        found = self._file.readinto(buffer)
        self._size += found
        check_unpacked(self._size, self._packed)
        return found

    def close(self) -> None:
        """Close the file, too."""
        self._file.close()
        super().close()


def check_unpacked(size: int, packed: int) -> None:
    """Raise ValueError where so many bytes are too many of a file, or of one as small as it is."""
    if size > MOST_UNPACKED:
        raise ValueError(f"it unpacks to more than {MOST_UNPACKED >> 30} GB: {_CSV}")
    if size > HARMLESS and size > MOST_TIMES * packed:
        raise ValueError(f"it unpacks to more than {MOST_TIMES} times its size: no table does")


def opened(path: Path) -> Any:
    """Open a file for its bytes, unpacked where its name ends in .gz."""
    if path.suffix != ".gz":
        return path.open("rb")
    _check_ahead(path)
    return io.BufferedReader(Unpacked(path))


def _check_ahead(path: Path) -> None:
    """Raise ValueError where a file is so small that it unpacks to too much, before it is parsed.

    Unpacking takes a hundredth of the time. What is wrong with the file itself is said by its
    reader.
    """
    size, packed = 0, max(1, path.stat().st_size)
    if packed * MOST_TIMES > HARMLESS:
        return
    with suppress(OSError, EOFError, zlib.error), gzip.open(path, "rb") as file:
        while part := file.read(_PART):
            size += len(part)
            check_unpacked(size, packed)


def check_book(path: Path) -> None:
    """Raise ValueError where a workbook is too large when it is unpacked."""
    with zipfile.ZipFile(path) as book:
        size = sum(member.file_size for member in book.filelist)
    if size > LARGEST_BOOK:
        raise ValueError(f"the workbook unpacks to more than {LARGEST_BOOK >> 20} MB: {_CSV}")
    check_unpacked(size, max(1, path.stat().st_size))


def few_cells(rows: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Yield the rows of a sheet; raises ValueError where they have too many cells."""
    cells = 0
    for row in rows:
        cells += len(row) + 1
        if cells > MOST_CELLS:
            raise ValueError(f"the sheet has more than {MOST_CELLS:,} cells: {_CSV}")
        yield row


def check_columns(count: int) -> None:
    """Raise ValueError for more columns than a spreadsheet has."""
    if count > MOST_COLUMNS:
        raise ValueError(f"a row has {count:,} cells, and {MOST_COLUMNS:,} are read: {_CSV}")


def check_rows(count: int) -> None:
    """Raise ValueError for more rows than a Parquet file of ours has."""
    if count > MOST_ROWS_OF_PARQUET:
        raise ValueError(f"it has {count:,} rows, and {MOST_ROWS_OF_PARQUET:,} are read: {_CSV}")
