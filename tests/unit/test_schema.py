import numpy as np
import pandas as pd
import pytest

from dashboard.schema import SchemaError, check_tidy


def tidy(**changes: object) -> pd.DataFrame:
    columns = {"iso3": ["BRA", "BRA"], "indicator": ["gdp", "gdp"], "year": [2000, 2001]}
    frame = pd.DataFrame({**columns, "value": [1.0, 2.0], **changes})
    return frame.astype({"year": "int16"})


def test_a_tidy_frame_passes():
    check_tidy(tidy())


def test_an_empty_frame_of_the_right_types_passes():
    check_tidy(tidy().iloc[:0])


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (tidy().rename(columns={"year": "Year"}), "columns are"),
        (tidy()[["indicator", "iso3", "year", "value"]], "columns are"),
        (tidy().astype({"year": "int64"}), "year is int64"),
        (tidy(value=[1, 2]), "value is int64"),
        (tidy(iso3=[1, 2]), "iso3 is int64"),
        (tidy(iso3=["BRA", "br"]), r"not three capitals: \('br', 'gdp', "),
        (tidy(value=[1.0, np.nan]), "1 values are not finite"),
        (tidy(value=[1.0, np.inf]), "1 values are not finite"),
        (tidy(year=[2000, 2000]), "1 repeated keys, first"),
    ],
)
def test_what_is_not_tidy_is_named(frame: pd.DataFrame, reason: str):
    with pytest.raises(SchemaError, match=reason):
        check_tidy(frame)
