"""Codes that publishers use beside ISO 3166's: former ones, and those of Kosovo.

They mean the same countries as in own files: ZAR is Zaire, now DR Congo.
"""

from collections.abc import Mapping

import pandas as pd

from dashboard.own.names import CODES

LETTERS = 3
CURRENT: Mapping[str, str] = {old: iso3 for old, iso3 in CODES.items() if len(old) == LETTERS}


def current_codes(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of a former code the current one.

    Columns: iso3 and year, among others. Where an answer has both codes of a country for a year,
    the row of the current code counts.
    """
    codes = rows["iso3"].astype(str)
    former = codes.isin(list(CURRENT))
    if not former.any():
        return rows
    renamed = rows.assign(iso3=codes.replace(dict(CURRENT)))
    key = pd.MultiIndex.from_frame(renamed[["iso3", "year"]])
    return renamed[~(former & key.isin(key[~former.to_numpy()])).to_numpy()]


def current_list(listed: pd.DataFrame) -> pd.DataFrame:
    """Do the same with a list of countries, whose index is iso3."""
    former = listed.index.isin(list(CURRENT))
    renamed = listed.rename(index=dict(CURRENT))
    return renamed[~(former & renamed.index.isin(renamed.index[~former]))]
