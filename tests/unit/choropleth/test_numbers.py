import re

import numpy as np
import pandas as pd
import pytest

from choropleth import ChoroplethError, ChoroplethWarning
from choropleth.numbers import HEADER, Numbers, read_numbers

KEYS = ["A", "B", "C"]


def refused(words: str) -> object:
    return pytest.raises(ChoroplethError, match=re.escape(words))


def test_a_series_is_one_step_in_the_order_of_the_shapes():
    numbers = read_numbers(pd.Series({"C": 3, "A": 1}), None, KEYS)
    assert numbers.values.tolist()[0][0] == 1
    assert np.isnan(numbers.values[0, 1])
    assert numbers.steps == ("",)


def test_a_frame_has_a_step_a_column():
    frame = pd.DataFrame({2020: [1, 2, 3], 2021: [4, 5, 6]}, KEYS)
    numbers = read_numbers(frame, None, KEYS)
    assert numbers.steps == (2020, 2021)
    assert numbers.labels == ["2020", "2021"]
    assert numbers.values.tolist() == [[1, 2, 3], [4, 5, 6]]


def test_dates_are_read_as_dates():
    days = pd.date_range("2020-01-31", periods=2, freq="D")
    frame = pd.DataFrame(np.ones((3, 2)), KEYS, days)
    assert read_numbers(frame, None, KEYS).labels == ["2020-01-31", "2020-02-01"]


def test_whole_numbers_of_numpy_are_the_same_keys():
    frame = pd.Series([1.0, 2.0], np.array([10, 20], "int32"))
    assert read_numbers(frame, None, [20, 10]).values.tolist() == [[2, 1]]


def test_missing_values_of_every_kind_are_nan():
    values = pd.Series([None, pd.NA, 1], KEYS, dtype="Int64")
    assert np.isnan(read_numbers(values, None, KEYS).values[0, :2]).all()
    mixed = pd.Series([None, pd.NA, 1], KEYS, dtype=object)
    assert np.isnan(read_numbers(mixed, None, KEYS).values[0, :2]).all()


def test_no_values_are_all_missing():
    assert np.isnan(read_numbers(None, None, KEYS).values).all()


def test_infinite_values_are_kept():
    numbers = read_numbers(pd.Series([np.inf, -np.inf, 1e300], KEYS), None, KEYS)
    sent = np.frombuffer(numbers.payload, "<f4", 3, HEADER.size)
    assert sent.tolist() == [np.inf, -np.inf, np.inf]


def test_keys_without_a_shape_are_named():
    values = pd.Series(1.0, ["A", "X", "Y"])
    with pytest.warns(ChoroplethWarning, match="2 keys of values have no shape .* X, Y"):
        read_numbers(values, None, KEYS)


def test_values_of_which_no_key_has_a_shape_are_refused():
    with refused("values has 1, 2, the shapes have 'A', 'B', 'C'"):
        read_numbers(pd.Series(1.0, [1, 2]), None, KEYS)


def test_two_rows_of_a_key_are_refused():
    with refused("values has more than one row for A"):
        read_numbers(pd.Series(1.0, ["A", "A", "B"]), None, KEYS)


def test_two_columns_of_a_step_are_refused():
    with refused("more than one column for the step 2020"):
        read_numbers(pd.DataFrame(np.ones((3, 2)), KEYS, [2020, 2020]), None, KEYS)


def test_a_frame_without_columns_is_refused():
    with refused("values has no columns"):
        read_numbers(pd.DataFrame(index=KEYS), None, KEYS)


def test_several_levels_are_refused():
    index = pd.MultiIndex.from_product([["A"], [2020, 2021]])
    with refused("as unstack() gives"):
        read_numbers(pd.Series(1.0, index), None, KEYS)


@pytest.mark.parametrize("values", [["low", "high", 1], pd.to_datetime(["2020", "2021", "2022"])])
def test_values_that_are_no_numbers_are_refused(values: object):
    with refused("values must be numbers, and the step rate has others"):
        read_numbers(pd.Series(values, KEYS, name="rate"), None, KEYS)


def test_other_types_are_refused():
    with refused("values must be a Series by key, or a DataFrame of key by step; this is dict"):
        read_numbers({"A": 1}, None, KEYS)


def test_uncertain_keys_are_the_same_at_each_step():
    frame = pd.DataFrame({2020: [1, 2, 3], 2021: [4, 5, 6]}, KEYS)
    numbers = read_numbers(frame, ["B"], KEYS)
    assert numbers.uncertain.tolist() == [[False, True, False]]
    _, steps, count, rows = HEADER.unpack_from(numbers.payload)
    assert (steps, count, rows) == (2, 3, 1)
    assert list(numbers.payload[-3:]) == [0, 1, 0]


def test_uncertain_values_may_differ_by_step():
    frame = pd.DataFrame({2020: [1, 2, 3], 2021: [4, 5, 6]}, KEYS)
    marks = pd.DataFrame({2021: [True, False], 2020: [False, True]}, ["A", "B"])
    numbers = read_numbers(frame, marks, KEYS)
    assert numbers.uncertain.tolist() == [[False, True, False], [True, False, False]]
    with refused("uncertain has no column for the step 2020"):
        read_numbers(frame, marks[[2021]], KEYS)


def test_numbers_that_are_all_certain_send_no_marks():
    numbers = Numbers(("",), np.ones((1, 3)), np.zeros((1, 3), bool))
    assert len(numbers.payload) == HEADER.size + 12
