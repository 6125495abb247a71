"""Panes: each HoloViews element is drawn once a process; from then on only its columns change."""

from collections.abc import Callable, Iterator, Mapping
from math import floor, isnan, log10
from typing import Any

import holoviews as hv
import numpy as np
from bokeh.document import Document
from bokeh.document.json import DocJson
from bokeh.io.doc import patch_curdoc
from bokeh.models import LogScale, Plot, Toolbar
from bokeh.models.renderers import GlyphRenderer

from dashboard.layers import Layers

DECIMALS = 4  # of what is sent: finer than a pixel of any chart


class Pane:
    """A Bokeh figure that HoloViews drew from an element, shared by all sessions.

    The browser holds its own copy. What differs between sessions and clicks is what is `shown`, so
    a session costs no figure and a click neither a HoloViews plot nor an element. Each layer's
    Bokeh models carry the label of its element as their name.
    """

    def __init__(self, name: str, element: hv.Overlay, *style: hv.Options) -> None:
        self.name = name
        # HoloViews clears a plot when the session of the current document ends: it is no session's.
        document = Document()
        with patch_curdoc(document):
            plot = hv.renderer("bokeh").get_plot(element.opts(*style))
        self.figure: Plot = plot.state
        self.figure.name = name
        for subplot, layer in zip(plot.subplots.values(), element, strict=True):
            _name(subplot.handles, layer.label)
        _prune(self.figure)

    def shown(self, layers: Layers, decimals: int = DECIMALS) -> dict[str, Any]:
        """Return what the figure shows of layers of the same kinds.

        layers: layer name to column name to values (None where missing). y: the limits that hold
        them, with a little air.
        """
        heights = [_flat(column) for layer in layers.values() for column in layer.heights]
        return {
            "layers": {
                label: {name: plain(values, decimals) for name, values in layer.source.items()}
                for label, layer in layers.items()
            },
            "y": self._limits(np.concatenate([np.empty(0), *heights])),
        }

    def _limits(self, values: np.ndarray[Any, Any]) -> list[float]:
        logarithmic = isinstance(self.figure.y_scale, LogScale)
        known = np.log10(values[values > 0]) if logarithmic else values[np.isfinite(values)]
        low, high = (known.min(), known.max()) if known.size else (0.0, 1.0)
        air = 0.06 * (high - low) or (0.1 if logarithmic else 0.5)
        ends = (float(low - air), float(high + air))
        digits = max(DECIMALS, 2 - floor(log10(air)))  # of small values enough to hold them
        return [float(f"{10**end:.4g}") if logarithmic else round(end, digits) for end in ends]


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
