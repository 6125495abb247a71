"""Charts over the years: temperature with its stripes, and one indicator."""

import holoviews as hv
import numpy as np
import pandas as pd
from bokeh.models import NumeralTickFormatter
from holoviews import opts

from dashboard.climate import Years
from dashboard.views.theme import LIGHT, Scale, chart, coloured

_HALF_BAR = 0.42


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
            hv.Segments([(baseline.first - 0.5, 0, baseline.last + 0.5, 0)], label="baseline"),
            _curve(smooth, "smooth"),
            _curve(line, "trend"),
        ]
    )


def temperature_style(scale: Scale) -> list[hv.Options]:
    """Return how the temperature chart looks."""
    return [
        opts.Rectangles(**coloured(scale), line_width=0),
        opts.Segments(color=LIGHT["baseline"], line_width=4, line_alpha=0.8),
        hv.Options("Curve.Curve.Smooth", color=LIGHT["smooth"], line_width=2.5),
        hv.Options("Curve.Curve.Trend", color=LIGHT["trend"], line_width=2, line_dash="dashed"),
        chart(),
    ]


def stripes(anomalies: pd.DataFrame, scale: Scale) -> hv.Overlay:
    """Return warming stripes, one per year; a missing year leaves a gap."""
    years = anomalies["year"].to_numpy(float)
    bins = scale.bins(anomalies["value"]).to_numpy()
    # Each reaches under the next: between exact neighbours the page would shine through.
    sides = (years - 0.5, np.zeros(len(years)), years + 0.6, np.ones(len(years)), bins)
    return hv.Overlay([hv.Rectangles(sides, vdims="bin", label="bands")])


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
            hv.Curve(whole, "year", "value", label="series"),
            hv.Scatter(series, "year", "value", label="points"),
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
    years, values = anomalies["year"].to_numpy(float), anomalies["value"].to_numpy(float)
    bins = scale.bins(anomalies["value"]).to_numpy()
    sides = (years - _HALF_BAR, np.zeros(len(years)), years + _HALF_BAR, values, bins)
    return hv.Rectangles(sides, vdims="bin", label="bars")


def _curve(series: pd.DataFrame, label: str) -> hv.Curve:
    return hv.Curve(series, "year", "value", label=label)


def _with_gaps(series: pd.DataFrame) -> pd.DataFrame:
    """Give each missing year between the first and the last a row with NaN: a gap in the line."""
    if series.empty:
        return series.astype({"year": float, "value": float})
    years = range(int(series["year"].min()), int(series["year"].max()) + 1)
    return series.set_index("year").reindex(years).rename_axis("year").reset_index()
