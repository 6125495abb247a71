#!/usr/bin/env bash
# HoloViews 1.23.2 with pandas 3.1.1: what `Dataset.aggregate("country", np.mean)` makes of a gap depends on how the
# same numbers are kept. As a DataFrame a missing year is left out: of 2.0 and NaN the mean is 2.0, the sum 2.0, the
# standard deviation 0.0, though np.mean, np.sum and np.std of these are NaN. As a dictionary of arrays, or as a grid of
# country by year, all three are NaN. Nothing is said in either case, and `np.size` counts the gap in both. HoloViews
# calls pandas' own mean for tables (PandasInterface.aggregate), and NumPy itself for the other containers.
# Seen in November 2026.
#
# Who is hurt: whoever means temperatures by country or by decade. The same line gives a decade of which nine years are
# missing the value of one year, with no spread, or no value, and a change of container (a grid from xarray turned into
# a table for hvplot, a DataFrame replaced by a dictionary of arrays) changes a map without a word.
# What helps: count what is known in each group, and mean with np.nanmean or pandas where that is meant, before HoloViews
# gets it (Isotherm's means and their rules for gaps are in dashboard/climate, and HoloViews draws them).
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --disable-pip-version-check holoviews==1.23.2 pandas==3.1.1

cat > "$folder/try.py" <<'PY'
import warnings
from importlib.metadata import version

import numpy as np
import pandas as pd

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import holoviews as hv

NAMES = (["country", "year"], "change")
COLUMNS = {
    "country": np.array(["BRA", "BRA", "IND", "IND"], dtype=object),
    "year": np.array([1990, 1991, 1990, 1991]),
    "change": np.array([2.0, np.nan, 1.0, 4.0]),
}
GRID = (np.array(["BRA", "IND"]), np.array([1990, 1991]), np.array([[2.0, 1.0], [np.nan, 4.0]]))
KEPT = {
    "dataframe": hv.Dataset(pd.DataFrame(COLUMNS), *NAMES),
    "dictionary": hv.Dataset(COLUMNS, *NAMES, datatype=["dictionary"]),
    "grid": hv.Dataset(GRID, *NAMES, datatype=["grid"]),
}
GAP = {
    "dataframe": {"mean": 2.0, "sum": 2.0, "std": 0.0},
    "dictionary": {"mean": np.nan, "sum": np.nan, "std": np.nan},
    "grid": {"mean": np.nan, "sum": np.nan, "std": np.nan},
}
print(f"holoviews {version('holoviews')}, pandas {version('pandas')}, numpy {version('numpy')}")
for name, data in KEPT.items():
    assert data.interface.datatype == name
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = {
            how.__name__: data.aggregate("country", how).dimension_values("change").tolist()
            for how in (np.mean, np.sum, np.std)
        }
    print(f"{name}: BRA has 2.0 and NaN, IND 1.0 and 4.0: {found}")
    np.testing.assert_equal({how: brazil for how, (brazil, _) in found.items()}, GAP[name])
    assert [india for _, india in found.values()] == [2.5, 5.0, 1.5]
PY
"$folder/venv/bin/python" "$folder/try.py"
