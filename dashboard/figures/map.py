"""What the map is drawn with; it is no figure of the panel."""

import pandas as pd

from dashboard.panes import Drawing
from dashboard.views.map import choropleth, choropleth_style

_NO_COLOURS = pd.DataFrame({"bin": pd.Series(dtype=float), "mark": pd.Series(dtype=str)})
_NO_POINTS = pd.DataFrame({"x": [], "y": [], "iso3": []})

MAP = Drawing(
    "map",
    "map",
    element=lambda _: choropleth([], _NO_POINTS, _NO_COLOURS),
    style=choropleth_style,
    by_year=False,
    at_start=True,
)
