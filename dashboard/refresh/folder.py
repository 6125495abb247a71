"""Records among the files that somebody has downloaded, known by what they hold, not by name."""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pandas as pd

from dashboard.countries import Countries
from dashboard.own.faults import listed
from dashboard.own.names import CountryNames
from dashboard.refresh.ways import Came
from dashboard.sources import crucy, fao, faostat, owid
from dashboard.sources.client import BrokenAnswerError
from dashboard.sources.fetched import Fetched
from dashboard.sources.temperature import Parsed, RecordError

LARGEST = 1 << 29  # bytes of one CSV file: FAOSTAT's largest has some 50 MB
HEAD = 4096  # bytes that hold the names of columns
_PER, _CSV, _ZIP = ".per", ".csv", ".zip"
_BROKEN = (BrokenAnswerError, OSError, RecordError, RuntimeError, zipfile.BadZipFile)


@dataclass
class Found:
    """What files hold. refused: why a record is not there, by record. remarks: lines to be said."""

    records: dict[str, Came] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def found_records(folder: Path, countries: Countries) -> Found:
    """Return the records of the files in a folder and in those within; or of one file.

    CSV, `.per` files, or the zip files that they came in. Raises RecordError where there is none.
    """
    if not folder.exists():
        raise RecordError(f"{folder}: there is no such folder")
    look = _Look(CountryNames(countries))
    for path in _paths(folder):
        try:
            look.at(path)
        except _BROKEN as error:
            look.others.append(f"{path} ({error})")
    return look.found(folder)


class _Look:
    """Keeps what files hold, one after another."""

    def __init__(self, names: CountryNames) -> None:
        self.others: list[str] = []  # files that are none of a record
        self._names = names
        self._found = Found()
        self._faults: dict[str, list[str]] = {}

    def at(self, path: Path) -> None:
        """Look at a folder that has `.per` files, or at a file."""
        suffix = path.suffix.lower()
        if path.is_dir() or suffix == _PER:
            self._take("cru", str(path), partial(_crucy, path, self._names))
        elif suffix == _CSV:
            with path.open("rb") as file:
                head = file.read(HEAD)
            self._table(
                str(path), path, head, lambda: _limited(path.stat().st_size, path.read_bytes)
            )
        else:
            self._archive(path)

    def found(self, folder: Path) -> Found:
        """Return what there is; raises RecordError where that is nothing."""
        found, faults = self._found, self._faults
        found.refused = {n: "; ".join(why) for n, why in faults.items() if n not in found.records}
        kept = [why for name in faults if name in found.records for why in faults[name]]
        found.remarks += [f"Left out: {why}" for why in kept]
        if self.others:
            found.remarks.append(f"No record is in {listed(self.others, 5)}")
        if not (found.records or found.refused):
            told = f": {listed(self.others, 5)}" if self.others else ""
            raise RecordError(f"{folder}: no file in it holds a record{told}")
        return found

    def _archive(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if _is_plain(Path(m.filename))]
            if any(member.filename.lower().endswith(_PER) for member in members):
                self._take("cru", str(path), partial(_crucy, path, self._names))
            for member in members:
                if member.filename.lower().endswith(_CSV):
                    with archive.open(member) as file:
                        head = file.read(HEAD)
                    read = partial(_limited, member.file_size, partial(archive.read, member))
                    self._table(f"{path}: {member.filename}", path, head, read)

    def _table(self, place: str, path: Path, head: bytes, read: Callable[[], bytes]) -> None:
        if head.lstrip()[:1] == b"<":
            self.others.append(f"{place} (a web page, not CSV)")
            return
        columns = {name.strip(' "') for name in _first_line(head).split(",")}
        for name, wanted, came in _TABLES:
            if wanted <= columns:
                self._take(name, place, lambda came=came: came(read(), path, self._names))  # type: ignore[misc]
                return
        self.others.append(place)

    def _take(self, name: str, place: str, read: Callable[[], Came]) -> None:
        """Keep a record, unless one is there that ends as late."""
        try:
            came = read()
        except _BROKEN as error:
            told = str(error)
            self._faults.setdefault(name, []).append(
                told if told.startswith(place) else f"{place}: {told}"
            )
            return
        known = self._found.records.get(name)
        if known is None:
            self._found.records[name] = came
        elif _last(known) >= _last(came):
            self._found.remarks.append(f"{place} is left out: another file has {name} as late")
        else:
            self._found.records[name] = came
            self._found.remarks.append(f"{place} has {name} later than another, which is left out")


def _paths(folder: Path) -> Iterator[Path]:
    """Return the files that may hold records, and the folders that have `.per` files."""
    if not folder.is_dir():
        yield folder
        return
    within = sorted(p for p in folder.rglob("*") if _is_plain(p.relative_to(folder)))
    yield from dict.fromkeys(p.parent for p in within if p.suffix.lower() == _PER)
    yield from (p for p in within if p.suffix.lower() in (_CSV, _ZIP) and p.is_file())


def _is_plain(path: Path) -> bool:
    return not any(part.startswith((".", "__MACOSX")) for part in path.parts)


def _first_line(head: bytes) -> str:
    return head.decode("utf-8-sig", "replace").partition("\n")[0].strip()


def _limited(size: int, read: Callable[[], bytes]) -> bytes:
    if size > LARGEST:
        raise RecordError(f"it has {size / 1e6:.0f} MB, which is too much for a record")
    return read()


def _last(came: Came) -> int:
    return int(came.fetched.rows["year"].max())


def _fetched(parsed: Parsed, path: Path, about: dict[str, str]) -> Fetched:
    day = pd.Timestamp(path.stat().st_mtime, unit="s").date()
    about = {**about, "date": day.isoformat()}
    return Fetched(parsed.rows, path.name, day, about, unknown=parsed.unknown)


def _crucy(path: Path, names: CountryNames) -> Came:
    return Came(crucy.read_crucy(path, names), crucy.record_of)


def _owid(body: bytes, path: Path, _: CountryNames) -> Came:
    return Came(_fetched(Parsed(owid.parse_anomalies(body)), path, owid.ABOUT), owid.record_of)


def _imf(body: bytes, path: Path, _: CountryNames) -> Came:
    return Came(_fetched(Parsed(fao.parse_imf(body)), path, fao.ABOUT), fao.record_of)


def _faostat(body: bytes, path: Path, names: CountryNames) -> Came:
    fetched = _fetched(faostat.parse_faostat(body, names), path, faostat.ABOUT)
    return Came(fetched, partial(fao.record_of, provider="faostat"))


_TABLES = [
    ("era5", {"Entity", "Code", "Year", "Temperature anomaly"}, _owid),
    ("fao", {"ISO3", "Indicator", "Unit"}, _imf),
    ("fao", {"Area", "Months", "Element", "Unit"}, _faostat),
]
