"""CRU's temperatures from files of CRU CY, which hold the country means of CRU TS."""

from pathlib import Path

import pandas as pd

from dashboard.climate import Years
from dashboard.own.names import CountryNames
from dashboard.own.per_files import Edition, PerError, per_texts, read_edition
from dashboard.records import Record
from dashboard.sources.extents import differing
from dashboard.sources.fetched import Fetched
from dashboard.sources.temperature import RecordError

ABOUT = {
    "short": "CRU CY",
    "title": "CRU CY, annual mean temperature by country",
    "publisher": "Climatic Research Unit, University of East Anglia",
    "url": "https://crudata.uea.ac.uk/cru/data/hrg/",
    "licence": "Open Government Licence v3.0",
    "note": "Annual means over countries of CRU TS, on a grid of half a degree, to 0.1 °C.",
}


def read_crucy(path: Path, names: CountryNames) -> Fetched:
    """Read a folder, a zip file or one file; raises RecordError."""
    try:
        edition = read_edition(per_texts(path), names)
    except (PerError, OSError) as error:
        raise RecordError(f"{path}: {error}") from error
    return _fetched(edition, path)


def _fetched(edition: Edition, path: Path) -> Fetched:
    day = pd.Timestamp(path.stat().st_mtime, unit="s").date()
    about = {**ABOUT, "version": edition.name, "date": day.isoformat()}
    return Fetched(edition.rows, path.name, day, about, unknown=edition.unknown)


def record_of(fetched: Fetched, rows: pd.DataFrame) -> Record:
    """Return what is known of the record."""
    about = fetched.about
    return Record(
        id="cru",
        label=about["short"],
        publisher=about["publisher"],
        version=about["version"],
        kind="stations",
        years=Years(int(rows["year"].min()), int(rows["year"].max())),
        countries=int(rows["iso3"].nunique()),
        licence=about["licence"],
        url=about["url"],
        note=about["note"],
        date=about["date"],
        independent_of="It shares most of its stations with FAO's; ERA5 is made another way.",
        differs=differing("cru", "crucy"),
    )
