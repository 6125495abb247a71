"""Independent records as their publishers offer them for download, read from a folder.

A frame has index iso3, columns years, °C: of anomalies or of temperatures, each of its own base.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from dashboard.countries import Countries

ERA5, FAO = "owid_era5_annual_anomalies.csv", "imf_fao_temperature_change_1961_2024.csv"
CRU = "crucy/*.tmp.per"
MISSING = -999.0
# Names of CRU CY's files that no name or alias of ours resembles. Parts of countries that have
# a file of their own, such as Hawaii, have no iso3 and are left out.
CRU_NAMES = {
    "Bosnia-Herzegovinia": "BIH",
    "Cape_Verde_Isl": "CPV",
    "Central_African_Rep": "CAF",
    "Curacao_Isl": "CUW",
    "Faeroes": "FRO",
    "Grand_Cayman": "CYM",
    "Norfolk_Isl": "NFK",
    "Northern_Marianas": "MNP",
    "Palau_Isl": "PLW",
    "Puerto_Rica": "PRI",
    "Sao_Tome_+_Principe": "STP",
    "South_Georgia": "SGS",
    "St_Vincent": "VCT",
    "Svalbard": "SJM",
    "Tokelau_Isl": "TKL",
    "Vanatu": "VUT",
}


def read_records(folder: Path, countries: Countries) -> dict[str, pd.DataFrame]:
    """Read the three records in a folder: "era5", "fao" and "cru", of our countries alone."""
    cru = read_cru(sorted(folder.glob(CRU)), countries)
    found = {"era5": read_era5(folder / ERA5), "fao": read_fao(folder / FAO), "cru": cru}
    return {name: frame[frame.index.isin(list(countries))] for name, frame in found.items()}


def read_era5(file: Path) -> pd.DataFrame:
    """ERA5 by Our World in Data: anomalies from the mean of 1991-2020."""
    rows = pd.read_csv(file).dropna(subset=["Code"]).replace({"Code": {"OWID_KOS": "XKX"}})
    return rows.pivot(index="Code", columns="Year", values="Temperature anomaly")


def read_fao(file: Path) -> pd.DataFrame:
    """FAO's temperature change (GISTEMP) by the IMF: anomalies from the mean of 1951-1980."""
    rows = pd.read_csv(file, encoding="utf-8-sig").set_index("ISO3")
    years = [column for column in rows if column.isdigit()]
    return rows[years].rename(columns=int).astype(float)


def read_cru(files: Iterable[Path], countries: Countries) -> pd.DataFrame:
    """CRU CY, a file a country: °C."""
    iso3 = _iso3_by_name(countries)
    rows = {}
    for file in files:
        name = file.name.split(".")[5]
        code = CRU_NAMES.get(name) or iso3.get(_plain(name))
        if code is not None:
            rows[code] = read_per(file)
    return pd.DataFrame(rows).T


def read_per(file: Path) -> "pd.Series[float]":
    """Annual means of one `.per` file of CRU CY, by year."""
    lines = [line.split() for line in file.read_text(encoding="utf-8").splitlines()[4:]]
    annual = pd.Series({int(cells[0]): float(cells[-1]) for cells in lines})
    return annual.where(annual > MISSING, np.nan)


def _iso3_by_name(countries: Countries) -> dict[str, str]:
    return {
        name.casefold(): country.iso3
        for country in countries.values()
        for name in (*country.aliases, country.official_name, country.name)
    }


def _plain(name: str) -> str:
    spaced = name.replace("_", " ")
    if spaced.startswith("St "):
        spaced = f"Saint {spaced[3:]}"
    return spaced.replace(" Isl", " Islands").casefold()
