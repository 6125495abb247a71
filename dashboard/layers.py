"""Layers of a chart as plain columns.

HoloViews draws a chart's elements once a process. What differs from country to country are columns
alone, so that a click builds no element: ten of them take 25 ms, and their columns 1 ms.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import holoviews as hv

# Made once: a dimension made anew for each element takes as long as the element.
_DIMENSIONS = {name: hv.Dimension(name) for name in ("year", "value", "bin", "colour")}
_VALUES = {
    hv.Rectangles: ["bin"],
    hv.Segments: [],
    hv.Curve: ["value"],
    hv.Scatter: ["value", "colour"],
    hv.Contours: ["colour"],
}
# How the columns of a Bokeh source are called that HoloViews names otherwise than its dimensions.
_SOURCE = {
    hv.Rectangles: {"x0": "left", "x1": "right", "y0": "bottom", "y1": "top", "bin": "color"},
    hv.Scatter: {"colour": "color"},
    hv.Contours: {"year": "xs", "value": "ys", "colour": "color"},
}


class Layer(NamedTuple):
    """One layer: the kind of its HoloViews element, and its columns by dimension.

    Of hv.Contours each row is a line: arrays of years and values, and one colour.
    """

    kind: type
    columns: Mapping[str, Any]

    @property
    def source(self) -> dict[str, Any]:
        """The columns as the Bokeh source has them that HoloViews makes of the element."""
        names = _SOURCE.get(self.kind, {})
        return {names.get(name, name): values for name, values in self.columns.items()}

    def element(self, label: str) -> hv.Element:
        """The layer as an element of that label."""
        rows = _rows(self.columns) if self.kind is hv.Contours else dict(self.columns)
        values = [_DIMENSIONS[name] for name in _VALUES[self.kind]]
        if self.kind in (hv.Rectangles, hv.Segments):
            return self.kind(rows, vdims=values, label=label)
        keys = ["year", "value"] if self.kind is hv.Contours else ["year"]
        return self.kind(rows, [_DIMENSIONS[key] for key in keys], values, label=label)


Layers = dict[str, Layer]


def overlay(layers: Layers) -> hv.Overlay:
    """Return the layers as elements over each other, the first at the bottom."""
    return hv.Overlay([layer.element(label) for label, layer in layers.items()])


def _rows(columns: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
