"""What is measured, in which unit, and what the issue asks of it."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import fmean, median


@dataclass(frozen=True)
class Quantity:
    """One row of the table; a reading divided by `divisor` is in `unit`."""

    key: str
    label: str
    unit: str
    decimals: int = 0
    divisor: float = 1.0
    average: Callable[[list[float]], float] = median


QUANTITIES = (
    Quantity("visible_first", "map visible, first visit", "ms"),
    Quantity("visible_next", "map visible, next visit", "ms"),
    Quantity("http_first", "HTTP, first visit", "kB", 1, 1e3),
    Quantity("websocket_first", "websocket, first visit", "kB", 1, 1e3),
    Quantity("http_next", "HTTP, next visit", "kB", 1, 1e3),
    Quantity("websocket_next", "websocket, next visit", "kB", 1, 1e3),
    Quantity("step", "year step", "ms", 1),
    Quantity("step_websocket", "websocket, steps and play", "kB", 1, 1e3),
    Quantity("play", "play", "frames/s", 1),
    Quantity("scrub", "years while the slider is dragged", "frames/s", 1),
    Quantity("click", "click to charts drawn", "ms", 1),
    Quantity("unanswered", "clicks without an answer in 10 s", "a round", 1, 1, fmean),
    Quantity("cpu", "server CPU per session", "s", 3),
    Quantity("memory", "server memory per session", "MB", 2, 1e6),
)

Figures = dict[str, float]


@dataclass(frozen=True)
class Target:
    """A figure and its bound: at most the limit, or at least it."""

    text: str
    value: float
    limit: float
    at_least: bool = False

    @property
    def reached(self) -> bool:
        """Tell whether the bound holds."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def figures(readings: dict[str, list[float]]) -> Figures:
    """Return the median (of counts the mean) of each quantity that was read, in its unit."""
    return {
        quantity.key: quantity.average(readings[quantity.key]) / quantity.divisor
        for quantity in QUANTITIES
        if readings.get(quantity.key)
    }


def targets(page: Figures, geoviews: Figures, floor: Figures) -> list[Target]:
    """Return every bound of issue 2, item 6, and of issue 12."""

    def over(key: str, above: Figures, below: Figures) -> float:
        return above[key] / below[key]

    return [
        Target("map visible, times the floor", over("visible_first", page, floor), 1.6),
        Target("map visible, faster than GeoViews", over("visible_first", geoviews, page), 4, True),
        Target("HTTP kB, first visit", page["http_first"], 900),
        Target("websocket kB, first visit", page["websocket_first"], 60),
        Target("HTTP kB, next visit", page["http_next"], 30),
        Target("websocket kB, next visit", page["websocket_next"], 60),
        Target("year step, times the floor", over("step", page, floor), 1.2),
        Target("websocket kB, steps and play", page["step_websocket"], 0),
        # Play shows 24 years a second, for people; a hand on the slider asks for all that can be.
        Target("play, years a second", page["play"], 20, True),
        Target("years while the slider is dragged, a second", page["scrub"], 50, True),
        Target("click to charts, ms", page["click"], 51),
        Target("click to charts, faster than GeoViews", over("click", geoviews, page), 5, True),
        Target("server CPU s per session", page["cpu"], 0.25),
        Target("server memory MB per session", page["memory"], 1.5),
    ]
