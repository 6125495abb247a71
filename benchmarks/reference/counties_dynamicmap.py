"""US counties by a HoloViews DynamicMap.

Run it with `panel serve benchmarks/reference/counties_dynamicmap.py`. As HoloViz's guides have it:
a DynamicMap bound to a slider, colour levels fixed, and what sessions can share cached. It is
spared what GeoViews would do besides: to project 3,000 shapes anew takes it 10 s a step.
"""

from typing import Any

import holoviews as hv
import numpy as np
import pandas as pd
import panel as pn
import shapely

from benchmarks.reference import counties

hv.extension("bokeh")
pn.extension()


@pn.cache
def rings() -> list[dict[str, Any]]:
    """Return the outer rings of each county, as HoloViews has them, read once for all sessions."""
    gap = np.full((1, 2), np.nan)
    rows = []
    for found in counties.counties()[0].itertuples():
        outer = [shapely.get_coordinates(part.exterior) for part in _parts(found.geometry)]
        joined = np.vstack([piece for ring in outer for piece in (ring, gap)][:-1])
        named = {"fips": found.fips, "name": found.name}
        rows.append({"x": joined[:, 0], "y": joined[:, 1], **named})
    return rows


def _parts(geometry: shapely.Geometry) -> list[shapely.Polygon]:
    return [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]


@pn.cache
def values() -> pd.DataFrame:
    """Return the rates of all steps."""
    return counties.rates([row["fips"] for row in rings()])


def polygons(step: int) -> hv.Polygons:
    """Return the counties with the rates of a step."""
    rates = values().iloc[:, step]
    rows = [{**row, "rate": rate} for row, rate in zip(rings(), rates, strict=True)]
    return hv.Polygons(rows, vdims=["rate", "name"])


step = pn.widgets.IntSlider(name="Step", start=0, end=counties.STEPS - 1)
drawn = hv.DynamicMap(pn.bind(polygons, step)).opts(
    color="rate",
    cmap=list(counties.PALETTE),
    color_levels=list(counties.EDGES),
    clim=(counties.EDGES[0], counties.EDGES[-1]),
    line_width=0.5,
    width=1000,
    height=640,
    data_aspect=1,
    tools=["hover"],
)
pn.Column(step, drawn).servable()
