"""Charts over the years: temperature with its stripes, and one indicator; of one country or six.

Each chart is a function from frames to layers; `overlay` makes the HoloViews elements of them.
Frames have the columns year and value; NaN is a gap.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard.climate import Years
from dashboard.layers import Layer, Layers, look
from dashboard.views.theme import (
    COMPARED,
    LIGHT,
    Scale,
    chart,
    coloured,
    compact_ticks,
    few_ticks,
)

_HALF_BAR = 0.42
NOTHING = pd.DataFrame({"year": [2000], "value": [np.nan]})  # a series to draw nothing with


def temperature_chart(  # noqa: PLR0913, PLR0917  (each is a layer)
    anomalies: pd.DataFrame,
    smooth: pd.DataFrame,
    line: pd.DataFrame,
    baseline: Years,
    scale: Scale,
    others: Sequence[pd.DataFrame] = (),
) -> Layers:
    """Return anomaly bars, their smooth, their trend line, the baseline, and other records' lines.

    Frames have every year from first to last; empty frames give empty layers.
    """
    return {
        "bars": _bars(anomalies, scale),
        "others": _thin(others),
        "baseline": _baseline(baseline),
        "smooth": Layer("Curve", _columns(smooth)),
        "trend": Layer("Curve", _columns(line)),
    }


def temperature_style(scale: Scale) -> list[Any]:
    """Return how the temperature chart looks."""
    return [
        look("Rectangles", **coloured(scale), line_color=LIGHT["muted"], line_width=0.4),
        look("Segments", color=LIGHT["baseline"], line_width=4, line_alpha=0.8),
        look("Contours", "Others", color=LIGHT["muted"], line_width=1, alpha=0.8),
        look("Curve", "Smooth", color=LIGHT["smooth"], line_width=2.5),
        look("Curve", "Trend", color=LIGHT["trend"], line_width=2, line_dash="dashed"),
        chart(),
    ]


def comparison_chart(
    anomalies: Sequence[pd.DataFrame], smooths: Sequence[pd.DataFrame], baseline: Years
) -> Layers:
    """Return each country's anomalies, thin, and their smooth, in the colour of its place.

    Frames as those of temperature_chart, one a country.
    """
    return {
        "baseline": _baseline(baseline),
        "years": _lines(anomalies),
        "smooths": _lines(smooths),
    }


def comparison_style() -> list[Any]:
    """Return how the chart of several countries' temperatures looks."""
    return [
        look("Segments", color=LIGHT["baseline"], line_width=4, line_alpha=0.8),
        look("Contours", "Years", color="colour", line_width=1, alpha=0.45),
        look("Contours", "Smooths", color="colour", line_width=2.8),
        chart(),
    ]


def stripes(anomalies: Sequence[pd.DataFrame], scale: Scale) -> Layers:
    """Return warming stripes, one a year, in a row for each country; a missing year leaves a gap.

    The rows share the height from 0 to 1, the first on top.
    """
    # Each reaches under the next: between exact neighbours the page would shine through.
    rows = [
        _boxes(frame, scale, (0.5, 0.6), _row(frame, number, len(anomalies)))
        for number, frame in enumerate(anomalies)
    ]
    joined = {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}
    return {"bands": Layer("Rectangles", joined)}


def stripes_style(scale: Scale) -> list[Any]:
    """Return how the stripes look."""
    return [
        look("Rectangles", **coloured(scale), line_width=0),
        chart(xaxis=None, yaxis=None, ylim=(0, 1), border=0),
    ]


def indicator_chart(series: Sequence[pd.DataFrame]) -> Layers:
    """Return each country's values, joined only where the years follow each other.

    One frame a country, in the colours of their places.
    """
    colours = [[colour] * len(s) for s, colour in zip(series, COMPARED, strict=False)]
    points = {
        **_columns(pd.concat(series)),
        "colour": np.array([colour for column in colours for colour in column], dtype=object),
    }
    return {
        "series": _lines([_with_gaps(s) for s in series]),
        "points": Layer("Scatter", points),
    }


def indicator_style(*, log: bool = False) -> list[Any]:
    """Return how the indicator's chart looks."""
    return [
        look("Contours", color="colour", line_width=2),
        look("Scatter", color="colour", size=4, line_width=0),
        chart(yformatter=compact_ticks(), logy=log, yticks=None if log else few_ticks()),
    ]


def _bars(anomalies: pd.DataFrame, scale: Scale) -> Layer:
    heights = np.zeros(len(anomalies)), anomalies["value"].to_numpy(float)
    return Layer("Rectangles", _boxes(anomalies, scale, (_HALF_BAR, _HALF_BAR), heights))


def _boxes(
    anomalies: pd.DataFrame,
    scale: Scale,
    reach: tuple[float, float],
    height: tuple[np.ndarray, np.ndarray],
) -> dict[str, np.ndarray]:
    years = anomalies["year"].to_numpy(float)
    sides = {"x0": years - reach[0], "y0": height[0], "x1": years + reach[1], "y1": height[1]}
    return {**sides, "bin": scale.bins(anomalies["value"]).to_numpy()}


def _row(anomalies: pd.DataFrame, number: int, of: int) -> tuple[np.ndarray, np.ndarray]:
    gap = 0.12 if of > 1 else 0.0
    low, high = (of - 1 - number + gap) / of, (of - number) / of
    return np.full(len(anomalies), low), np.full(len(anomalies), high)


def _lines(series: Sequence[pd.DataFrame]) -> Layer:
    """Return a line a country, in the colour of its place; where it has no value, of nothing."""
    lines = [_columns(s if len(s) else NOTHING) for s in series]
    columns = {name: [line[name] for line in lines] for name in ("year", "value")}
    return Layer("Contours", {**columns, "colour": list(COMPARED[: len(lines)])})


def _thin(series: Sequence[pd.DataFrame]) -> Layer:
    """Return a line for each series, all alike; no series gives a line of nothing."""
    lines = [_columns(s) for s in series if len(s)] or [_columns(NOTHING)]
    return Layer("Contours", {name: [line[name] for line in lines] for name in lines[0]})


def _baseline(years: Years) -> Layer:
    ends = {"x0": [years.first - 0.5], "y0": [0.0], "x1": [years.last + 0.5], "y1": [0.0]}
    return Layer("Segments", ends)


def _columns(series: pd.DataFrame) -> dict[str, np.ndarray]:
    return {name: series[name].to_numpy(float) for name in ("year", "value")}


def _with_gaps(series: pd.DataFrame) -> pd.DataFrame:
    """Give each missing year between the first and the last a row with NaN: a gap in the line."""
    years, values = series["year"].to_numpy(int), series["value"].to_numpy(float)
    if not len(years):
        return series
    whole = np.arange(years.min(), years.max() + 1)
    filled = np.full(len(whole), np.nan)
    filled[years - whole[0]] = values
    return pd.DataFrame({"year": whole, "value": filled})
