"""Charts over the years: temperature with its stripes, and one indicator; of one country or six."""

from collections.abc import Sequence

import holoviews as hv
import numpy as np
import pandas as pd
from bokeh.models import NumeralTickFormatter
from holoviews import opts

from dashboard.climate import Years
from dashboard.views.theme import COMPARED, LIGHT, Scale, chart, coloured

_HALF_BAR = 0.42
# Made once: a dimension made anew for each element takes as long as the element.
_YEAR, _VALUE, _BIN = hv.Dimension("year"), hv.Dimension("value"), hv.Dimension("bin")
_COLOUR = hv.Dimension("colour")
NOTHING = pd.DataFrame({"year": [2000], "value": [np.nan]})  # a series to draw nothing with
_COMPACT = "0.[0]a"


def temperature_chart(
    anomalies: pd.DataFrame,
    smooth: pd.DataFrame,
    line: pd.DataFrame,
    baseline: Years,
    scale: Scale,
) -> hv.Overlay:
    """Return anomaly bars, their smooth, their trend line and the baseline.

    Frames have the columns year and value (°C) and every year from first to last, NaN where
    missing; empty frames give empty layers.
    """
    return hv.Overlay(
        [
            _bars(anomalies, scale),
            _baseline(baseline),
            _curve(smooth, "smooth"),
            _curve(line, "trend"),
        ]
    )


def temperature_style(scale: Scale) -> list[hv.Options]:
    """Return how the temperature chart looks."""
    return [
        opts.Rectangles(**coloured(scale), line_color=LIGHT["muted"], line_width=0.4),
        opts.Segments(color=LIGHT["baseline"], line_width=4, line_alpha=0.8),
        hv.Options("Curve.Curve.Smooth", color=LIGHT["smooth"], line_width=2.5),
        hv.Options("Curve.Curve.Trend", color=LIGHT["trend"], line_width=2, line_dash="dashed"),
        chart(),
    ]


def comparison_chart(
    anomalies: Sequence[pd.DataFrame], smooths: Sequence[pd.DataFrame], baseline: Years
) -> hv.Overlay:
    """Return each country's anomalies, thin, and their smooth, in the colour of its place.

    Frames as those of temperature_chart, one a country.
    """
    return hv.Overlay([_baseline(baseline), _lines(anomalies, "years"), _lines(smooths, "smooths")])


def comparison_style() -> list[hv.Options]:
    """Return how the chart of several countries' temperatures looks."""
    return [
        opts.Segments(color=LIGHT["baseline"], line_width=4, line_alpha=0.8),
        hv.Options("Contours.Contours.Years", color="colour", line_width=1, alpha=0.45),
        hv.Options("Contours.Contours.Smooths", color="colour", line_width=2.8),
        chart(),
    ]


def stripes(anomalies: Sequence[pd.DataFrame], scale: Scale) -> hv.Overlay:
    """Return warming stripes, one a year, in a row for each country; a missing year leaves a gap.

    The rows share the height from 0 to 1, the first on top.
    """
    # Each reaches under the next: between exact neighbours the page would shine through.
    rows = [
        _boxes(a, scale, (0.5, 0.6), _row(a, n, len(anomalies))) for n, a in enumerate(anomalies)
    ]
    sides = {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}
    return hv.Overlay([hv.Rectangles(sides, vdims=[_BIN], label="bands")])


def stripes_style(scale: Scale) -> list[hv.Options]:
    """Return how the stripes look."""
    return [
        opts.Rectangles(**coloured(scale), line_width=0),
        chart(xaxis=None, yaxis=None, ylim=(0, 1)),
    ]


def indicator_chart(series: Sequence[pd.DataFrame]) -> hv.Overlay:
    """Return each country's values, joined only where the years follow each other.

    Frames with the columns year and value, one a country, in the colours of their places.
    """
    points = [s.assign(colour=colour) for s, colour in zip(series, COMPARED, strict=False)]
    columns = pd.concat(points).to_dict("list")
    return hv.Overlay(
        [
            _lines([_with_gaps(s) for s in series], "series"),
            hv.Scatter(columns, [_YEAR], [_VALUE, _COLOUR], label="points"),
        ]
    )


def indicator_style(*, log: bool = False) -> list[hv.Options]:
    """Return how the indicator's chart looks."""
    return [
        opts.Contours(color="colour", line_width=2),
        opts.Scatter(color="colour", size=4, line_width=0),
        chart(yformatter=NumeralTickFormatter(format=_COMPACT), logy=log),
    ]


def _bars(anomalies: pd.DataFrame, scale: Scale) -> hv.Rectangles:
    heights = np.zeros(len(anomalies)), anomalies["value"].to_numpy(float)
    sides = _boxes(anomalies, scale, (_HALF_BAR, _HALF_BAR), heights)
    return hv.Rectangles(sides, vdims=[_BIN], label="bars")


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


def _lines(series: Sequence[pd.DataFrame], label: str) -> hv.Contours:
    """Return a line a country, in the colour of its place; where it has no value, of nothing."""
    rows = [
        {**_columns(s if len(s) else NOTHING), "colour": colour}
        for s, colour in zip(series, COMPARED, strict=False)
    ]
    return hv.Contours(rows, [_YEAR, _VALUE], [_COLOUR], label=label)


def _baseline(years: Years) -> hv.Segments:
    ends = {"x0": [years.first - 0.5], "y0": [0.0], "x1": [years.last + 0.5], "y1": [0.0]}
    return hv.Segments(ends, label="baseline")


def _curve(series: pd.DataFrame, label: str) -> hv.Curve:
    return hv.Curve(_columns(series), [_YEAR], [_VALUE], label=label)


def _columns(series: pd.DataFrame) -> dict[str, np.ndarray]:
    return {name: series[name].to_numpy(float) for name in ("year", "value")}


def _with_gaps(series: pd.DataFrame) -> pd.DataFrame:
    """Give each missing year between the first and the last a row with NaN: a gap in the line."""
    if series.empty:
        return series
    years = np.arange(series["year"].min(), series["year"].max() + 1)
    return series.set_index("year")["value"].reindex(years).rename_axis("year").reset_index()
