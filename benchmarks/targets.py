"""What is measured, in which unit, and what the issues ask of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import fmean, median, quantiles

from benchmarks.subjects import BEFORE, PEERS


@dataclass(frozen=True)
class Quantity:
    """One row of the table; a reading divided by `divisor` is in `unit`.

    compared: the page is to be ahead of every peer; less is better in all of these. Parts of a sum
    are not compared, and play is not, because the page shows 24 years a second, for people.
    """

    key: str
    label: str
    unit: str
    decimals: int = 0
    divisor: float = 1.0
    average: Callable[[list[float]], float] = median
    compared: bool = True


QUANTITIES = (
    Quantity("visible_first", "map visible, first visit", "ms"),
    Quantity("visible_next", "map visible, next visit", "ms"),
    Quantity("visible_phone", "map visible on a phone", "ms"),
    Quantity("visible_started", "map visible, first visitor after a start", "ms"),
    Quantity("bytes_first", "all bytes, first visit", "kB", 1, 1e3),
    Quantity("http_first", "of these HTTP", "kB", 1, 1e3, compared=False),
    Quantity("websocket_first", "of these websocket", "kB", 1, 1e3, compared=False),
    Quantity("bytes_next", "all bytes, next visit", "kB", 1, 1e3),
    Quantity("http_next", "of these HTTP, next visit", "kB", 1, 1e3, compared=False),
    Quantity("websocket_next", "of these websocket, next visit", "kB", 1, 1e3, compared=False),
    Quantity("step", "year step", "ms", 1),
    Quantity("step_bytes", "bytes of steps and play", "kB", 1, 1e3, compared=False),
    Quantity("step_websocket", "of these websocket, steps and play", "kB", 1, 1e3, compared=False),
    Quantity("play", "play", "frames/s", 1, compared=False),
    Quantity("scrub", "years while the slider is dragged", "frames/s", 1, compared=False),
    Quantity("click", "click to charts drawn", "ms", 1),
    Quantity("click_bytes", "bytes of a click", "kB", 1, 1e3),
    Quantity("unanswered", "clicks without an answer in 10 s", "a round", 1, 1, fmean, False),
    Quantity("cpu", "server CPU per session", "s", 3),
    Quantity("memory", "server memory per session", "MB", 2, 1e6),
)

Readings = Mapping[str, list[float]]


@dataclass(frozen=True)
class Figure:
    """What readings come to: the median (of counts the mean) and the quartiles."""

    value: float
    low: float
    high: float
    count: int


Figures = dict[str, Figure]


def figures(readings: Readings) -> Figures:
    """Return what each quantity that was read comes to, in its unit."""
    return {
        quantity.key: figure(readings[quantity.key], quantity)
        for quantity in QUANTITIES
        if readings.get(quantity.key)
    }


def figure(readings: list[float], quantity: Quantity) -> Figure:
    """Return what readings come to; of a single one the quartiles are itself."""
    values = [reading / quantity.divisor for reading in readings]
    low, _, high = quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3
    return Figure(quantity.average(values), low, high, len(values))


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


Values = Mapping[str, Mapping[str, float]]


def targets(measured: Mapping[str, Figures]) -> list[Target]:
    """Return every bound whose figures were measured: issue 2, item 6, issue 12 and issue 16."""
    values = {
        key: {quantity: found.value for quantity, found in taken.items()}
        for key, taken in measured.items()
    }
    found = []
    for text, of, limit, at_least in _BOUNDS:
        try:
            found.append(Target(text, of(values), limit, at_least))
        except (KeyError, ZeroDivisionError):
            continue  # an app was left out, or has nothing of that
    return found


def _page(key: str) -> Callable[[Values], float]:
    return lambda values: values["page"][key]


def _over(above: str, below: str, key: str) -> Callable[[Values], float]:
    return lambda values: values[above][key] / values[below][key]


def _first_over_later(values: Values) -> float:
    return values["page"]["visible_started"] / values["page"]["visible_first"]


_BOUNDS: list[tuple[str, Callable[[Values], float], float, bool]] = [
    ("map visible, times the floor", _over("page", "floor", "visible_first"), 1.6, False),
    (
        "map visible on a phone, times the floor",
        _over("page", "floor", "visible_phone"),
        1.6,
        False,
    ),
    ("first visitor after a start, times a later one", _first_over_later, 1.1, False),
    ("map visible, faster than GeoViews", _over("geoviews", "page", "visible_first"), 4, True),
    ("HTTP kB, first visit", _page("http_first"), 900, False),
    ("websocket kB, first visit", _page("websocket_first"), 60, False),
    ("HTTP kB, next visit", _page("http_next"), 30, False),
    ("websocket kB, next visit", _page("websocket_next"), 60, False),
    ("year step, times the floor", _over("page", "floor", "step"), 1.2, False),
    ("websocket kB, steps and play", _page("step_websocket"), 0, False),
    # Play shows 24 years a second, for people; a hand on the slider asks for all that can be.
    ("play, years a second", _page("play"), 20, True),
    ("years while the slider is dragged, a second", _page("scrub"), 50, True),
    ("click to charts, ms", _page("click"), 51, False),
    ("click to charts, faster than GeoViews", _over("geoviews", "page", "click"), 5, True),
    ("server CPU s per session", _page("cpu"), 0.25, False),
    ("server memory MB per session", _page("memory"), 1.5, False),
]


def compared(measured: Mapping[str, Figures]) -> list[tuple[Quantity, float]]:
    """Return each quantity of the page over that of another build of it, where both have it."""
    page, before = measured["page"], measured.get(BEFORE, {})
    return [
        (quantity, page[quantity.key].value / before[quantity.key].value)
        for quantity in QUANTITIES
        if quantity.key in page and quantity.key in before and before[quantity.key].value > 0
    ]


def behind(measured: Mapping[str, Figures]) -> list[tuple[Quantity, str]]:
    """Return where a peer is as good as the page or better: the quantity and the peer's key."""
    page = measured["page"]
    return [
        (quantity, peer)
        for quantity in QUANTITIES
        for peer in PEERS
        if is_behind(quantity, page, measured.get(peer, {}))
    ]


def is_behind(quantity: Quantity, page: Figures, peer: Figures) -> bool:
    """Tell whether the page is to be ahead of a peer and is not; nothing is behind nothing."""
    if not quantity.compared or quantity.key not in page or quantity.key not in peer:
        return False
    own, other = page[quantity.key].value, peer[quantity.key].value
    return own >= other > 0
