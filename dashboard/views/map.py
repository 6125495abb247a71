"""The choropleth: countries as one HoloViews element, drawn by Bokeh's fastest polygon glyph."""

from collections.abc import Iterable
from typing import Any, ClassVar

import holoviews as hv
import numpy as np
import pandas as pd
import param
from holoviews import opts
from holoviews.plotting.bokeh.path import PolygonPlot
from numpy.typing import NDArray

from dashboard.views.theme import LIGHT, Scale, coloured

# The metres of Equal Earth that the map shows: the outline of the world with a little air.
WORLD_X, WORLD_Y = (-17.4e6, 17.4e6), (-8.5e6, 8.5e6)
# What each zoom shows: its west, and its south and north (metres); as wide as they are apart, in
# the proportions of the world. Oceania goes on beyond the map's edge: the browser brings its east.
_ZOOMS = {
    "world": (-17.4e6, -8.5e6, 8.5e6),
    "africa": (-7.1e6, -4.2e6, 4.8e6),
    "americas": (-20.5e6, -6.6e6, 7.7e6),
    "asia": (-0.9e6, -1.5e6, 6.6e6),
    "europe": (-1.9e6, 4.25e6, 8.3e6),
    "oceania": (7.3e6, -6.2e6, 2.5e6),
}
UNCERTAIN, MISSING = "uncertain", "missing"
HALO = "halo"  # around the dots of what is uncertain: seen on light, middling and dark colours
HATCHES = {HALO: "ring", UNCERTAIN: "dot", MISSING: "right_diagonal_line"}  # Bokeh's patterns
CLEAR = "#00000000"
Floats = NDArray[np.float64]
Shapes = list[tuple[str, Floats, Floats]]


class Countries(hv.Polygons):
    """Country shapes in Equal Earth metres, whose rings are joined by NaN, outer ring first.

    Value dimensions: iso3, bin (number of the colour, NaN where no value).
    """

    group = param.String(default="Countries", constant=True)
    vdims = param.List(default=[hv.Dimension(name) for name in ("iso3", "bin")])


class CountriesPlot(PolygonPlot):
    """Draws Countries as `patches`.

    HoloViews takes `multi_polygons` for all polygons; `patches` draws the same picture of the same
    rings with 40 % less to send and in half the time, because NaN separates the rings and the
    even-odd rule makes the holes.
    """

    style_opts: ClassVar[list[str]] = [
        *PolygonPlot.style_opts,
        *(f"hatch_{name}" for name in ("pattern", "color", "scale", "weight", "alpha")),
    ]

    def __init__(self, *args: Any, **params: Any) -> None:
        super().__init__(*args, **params)
        self._has_holes = False

    def _get_hover_data(self, data: dict[str, Any], element: Countries) -> None:
        columns = {d.name: element.dimension_values(d, expanded=False) for d in element.vdims}
        data.update(columns)


hv.Store.register({Countries: CountriesPlot}, "bokeh")


def choropleth(shapes: Shapes, points: pd.DataFrame, colours: pd.DataFrame) -> hv.Overlay:
    """Return the world map: countries, their borders and marks, a marker for each tiny one.

    shapes: iso3, x and y of the rings. points: columns x, y, iso3. All in metres. colours: index
    iso3, columns bin and mark (UNCERTAIN, MISSING or ""). No shapes give the same layers, empty:
    the browser fills them.
    """
    markers = points.assign(bin=colours["bin"].reindex(points["iso3"]).to_numpy(float))
    marked = {mark: set(colours.index[colours["mark"] == mark]) for mark in HATCHES}
    marked[HALO] = marked[UNCERTAIN]
    return hv.Overlay(
        [
            _countries(shapes, colours, "countries"),
            # Apart from the colours: a line costs as much to paint as all else, and never changes.
            _countries(shapes, colours, "borders"),
            *(
                # A layer of its own: Bokeh makes a canvas per country for a column of patterns.
                _countries([s for s in shapes if s[0] in iso3s], colours, mark)
                for mark, iso3s in marked.items()
            ),
            hv.Points(markers, ["x", "y"], ["iso3", "bin"], label="markers"),
        ]
    )


def _countries(shapes: Shapes, colours: pd.DataFrame, label: str) -> Countries:
    bins = colours["bin"]
    rows = [{"x": x, "y": y, "iso3": iso3, "bin": bins.get(iso3, np.nan)} for iso3, x, y in shapes]
    return Countries(rows, label=label)


def choropleth_style(scale: Scale) -> list[hv.Options]:
    """Return how the world map looks."""
    # A colour of its own: without one HoloViews colours polygons by their first dimension.
    hatch = {"color": CLEAR, "line_color": None, "hatch_color": LIGHT["missing"]}
    return [
        hv.Options(
            "Countries.Countries.Countries",
            **coloured(scale),
            line_color=None,
        ),
        hv.Options(
            "Countries.Countries.Borders",
            color=CLEAR,
            line_color=LIGHT["border"],
            line_width=0.4,
            line_join="round",
        ),
        *(
            hv.Options(
                f"Countries.Countries.{mark.capitalize()}",
                **hatch,
                hatch_pattern=pattern,
                hatch_scale=7 if mark == MISSING else 5,
                hatch_weight=0.8,
                hatch_alpha=1.0 if mark == MISSING else 0.6,
            )
            for mark, pattern in HATCHES.items()
        ),
        hv.Options(
            "Points.Points.Markers",
            **coloured(scale),
            size=6,
            line_color=LIGHT["text"],
            line_width=0.7,
        ),
        opts.Overlay(
            responsive=True,
            border=0,
            xaxis=None,
            yaxis=None,
            xlim=WORLD_X,
            ylim=WORLD_Y,
            toolbar=None,
            default_tools=[],
            show_legend=False,
            show_title=False,
            backend_opts={
                "plot.border_fill_color": None,
                "plot.background_fill_color": None,
                "plot.outline_line_color": None,
            },
        ),
    ]


def zoom_boxes() -> dict[str, str]:
    """Return what each zoom shows as the viewBox of an SVG: left, top, width, height (km)."""
    shape = (WORLD_X[1] - WORLD_X[0]) / (WORLD_Y[1] - WORLD_Y[0])
    return {
        name: " ".join(
            f"{metres / 1000:.0f}"
            for metres in (west, -north, shape * (north - south), north - south)
        )
        for name, (west, south, north) in _ZOOMS.items()
    }


def path_data(lines: Iterable[tuple[Floats, Floats]]) -> str:
    """Return lines in metres as the data of an SVG path, in kilometres with y downwards."""
    return "".join(
        "M" + "L".join(f"{x / 1000:.0f} {-y / 1000:.0f}" for x, y in zip(xs, ys, strict=True))
        for xs, ys in lines
    )
