"""Panes: each HoloViews element is drawn once; from then on only its columns change."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from math import floor, isnan, log10
from typing import TYPE_CHECKING, Any

import numpy as np
from bokeh.document import Document
from bokeh.document.json import DocJson
from bokeh.io.doc import patch_curdoc
from bokeh.models import LogScale, Plot, Toolbar
from bokeh.models.renderers import GlyphRenderer

from dashboard.layers import Layers, holoviews, look
from dashboard.once import once
from dashboard.server.assets import publish
from dashboard.views.theme import AIR, LIGHT, Scale

if TYPE_CHECKING:
    import holoviews as hv

DECIMALS = 4  # of what is sent: finer than a pixel of any chart
_FEW = 8  # values of a column that are told one by one, even or not
_COLOURS = {colour: name for name, colour in LIGHT.items()}  # of two names either will do
_PAINTED = ("fill_color", "line_color", "hatch_color")


@dataclass(frozen=True)
class Drawing:
    """A Bokeh figure that is drawn once, without values; afterwards only its columns change.

    name: of the Bokeh figure. slot: where in the page it is drawn; of several in one slot, one is
    seen. element, style: return what HoloViews draws, without values, and how it looks, given the
    colour scale of anomalies. decimals: of what is sent. by_year: whether its horizontal axis is
    that of all years. flush: whether that begins with the first year and ends with the last, with
    no room beside them. at_start: whether every page comes with it, rather than asks for it when it
    is to be seen.
    """

    name: str
    slot: str
    element: Callable[[Scale], "hv.Overlay"]
    style: Callable[[Scale], "list[hv.Options]"]
    decimals: int = DECIMALS
    by_year: bool = True
    flush: bool = False
    at_start: bool = False


class Pane:
    """A Bokeh figure that HoloViews draws from an element, shared by all sessions.

    The browser holds its own copy. What differs between sessions and clicks is what is `shown`, so
    a session costs no figure and a click neither a HoloViews plot nor an element. Each layer's
    Bokeh models carry the label of its element as their name, and what is in a colour of the theme
    a tag that says so, such as "line_color:muted". The figure's tag is its slot.
    """

    def __init__(
        self, name: str, element: "hv.Overlay", *style: "hv.Options", slot: str = ""
    ) -> None:
        self.name = name
        # HoloViews clears a plot when the session of the current document ends: it is no session's.
        document = Document()
        with patch_curdoc(document):
            plot = holoviews().renderer("bokeh").get_plot(element.opts(*style))
        self.figure: Plot = plot.state
        self.figure.update(name=name, tags=[slot or name])
        for subplot, layer in zip(plot.subplots.values(), element, strict=True):
            _name(subplot.handles, layer.label)
        for renderer in self.figure.select(GlyphRenderer):
            renderer.tags = _painted(renderer)
        _prune(self.figure)


class Panes:
    """The figures by name, each drawn when it is first asked for, unless it is kept from before.

    scale: of anomalies. axis: the limits of what is by year, so that one cursor fits all. document:
    a figure without values, as the browser reads it. address: of that, published when it is first
    asked for.
    """

    def __init__(
        self, drawings: Sequence[Drawing], scale: Scale, axis: tuple[float, float]
    ) -> None:
        self._drawings = {drawing.name: drawing for drawing in drawings}
        self._scale, self._axis = scale, axis
        self.document = cache(self._document)
        self.address = cache(self._publish)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return iter(self._drawings)

    def chart(self, name: str, layers: Layers) -> dict[str, Any]:
        """Return what a figure shows of layers, and where; with its address, if no page has it.

        Columns are told as `told_short` says it.
        """
        drawing = self._drawings[name]
        log = has_log_heights(self.document(name))
        told = {"slot": drawing.slot, **shown(layers, drawing.decimals, log=log)}
        for columns in told["layers"].values():
            columns.update({name: told_short(values) for name, values in columns.items()})
        return told if drawing.at_start else {**told, "figure": self.address(name)}

    def at_start(self) -> dict[str, DocJson]:
        """Return the figures that every page comes with, by name."""
        return {d.name: self.document(d.name) for d in self._drawings.values() if d.at_start}

    def _document(self, name: str) -> DocJson:
        """Return a figure; KeyError when there is none of that name."""
        drawing = self._drawings[name]
        follows_from = [asdict(self._scale), self._axis]
        text = once(f"figure-{name}", follows_from, lambda: _text(figure_json(self._draw(drawing))))
        document: DocJson = json.loads(text)
        return document

    def _draw(self, drawing: Drawing) -> Pane:
        first, last = self._axis
        limits = (first + AIR, last - AIR) if drawing.flush else self._axis
        axis = [look("Overlay", xlim=limits)] if drawing.by_year else []
        element, style = drawing.element(self._scale), drawing.style(self._scale)
        return Pane(drawing.name, element, *style, *axis, slot=drawing.slot)

    def _publish(self, name: str) -> str:
        return publish(f"{name}.json", _text(self.document(name)))


def _text(document: DocJson) -> bytes:
    return json.dumps(document, separators=(",", ":"), allow_nan=False).encode()


def has_log_heights(document: DocJson) -> bool:
    """Whether the vertical axis of a figure's document is logarithmic."""
    (figure,) = document["roots"]
    return bool(figure["attributes"]["y_scale"]["name"] == LogScale.__name__)


def shown(layers: Layers, decimals: int = DECIMALS, *, log: bool = False) -> dict[str, Any]:
    """Return what a figure shows of layers of the kinds that it was drawn with.

    layers: layer name to column name to values (None where missing). y: the limits that hold them,
    with a little air. log: whether the figure's vertical axis is logarithmic.
    """
    heights = [_flat(column) for layer in layers.values() for column in layer.heights]
    return {
        "layers": {
            label: {name: plain(values, decimals) for name, values in layer.source.items()}
            for label, layer in layers.items()
        },
        "y": _limits(np.concatenate([np.empty(0), *heights]), log=log),
    }


def _limits(values: np.ndarray[Any, Any], *, log: bool) -> list[float]:
    known = np.log10(values[values > 0]) if log else values[np.isfinite(values)]
    low, high = (known.min(), known.max()) if known.size else (0.0, 1.0)
    air = 0.06 * (high - low) or (0.1 if log else 0.5)
    ends = (float(low - air), float(high + air))
    digits = max(DECIMALS, 2 - floor(log10(air)))  # of small values enough to hold them
    return [float(f"{10**end:.4g}") if log else round(end, digits) for end in ends]


def figure_json(pane: Pane) -> DocJson:
    """Return a pane's figure as a Bokeh document of its own, as the browser reads it."""
    document = Document()
    document.add_root(pane.figure)
    content = document.to_json(deferred=False)
    document.remove_root(pane.figure)
    # Bokeh adds each model of data that this process has heard of by now, those of a card too.
    models = set(_models(content["roots"]))
    content["defs"] = [known for known in content.get("defs", ()) if known["name"] in models]
    renumbered: DocJson = _renumbered(content, pane.name, {})
    return renumbered


def _models(content: Any) -> Iterator[str]:
    """Yield the names of the models in a part of a document."""
    if isinstance(content, dict):
        if content.get("type") == "object":
            yield content["name"]
        content = list(content.values())
    for one in content if isinstance(content, list) else ():
        yield from _models(one)


def _renumbered(content: Any, name: str, known: dict[str, str]) -> Any:
    """Give models ids that follow from the figure alone: all servers publish the same bytes.

    Bokeh numbers the models of a process as they come.
    """
    if isinstance(content, list):
        return [_renumbered(one, name, known) for one in content]
    if not isinstance(content, dict):
        return content
    return {
        key: known.setdefault(value, f"{name}-{len(known)}")
        if key == "id" and isinstance(value, str)
        else _renumbered(value, name, known)
        for key, value in content.items()
    }


def _name(handles: dict[str, Any], label: str) -> None:
    for key in ("glyph_renderer", "source", "glyph"):
        if key in handles:
            handles[key].name = label


def _painted(renderer: Any) -> list[str]:
    """Return which properties of a glyph have a colour of the theme, and its name there."""
    colours = {name: getattr(renderer.glyph, name, None) for name in _PAINTED}
    return [
        f"{name}:{_COLOURS[colour]}"
        for name, colour in colours.items()
        if isinstance(colour, str) and colour in _COLOURS
    ]


def _prune(figure: Plot) -> None:
    """Take away what HoloViews adds and the page does not show: each model costs start-up time."""
    figure.update(title=None, toolbar=Toolbar(), toolbar_location=None, output_backend="canvas")
    hidden = [axis for axis in figure.axis if not axis.visible]
    for side in ("left", "below"):
        setattr(figure, side, [axis for axis in getattr(figure, side) if axis not in hidden])
    figure.center = [] if hidden else list(figure.grid)
    for renderer in figure.select(GlyphRenderer):
        renderer.update(nonselection_glyph=None, muted_glyph=None, selection_glyph=None)


def _is_ragged(values: Any) -> bool:
    return isinstance(values, list) and bool(values) and isinstance(values[0], np.ndarray)


def _flat(values: Any) -> np.ndarray[Any, Any]:
    if _is_ragged(values):
        return np.concatenate(values).astype(float)
    return np.asarray(values, float)


def told_short(values: list[Any]) -> list[Any] | dict[str, float]:
    """Return numbers that rise evenly, or stay, as the first, the step and their count.

    Years, the edges of bars and what they stand on are half of a click's answer. Of lines each is
    told so.
    """
    if values and isinstance(values[0], list):
        return [told_short(line) for line in values]
    if len(values) < _FEW or not all(isinstance(number, int | float) for number in values):
        return values
    first, step = values[0], _whole(round(values[1] - values[0], DECIMALS))
    even = (round(first + place * step, DECIMALS) for place in range(len(values)))
    if any(number != there for number, there in zip(values, even, strict=True)):
        return values
    return {"first": first, "step": step, "count": len(values)}


def plain(values: Any, decimals: int = DECIMALS) -> list[Any]:
    """Return numbers as JSON can say them: rounded, None for NaN; a list a row for lines."""
    if _is_ragged(values):
        return [plain(line, decimals) for line in values]
    numbers = np.asarray(values)
    if numbers.dtype.kind != "f":
        return list(numbers.tolist())
    rounded: list[float] = numbers.round(decimals).tolist()
    return [None if isnan(number) else _whole(number) for number in rounded]


def _whole(number: float) -> float:
    """Return a whole number as one: JSON says 1990 of it, and not 1990.0."""
    return int(number) if number.is_integer() else number
