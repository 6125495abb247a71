"""What both Python and the browser compute: the cases of tests/cases.json, in Python.

tests/browser/cases.test.js has the same ones for the browser; test_browser.py runs it.
"""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard import climate
from dashboard.climate import Years
from dashboard.countries import Quality
from dashboard.downloads.sheets import in_order
from dashboard.indicators import read_catalogue
from dashboard.parts.scatter import latest
from dashboard.views.cards import shown, signed, with_unit
from dashboard.views.theme import Scale

CASES = json.loads((Path(__file__).parents[1] / "cases.json").read_text(encoding="utf-8"))
FERTILITY = read_catalogue()["fertility"]


def floats(values: list[float | None]) -> np.ndarray:
    return np.array(values, dtype=float)


@pytest.mark.parametrize("case", CASES["numbers"], ids=lambda case: str(case["value"]))
def test_a_number_is_written_as_the_browser_writes_it(case: dict):
    categories = tuple(case.get("categories", ()))
    indicator = replace(FERTILITY, decimals=case["decimals"], categories=categories)
    if case["signed"] is not None:
        assert signed(case["value"], case["decimals"]) == case["signed"]
    assert shown(case["value"], indicator) == case["full"]
    assert with_unit(shown(case["value"], indicator), case["unit"]) == case["with_unit"]


@pytest.mark.parametrize("case", CASES["variables"], ids=lambda case: case["what"])
def test_a_variable_has_the_values_bins_and_ranks_that_it_has_on_the_map(case: dict):
    values = pd.DataFrame(case["values"], dtype=float)
    values.columns = range(case["first"], case["first"] + values.shape[1])
    if "period" in case:
        found = climate.normals(values, Years(*case["period"]))
    else:
        year = max(case["year"], case["first"])  # with which the map's slider begins, see on_map
        newest = latest(values, year, case["tolerance"]).reindex(values.index)
        found = newest["value"]
        np.testing.assert_array_equal(newest["year"], floats(case["years"]))
    np.testing.assert_array_equal(found, floats(case["found"]))
    scale = Scale(tuple(case["edges"]), ("#000",) * (len(case["edges"]) - 1))
    np.testing.assert_array_equal(scale.bins(found), floats(case["bins"]))
    flags = case.get("flags", ["good"] * len(values))
    good = [Quality(flag, "" if flag == "good" else "Why").is_good for flag in flags]
    everyone = case.get("flagged") or not case.get("signed")
    ranks = climate.ranks(found if everyone else found[good]).reindex(values.index)
    np.testing.assert_array_equal(ranks, floats(case["ranks"]))


@pytest.mark.parametrize("case", CASES["orders"], ids=lambda case: str(case["values"]))
def test_rows_are_in_the_order_of_the_page(case: dict):
    rows = pd.DataFrame({"value": floats(case["values"])})
    late = pd.Series(case["late"], rows.index)
    ordered = in_order(rows, "value", late=late, turned=case["turned"])
    assert list(ordered.index) == case["order"]
