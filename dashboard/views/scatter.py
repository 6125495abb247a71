"""An indicator against warming, a dot a country, and what the ranks of the two have in common."""

import holoviews as hv
import numpy as np
import pandas as pd
from bokeh.models import NumeralTickFormatter
from holoviews import opts

from dashboard.climate import Correlation
from dashboard.views.theme import LIGHT, chart

_VALUE, _TREND = hv.Dimension("value"), hv.Dimension("trend")
_COMPACT = NumeralTickFormatter(format="0.[0]a")
NO_POINTS = pd.DataFrame({"value": [np.nan], "trend": [np.nan], "good": [True]})
_AIR = 0.04  # of the span, beside the outermost dots
CAVEAT = (
    "Neighbours share weather and ways of life, so that countries are not independent of each "
    "other: the interval should be wider. And what goes together need not cause each other."
)


def scatter_chart(points: pd.DataFrame) -> hv.Overlay:
    """Return a dot a country, hollow where its temperature series is uncertain.

    Columns: value (of the indicator), trend (degrees per decade), good (bool).
    """
    return hv.Overlay(
        [
            _dots(points[~points["good"]], "hollow"),
            _dots(points[points["good"]], "dots"),
        ]
    )


def scatter_style(*, log: bool = False) -> list[hv.Options]:
    """Return how the scatter looks."""
    return [
        hv.Options("Scatter.Scatter.Hollow", fill_alpha=0, line_color=LIGHT["muted"], size=7),
        hv.Options(
            "Scatter.Scatter.Dots", color=LIGHT["muted"], alpha=0.75, line_width=0.5, size=8
        ),
        opts.Scatter(apply_ranges=False),
        chart(xformatter=_COMPACT, logx=log),
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


def correlation_card(correlation: Correlation | None, left_out: int) -> dict[str, str]:
    """Say how far countries with more of an indicator have warmed faster, and how sure that is.

    left_out: how many uncertain series the correlation leaves out.
    """
    if correlation is None:
        told = "Too few countries have both values to compare them."
        return {"correlation": told, "interval": "", "verdict": "", "caveat": ""}
    rho, low, high = (_signed(n) for n in (correlation.rho, correlation.low, correlation.high))
    without = f"; {left_out} uncertain series left out" if left_out else ""
    return {
        "correlation": f"Rank correlation {rho}",
        "interval": f"95 % interval {low} to {high}, {correlation.n} countries{without} "
        f"(Spearman, {_probability(correlation.p)})",
        "verdict": _verdict(correlation),
        "caveat": CAVEAT,
    }


def _verdict(correlation: Correlation) -> str:
    if not correlation.clear:
        return "No clear relation: the figure does not tell how fast a country has warmed."
    size = abs(correlation.rho)
    strength = "weak" if size < 0.3 else "moderate" if size < 0.6 else "strong"
    pace = "faster" if correlation.rho > 0 else "slower"
    return f"A {strength} relation: where the figure is higher, warming has tended to be {pace}."


def _dots(points: pd.DataFrame, label: str) -> hv.Scatter:
    columns = {name: points[name].to_numpy(float) for name in ("value", "trend")}
    return hv.Scatter(columns, [_VALUE], [_TREND], label=label)


def _signed(value: float) -> str:
    text = f"{value:+.2f}".replace("-", "\N{MINUS SIGN}")
    return text.lstrip("+\N{MINUS SIGN}") if not round(value, 2) else text


def _probability(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
