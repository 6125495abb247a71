"""CRU CY's `.per` files: a country each, with its mean temperature of months, seasons and years."""

import re
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dashboard.indicators import OwnFile
from dashboard.own.bounded import check_regular
from dashboard.own.faults import quoted
from dashboard.own.names import CountryNames
from dashboard.own.table import Fit, Found, Rows, SourceTable

_WORDS = tomllib.loads(Path(__file__).with_name("crucy.toml").read_text(encoding="utf-8"))
NAMES: dict[str, str] = _WORDS["names"]
LEFT_OUT = frozenset(_WORDS["left_out"]["names"])
SUFFIX = ".per"
LARGEST = 1 << 27  # bytes of all files when unpacked; 292 files have 6 MB
_ANNUAL = "ANN"
_HEAD = 4  # lines: who made it, of what, which years, names of the columns
_WANTED = {"parameter": "Mean Temperature", "units": "degrees Celsius"}
_FIELD = re.compile(r"([A-Za-z ]+?) *= *(.*?) *(?: : |$)")
_EDITION = re.compile(r"\bv(\d+\.\d+)\.\d{4}\.\d{4}\.")
_RUN = re.compile(r"run #(\d+)")


class PerError(ValueError):
    """A file that is no whole `.per` file of mean temperatures; the message says why."""


@dataclass(frozen=True)
class PerFile:
    """One country's annual means. name: as the file has it. values: °C as printed, by year."""

    name: str
    edition: str
    first: int
    last: int
    values: dict[int, float]


def parse_per(text: str, file_name: str = "") -> PerFile:
    """Read a file's column of annual means; raises PerError.

    The edition is in the file's name, such as "crucy.v4.07.1901.2022.Chad.tmp.per", or else the
    run that its first line names.
    """
    lines = text.splitlines()
    if lines and lines[0].lstrip().startswith("<"):
        raise PerError("it is a web page, not a .per file")
    if len(lines) <= _HEAD or not lines[0].startswith("Climatic Research Unit"):
        raise PerError("it does not begin as CRU's .per files do")
    fields = {key.strip().lower(): value for key, value in _FIELD.findall(f"{lines[1]}\n")}
    fields |= {key.strip().lower(): value for key, value in _FIELD.findall(lines[2])}
    if not (name := fields.get("country", "")):
        raise PerError("its second line names no country")
    for key, wanted in _WANTED.items():
        if fields.get(key, "").lower() != wanted.lower():
            raise PerError(f'its {key} is "{fields.get(key, "")}", not "{wanted}"')
    first, last = _period(fields.get("period", ""))
    missing = _missing(fields.get("missing value", ""))
    columns = lines[_HEAD - 1].split()
    if columns[:1] != ["YEAR"] or columns.count(_ANNUAL) != 1:
        raise PerError(f"its fourth line has no column {_ANNUAL}")
    values = _annual(lines, columns, range(first, last + 1))
    known = {year: value for year, value in values.items() if value != missing}
    return PerFile(name, _edition(file_name, lines[0]), first, last, known)


def per_texts(path: Path) -> Iterator[tuple[str, str]]:
    """Return name and text of the files in a folder or a zip file, or of one file.

    Raises OSError, and PerError where there is none or where they are too large.
    """
    found = False
    for name, body in _bodies(path):
        found = True
        yield name, body.decode("latin-1")
    if not found:
        raise PerError(f"it holds no {SUFFIX} file")


@dataclass(frozen=True)
class Edition:
    """The files of one edition.

    name: such as "4.07". rows: iso3, year, value. unknown: names that are no country here.
    """

    name: str
    rows: pd.DataFrame
    unknown: tuple[str, ...]


def read_edition(texts: Iterable[tuple[str, str]], names: CountryNames) -> Edition:
    """Read files by name and text as one record; raises PerError, which names the file."""
    files: dict[str, PerFile] = {}
    unknown: list[str] = []
    edition: tuple[str, int, int] | None = None
    for name, text in texts:
        file = parse_named(name, text)
        found = file.edition, file.first, file.last
        edition = edition or found
        if found != edition:
            raise PerError(f"{name}: it is of another edition or period than the others")
        iso3 = iso3_of(file.name, names)
        if iso3 in files:
            raise PerError(f"{name}: another file is of {file.name}, too")
        if iso3:
            files[iso3] = file
        elif not is_left_out(file.name):
            unknown.append(file.name)
    if edition is None or not files:
        raise PerError("no file in it is of a country here")
    rows = [(i, year, value) for i, file in files.items() for year, value in file.values.items()]
    frame = pd.DataFrame(rows, columns=["iso3", "year", "value"])
    return Edition(edition[0], frame, tuple(sorted(unknown)))


def iso3_of(name: str, names: CountryNames) -> str:
    """Return the iso3 of a country as CRU spells it, "" of what is left out or unknown."""
    return "" if is_left_out(name) else NAMES.get(name) or names.iso3(name.replace("_", " "))


def is_left_out(name: str) -> bool:
    """Whether a name is known to be of a part of a country, or of more than one."""
    return name in LEFT_OUT


def open_per(own: OwnFile, fit: Fit[Found]) -> tuple[SourceTable, Found]:
    """Take the files of a folder or a zip file as one long table; parts of countries are absent."""
    header = ["country", "year", "value"]
    files = [parse_named(name, text) for name, text in per_texts(own.path)]
    kept = [file for file in files if not is_left_out(file.name)]
    cells = [
        (NAMES.get(file.name, file.name.replace("_", " ")), str(year), value)
        for file in kept
        for year, value in file.values.items()
    ]

    def rows(columns: list[int]) -> Rows:
        frame = pd.DataFrame(cells, range(1, len(cells) + 1), range(len(header)), dtype=object)
        yield frame[columns]

    return SourceTable(header, "", rows), fit(header, [])


def parse_named(name: str, text: str) -> PerFile:
    """Read a file as `parse_per` does; the PerError names it."""
    try:
        return parse_per(text, name)
    except PerError as error:
        raise PerError(f"{name}: {error}") from error


def _bodies(path: Path) -> Iterator[tuple[str, bytes]]:
    check_regular(path)
    if path.is_dir():
        files = sorted(file for file in path.rglob(f"*{SUFFIX}") if file.is_file())
        _check_size(sum(file.stat().st_size for file in files))
        yield from ((file.name, file.read_bytes()) for file in files)
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if member.filename.endswith(SUFFIX)]
            _check_size(sum(member.file_size for member in members))
            yield from ((m.filename.rsplit("/", 1)[-1], archive.read(m)) for m in members)
    else:
        _check_size(path.stat().st_size)
        yield path.name, path.read_bytes()


def _check_size(size: int) -> None:
    if size > LARGEST:
        raise PerError(f"its files have {size / 1e6:.0f} MB, which is too much for .per files")


def _period(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{4})\.(\d{4})", text)
    if not found or found[1] > found[2]:
        raise PerError(f'its period is "{text}", which is no first and last year')
    return int(found[1]), int(found[2])


def _annual(lines: list[str], columns: list[str], years: range) -> dict[int, float]:
    """Return the annual means; refuse a line that is not whole, and other years."""
    values: dict[int, float] = {}
    last = columns.index(_ANNUAL)
    # The last figure of a line that is cut off is still a number: "24." or "2" of "24.6".
    whole = re.compile(rf" *(\d{{4}})(?: +-?\d+\.\d){{{len(columns) - 1}}} *")
    rows = [(n, line) for n, line in enumerate(lines[_HEAD:], _HEAD + 1) if line.strip()]
    for (number, line), year in zip(rows, years, strict=False):
        found = whole.fullmatch(line)
        if not found:
            raise PerError(f"line {number} is not whole: {quoted(line)}")
        if found[1] != str(year):
            raise PerError(f"line {number} is of {found[1]}, not of {year}")
        values[year] = float(line.split()[last])
    if len(rows) != len(years):
        told = f"it has {len(rows)} years of {years[0]}-{years[-1]}"
        raise PerError(f"{told}: it is cut off" if len(rows) < len(years) else told)
    return values


def _missing(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise PerError(f'its missing value is "{text}", which is no number') from None


def _edition(file_name: str, line: str) -> str:
    found = _EDITION.search(file_name) or _RUN.search(line)
    return found[1] if found else ""
