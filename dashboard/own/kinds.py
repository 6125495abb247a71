"""What a file is by its first bytes, whatever it is named."""

import zipfile

from dashboard.indicators import OwnFile
from dashboard.own.berkeley_files import PATTERN, is_berkeley

BERKELEY = "berkeley"
_WORKBOOK = b"\xd0\xcf\x11\xe0"  # of Excel before 2007
_ZIP, _PARQUET, _PDF = b"PK\x03\x04", b"PAR1", b"%PDF"
_BOOK, _STRICT = "xl/workbook.xml", b"http://purl.oclc.org/ooxml/"
_SAVE = "save it as .xlsx or as CSV"


def kind_of(own: OwnFile) -> str:
    """Return one of FORMATS, or BERKELEY; raises ValueError for another, with what it is."""
    if own.path.is_dir() and any(own.path.rglob(PATTERN)):
        return BERKELEY
    if own.format == "per" or own.path.is_dir():
        return "per"
    with own.path.open("rb") as file:
        start = file.read(512)
    if start.startswith(_WORKBOOK):
        raise ValueError(f"it is a workbook of Excel 97 to 2003 (.xls): {_SAVE}")
    if is_berkeley(start):
        return BERKELEY
    if start.startswith(_PDF):
        raise ValueError("it is a PDF: its tables cannot be read, look for them as CSV")
    if start.startswith(_ZIP):
        return _packed(own)
    if start.startswith(_PARQUET):
        return "parquet"
    return _text(own, start)


def _packed(own: OwnFile) -> str:
    with zipfile.ZipFile(own.path) as archive:
        members = archive.namelist()
        book = archive.read(_BOOK) if _BOOK in members else b""
    if _STRICT in book:
        raise ValueError('it is a "Strict Open XML" workbook: save it as plain .xlsx or as CSV')
    if book:
        return "excel"
    if "xl/workbook.bin" in members:
        raise ValueError(f"it is a binary workbook (.xlsb): {_SAVE}")
    if "content.xml" in members:
        raise ValueError(f"it is an OpenDocument file (.ods): {_SAVE}")
    if own.format == "excel":
        return own.format  # damaged, as its reader says
    raise ValueError(f"it is a zip file: unpack it first; it holds {', '.join(members[:3])}")


def _text(own: OwnFile, start: bytes) -> str:
    """Return what a file is that is not packed; many publishers name text .xls for Excel's sake."""
    if own.format and own.path.suffix.lower() != ".xls":
        return own.format
    first = start.lstrip()[:1]
    if first == b"<":
        raise ValueError(
            f"it is a web page that is named {_ending(own)}: open it in Excel and {_SAVE}"
        )
    if first in (b"{", b"["):
        raise ValueError("it is JSON: save it as CSV")
    # Of UTF-16 and UTF-32 a third of all bytes or more are empty.
    if 0 < start.count(0) * 3 < len(start):
        raise ValueError(f"files {_ending(own)} cannot be read: {_SAVE}")
    return "csv"


def _ending(own: OwnFile) -> str:
    return own.path.suffix or "without an ending"
