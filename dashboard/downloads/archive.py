"""All data as one zip: a plain CSV a series, what each is and on what terms, and the licences.

Built when it is first asked for, once a snapshot: in a thread, by one request for all who wait.
"""

import asyncio
import io
import json
from collections.abc import Iterator
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pandas as pd

from dashboard.atlas import Atlas
from dashboard.climate import DEFAULT_BASELINE
from dashboard.downloads.csv_text import csv_text
from dashboard.state import TEMPERATURE
from dashboard.store import SnapshotError

NAME = "isotherm-data.zip"
MOST_VALUES = 3_000_000  # in all; what is beyond is named in metadata.json
_FACTS = ("title", "publisher", "url", "licence", "note")
_ALWAYS = (1980, 1, 1, 0, 0, 0)  # the same content is the same file
_archives: "WeakKeyDictionary[Atlas, asyncio.Future[bytes]]" = WeakKeyDictionary()


async def archive_of(atlas: Atlas) -> bytes:
    """Return the zip of a snapshot; while it is built, the server goes on answering."""
    if atlas not in _archives:
        made = asyncio.get_running_loop().run_in_executor(None, partial(archive, atlas))
        _archives[atlas] = asyncio.ensure_future(made)
    try:
        # Who leaves while it is built does not end it for the others.
        return await asyncio.shield(_archives[atlas])
    except Exception:
        _archives.pop(atlas, None)  # the next one tries again
        raise


def archive(atlas: Atlas, most: int = MOST_VALUES) -> bytes:
    """Build the zip: series, one at a time, until there are so many values."""
    content, about = io.BytesIO(), _about(atlas)
    with ZipFile(content, "w", ZIP_DEFLATED) as zipped:
        _write(zipped, "countries.csv", csv_text(_countries(atlas)))
        _write(zipped, "quality.csv", csv_text(_quality(atlas)))
        left = most
        for series, described in _series(atlas):
            rows = _rows(atlas, series)
            if rows is None or len(rows) > left:
                about["left_out"].append(series)
                continue
            left -= len(rows)
            years = [int(rows["year"].min()), int(rows["year"].max())] if len(rows) else None
            described |= {"years": years, "values": len(rows)}
            about["files"].append(described)
            _write(zipped, described["file"], csv_text(_named(atlas, rows)))
        _write(zipped, "metadata.json", json.dumps(about, ensure_ascii=False, indent=2) + "\n")
        _write(zipped, "LICENSE.txt", _licence(about))
    return content.getvalue()


def _rows(atlas: Atlas, series: str) -> pd.DataFrame | None:
    """Return a series, None where its file cannot be read just now."""
    try:
        return atlas.store.tidy(series)
    except SnapshotError:
        return None


def _write(zipped: ZipFile, name: str, text: str) -> None:
    entry = ZipInfo(name, _ALWAYS)
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    zipped.writestr(entry, text)


def _series(atlas: Atlas) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return each series with what it is: the records of temperature, then the indicators."""
    label = atlas.catalogue[TEMPERATURE].label
    for name, record in atlas.store.records.items():
        usual = name == atlas.usual
        told = atlas.provenance(TEMPERATURE) if usual else {}
        facts = {fact: told.get(fact) or getattr(record, fact, "") for fact in _FACTS}
        series = TEMPERATURE if usual else record.series
        unit = atlas.record(name).unit
        described = {"file": f"{series}.csv", "label": label, "unit": unit, "record": name}
        base = None if record.base is None else str(record.base)
        more = {"base": base, "retrieved": record.date, "source": facts}
        yield series, {**described, **more}
    for indicator in atlas.catalogue.values():
        if indicator.id == TEMPERATURE:
            continue
        told = atlas.provenance(indicator.id)
        yield (
            indicator.id,
            {
                "file": f"{indicator.id}.csv",
                "label": indicator.label,
                "unit": indicator.unit,
                "description": indicator.description,
                "categories": list(indicator.categories) or None,
                "retrieved": told.get("date", ""),
                "source": {fact: told.get(fact, "") for fact in _FACTS},
            },
        )


def _about(atlas: Atlas) -> dict[str, Any]:
    table = atlas.store.provenance.get("countries", {})
    return {
        "title": "Isotherm: national temperatures, and how countries live",
        "snapshot": atlas.store.provenance["date"],
        "baseline": f"Values are as published. Where the page measures against a baseline, it is "
        f"{DEFAULT_BASELINE} unless another is chosen.",
        "columns": {
            "iso3": "ISO 3166 code of the country",
            "country": "its name",
            "year": "calendar year",
            "value": "in the unit of the file",
        },
        "countries": {fact: table.get(fact, "") for fact in _FACTS},
        "quality": "quality.csv: how far the temperatures of each country can be trusted in each "
        "record. Only those whose quality is good are ranked.",
        "files": [],
        "left_out": [],
    }


def _named(atlas: Atlas, rows: pd.DataFrame) -> pd.DataFrame:
    names = {iso3: country.name for iso3, country in atlas.store.countries.items()}
    rows = rows.sort_values(["iso3", "year"], kind="stable")
    return rows.assign(country=rows["iso3"].map(names))[["iso3", "country", "year", "value"]]


def _countries(atlas: Atlas) -> pd.DataFrame:
    # Without iso2: readers take Namibia's for a missing value.
    told = ["iso3", "name", "official_name", "region", "subregion", "climate_zone"]
    sizes = ["climate_zone_share", "area_km2", "label_lon", "label_lat"]
    members = [int(country.is_un_member) for country in atlas.store.countries.values()]
    return atlas.store.countries.frame[[*told, *sizes]].assign(un_member=members)


def _quality(atlas: Atlas) -> pd.DataFrame:
    rows = [
        (name, iso3, country.quality.flag, country.quality.reason)
        for name in atlas.store.records
        for iso3, country in atlas.record(name).countries.items()
    ]
    return pd.DataFrame(rows, columns=["record", "iso3", "quality", "reason"])


def _licence(about: dict[str, Any]) -> str:
    """Return whose each file is and on what terms, as the snapshot records it."""
    said = [
        "These figures are other people's work, each under its own terms. Name the publisher.\n"
    ]
    for file in about["files"]:
        terms = file["source"]
        lines = (
            f"{file['file']}: {file['label']}",
            *(f"  {terms[fact]}" for fact in ("title", "publisher", "url") if terms[fact]),
            f"  Licence: {terms['licence'] or 'not stated; ask the publisher'}",
        )
        said.append("\n".join(lines) + "\n")
    table = about["countries"]
    said.append(
        f"countries.csv: {table['title']}\n  {table['publisher']}\n  Licence: {table['licence']}\n"
        "  Members of the United Nations: United Nations, Member States.\n"
    )
    said.append("quality.csv, and this compilation: Isotherm, BSD-3-Clause.\n")
    return "\n".join(said)
