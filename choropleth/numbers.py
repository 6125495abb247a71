"""Read values by key and step, and write them as bytes for the browser.

Layout of the bytes, little-endian:

    offset   type            content
    0        4 bytes         "CHN1"
    4        uint32          S, steps
    8        uint32          N, shapes
    12       uint32          U: 0 all certain, 1 the same at each step, S each step has its own
    16       float32[S * N]  values, step by step, NaN where there is none
             uint8[U * N]    1 where a value is uncertain
"""

import struct
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from choropleth.errors import ChoroplethError, ChoroplethWarning, listed
from choropleth.shapes import Key

HEADER = struct.Struct("<4sIII")


@dataclass(frozen=True, eq=False)
class Numbers:
    """Values of shapes: a row a step, a column a shape, NaN where there is none.

    steps: what the steps are called, as they were given. uncertain: of the same shape, or one row.
    """

    steps: tuple[Any, ...]
    values: NDArray[np.float64]
    uncertain: NDArray[np.bool_]

    @property
    def labels(self) -> list[str]:
        """What people read of each step."""
        return [_label(step) for step in self.steps]

    @property
    def payload(self) -> bytes:
        """The numbers as the browser reads them."""
        steps, shapes = self.values.shape
        rows = len(self.uncertain) if self.uncertain.any() else 0
        header = HEADER.pack(b"CHN1", steps, shapes, rows)
        marks = self.uncertain.astype("<u1").tobytes() if rows else b""
        with np.errstate(over="ignore"):  # what is too large for 32 bits is drawn as infinite
            return header + self.values.astype("<f4").tobytes() + marks


def read_numbers(values: Any, uncertain: Any, keys: Sequence[Key]) -> Numbers:
    """Read values of shapes: a Series by key, or a DataFrame of key by step; None has no values.

    uncertain: keys, or booleans in the form of the values. Raises ChoroplethError; warns about keys
    that have no shape.
    """
    if values is None:
        empty = np.full((1, len(keys)), np.nan)
        return Numbers(("",), empty, _uncertain(uncertain, ("",), keys))
    frame = _table(values, "values")
    _check_steps(frame)
    matched = _aligned(frame, keys, "values")
    steps = tuple(frame.columns)
    return Numbers(steps, _floats(matched), _uncertain(uncertain, steps, keys))


def _table(values: Any, what: str) -> pd.DataFrame:
    if isinstance(values, pd.Series):
        return values.to_frame("" if values.name is None else values.name)
    if isinstance(values, pd.DataFrame):
        return values
    raise ChoroplethError(
        f"{what} must be a Series by key, or a DataFrame of key by step; "
        f"this is {type(values).__name__}."
    )


def _check_steps(frame: pd.DataFrame) -> None:
    if not len(frame.columns):
        raise ChoroplethError("values has no columns: each column is a step.")
    if frame.columns.has_duplicates:
        twice = frame.columns[frame.columns.duplicated()].unique()
        raise ChoroplethError(f"values has more than one column for the step {listed(twice)}.")


def _aligned(frame: pd.DataFrame, keys: Sequence[Key], what: str) -> pd.DataFrame:
    """Return the rows in the order of the shapes, empty rows for those that have none."""
    if frame.index.nlevels > 1:
        raise ChoroplethError(
            f"The index of {what} has several levels: it must be the key alone, "
            "with a column for each step, as unstack() gives."
        )
    if frame.index.has_duplicates:
        twice = frame.index[frame.index.duplicated()].unique()
        raise ChoroplethError(
            f"{what} has more than one row for {listed(twice)}: each key has one row; "
            "pivot() makes a column of each step."
        )
    without = frame.index.difference(pd.Index(keys, dtype=object), sort=False)
    if len(frame) and len(without) == len(frame):
        raise ChoroplethError(
            f"No key of {what} has a shape: {what} has {listed(map(repr, frame.index[:3]))}, the "
            f"shapes have {listed(map(repr, keys[:3]))}. Text and numbers are different keys."
        )
    if len(without):
        warnings.warn(
            f"{len(without)} keys of {what} have no shape and are not drawn: {listed(without)}.",
            ChoroplethWarning,
            stacklevel=2,
        )
    return frame.reindex(pd.Index(keys, dtype=object))


def _floats(frame: pd.DataFrame) -> NDArray[np.float64]:
    """Return the cells as numbers, a row a step."""
    wrong = [
        column
        for column in frame.columns
        if not all(_is_number(cell) for cell in frame[column].dropna().unique()[:1000])
    ]
    if wrong:
        raise ChoroplethError(
            f"values must be numbers, and the step {listed(wrong)} has others: "
            "convert them with pandas.to_numeric(), or give categories numbers."
        )
    return frame.astype(object).where(frame.notna(), np.nan).to_numpy(float).T.copy()


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float | np.number | np.bool_)


def _uncertain(given: Any, steps: Sequence[Any], keys: Sequence[Key]) -> NDArray[np.bool_]:
    if given is None:
        return np.zeros((1, len(keys)), bool)
    if isinstance(given, pd.DataFrame):
        absent = [step for step in steps if step not in given.columns]
        if absent:
            raise ChoroplethError(f"uncertain has no column for the step {listed(absent)}.")
        given = given[list(steps)]
    elif not isinstance(given, pd.Series):
        given = pd.Series(True, index=pd.Index(list(given), dtype=object))
    frame = _aligned(_table(given, "uncertain"), keys, "uncertain")
    return np.asarray(frame.eq(True).to_numpy(bool).T)


def _label(step: Any) -> str:
    if isinstance(step, pd.Timestamp):
        return str(step.date() if step == step.normalize() else step)
    return str(step)
