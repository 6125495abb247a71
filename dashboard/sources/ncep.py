"""Temperature: national daily means of NCEP/NCAR Reanalysis 1, from climate-econometrics-toolkit.

Each of its files holds one year: a row per day, a column per record of the package's shapefile. The
package's own annual files are not used, because their 2024 ends in May.
"""

import calendar
import io
from collections.abc import Iterable

import numpy as np
import pandas as pd

FOLDER = "climate_econometrics_toolkit/preprocessed_data/"
YEARS = range(1948, 2025)

# Columns are known by their position: 13 of the files name some by codes of the 1990s, and several
# columns share a code there. The header of this year has today's codes...
HEADER_YEAR = 2000
# ...and leaves 16 blank: three of them are countries, the rest are parts of others (Gaza, Jan
# Mayen) and uninhabited or dissolved units (Wake Island, the Netherlands Antilles).
UNNAMED = {155: "MNE", 206: "SRB", 214: "ARE"}
ROWS = 366


class NcepError(ValueError):
    """A daily file is not as it was when this module was written."""


def daily_file(year: int) -> str:
    """Return the path of a year's file inside the package."""
    return f"{FOLDER}daily_temp/unweighted/temp.daily.bycountry.unweighted.{year}.csv"


def parse_units(header: bytes) -> dict[int, str]:
    """Read the iso3 of each column, by zero-based position after the index column."""
    names = header.decode("utf-8").splitlines()[0].split(",")[1:]
    units = {position: name for position, name in enumerate(names) if name}
    if taken := units.keys() & UNNAMED.keys():
        raise NcepError(f"columns {sorted(taken)} have a name, expected to be blank")
    units |= {position: name for position, name in UNNAMED.items() if position < len(names)}
    if len(set(units.values())) != len(units):
        raise NcepError("two columns of the header have the same name")
    return units


def parse_annual_means(content: bytes, year: int, units: dict[int, str]) -> pd.DataFrame:
    """Average a year's days for each unit.

    Columns: iso3, year, value (°C, to 0.001). Raises NcepError where a day is missing or one too
    many is there.
    """
    days = pd.read_csv(io.BytesIO(content), index_col=0, header=0).to_numpy(dtype="float64")
    expected = 366 if calendar.isleap(year) else 365
    if days.shape[0] != ROWS or days.shape[1] <= max(units):
        raise NcepError(f"{year}: {days.shape} rows and columns")
    known = days[:, list(units)]
    if np.isnan(known[:expected]).any() or not np.isnan(known[expected:]).all():
        raise NcepError(f"{year}: not exactly {expected} days")
    means = known[:expected].mean(axis=0).round(3)
    return pd.DataFrame({"iso3": list(units.values()), "year": year, "value": means})


def parse_temperature(files: Iterable[tuple[int, bytes]], units: dict[int, str]) -> pd.DataFrame:
    """Average the days of several years; columns as parse_annual_means gives them."""
    return pd.concat([parse_annual_means(content, year, units) for year, content in files])
