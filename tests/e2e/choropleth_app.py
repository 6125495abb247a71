"""A page with one map, what Python knows of it, and a button by which Python sets it."""

import geopandas as gpd
import pandas as pd
import panel as pn
from shapely.geometry import Polygon, box

from choropleth import Choropleth

pn.extension()

ring = Polygon(box(0, 0, 30, 30).exterior.coords, [box(10, 10, 20, 20).exterior.coords])
shapes = gpd.GeoDataFrame(
    {"code": list("ABCDE"), "name": ["Alpha", "Beta", "Gamma", "Delta", "Epsilon"]},
    geometry=[
        ring,
        box(30, 0, 60, 30),
        box(60, 0, 90, 30),
        box(0, 30, 30, 60),
        box(75, 45, 75.1, 45.1),
    ],
    crs="EPSG:3857",
)
values = pd.DataFrame(
    {2020: [1, 2, 3, None, 5], 2021: [5, 3, 1, None, 2], 2022: [3, 3, 3, None, 3]}, shapes["code"]
)
map_ = Choropleth(
    shapes,
    values,
    key="code",
    names="name",
    uncertain=["B"],
    bins=[0, 2, 4, 6],
    palette=["#ff0000", "#00ff00", "#0000ff"],
    title="Rates",
    unit="%",
    decimals=1,
    width=700,
    height=500,
    sizing_mode="fixed",
)


def python_has(step: int, selected: str | None, hovered: str | None, compared: list[str]) -> str:
    """Return what Python has of the map."""
    return f"step {step}; selected {selected}; hovered {hovered}; compared {', '.join(compared)}"


def set_by_python(_event: object) -> None:
    """Choose in Python what the browser then shows."""
    map_.param.update(selected="C", compared=["A"], step=1)


slider = pn.widgets.IntSlider(name="Step", start=0, end=2, width=300)
slider.jslink(map_, value="step")
python = pn.widgets.Button(name="Python")
python.on_click(set_by_python)
recolour = pn.widgets.Button(name="Recolour")
recolour.on_click(lambda _: map_.param.update(palette=["#00ffff", "#ff00ff", "#ffff00"]))
fewer = pn.widgets.Button(name="Fewer")
fewer.on_click(lambda _: map_.param.update(shapes=shapes[:2], values=values[:2], step=2))
save = pn.widgets.Button(name="Save")
save.on_click(lambda _: map_.download("svg"))
p = map_.param
text = pn.pane.Str(
    pn.bind(python_has, p.step, p.selected, p.hovered, p.compared), css_classes=["python-has"]
)
pn.Column(map_, slider, pn.Row(python, recolour, fewer, save), text).servable()
