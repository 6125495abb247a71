"""The catalogue of indicators: one TOML table adds one to map, charts, table and links.

`indicators.toml` is ours. The file that ISOTHERM_CATALOGUE names is the user's: its tables add
entries and change keys of ours; with `replace = true` above them only ours of temperature stays.
"""

import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.entries import TOLERANCE, WORLD_BANK, EntryError, checked, ready

CATALOGUE = Path(__file__).with_name("indicators.toml")
VARIABLE = "ISOTHERM_CATALOGUE"
KEPT = "temperature"  # what the page is built on: a catalogue that replaces ours still has it


Wanted = str | float | tuple[str | float, ...]  # of a column, by `where`


class CatalogueError(ValueError):
    """The catalogue cannot be read; each of its faults names file, entry, key and what to write."""

    def __init__(self, *faults: str) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class OwnFile:
    """A file of the user's that an indicator is read from: CSV, Excel or Parquet.

    country, year, value: names of columns, "" where they are to be found. sheet: of a workbook, ""
    for the first. decimal: "." or ",", "" where the values tell. where: (column, what a row must
    have there: a text, a number, or one of several). names: (name in the file, iso3 or "" for
    none). unknown: "ignore" where names that are no country need not be told. of_year: the year of
    all rows, None where they say it. years and range: limits, if any. period: which year stands for
    several. aggregate: what months or quarters come to. missing: what stands for no value. factor:
    what values are multiplied by. fitting: whether the values say how many decimals are shown.
    """

    path: Path
    format: str = ""
    country: str = ""
    year: str = ""
    value: str = ""
    sheet: str = ""
    decimal: str = ""
    where: tuple[tuple[str, Wanted], ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    unknown: str = "tell"
    of_year: int | None = None
    years: tuple[int, int] | None = None
    period: str = ""
    aggregate: str = ""
    missing: tuple[str | float, ...] = ()
    factor: float = 1
    range: tuple[float, float] | None = None
    fitting: bool = True


@dataclass(frozen=True)
class Indicator:
    """What a figure means and how it is shown.

    id: our name, in links and in the snapshot. code: the World Bank's name, "" where it has none.
    source: who publishes the figures. scale: "linear" or "log". palette: one of PALETTES.
    decimals: digits shown. group: its heading.
    tolerance: years that a value stands on the map for later ones that have none. reverse: whether
    its colours are the other way round. center: the value that is white, blue below and red above,
    None where none is. categories: what its values 0, 1, ... mean, none where they are numbers.
    own: the file that it is read from, None where the snapshot has it.
    """

    id: str
    code: str
    source: str
    label: str
    unit: str
    description: str
    scale: str
    palette: str
    decimals: int
    group: str
    tolerance: int = TOLERANCE
    reverse: bool = False
    center: float | None = None
    categories: tuple[str, ...] = ()
    own: OwnFile | None = None

    @property
    def axis_label(self) -> str:
        """The label with its unit, as an axis shows it."""
        return f"{self.label} ({self.unit})" if self.unit else self.label

    @property
    def from_world_bank(self) -> bool:
        """Whether a refresh brings it from the World Bank: others use the Bank's codes, too."""
        return self.source == WORLD_BANK and bool(self.code) and self.own is None


class Catalogue(Mapping[str, Indicator]):
    """Indicators by id, in the order of the file; never changes."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self._by_id = {indicator.id: indicator for indicator in indicators}

    def __getitem__(self, indicator_id: str) -> Indicator:
        """Return one indicator; KeyError when the catalogue has none with that id."""
        return self._by_id[indicator_id]

    def __iter__(self) -> Iterator[str]:
        """Iterate over ids in the order of the file."""
        return iter(self._by_id)

    def __len__(self) -> int:
        """Count the indicators."""
        return len(self._by_id)


def read_catalogue(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Catalogue:
    """Read one catalogue; without a path, ours and the user's together. Raises CatalogueError."""
    if path is not None:
        return _catalogue(read_tables(path), path)
    given = environ.get(VARIABLE, "").strip()
    if not given:
        return _catalogue(read_tables(CATALOGUE), CATALOGUE)
    return _together(Path(given).expanduser())


def _together(path: Path) -> Catalogue:
    if not path.is_file():
        raise CatalogueError(f"{VARIABLE} is {str(path)!r}: there is no such file")
    ours, theirs = read_tables(CATALOGUE), read_tables(path)
    replace = theirs.pop("replace", False)
    if not isinstance(replace, bool):
        raise CatalogueError(f"{path}: replace = {replace!r}: write true or false, without quotes")
    base = {KEPT: ours[KEPT]} if replace else ours
    changed = {name: _changed(base.get(name), table) for name, table in theirs.items()}
    return _catalogue({**base, **changed}, path)


def _changed(ours: Any, theirs: Any) -> Any:
    """Return our table with their keys; a file of theirs brings a source of its own."""
    if not isinstance(ours, dict) or not isinstance(theirs, dict):
        return theirs
    brought = {"code", "source", "description"} if "path" in theirs else set()
    return {**{key: value for key, value in ours.items() if key not in brought}, **theirs}


def read_tables(path: Path) -> dict[str, Any]:
    """Return what a catalogue holds as it is written; raises CatalogueError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{path}: {error}") from error


def read_entry(path: Path, name: str, table: Mapping[str, Any]) -> Indicator:
    """Return what a table in the catalogue at `path` means, laid over ours of that name.

    Raises EntryError.
    """
    return _indicator(path, name, _changed(read_tables(CATALOGUE).get(name), dict(table)))


def _catalogue(tables: Mapping[str, Any], path: Path) -> Catalogue:
    indicators, faults = [], []
    for name, table in tables.items():
        try:
            indicators.append(_indicator(path, name, table))
        except EntryError as error:
            faults.append(f"{path}: {error}")
    if faults:
        raise CatalogueError(*faults)
    return Catalogue(indicators)


def _indicator(path: Path, name: str, table: Any) -> Indicator:
    entry = ready(name, checked(name, table))
    own = entry.pop("own")
    if own is not None:
        own["path"] = path.parent / Path(own["path"]).expanduser()
    return Indicator(**entry, own=None if own is None else OwnFile(**own))
