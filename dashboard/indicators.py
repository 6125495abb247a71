"""The catalogue of indicators: one TOML table adds one to map, charts, table and links."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).with_name("indicators.toml")
PALETTES = ("RdBu", "YlGnBu", "BuPu", "PuBuGn", "YlGn", "YlOrBr", "Greys")  # ColorBrewer's names
CHOICES = {"scale": ("linear", "log"), "direction": ("", "up", "down"), "palette": PALETTES}


class CatalogueError(ValueError):
    """The catalogue cannot be read; the message names the file and the entry."""


@dataclass(frozen=True)
class Indicator:
    """What a figure means and how it is shown.

    id: our name, in links and in the snapshot. code: the World Bank's name, "" where it has none.
    source: who publishes the figures. scale: "linear" or "log". palette: one of PALETTES.
    direction: "up" where more is better, "down" where less is, "" where neither is said.
    decimals: digits shown. per_capita: whether it is divided by people. group: its heading.
    """

    id: str
    code: str
    source: str
    label: str
    unit: str
    description: str
    scale: str
    palette: str
    direction: str
    decimals: int
    per_capita: bool
    group: str

    @property
    def axis_label(self) -> str:
        """The label with its unit, as an axis shows it."""
        return f"{self.label} ({self.unit})" if self.unit else self.label


class Catalogue(Mapping[str, Indicator]):
    """Indicators by id, in the order of the file; never changes."""

    def __init__(self, indicators: list[Indicator]) -> None:
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


def read_catalogue(path: Path = CATALOGUE) -> Catalogue:
    """Read the catalogue from TOML, one table per indicator; raises CatalogueError."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{path}: {error}") from error
    return Catalogue([_indicator(path, name, table) for name, table in tables.items()])


def _indicator(path: Path, name: str, table: Any) -> Indicator:
    if not isinstance(table, dict):
        raise CatalogueError(f"{path}: {name} is outside of any [indicator] table")
    entry = {"id": name, **table}
    wanted = {field.name: field.type for field in fields(Indicator)}
    if odd := sorted(entry.keys() ^ wanted.keys()):
        raise CatalogueError(f"{path}: [{name}] misses or does not know: {', '.join(odd)}")
    for key, kind in wanted.items():
        if type(entry[key]) is not kind:
            raise CatalogueError(f"{path}: [{name}] {key} = {entry[key]!r} is of the wrong type")
    for key, choices in CHOICES.items():
        if entry[key] not in choices:
            raise CatalogueError(f"{path}: [{name}] {key} = {entry[key]!r}, not one of {choices}")
    return Indicator(**entry)
