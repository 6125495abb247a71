"""How many decimals are shown where the entry does not say."""

from pathlib import Path

import pandas as pd
import pytest

from dashboard.collection import open_collection
from dashboard.indicators import read_catalogue
from dashboard.own.digits import fitting_decimals


@pytest.mark.parametrize(
    ("values", "decimals"),
    [
        ([0.273, 0.61, 0.9, 0.71], 3),
        ([0.5, 0.5, 0.25], 2),
        ([1, 2, 3], 0),
        ([1_000_000, 2_500_000], 0),
        ([40_000.5, 30_000.25, 1500.125], 0),
        ([91.89, 89.6, 17.41], 1),
        ([7.1, 6.2, 0.4], 1),
        ([7.123, 6.234, 2.345], 2),
        ([0.0012345, 0.002], 5),
        ([0, 0, 0], 0),
        ([100.5, 200, 300], 1),
        ([-0.123, -0.456], 3),
    ],
)
def test_the_middle_value_is_shown_with_three_digits(values: list[float], decimals: int):
    assert fitting_decimals(pd.Series(values, dtype=float)) == decimals


def test_an_index_between_0_and_1_is_shown_as_such_unless_the_entry_says_otherwise(tmp_path: Path):
    (tmp_path / "hdi.csv").write_text("iso3,year,value\nBRA,2001,0.754\nNPL,2001,0.602\n")
    entry = '[{}]\nlabel = "{}"\nunit = "index"\npath = "hdi.csv"\n'
    text = entry.format("a", "A") + entry.format("b", "B") + "decimals = 1\n"
    (tmp_path / "own.toml").write_text(text)
    catalogue = read_catalogue(environ={"ISOTHERM_CATALOGUE": str(tmp_path / "own.toml")})
    found = open_collection(wanted=catalogue)
    assert found.catalogue["a"].decimals == 3
    assert found.catalogue["b"].decimals == 1
    assert found.store.tidy("a")["value"].tolist() == [0.754, 0.602]
