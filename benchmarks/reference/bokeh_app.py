"""The same job in hand-written Bokeh, as its documentation would have you make it fast.

Run it with `bokeh serve benchmarks/reference/bokeh_app.py`. Advice that was followed: everything is
drawn once, from column data sources, and afterwards only columns change; the arrays are NumPy's,
which travel as bytes; a step and play are callbacks in JavaScript, which patch one column with
values that the browser has already; a click is answered by the server, which replaces the columns
of the charts; the data are read once for all sessions, when the server starts; tools that nobody
uses are left out. Bokeh draws patches on a canvas: WebGL has none of them. They have no holes, so
that larger countries lie under smaller ones.
"""

from functools import cache

import numpy as np
from bokeh.io import curdoc
from bokeh.layouts import column, row
from bokeh.models import (
    Button,
    ColumnDataSource,
    CustomJS,
    HoverTool,
    LinearColorMapper,
    Slider,
    TapTool,
)
from bokeh.plotting import figure

from benchmarks.reference import figures
from dashboard.boundaries import country_rings, read_boundaries

YEARS = np.arange(figures.FIRST, figures.LAST + 1)
INCOME_YEARS = np.arange(figures.INCOME_FROM, figures.LAST + 1)
_EDGE_X, _EDGE_Y = 17243959, 8392928  # half the Equal Earth world in metres
_PALETTE = [
    "#{:02x}{:02x}{:02x}".format(*figures.colour(value))
    for value in np.linspace(-figures.LIMIT, figures.LIMIT, 256)
]


@cache
def shapes() -> tuple[list[str], list[np.ndarray], list[np.ndarray]]:
    """Return iso3 and outlines, the largest country first; NaN between the rings of one."""
    frame = read_boundaries().assign(size=lambda found: found.area)
    frame = frame.sort_values("size", ascending=False)
    gap = np.full((1, 2), np.nan)
    rings = [
        np.vstack([piece for ring in country_rings(shape) for piece in (ring, gap)][:-1])
        for shape in frame.geometry
    ]
    points = [ring.astype(np.float32) for ring in rings]
    return list(frame["iso3"]), [ring[:, 0] for ring in points], [ring[:, 1] for ring in points]


@cache
def by_year() -> np.ndarray:
    """Return the temperature changes: a row a year, a column a country, as they are drawn."""
    return figures.anomalies().loc[shapes()[0]].to_numpy(np.float32).T.copy()


@cache
def columns(iso3: str) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Return the columns of a country's charts: of the temperature, and of GDP per person."""
    anomaly = figures.anomalies().loc[iso3].to_numpy(np.float32)
    income = figures.incomes().loc[iso3].to_numpy(np.float32)
    return {"year": YEARS, "anomaly": anomaly}, {"year": INCOME_YEARS, "gdp": income}


def colours() -> LinearColorMapper:
    """Return the scale of the map and of the stripes."""
    return LinearColorMapper(
        palette=_PALETTE, low=-figures.LIMIT, high=figures.LIMIT, nan_color=figures.NO_DATA
    )


iso3, xs, ys = shapes()
named = [figures.names()[code] for code in iso3]
world = ColumnDataSource({"xs": xs, "ys": ys, "name": named, "anomaly": by_year()[-1]})
numbers = ColumnDataSource({str(year): row for year, row in zip(YEARS, by_year(), strict=True)})

drawn = figure(
    name="map",
    width=860,
    height=440,
    x_range=(-_EDGE_X, _EDGE_X),
    y_range=(-_EDGE_Y, _EDGE_Y),
    toolbar_location=None,
    tools="",
)
drawn.axis.visible = False
drawn.grid.visible = False
patches = drawn.patches(
    "xs",
    "ys",
    source=world,
    fill_color={"field": "anomaly", "transform": colours()},
    line_width=0.4,
    line_color="black",
    nonselection_fill_alpha=1,
)
drawn.add_tools(TapTool(), HoverTool(tooltips=[("", "@name"), ("°C", "@anomaly")]))

temperature, income = (ColumnDataSource(found) for found in columns(figures.OPENED))
stripes = figure(name="stripes", width=500, height=120, toolbar_location=None, tools="")
stripes.vbar(
    "year",
    width=1,
    top=1,
    source=temperature,
    line_color=None,
    fill_color={"field": "anomaly", "transform": colours()},
)
stripes.yaxis.visible = False
stripes.title.text = figures.names()[figures.OPENED]
lines = [
    figure(name=name, width=500, height=250, title=title, toolbar_location=None, tools="")
    for name, title in (("anomaly", "Temperature change (°C)"), ("gdp", "GDP per person (US$)"))
]
for chart, source in zip(lines, (temperature, income), strict=True):
    chart.line("year", chart.name, source=source)

year = Slider(start=figures.FIRST, end=figures.LAST, value=figures.LAST, title="Year", width=600)
year.js_on_change(
    "value",
    CustomJS(
        args={"world": world, "numbers": numbers},
        code="""
        const values = numbers.data[String(cb_obj.value)];
        world.data.anomaly.set(values);
        world.change.emit();
        """,
    ),
)
play = Button(label="Play", width=80)
play.js_on_click(
    CustomJS(
        args={"year": year},
        code="""
        year.value = year.start;
        const step = () => {
          year.value += 1;
          if (year.value < year.end) requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
        """,
    )
)


def select(_name: str, _before: list[int], chosen: list[int]) -> None:
    """Put the clicked country into the charts."""
    if chosen:
        code = iso3[chosen[0]]
        temperature.data, income.data = columns(code)
        stripes.title.text = figures.names()[code]


world.selected.on_change("indices", select)
curdoc().title = "Warming by country"
curdoc().add_root(row(column(row(play, year), drawn), column(stripes, *lines)))
