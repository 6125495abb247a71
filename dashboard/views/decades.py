"""The means of decades as bars, of one country or several; a decade with missing years is pale."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard.layers import Layer, Layers, look
from dashboard.views.theme import COMPARED, LIGHT, Scale, chart, coloured

_GAP = 0.4  # years, on both sides of a decade


def decade_bars(decades: pd.DataFrame, scale: Scale) -> Layers:
    """Return a bar a decade from zero to its mean, in the colour that the mean has on the map.

    Columns as climate.decades has them.
    """
    return {
        name: Layer("Rectangles", {**_boxes(rows), "bin": scale.bins(rows["value"]).to_numpy()})
        for name, rows in _apart(decades).items()
    }


def decade_style(scale: Scale) -> list[Any]:
    """Return how the bars of one country look."""
    return [
        look("Rectangles", **coloured(scale), line_color=LIGHT["muted"], line_width=1),
        _pale(),
        chart(),
    ]


def compared_decades(decades: Sequence[pd.DataFrame]) -> Layers:
    """Return the bars of several countries side by side, in the colours of their order."""
    count = len(decades)
    apart = [_apart(of_one) for of_one in decades]
    return {
        name: Layer("Rectangles", _joined([_boxes(a[name], n, count) for n, a in enumerate(apart)]))
        for name in ("means", "incomplete")
    }


def compared_style() -> list[Any]:
    """Return how the bars of several countries look."""
    return [
        look("Rectangles", color="colour", line_color=LIGHT["muted"], line_width=0.5),
        _pale(),
        chart(),
    ]


def _pale() -> Any:
    return look("Rectangles", "Incomplete", fill_alpha=0.4, line_dash="dotted")


def _apart(decades: pd.DataFrame) -> dict[str, pd.DataFrame]:
    whole = decades["years"] == 10
    return {"means": decades[whole], "incomplete": decades[~whole]}


def _boxes(decades: pd.DataFrame, number: int = 0, count: int = 1) -> dict[str, np.ndarray]:
    start = decades["first"].to_numpy(float) - 0.5 + _GAP
    width = (decades["last"].to_numpy(float) + 0.5 - _GAP - start) / count
    return {
        "x0": start + number * width,
        "y0": np.zeros(len(decades)),
        "x1": start + (number + 1) * width,
        "y1": decades["value"].to_numpy(float),
        **({"colour": np.full(len(decades), COMPARED[number], object)} if count > 1 else {}),
    }


def _joined(boxes: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    return {name: np.concatenate([each[name] for each in boxes]) for name in boxes[0]}
