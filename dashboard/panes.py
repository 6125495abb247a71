"""Panes: each HoloViews element is drawn once a process; from then on only its columns change."""

from collections.abc import Callable, Iterator, Mapping
from math import isnan
from typing import Any

import holoviews as hv
import numpy as np
from bokeh.document import Document
from bokeh.document.json import DocJson
from bokeh.io.doc import patch_curdoc
from bokeh.models import LogScale, Plot, Toolbar
from bokeh.models.renderers import GlyphRenderer

from dashboard.layers import Layers

Columns = dict[str, list[Any]]
_Y = ("y", "ys", "top", "bottom", "y0", "y1")
_HEIGHTS = ("value", "ys", "top", "bottom", "y0", "y1")
DECIMALS = 4  # of what is sent: finer than a pixel of any chart


class Pane:
    """A Bokeh figure that HoloViews drew from an element, shared by all sessions.

    The browser holds its own copy. What differs between sessions and clicks is `columns`, so a
    session costs no figure and a click neither a HoloViews plot (25 ms) nor an element. Each
    layer's Bokeh models carry the label of its element as their name.
    """

    def __init__(self, name: str, element: hv.Overlay, *style: hv.Options) -> None:
        self.name = name
        # HoloViews clears a plot when the session of the current document ends: it is no session's.
        self._document = Document()
        with patch_curdoc(self._document):
            self._plot = hv.renderer("bokeh").get_plot(element.opts(*style))
        self.figure: Plot = self._plot.state
        self.figure.name = name
        for subplot, layer in self._layers(element):
            _name(subplot.handles, layer.label)
        _prune(self.figure)

    def columns(self, element: hv.Overlay) -> dict[str, Any]:
        """Return what an element of the same build shows.

        layers: layer name to column name to values (None where missing). y: the limits that hold
        them, with a little air.
        """
        layers: dict[str, Columns] = {}
        spans = [np.empty(0)]
        for subplot, layer in self._layers(element):
            columns, mapping, _ = subplot.get_data(layer, {}, {})
            spans += [_flat(columns[mapping[y]]) for y in _Y if y in mapping]
            styled = _styled(subplot, layer, columns)
            layers[layer.label] = {name: plain(values) for name, values in styled.items()}
        return {"layers": layers, "y": self._limits(np.concatenate(spans))}

    def shown(self, layers: Layers) -> dict[str, Any]:
        """Return what `columns` returns of their overlay, without building an element."""
        sources = {name: layer.source for name, layer in layers.items()}
        spans = [_flat(source[y]) for source in sources.values() for y in _HEIGHTS if y in source]
        return {
            "layers": {
                label: {name: plain(values) for name, values in source.items()}
                for label, source in sources.items()
            },
            "y": self._limits(np.concatenate([np.empty(0), *spans])),
        }

    def _limits(self, values: np.ndarray[Any, Any]) -> list[float]:
        logarithmic = isinstance(self.figure.y_scale, LogScale)
        known = np.log10(values[values > 0]) if logarithmic else values[np.isfinite(values)]
        low, high = (known.min(), known.max()) if known.size else (0.0, 1.0)
        air = 0.06 * (high - low) or (0.1 if logarithmic else 0.5)
        ends = (float(low - air), float(high + air))
        return [float(f"{10**end:.4g}") if logarithmic else round(end, DECIMALS) for end in ends]

    def _layers(self, element: hv.Overlay) -> Iterator[tuple[Any, Any]]:
        return zip(self._plot.subplots.values(), element, strict=True)


class Panes:
    """Panes by name, each drawn when it is first asked for.

    elements: by name, what gives an element and its style.
    """

    def __init__(self, elements: Mapping[str, Callable[[], tuple[hv.Overlay, list[Any]]]]) -> None:
        self._elements = elements
        self._drawn: dict[str, Pane] = {}

    def __getitem__(self, name: str) -> Pane:
        """Return a pane; KeyError when there is none of that name."""
        if name not in self._drawn:
            element, style = self._elements[name]()
            self._drawn[name] = Pane(name, element, *style)
        return self._drawn[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return iter(self._elements)


def figure_json(pane: Pane) -> DocJson:
    """Return a pane's figure as a Bokeh document of its own, as the browser reads it."""
    document = Document()
    document.add_root(pane.figure)
    content = document.to_json(deferred=False)
    document.remove_root(pane.figure)
    return content


def _name(handles: dict[str, Any], label: str) -> None:
    for key in ("glyph_renderer", "source", "glyph"):
        if key in handles:
            handles[key].name = label


def _prune(figure: Plot) -> None:
    """Take away what HoloViews adds and the page does not show: each model costs start-up time."""
    figure.update(title=None, toolbar=Toolbar(), toolbar_location=None, output_backend="canvas")
    hidden = [axis for axis in figure.axis if not axis.visible]
    for side in ("left", "below"):
        setattr(figure, side, [axis for axis in getattr(figure, side) if axis not in hidden])
    figure.center = [] if hidden else list(figure.grid)
    for renderer in figure.select(GlyphRenderer):
        renderer.update(nonselection_glyph=None, muted_glyph=None, selection_glyph=None)


def _styled(subplot: Any, layer: Any, columns: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of the source, with those that HoloViews made for styles."""
    style = subplot.style[subplot.cyclic_index]
    for name in subplot.handles["source"].data:
        if name not in columns:
            bound = style[name]
            columns[name] = columns[bound] if bound in columns else layer.dimension_values(bound)
    return {name: columns[name] for name in subplot.handles["source"].data}


def _is_ragged(values: Any) -> bool:
    return isinstance(values, list) and bool(values) and isinstance(values[0], np.ndarray)


def _flat(values: Any) -> np.ndarray[Any, Any]:
    if _is_ragged(values):
        return np.concatenate(values).astype(float)
    return np.asarray(values, float)


def plain(values: Any, decimals: int = DECIMALS) -> list[Any]:
    """Return numbers as JSON can say them: rounded, None for NaN; a list a row for lines."""
    if _is_ragged(values):
        return [plain(line, decimals) for line in values]
    numbers = np.asarray(values)
    if numbers.dtype.kind != "f":
        return list(numbers.tolist())
    rounded: list[float] = numbers.round(decimals).tolist()
    return [None if isnan(number) else number for number in rounded]
