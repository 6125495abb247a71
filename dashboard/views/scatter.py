"""An indicator against warming, a dot a country."""

from typing import Any

import numpy as np
import pandas as pd

from dashboard.layers import Layer, Layers, look
from dashboard.views.theme import REGIONS, chart, compact_ticks

SMALLEST, MOST, WIDEST = 6.0, 1.5e9, 44.0  # px; people, and how wide so many are
# Of each kind two that differ: HoloViews makes a style of what is alike.
NO_POINTS = pd.DataFrame(
    {
        "value": [np.nan] * 4,
        "trend": [np.nan] * 4,
        "good": [True, True, False, False],
        "size": [SMALLEST, WIDEST] * 2,
        "colour": [*REGIONS.values()][:2] * 2,
    }
)
_AIR = 0.04  # of the span, beside the outermost dots


def scatter_chart(points: pd.DataFrame) -> Layers:
    """Return a bubble a country, hollow where its temperature series is uncertain.

    Columns: value (of the indicator), trend (degrees per decade), good (bool), size (pixels across)
    and colour. The largest are drawn first, so that none hides a smaller one.
    """
    points = points.sort_values("size", ascending=False, kind="stable")
    return {"hollow": _dots(points[~points["good"]]), "dots": _dots(points[points["good"]])}


def scatter_style(*, log: bool = False) -> list[Any]:
    """Return how the scatter looks."""
    dots = {"size": "size", "color": "colour"}
    return [
        look("Scatter", "Hollow", fill_alpha=0, **dots),
        look("Scatter", "Dots", alpha=0.75, line_width=0.5, **dots),
        look("Scatter", apply_ranges=False),
        chart(xformatter=compact_ticks(), logx=log),
    ]


def value_limits(values: "pd.Series[float]", *, log: bool) -> list[float]:
    """Return the ends of the indicator's axis, with a little air; (0, 1) or (1, 10) for none."""
    known = values[values > 0] if log else values.dropna()
    if known.empty:
        return [1.0, 10.0] if log else [0.0, 1.0]
    low, high = (np.log10([known.min(), known.max()])) if log else (known.min(), known.max())
    air = _AIR * (high - low) or (0.1 if log else 0.5)
    ends = [low - air, high + air]
    return [float(f"{10**end if log else end:.6g}") for end in ends]


def widths(people: "pd.Series[float]") -> "pd.Series[float]":
    """Return how wide bubbles are whose area is the population; the smallest where it is small.

    Where the population is not known as well.
    """
    wide: pd.Series[float] = WIDEST * (people / MOST) ** 0.5
    return wide.clip(lower=SMALLEST).fillna(SMALLEST).round(1)


def _dots(points: pd.DataFrame) -> Layer:
    numbers = {name: points[name].to_numpy(float) for name in ("value", "trend", "size")}
    return Layer("Scatter", {**numbers, "colour": points["colour"].to_numpy(object)})
