"""Layers of a chart as plain columns.

HoloViews draws a chart's elements once a process. What differs from country to country are columns
alone, so that a click builds no element: these take several times as long as their columns.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import holoviews as hv

# Of each kind's columns so many are its key dimensions, and the rest its value dimensions.
_KEYS = {hv.Rectangles: 4, hv.Segments: 4, hv.Contours: 2, hv.Curve: 1, hv.Scatter: 1}
# How the columns of a Bokeh source are called that HoloViews names otherwise than its dimensions.
_SOURCE = {
    hv.Rectangles: {
        "x0": "left",
        "x1": "right",
        "y0": "bottom",
        "y1": "top",
        "bin": "color",
        "colour": "color",
    },
    hv.Scatter: {"colour": "color"},
    hv.Contours: {"year": "xs", "value": "ys", "colour": "color"},
}


class Layer(NamedTuple):
    """One layer: the kind of its HoloViews element, and its columns by dimension, keys first.

    Of hv.Contours each row is a line: arrays of years and values, and one colour.
    """

    kind: type
    columns: Mapping[str, Any]

    @property
    def source(self) -> dict[str, Any]:
        """The columns as the Bokeh source has them that HoloViews makes of the element."""
        names = _SOURCE.get(self.kind, {})
        return {names.get(name, name): values for name, values in self.columns.items()}

    @property
    def heights(self) -> list[Any]:
        """The columns along the vertical axis: the second, and of boxes and segments the fourth."""
        columns = list(self.columns.values())
        return columns[1:4:2] if _KEYS[self.kind] == 4 else columns[1:2]

    def element(self, label: str) -> hv.Element:
        """The layer as an element of that label."""
        rows = _rows(self.columns) if self.kind is hv.Contours else dict(self.columns)
        names, keys = list(self.columns), _KEYS[self.kind]
        return self.kind(rows, names[:keys], names[keys:], label=label)


Layers = dict[str, Layer]


def overlay(layers: Layers) -> hv.Overlay:
    """Return the layers as elements over each other, the first at the bottom."""
    return hv.Overlay([layer.element(label) for label, layer in layers.items()])


def _rows(columns: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
