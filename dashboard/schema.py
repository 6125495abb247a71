"""The one shape every series has: one row per country, indicator and year."""

import numpy as np
import pandas as pd

KEY = ["iso3", "indicator", "year"]
COLUMNS = [*KEY, "value"]


class SchemaError(ValueError):
    """A frame is not tidy; the message says in what way."""


def check_tidy(frame: pd.DataFrame) -> None:
    """Check that a frame has the tidy columns, their types and a unique key.

    Columns: iso3 (str), indicator (str), year (int16), value (float64). A missing value is an
    absent row, so NaN and infinities are errors. Raises SchemaError.
    """
    if list(frame.columns) != COLUMNS:
        raise SchemaError(f"columns are {list(frame.columns)}, not {COLUMNS}")
    _check_types(frame)
    _check_values(frame)
    repeated = frame.duplicated(KEY)
    if repeated.any():
        raise SchemaError(f"{int(repeated.sum())} repeated keys, first {_first(frame, repeated)}")


def _check_types(frame: pd.DataFrame) -> None:
    for column in ("iso3", "indicator"):
        if not pd.api.types.is_string_dtype(frame[column]):
            raise SchemaError(f"{column} is {frame[column].dtype}, not text")
    for column, dtype in {"year": "int16", "value": "float64"}.items():
        if frame[column].dtype != dtype:
            raise SchemaError(f"{column} is {frame[column].dtype}, not {dtype}")


def _check_values(frame: pd.DataFrame) -> None:
    strange = ~frame["iso3"].str.fullmatch("[A-Z]{3}").astype(bool)
    if strange.any():
        raise SchemaError(f"iso3 is not three capitals: {_first(frame, strange)}")
    missing = ~np.isfinite(frame["value"])
    if missing.any():
        raise SchemaError(f"{int(missing.sum())} values are not finite: {_first(frame, missing)}")


def _first(frame: pd.DataFrame, chosen: pd.Series) -> str:
    return str(tuple(frame.loc[chosen, KEY].iloc[0]))
