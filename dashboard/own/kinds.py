"""What a file is by its first bytes, whatever it is named."""

import zipfile

from dashboard.indicators import OwnFile

_WORKBOOK = b"\xd0\xcf\x11\xe0"  # of Excel before 2007
_ZIP, _PARQUET, _PDF = b"PK\x03\x04", b"PAR1", b"%PDF"
_SAVE = "save it as .xlsx or as CSV"


def kind_of(own: OwnFile) -> str:
    """Return one of FORMATS; raises ValueError for a file that is none of them, with what it is."""
    if own.format == "per":
        return own.format
    with own.path.open("rb") as file:
        start = file.read(512)
    if start.startswith(_WORKBOOK):
        raise ValueError(f"it is a workbook of Excel 97 to 2003 (.xls): {_SAVE}")
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
    if "xl/workbook.xml" in members:
        return "excel"
    if "xl/workbook.bin" in members:
        raise ValueError(f"it is a binary workbook (.xlsb): {_SAVE}")
    if "content.xml" in members:
        raise ValueError(f"it is an OpenDocument file (.ods): {_SAVE}")
    if own.format == "excel":
        return own.format  # damaged, as its reader says
    raise ValueError(f"it is a zip file: unpack it first; it holds {', '.join(members[:3])}")


def _text(own: OwnFile, start: bytes) -> str:
    if own.format == "csv" or own.path.suffix.lower() != ".xls":
        return own.format
    if start.lstrip().startswith(b"<"):
        raise ValueError(f"it is a web page that is named .xls: open it in Excel and {_SAVE}")
    return "csv"  # many publishers name text so, since Excel opens it
