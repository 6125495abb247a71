"""The charts of a country's page, as numbers and paths for its SVG."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.countrypage.figures import CountryFigures
from dashboard.panes import plain
from dashboard.views.cards import signed
from dashboard.views.theme import centred

WIDTH, HEIGHT = 1000, 200  # of the chart, in its own units: it is drawn as wide as the page


@dataclass(frozen=True)
class Stripe:
    """A year's stripe: how far from the first, its colour, and what it says."""

    x: int
    colour: str
    text: str


@dataclass(frozen=True)
class Tick:
    """A line of the grid, in percent of the width or of the height, and its label."""

    at: float
    label: str


@dataclass(frozen=True)
class Paths:
    """The anomalies, their smooth and their trend as paths; ticks of the years and of °C."""

    anomalies: str
    smooth: str
    trend: str
    years: list[Tick]
    degrees: list[Tick]
    zero: float


def stripes(found: CountryFigures) -> list[Stripe]:
    """Return a stripe a year on the country's own scale; a year without a value has none."""
    series = found.anomalies.dropna()
    if series.empty:
        return []
    scale, first = centred(series[["value"]], 0.0), int(series["year"].iloc[0])
    rows = zip(series["year"], series["value"], scale.bins(series["value"]), strict=True)
    return [
        Stripe(int(year) - first, scale.colours[int(n)], f"{int(year)}: {signed(value, 2)} °C")
        for year, value, n in rows
    ]


def chart(found: CountryFigures) -> Paths | None:
    """Return the annual anomalies as a chart; None where there are none."""
    series = found.anomalies
    if series["value"].notna().sum() < 2:
        return None
    line = found.trend.line() if found.trend and found.country.quality.flag != "break" else None
    drawn = [series, found.smooth, *([] if line is None else [line])]
    values = np.concatenate([frame["value"] for frame in drawn] + [[0.0]])
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    axes = _Axes(int(series["year"].iloc[0]), int(series["year"].iloc[-1]), low, high)
    return Paths(
        anomalies=axes.path(series),
        smooth=axes.path(found.smooth),
        trend="" if line is None else axes.path(line),
        years=[Tick(_percent(axes.x(year), WIDTH), str(year)) for year in axes.round_years()],
        degrees=[Tick(_percent(axes.y(n), HEIGHT), label) for n, label in axes.round_degrees()],
        zero=axes.y(0.0),
    )


def _percent(at: float, whole: float) -> float:
    return round(100 * at / whole, 2)


@dataclass(frozen=True)
class _Axes:
    first: int
    last: int
    low: float
    high: float

    def x(self, year: float) -> float:
        return round((year - self.first) / (self.last - self.first) * WIDTH, 1)

    def y(self, value: float) -> float:
        height = (self.high - value) / ((self.high - self.low) or 1.0)
        return round(6 + height * (HEIGHT - 12), 1)

    def path(self, frame: pd.DataFrame) -> str:
        """Join values whose years follow each other."""
        steps, pen = [], "M"
        for year, value in zip(frame["year"].tolist(), plain(frame["value"]), strict=True):
            if value is not None:
                steps.append(f"{pen}{self.x(year)} {self.y(value)}")
            pen = "M" if value is None else "L"
        return "".join(steps)

    def round_years(self) -> list[int]:
        step = 20 if self.last - self.first > 40 else 10
        return [year for year in range(self.first, self.last + 1) if year % step == 0]

    def round_degrees(self) -> list[tuple[float, str]]:
        span = self.high - self.low
        sizes = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
        step = next((size for size in sizes if span / size <= 5), 10.0)
        count = range(round(self.low / step) - 1, round(self.high / step) + 2)
        inside = [n * step for n in count if self.low - 1e-9 <= n * step <= self.high + 1e-9]
        return [(value, signed(value, 1 if step < 1 else 0)) for value in inside]
