"""Records of temperature: who publishes each, how it was made, and how far it can be trusted.

A snapshot holds one record or several, in `records.json`. The first is the usual one: the series
"temperature" is its series. A record's own series is "temperature." and its id, whichever it is.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from dashboard.climate import Years
from dashboard.countries import GOOD, Countries, Quality

TEMPERATURE = "temperature"
RATE = "warming_rate"  # the trend per decade, as a variable of the map
AGREEMENT = "agreement"  # how far records lie apart, as a variable of the map
KINDS = {
    "stations": "stations",
    "reanalysis": "reanalysis",
    "blend": "stations and reanalysis",
    "own": "a file of the user's",
}
EMBEDDED, OWN = "ncep", "own"  # the ids of the record in this package, and of the user's file


@dataclass(frozen=True)
class Record:
    """One publisher's temperatures of all countries.

    id: in links and in the snapshot. label: its short name, such as "CRU TS". version: the
    edition. kind: one of KINDS. base: the baseline of the anomalies that it publishes, None where
    it publishes °C. years: first and last with a value. countries: how many have values.
    independent_of: a sentence on what it shares with others and what not. fallback: it is shown
    only while no better record is there, and carries no claim on single years or on relations.
    differs: by iso3, a sentence where its country has another extent than ours. quality: by iso3,
    of the countries whose series is not good.
    """

    id: str
    label: str
    publisher: str
    version: str
    kind: str
    years: Years
    countries: int
    licence: str
    base: Years | None = None
    url: str = ""
    note: str = ""
    date: str = ""
    independent_of: str = ""
    fallback: bool = False
    differs: Mapping[str, str] = field(default_factory=dict)
    quality: Mapping[str, Quality] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a kind that the page has no word for."""
        if self.kind not in KINDS:
            raise ValueError(f"a record's kind {self.kind!r} is not one of {', '.join(KINDS)}")

    @property
    def title(self) -> str:
        """Its short name and its edition."""
        return f"{self.label} {self.version}".strip()

    @property
    def series(self) -> str:
        """The name of its series in the snapshot."""
        return f"{TEMPERATURE}.{self.id}"

    def judged(self, quality: Mapping[str, Quality]) -> "Record":
        """Return the same record with the quality of its countries; good ones are left out."""
        return replace(self, quality={i: q for i, q in quality.items() if not q.is_good})

    def judge(self, countries: Countries) -> Countries:
        """Return the countries, each with the quality that it has in this record."""
        return countries.judged({iso3: self.quality.get(iso3, GOOD) for iso3 in countries})


def compared(records: Mapping[str, Record]) -> list[str]:
    """Return the ids of the records that are compared with each other: two or more, or none."""
    fit = [record_id for record_id, record in records.items() if not record.fallback]
    return fit if len(fit) > 1 else []


def records_text(records: Iterable[Record]) -> str:
    """Write records as the JSON text of `records.json`, the usual one first."""
    return json.dumps([asdict(record) for record in records], indent=1, ensure_ascii=False) + "\n"


def parse_records(text: str) -> dict[str, Record]:
    """Read `records.json`: records by id, the usual one first; raises ValueError, KeyError."""
    found = [_record(table) for table in json.loads(text)]
    if not found:
        raise ValueError("it names no record")
    return {record.id: record for record in found}


def _record(table: dict[str, Any]) -> Record:
    base = table["base"]
    quality = {iso3: Quality(**told) for iso3, told in table["quality"].items()}
    known = {"years": Years(*table["years"]), "base": None if base is None else Years(*base)}
    return Record(**{**table, **known, "quality": quality})


def only_record(about: Mapping[str, Any], countries: Countries) -> Record:
    """Return the one record of a snapshot that has no `records.json`, as earlier releases wrote it.

    about: what its provenance says of the temperatures.
    """
    collection = about.get("collection", "")
    name = next((known for known in ("cru", "era5") if collection.startswith(known)), EMBEDDED)
    record = Record(
        id=name,
        label=about.get("short", about["title"]),
        publisher=about["publisher"],
        version=about.get("version", ""),
        kind="stations" if name == "cru" else "reanalysis",
        years=Years(*about["years"]),
        countries=about["countries"],
        licence=about["licence"],
        url=about["url"],
        note=about["note"],
        date=about["date"],
        fallback=name == EMBEDDED,
    )
    return record.judged({iso3: country.quality for iso3, country in countries.items()})
