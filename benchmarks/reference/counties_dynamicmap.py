"""US counties by a GeoViews DynamicMap: `panel serve benchmarks/reference/counties_dynamicmap.py`.

As HoloViz's guides have it: shapes cached for all sessions and projected already, fixed colour
levels, a DynamicMap bound to the slider.
"""

import geopandas as gpd
import geoviews as gv
import holoviews as hv
import pandas as pd
import panel as pn
from cartopy import crs

from benchmarks.reference import counties

gv.extension("bokeh")
pn.extension()
ALBERS = crs.epsg(int(counties.CRS.split(":")[1]))


@pn.cache
def shapes() -> gpd.GeoDataFrame:
    """Return the counties, read once for all sessions."""
    return counties.counties()[0]


@pn.cache
def values() -> pd.DataFrame:
    """Return the rates of all steps."""
    return counties.rates(shapes()["fips"])


def polygons(step: int) -> gv.Polygons:
    """Return the counties with the rates of a step."""
    frame = shapes().assign(rate=values().iloc[:, step].to_numpy())
    return gv.Polygons(frame, vdims=["rate", "name"], crs=ALBERS)


step = pn.widgets.IntSlider(name="Step", start=0, end=counties.STEPS - 1)
drawn = hv.DynamicMap(pn.bind(polygons, step)).opts(
    projection=ALBERS,
    color="rate",
    cmap=list(counties.PALETTE),
    color_levels=list(counties.EDGES),
    clim=(counties.EDGES[0], counties.EDGES[-1]),
    line_width=0.5,
    width=1000,
    height=640,
    tools=["hover"],
)
pn.Column(step, drawn).servable()
