"""The country table: every unit that has a temperature or a shape on the map."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

UN_MEMBERS = frozenset(
    tomllib.loads(Path(__file__).with_name("un_members.toml").read_text(encoding="utf-8"))[
        "members"
    ].split()
)
FLAGS = ("good", "differs", "coarse", "break", "inherited", "none")


@dataclass(frozen=True)
class Quality:
    """How far a country's temperature series can be trusted, and why not further.

    flag: "good"; "differs" (from independent records, or records from each other); "coarse"
    (smaller than a grid cell of the source); "break" (an artificial step);
    "inherited" (the series of a larger unit); "none" (no series). reason: a sentence, "" when good.
    """

    flag: str
    reason: str

    def __post_init__(self) -> None:
        """Refuse a flag that nothing could draw, and a flag without its reason."""
        if self.flag not in FLAGS:
            raise ValueError(f"quality flag {self.flag!r} is not one of {', '.join(FLAGS)}")
        if (self.flag == "good") != (self.reason == ""):
            raise ValueError(f"a {self.flag} series with the reason {self.reason!r}")

    @property
    def is_good(self) -> bool:
        """Whether the country may take part in rankings."""
        return self.flag == "good"


GOOD = Quality("good", "")


@dataclass(frozen=True)
class Country:
    """One row of the country table.

    climate_zone is a Koeppen code and "" where unknown, climate_zone_share its part of the area
    (0 to 1, NaN where unknown). label_lon and label_lat are degrees, label_x and label_y metres in
    Equal Earth (EPSG:8857). iso2 and iso_numeric are "" for the units that ISO 3166 does not list.
    tiny: too small to hit on a map, so it gets a marker. bank_region and income_group: how the
    World Bank classifies it, "" where it does not and in the embedded snapshot.
    """

    iso3: str
    iso2: str
    iso_numeric: str
    name: str
    official_name: str
    aliases: tuple[str, ...]
    region: str
    subregion: str
    climate_zone: str
    climate_zone_share: float
    label_lon: float
    label_lat: float
    label_x: float
    label_y: float
    area_km2: float
    tiny: bool
    quality: Quality
    bank_region: str = ""
    income_group: str = ""

    @property
    def is_un_member(self) -> bool:
        """Whether it is a member of the United Nations."""
        return self.iso3 in UN_MEMBERS


# A frame holds the quality as two columns: Parquet readers everywhere understand flat columns.
COLUMNS = [f.name for f in fields(Country) if f.name != "quality"] + [
    "quality_flag",
    "quality_reason",
]


class Countries(Mapping[str, Country]):
    """Countries by iso3, in the order of their names; never changes."""

    def __init__(self, countries: Iterator[Country] | list[Country]) -> None:
        self._by_iso3 = {country.iso3: country for country in countries}

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> "Countries":
        """Read the table's rows, whose columns are COLUMNS, in the order that they have."""
        return cls([_country(row) for row in frame[COLUMNS].to_dict("records")])

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The table with the columns COLUMNS, one row per country."""
        return pd.DataFrame([_row(country) for country in self.values()], columns=COLUMNS)

    @cached_property
    def good(self) -> list[str]:
        """Those whose temperature series is good: they are ranked."""
        return [iso3 for iso3, country in self.items() if country.quality.is_good]

    def judged(self, qualities: Mapping[str, Quality]) -> "Countries":
        """Return the same countries, each with the quality that another temperature series has."""
        return Countries([replace(self[iso3], quality=qualities[iso3]) for iso3 in self])

    def __getitem__(self, iso3: str) -> Country:
        """Return one country; KeyError when there is none with that iso3."""
        return self._by_iso3[iso3]

    def __iter__(self) -> Iterator[str]:
        """Iterate over iso3 in the order of names."""
        return iter(self._by_iso3)

    def __len__(self) -> int:
        """Count the countries."""
        return len(self._by_iso3)


def _country(row: dict[Any, Any]) -> Country:
    quality = Quality(row.pop("quality_flag"), row.pop("quality_reason"))
    return Country(**{**row, "aliases": tuple(row["aliases"])}, quality=quality)


def _row(country: Country) -> dict[str, Any]:
    row = asdict(country)
    quality = row.pop("quality")
    return {**row, "quality_flag": quality["flag"], "quality_reason": quality["reason"]}
