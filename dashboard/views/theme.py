"""Colours and the look that every chart shares; the page takes its CSS variables from here too."""

from dataclasses import dataclass, replace
from math import ceil, floor, log10
from typing import Any

import numpy as np
import pandas as pd
from bokeh import palettes
from bokeh.models import BasicTicker, NumeralTickFormatter

from dashboard.layers import look

# Blue to red through near-white: told apart with every common colour-vision deficiency.
DIVERGING = (
    "#0a3764", "#1f5f9e", "#4a90c2", "#82b7d8", "#b5d5e8", "#deebf2",
    "#fbe6d8", "#f8c3a4", "#ec9474", "#d7624e", "#b01f2e", "#6a0120",
)  # fmt: skip
# The same way, less far: on a dark sea the darkest two could not be seen.
DIVERGING_DARK = (
    "#1f5f9e", "#4186ba", "#6ba7cf", "#96c3de", "#bdd9ea", "#deebf2",
    "#fbe6d8", "#f8caae", "#f0a687", "#e37f64", "#cf5447", "#b01f2e",
)  # fmt: skip

LIGHT = {
    "page": "#f6f5f1",
    "surface": "#ffffff",
    "text": "#1d1c1a",
    "muted": "#5d5a54",
    "line": "#d9d5cc",
    "accent": "#a3341f",
    "sea": "#e8ebe6",
    "graticule": "#d9dcd6",
    "land": "#cfcbc3",
    "border": "#6c7278",
    "missing": "#8a857b",
    "doubt": "#dedcd8",
    "hairline": "#b7b4ad",
    "smooth": "#1d1c1a",
    "trend": "#0f6a63",
    "baseline": "#5d5a54",
    "series": "#1f5f9e",
}
DARK = {
    "page": "#121418",
    "surface": "#1b1e24",
    "text": "#efeeea",
    "muted": "#aba89f",
    "line": "#343943",
    "accent": "#ff9d7a",
    "sea": "#171b21",
    "graticule": "#262c34",
    "land": "#4a4d53",
    "border": "#727a86",
    "missing": "#9a968d",
    "doubt": "#34373d",
    "hairline": "#565a61",
    "smooth": "#efeeea",
    "trend": "#5fd0c5",
    "baseline": "#aba89f",
    "series": "#7db8e8",
}

# The last of nine colours that can be seen on the dark theme's sea, where it is not the eighth.
_DARKEST = {"Greys": 6}

# One colour a compared country, the selected one first: told apart with every common deficiency,
# and with a contrast of 3 to 1 or more on the surface of either theme.
COMPARED = ("#1f77c9", "#cc7800", "#6c9054", "#a84890", "#d82430", "#846c6c")


AIR = 1.0  # years, beside the first and the last one


def preferred_colours() -> str:
    """Return the style of a page without scripts: colours of the preferred theme."""
    light, dark = (
        "".join(f" --{name}: {colour};" for name, colour in theme.items())
        for theme in (LIGHT, DARK)
    )
    return (
        f":root {{ color-scheme: light;{light} }}\n"
        "@media screen and (prefers-color-scheme: dark) "
        f"{{ :root {{ color-scheme: dark;{dark} }} }}\n"
    )


def time_axis(first: int, last: int) -> tuple[float, float]:
    """Return the limits of every chart over the years, so that one cursor fits all."""
    return (first - 0.5 - AIR, last + 0.5 + AIR)


def compact_ticks() -> NumeralTickFormatter:
    """Return what writes 1200 as 1.2k on an axis; a figure has one of its own."""
    return NumeralTickFormatter(format="0.[0]a")


def few_ticks() -> BasicTicker:
    """Return what puts few numbers on the axis of a chart that may be 70 pixels high."""
    return BasicTicker(desired_num_ticks=3)


def chart(border: int | None = None, **more: Any) -> Any:
    """Return the look that charts share, with what one of them adds or has otherwise.

    border: pixels on all sides, where there are to be no others.
    """
    borders = {"left": 52, "right": 10, "top": 4}
    if border is not None:
        borders = dict.fromkeys(("left", "right", "top", "bottom"), border)
    usual: dict[str, Any] = {
        "responsive": True,
        "toolbar": None,
        "default_tools": [],
        "show_legend": False,
        "show_title": False,
        "xlabel": "",
        "ylabel": "",
        "fontsize": {"ticks": "11px"},
        "backend_opts": {
            **{f"plot.min_border_{side}": pixels for side, pixels in borders.items()},
            "plot.border_fill_color": None,
            "plot.background_fill_color": None,
            "plot.outline_line_color": None,
        },
    }
    return look("Overlay", **{**usual, **more})


def coloured(scale: "Scale") -> dict[str, Any]:
    """Return the style of elements that have the number of a bin as a dimension."""
    return {"color": "bin", "cmap": list(scale.colours), "clim": (-0.5, len(scale.colours) - 0.5)}


# Told apart with every colour-vision deficiency, and seen on both themes.
REGIONS = {
    "Africa": "#b77a14",
    "Americas": "#2d9e90",
    "Asia": "#c53939",
    "Europe": "#6464b4",
    "Oceania": "#a330e8",
}

_PACES = 8  # colours on one side of a scale of trends
_SPREADS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6)  # °C per decade, between records


@dataclass(frozen=True)
class Scale:
    """Bins of a colour scale, fixed over all years so that playing never moves the legend.

    edges: n + 1 ascending values between n colours; the outer bins also take what lies beyond.
    dark: the n colours of the dark theme, where more is lighter instead of darker.
    """

    edges: tuple[float, ...]
    colours: tuple[str, ...]
    dark: tuple[str, ...] = ()

    def times(self, factor: float) -> "Scale":
        """Return the scale of values that are all multiplied by a factor."""
        return replace(self, edges=tuple(float(f"{edge * factor:.12g}") for edge in self.edges))

    def reversed(self) -> "Scale":
        """Return the same bins with their colours the other way round."""
        return replace(self, colours=self.colours[::-1], dark=self.dark[::-1])

    def holding(self, values: "pd.Series[float]") -> "Scale":
        """Return the same colours around zero, in even steps that hold 98 % of other values."""
        far = values.abs().dropna()
        if far.empty:
            return self
        half = len(self.colours) // 2
        step = max(ceil(100 * float(far.quantile(0.98)) / half), 1) / 100
        return replace(self, edges=tuple(round(step * n, 2) for n in range(-half, half + 1)))

    def bins(self, values: pd.Series) -> pd.Series:
        """Return the number of the bin of each value (float), NaN where the value is missing."""
        inner = np.asarray(self.edges[1:-1])
        numbers = pd.Series(np.searchsorted(inner, values, side="right"), values.index, dtype=float)
        return numbers.where(values.notna())


def diverging(values: pd.DataFrame, step: float = 0.5) -> Scale:
    """Return a scale centred at zero, in whole steps, that holds 99.5 % of all values."""
    spread = float(np.nanquantile(np.abs(values.to_numpy()), 0.995)) if values.size else step
    half = min(max(ceil(spread / step), 1), len(DIVERGING) // 2)
    edges = tuple(step * n for n in range(-half, half + 1))
    return Scale(edges, _both_ways(DIVERGING, half), _both_ways(DIVERGING_DARK, half))


def centred(values: pd.DataFrame, center: float) -> Scale:
    """Return a scale that is white at a value, in whole round steps; 98 % of all values fit."""
    far = np.abs(values.to_numpy() - center)
    known = far[np.isfinite(far)]
    half = len(DIVERGING) // 2
    spread = float(np.quantile(known, 0.98)) if known.size else 1.0
    step, power = _round_step(max(spread, 1e-9) / half)
    count = min(max(ceil(spread / step), 1), half)
    edges = tuple(round(center + step * n, 9 - power) for n in range(-count, count + 1))
    return Scale(edges, _both_ways(DIVERGING, count), _both_ways(DIVERGING_DARK, count))


def pace(values: "pd.Series[float]") -> Scale:
    """Return a scale of trends: white at zero, in round steps, most of them on the side of most.

    The step is the same on both sides, and so is the colour of each distance; each side holds 98 %
    of all values, and has a bin at least.
    """
    known = values.to_numpy()[np.isfinite(values.to_numpy())]
    low, high = np.quantile(known, [0.02, 0.98]) if known.size else (0.0, 0.0)
    step, power = _round_step(max(-low, high, 1e-9) / _PACES if known.size else 0.05)
    down, up = (min(max(ceil(end / step), 1), _PACES) for end in (-low, high))
    edges = tuple(round(step * n, 2 - power) for n in range(-down, up + 1))
    sides = (_sides(colours, down, up) for colours in (DIVERGING, DIVERGING_DARK))
    return Scale(edges, *sides)


def sequential(values: pd.DataFrame, palette: str, log: bool) -> Scale:
    """Return a scale between the 2nd and 98th percentile of all values, at round numbers."""
    known = values.to_numpy()[np.isfinite(values.to_numpy())]
    if log:
        known = known[known > 0]
    low, high = np.quantile(known, [0.02, 0.98]) if known.size else (1.0, 10.0)
    edges = _round_log(low, high) if log else _round_linear(low, high)
    darkening, count = getattr(palettes, f"{palette}9")[::-1], len(edges) - 1
    lightening = darkening[_DARKEST.get(palette, 7) :: -1]
    return Scale(edges, _sequence(darkening, count), _sequence(lightening, count))


def categorical(count: int, palette: str) -> Scale:
    """Return a scale with a colour for each of the numbers 0, 1, ... below a count."""
    edges = tuple(n - 0.5 for n in range(count + 1))
    darkening = getattr(palettes, f"{palette}9")[::-1]
    lightening = darkening[_DARKEST.get(palette, 7) :: -1]
    return Scale(edges, _sequence(darkening, count), _sequence(lightening, count))


def spreads(values: "pd.Series[float]") -> Scale:
    """Return a scale from 0 in steps of 0.05 and then 0.1, up to the largest value or 0.6."""
    largest = min(max(float(values.max()), 0.2), 0.6) if values.notna().any() else 0.2
    last = next(n for n, edge in enumerate(_SPREADS) if edge >= largest)
    edges = _SPREADS[: last + 1]
    darkening, count = palettes.Purples9[::-1], len(edges) - 1
    lightening = darkening[7::-1]
    return Scale(edges, _sequence(darkening, count), _sequence(lightening, count))


def _sequence(colours: tuple[str, ...], count: int) -> tuple[str, ...]:
    return tuple(palettes.interp_palette(colours, count))


def _sides(colours: tuple[str, ...], down: int, up: int) -> tuple[str, ...]:
    """Return so many colours below and above the middle, those of one distance alike."""
    middle, most = len(colours) // 2, max(down, up)
    cold, warm = _sequence(colours[middle - 1 :: -1], most), _sequence(colours[middle:], most)
    return cold[:down][::-1] + warm[:up]


def _both_ways(colours: tuple[str, ...], half: int) -> tuple[str, ...]:
    middle = len(colours) // 2
    cold, warm = _spread(colours[middle - 1 :: -1], half), _spread(colours[middle:], half)
    return cold[::-1] + warm


def _spread(colours: tuple[str, ...], count: int) -> tuple[str, ...]:
    chosen = np.linspace(0, len(colours) - 1, count).round().astype(int)
    return tuple(colours[n] for n in chosen)


def _round_linear(low: float, high: float) -> tuple[float, ...]:
    rough = (max(high - low, 1e-6 * max(abs(low), abs(high))) or 1.0) / 8
    step, power = _round_step(rough)
    first, last = floor(low / step), max(ceil(high / step), floor(low / step) + 1)
    return tuple(round(n * step, 1 - power) for n in range(first, last + 1))


def _round_step(rough: float) -> tuple[float, int]:
    """Return the next round step, and the power of ten that it is of."""
    power = floor(log10(rough))
    return next(m * 10.0**power for m in (1, 2, 2.5, 5, 10) if m * 10.0**power >= rough), power


def _round_log(low: float, high: float) -> tuple[float, ...]:
    decades = range(floor(log10(low)) - 1, ceil(log10(high)) + 2)
    steps = (1, 2, 5) if len(decades) <= 7 else (1, 3) if len(decades) <= 11 else (1,)
    rounds = [float(f"{m}e{decade}") for decade in decades for m in steps]
    start = max(n for n, edge in enumerate(rounds) if edge <= low)
    stop = min(n for n, edge in enumerate(rounds) if edge >= high)
    return tuple(rounds[start : max(stop, start + 1) + 1])
