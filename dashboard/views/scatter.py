"""An indicator against warming, a dot a country."""

import holoviews as hv
import numpy as np
import pandas as pd
from holoviews import opts

from dashboard.layers import Layer, Layers
from dashboard.views.theme import LIGHT, chart, compact_ticks

NO_POINTS = pd.DataFrame({"value": [np.nan], "trend": [np.nan], "good": [True]})
_AIR = 0.04  # of the span, beside the outermost dots


def scatter_chart(points: pd.DataFrame) -> Layers:
    """Return a dot a country, hollow where its temperature series is uncertain.

    Columns: value (of the indicator), trend (degrees per decade), good (bool).
    """
    return {"hollow": _dots(points[~points["good"]]), "dots": _dots(points[points["good"]])}


def scatter_style(*, log: bool = False) -> list[hv.Options]:
    """Return how the scatter looks."""
    return [
        hv.Options("Scatter.Scatter.Hollow", fill_alpha=0, line_color=LIGHT["muted"], size=7),
        hv.Options(
            "Scatter.Scatter.Dots", color=LIGHT["muted"], alpha=0.75, line_width=0.5, size=8
        ),
        opts.Scatter(apply_ranges=False),
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


def _dots(points: pd.DataFrame) -> Layer:
    return Layer(hv.Scatter, {name: points[name].to_numpy(float) for name in ("value", "trend")})
