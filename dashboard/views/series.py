"""Charts over the years: temperature with its stripes, and one indicator."""

import holoviews as hv
import numpy as np
import pandas as pd
from bokeh.models import NumeralTickFormatter
from holoviews import opts

from dashboard.climate import Years
from dashboard.views.theme import LIGHT, Scale, chart, coloured

_HALF_BAR = 0.42
# Made once: a dimension made anew for each element takes as long as the element.
_YEAR, _VALUE, _BIN = hv.Dimension("year"), hv.Dimension("value"), hv.Dimension("bin")


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


def stripes(anomalies: pd.DataFrame, scale: Scale) -> hv.Overlay:
    """Return warming stripes, one per year; a missing year leaves a gap."""
    zeros, ones = np.zeros(len(anomalies)), np.ones(len(anomalies))
    # Each reaches under the next: between exact neighbours the page would shine through.
    return hv.Overlay([_boxes(anomalies, scale, (0.5, 0.6), (zeros, ones), "bands")])


def stripes_style(scale: Scale) -> list[hv.Options]:
    """Return how the stripes look."""
    return [
        opts.Rectangles(**coloured(scale), line_width=0),
        chart(xaxis=None, yaxis=None, ylim=(0, 1)),
    ]


def indicator_chart(series: pd.DataFrame) -> hv.Overlay:
    """Return an indicator's values, joined only where the years follow each other."""
    whole = _with_gaps(series)
    return hv.Overlay(
        [
            _curve(whole, "series"),
            hv.Scatter(_columns(series), [_YEAR], [_VALUE], label="points"),
        ]
    )


def indicator_style() -> list[hv.Options]:
    """Return how the indicator's chart looks."""
    return [
        opts.Curve(color=LIGHT["series"], line_width=2),
        opts.Scatter(color=LIGHT["series"], size=4, line_width=0),
        chart(yformatter=NumeralTickFormatter(format="0.[0]a")),
    ]


def _bars(anomalies: pd.DataFrame, scale: Scale) -> hv.Rectangles:
    values, zeros = anomalies["value"].to_numpy(float), np.zeros(len(anomalies))
    return _boxes(anomalies, scale, (_HALF_BAR, _HALF_BAR), (zeros, values), "bars")


def _boxes(
    anomalies: pd.DataFrame,
    scale: Scale,
    reach: tuple[float, float],
    height: tuple[np.ndarray, np.ndarray],
    label: str,
) -> hv.Rectangles:
    years = anomalies["year"].to_numpy(float)
    bins = scale.bins(anomalies["value"]).to_numpy()
    sides = {"x0": years - reach[0], "y0": height[0], "x1": years + reach[1], "y1": height[1]}
    return hv.Rectangles({**sides, "bin": bins}, vdims=[_BIN], label=label)


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
