"""FAO's temperature change by country as FAOSTAT publishes it: a CSV file, wide or long."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard.own.names import CountryNames
from dashboard.sources.client import BrokenAnswerError
from dashboard.sources.temperature import RecordError, read_table

YEAR, CHANGE = "Meteorological year", "Temperature change"
COLUMNS = ["Area", "Months", "Element", "Unit"]
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


def parse_faostat(body: bytes, names: CountryNames) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Read temperature change: columns iso3, year, value (°C above the mean of 1951-1980).

    Beside it: names that are no country here. Raises BrokenAnswerError and RecordError.
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
    return found[found["iso3"] != ""].dropna().reset_index(drop=True), tuple(sorted(unknown))


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
