"""Farm output (FAOSTAT) and farm productivity (USDA), from climate-econometrics-toolkit.

Every parse_* returns the columns iso3, year, value, none missing.
"""

import io

import pandas as pd

FOLDER = "climate_econometrics_toolkit/preprocessed_data/"
PRODUCTION = FOLDER + "FAOSTAT_production_indices_1961_2023.csv"
PRODUCTIVITY = FOLDER + "USDA_FDA_global_TFP_1961_2021.csv"

# States that are no more, beside which USDA lists the states of today: Belgium-Luxembourg,
# Czechoslovakia, Ethiopia with Eritrea, Serbia and Montenegro, the Soviet Union, Yugoslavia.
FORMER = frozenset({"BLX", "CSK", "ETF", "SER", "SVU", "YSR"})


def parse_production(content: bytes, column: str) -> pd.DataFrame:
    """Read a production index, 2014-2016 = 100: column is "Food", "Crops" or "Livestock".

    "Cereals, primary" is in the file and is refused: it has gaps that the source does not explain.
    Singapore, Seychelles, Saint Kitts and Nevis, Saint Lucia and Equatorial Guinea reach several
    times their level of today, because their farms shrank: these are figures, not errors.
    """
    if column not in {"Food", "Crops", "Livestock"}:
        raise ValueError(f"{column}: not a production index that can be used")
    return _series(content, column)


def parse_productivity(content: bytes) -> pd.DataFrame:
    """Read agricultural total factor productivity, 2015 = 100."""
    rows = _series(content, "TFP")
    return rows[~rows["iso3"].isin(FORMER)]


def _series(content: bytes, column: str) -> pd.DataFrame:
    frame = pd.read_csv(io.BytesIO(content), keep_default_na=False, na_values=[""])
    rows = frame[["ISO3", "year", column]].set_axis(["iso3", "year", "value"], axis=1)
    return rows.dropna().astype({"value": float})
