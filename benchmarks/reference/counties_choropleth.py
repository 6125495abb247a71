"""US counties by the Choropleth component.

Run it with `panel serve benchmarks/reference/counties_choropleth.py`.
"""

import panel as pn

from benchmarks.reference import counties
from choropleth import Choropleth, Shapes

pn.extension()


@pn.cache
def shapes() -> Shapes:
    """Return the counties, read once for all sessions."""
    return Shapes.read(counties.counties()[0], "fips", names="name")


map_ = Choropleth(
    shapes(),
    counties.rates(shapes().keys),
    bins=counties.EDGES,
    palette=counties.PALETTE,
    width=1000,
    height=640,
    sizing_mode="fixed",
)
step = pn.widgets.IntSlider(name="Step", start=0, end=counties.STEPS - 1)
step.jslink(map_, value="step")
pn.Column(step, map_).servable()
