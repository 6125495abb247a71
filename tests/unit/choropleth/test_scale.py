import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from choropleth import ChoroplethError
from choropleth.scale import bin_edges, colours

FINITE = st.floats(-1e9, 1e9, allow_nan=False, allow_subnormal=False)


def refused(words: str) -> object:
    return pytest.raises(ChoroplethError, match=re.escape(words))


@given(st.lists(FINITE, min_size=1, max_size=30), st.integers(1, 12))
def test_edges_ascend_and_hold_the_middle_of_the_values(values: list[float], bins: int):
    array = np.array(values)
    edges = bin_edges(array, bins)
    assert all(low < high for low, high in pairwise(edges))
    low, high = np.quantile(array, [0.02, 0.98])
    slack = 1e-6 * max(abs(low), abs(high), 1)
    assert edges[0] <= low + slack
    assert edges[-1] >= high - slack


def test_edges_are_round_numbers():
    assert bin_edges(np.linspace(0, 9.7, 200), 5) == (0.0, 2.0, 4.0, 6.0, 8.0, 10.0)
    assert bin_edges(np.linspace(-0.31, 0.29, 200), 6) == (-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3)


def test_values_that_are_all_equal_have_one_bin_around_them():
    assert bin_edges(np.full(5, 20.0)) == (18.0, 22.0)
    assert bin_edges(np.zeros(5)) == (-1.0, 1.0)


def test_infinite_and_missing_values_do_not_move_the_edges():
    values = np.array([0.0, 10.0] * 50)
    more = np.append(values, [np.nan, np.inf, -np.inf])
    assert bin_edges(more, 5) == bin_edges(values, 5)


def test_no_values_have_edges_too():
    assert bin_edges(np.full(3, np.nan), 4)[0] == 0.0
    assert bin_edges(np.array([]), 4)[-1] == 1.0


def test_limits_are_divided_evenly():
    assert bin_edges(np.array([7.0]), 4, (0, 2)) == (0.0, 0.5, 1.0, 1.5, 2.0)


def test_edges_of_one_s_own_are_kept():
    assert bin_edges(np.array([7.0]), [0, 1, 10, 100]) == (0.0, 1.0, 10.0, 100.0)


@pytest.mark.parametrize(
    ("bins", "limits", "words"),
    [
        (0, None, "between 1 and 250"),
        ([1], None, "2 to 251 ascending numbers"),
        ([1, 1], None, "ascending"),
        ([2, 1], None, "ascending"),
        (["a"], None, "bins=['a']: pass numbers"),
        ([0, np.inf], None, "pass finite numbers"),
        (5, (1, 1), "pass the lowest and the highest"),
        (5, (0, np.nan), "limits=(0.0, nan): pass finite numbers"),
        (5, 3, "limits=3: pass numbers"),
        ([0, 1], (0, 1), "Pass limits with a number of bins"),
    ],
)
def test_bins_that_cannot_be_are_refused(bins: object, limits: object, words: str):
    with refused(words):
        bin_edges(np.array([1.0, 2.0]), bins, limits)


def test_a_named_palette_is_stretched_over_the_bins():
    found = colours("Viridis", 5)
    assert len(found) == 5
    assert (found[0], found[-1]) == ("#440154", "#fde724")
    assert colours("Viridis_r", 5) == found[::-1]


def test_as_many_colours_as_bins_are_kept():
    assert colours(["red", "#00ff00"], 2) == ("red", "#00ff00")
    assert colours(["red"], 3) == ("red", "red", "red")


def test_one_bin_has_the_middle_of_a_palette():
    assert colours(["#000000", "#777777", "#ffffff"], 1) == ("#777777",)


@pytest.mark.parametrize("palette", ["Nothing", [], [1, 2], ["rgb(1,2,3)", "red", "blue"]])
def test_palettes_that_cannot_be_are_refused(palette: object):
    with refused("palette"):
        colours(palette, 2)
