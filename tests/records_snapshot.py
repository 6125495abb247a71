"""A snapshot with three records, made of the embedded one: each differs from it in a known way."""

import atexit
import json
import shutil
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd

from dashboard.atlas import Atlas
from dashboard.climate import Years
from dashboard.collection import open_collection
from dashboard.countries import Quality
from dashboard.records import Record
from dashboard.store import (
    PROVENANCE,
    RECORDS,
    SERIES,
    SNAPSHOT,
    Store,
    write_frames,
    write_records,
)

USUAL = Record(
    id="cru",
    label="CRU TS",
    publisher="Climatic Research Unit; University of East Anglia",
    version="4.09",
    kind="stations",
    years=Years(1948, 2022),
    countries=200,
    licence="Open Government Licence",
    url="https://crudata.uea.ac.uk/cru/data/hrg/",
    date="2026-11-20",
    independent_of="It shares stations with FAO.",
    quality={"CHE": Quality("differs", "The records differ: +0.02 to +0.39 °C a decade.")},
)
ERA5 = replace(
    USUAL,
    id="era5",
    label="ERA5",
    version="2026",
    publisher="Copernicus Climate Change Service",
    kind="reanalysis",
    years=Years(1948, 2024),
    differs={"NOR": "With Svalbard."},
    independent_of="It shares no station averages with CRU and FAO.",
    quality={"FRA": Quality("differs", "The records differ: +0.10 to +0.31 °C a decade.")},
)
FAO = replace(
    USUAL,
    id="fao",
    label="FAO",
    version="2025",
    publisher="Food and Agriculture Organization",
    kind="blend",
    years=Years(1961, 2024),
    base=Years(1951, 1980),
    differs={},
    quality={},
)
# What each has more than the usual one, °C per decade from 1948 on: IND agrees, BRA does not.
STEEPER = {"era5": {"BRA": 0.3, "IND": 0.04}, "fao": {"IND": -0.03}}
DIGITS = 0.0001234  # °C: what era5 has beyond whole thousandths


def write_three_records(folder: Path) -> Path:
    """Write the snapshot where a server with ISOTHERM_DATA_DIR at `folder` finds it."""
    snapshot = folder / "snapshots" / "20310101T000000.000000Z"
    shutil.copytree(SNAPSHOT, snapshot)
    frames = {name: Store.read().tidy(name) for name in Store.read().indicators}
    ours = frames["temperature"]
    cru = ours[ours["year"] <= 2022]
    frames |= {
        "temperature": cru,
        "temperature.era5": _steeper(ours, "era5", DIGITS),
        "temperature.fao": _anomalies(_steeper(ours, "fao", 0.0)),
    }
    write_frames([frames[name] for name in sorted(frames)], snapshot / SERIES)
    none = {
        iso3: country.quality
        for iso3, country in Store.read().countries.items()
        if country.quality.flag == "none"
    }
    records = (USUAL, ERA5, FAO)
    judged = [replace(record, quality={**record.quality, **none}) for record in records]
    write_records(judged, snapshot / RECORDS)
    _tell(snapshot / PROVENANCE)
    (folder / "current").symlink_to(snapshot.relative_to(folder))
    return snapshot


@cache
def three_records() -> Atlas:
    """Return the atlas of that snapshot, for tests that need no server."""
    return _open_copy(Path(tempfile.mkdtemp(prefix="isotherm-records-")))


def _open_copy(folder: Path) -> Atlas:
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    found = open_collection(write_three_records(folder))
    return Atlas(found.store, found.catalogue)


def _steeper(ours: pd.DataFrame, record_id: str, more: float) -> pd.DataFrame:
    slopes = ours["iso3"].map(STEEPER[record_id]).fillna(0.0)
    value = ours["value"] + more + slopes * (ours["year"] - 1948) / 10
    return ours.assign(value=value, indicator=f"temperature.{record_id}")


def _anomalies(rows: pd.DataFrame) -> pd.DataFrame:
    """Return anomalies of 1951-1980, from 1961 on, as FAO publishes them: three decimals."""
    base = rows[rows["year"].between(1951, 1980)].groupby("iso3")["value"].mean()
    value = (rows["value"] - rows["iso3"].map(base)).round(3)
    return rows.assign(value=value)[rows["year"] >= 1961].dropna()


def _tell(file: Path) -> None:
    told = json.loads(file.read_text(encoding="utf-8"))
    told["series"]["temperature"] |= {
        "title": USUAL.title,
        "publisher": USUAL.publisher,
        "licence": USUAL.licence,
        "short": USUAL.label,
        "note": "",
    }
    told["date"] = "2031-01-01"
    file.write_text(json.dumps(told), encoding="utf-8")
