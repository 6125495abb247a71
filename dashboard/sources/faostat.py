"""FAO's temperature change by country as FAOSTAT publishes it: a CSV file, wide or long, zipped."""

import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd

from dashboard.own.names import CountryNames
from dashboard.sources.client import BrokenAnswerError, Client, shown
from dashboard.sources.fetched import Fetched
from dashboard.sources.raw import RawAnswers
from dashboard.sources.temperature import Parsed, Publication, RecordError, read_table

YEAR, CHANGE = "Meteorological year", "Temperature change"
COLUMNS = ["Area", "Months", "Element", "Unit"]
BULK_FILE = "Environment_Temperature_change_E_All_Data.zip"
LARGEST = 1 << 29  # bytes of its table; that of 2024 has some 6 MB
MISSING = 999.0  # as older editions mark a value that is missing
# FAO's "China" is the mainland with Hong Kong, Macao and Taiwan, which have areas of their own.
NAMES = {
    "China": "",
    "China, mainland": "CHN",
    "French Southern and Antarctic Territories": "ATF",
    "Micronesia": "",  # the region: the state is "Micronesia (Federated States of)"
    "Midway Island": "",
    "Netherlands Antilles (former)": "",
    "Wake Island": "",
    "Annex I countries": "",
    "Non-Annex I countries": "",
    "Land Locked Developing Countries": "",
    "Net Food Importing Developing Countries": "",
}

ABOUT = {
    "short": "FAO (GISTEMP)",
    "title": "FAO temperature change, from GISTEMP, by FAOSTAT",
    "publisher": "FAO, from NASA's GISTEMP; by FAOSTAT",
    "url": "https://www.fao.org/faostat/en/#data/ET",
    "licence": "CC BY 4.0",
    "note": "Anomalies from the mean of 1951-1980, on a grid of 2 degrees.",
}


def publication(names: CountryNames) -> Publication:
    """Return FAOSTAT's bulk file, whose areas have names of countries and no codes of theirs."""
    return Publication(
        "faostat/temperature-change",
        lambda body: parse_faostat(unzipped(body), names),
        ABOUT,
        ".zip",
    )


def faostat_url(base: str) -> str:
    """Return the bulk file's address."""
    return f"{base}/{BULK_FILE}"


async def fetch_faostat(client: Client, raw: RawAnswers, base: str, names: CountryNames) -> Fetched:
    """Ask for FAOSTAT's bulk file; raises FetchError and RecordError."""
    return await publication(names).fetch(client, raw, faostat_url(base), {})


def unzipped(body: bytes) -> bytes:
    """Return the table among the files of a bulk file; raises BrokenAnswerError, RecordError."""
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            tables = [m for m in archive.infolist() if "_All_Data" in m.filename]
            if not tables:
                raise RecordError(f"it holds {', '.join(archive.namelist()[:5]) or 'nothing'}")
            # With and without flags are the same figures; the shorter is quicker to read.
            table = min(tables, key=lambda member: member.file_size)
            if table.file_size > LARGEST:
                raise RecordError(f"its table has {table.file_size / 1e6:.0f} MB")
            return archive.read(table)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise BrokenAnswerError(f"not a zip file, or cut off: {shown(body)}") from error


def parse_faostat(body: bytes, names: CountryNames) -> Parsed:
    """Read temperature change: columns iso3, year, value (°C above the mean of 1951-1980).

    Raises BrokenAnswerError and RecordError.
    """
    table = read_table(_as_utf8(body), COLUMNS)
    rows = table[(table["Months"] == YEAR) & (table["Element"] == CHANGE)]
    if rows.empty:
        raise RecordError(f"it holds no {CHANGE.lower()} of the {YEAR.lower()}")
    if odd := set(rows["Unit"].astype(str)) - {"°C", "°c"}:
        raise RecordError(f"its unit is {', '.join(sorted(odd))}")
    long = _long(rows)
    areas = {area: _iso3(area, names) for area in long["Area"].unique()}
    unknown = [
        area for area, iso3 in areas.items() if not (iso3 or area in NAMES or names.is_other(area))
    ]
    codes = long["Area"].map(areas)
    found = pd.DataFrame({"iso3": codes, "year": long["year"], "value": long["value"]})
    rows = found[found["iso3"] != ""].dropna().reset_index(drop=True)
    return Parsed(rows, tuple(sorted(unknown)))


def _as_utf8(body: bytes) -> bytes:
    """FAOSTAT's older files are in Latin 1."""
    try:
        body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("latin-1").encode()
    return body


def _iso3(area: str, names: CountryNames) -> str:
    return NAMES[area] if area in NAMES else "" if names.is_other(area) else names.iso3(area)


def _long(rows: pd.DataFrame) -> pd.DataFrame:
    if {"Year", "Value"} <= set(rows.columns):
        long = rows[["Area", "Year", "Value"]].set_axis(["Area", "year", "value"], axis=1)
    else:
        years = _years(list(map(str, rows.columns)))
        if rows[years].iloc[-1].isna().all():
            raise BrokenAnswerError("it is cut off: its last area has no values")
        long = rows.melt("Area", years, "year", "value")
        long["year"] = long["year"].str.removeprefix("Y")
    values: Any = pd.to_numeric(long["value"], errors="coerce")
    known = values.where(np.abs(values) < MISSING)
    return long.assign(year=long["year"].astype(int), value=known)


def _years(columns: Sequence[str]) -> list[str]:
    found = [name for name in columns if name[:1] == "Y" and name[1:].isdecimal()]
    if not found:
        raise BrokenAnswerError("it has no years")
    return found
