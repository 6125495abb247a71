"""Layers of a chart as plain columns.

HoloViews draws a chart's elements once a process. What differs from country to country are columns
alone, so that a click builds no element: these take several times as long as their columns.
"""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import holoviews as hv

# Of each kind's columns so many are its key dimensions, and the rest its value dimensions.
_KEYS = {"Rectangles": 4, "Segments": 4, "Contours": 2, "Curve": 1, "Scatter": 1}
# How the columns of a Bokeh source are called that HoloViews names otherwise than its dimensions.
_SOURCE = {
    "Rectangles": {
        "x0": "left",
        "x1": "right",
        "y0": "bottom",
        "y1": "top",
        "bin": "color",
        "colour": "color",
    },
    "Scatter": {"colour": "color"},
    "Contours": {"year": "xs", "value": "ys", "colour": "color"},
}


class Layer(NamedTuple):
    """One layer: the name of its HoloViews element, and its columns by dimension, keys first.

    Of Contours each row is a line: arrays of years and values, and one colour.
    """

    kind: str
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

    def element(self, label: str) -> "hv.Element":
        """The layer as an element of that label."""
        rows = _rows(self.columns) if self.kind == "Contours" else dict(self.columns)
        names, keys = list(self.columns), _KEYS[self.kind]
        return getattr(holoviews(), self.kind)(rows, names[:keys], names[keys:], label=label)


Layers = dict[str, Layer]


@cache
def holoviews() -> Any:
    """Return HoloViews, ready to draw with Bokeh.

    It takes 40 MB and half a second, and a server seldom draws: so nothing imports it but this.
    """
    import holoviews as hv  # noqa: PLC0415

    if "bokeh" not in hv.Store.renderers:
        hv.extension("bokeh")
    return hv


def look(kind: str, label: str = "", **options: Any) -> "hv.Options":
    """Return how all elements of a kind look, or that of a label alone."""
    hv = holoviews()
    return (
        hv.Options(f"{kind}.{kind}.{label}", **options)
        if label
        else getattr(hv.opts, kind)(**options)
    )


def overlay(layers: Layers) -> "hv.Overlay":
    """Return the layers as elements over each other, the first at the bottom."""
    return holoviews().Overlay([layer.element(label) for label, layer in layers.items()])


def _rows(columns: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
