"""The same job as a plain GeoViews app, as HoloViz's documentation would have you write it.

Run it with `panel serve benchmarks/reference/geoviews_app.py`. What the guides advise is here:
tables are cached for all sessions, the plots are DynamicMaps that update in place, colour limits
are fixed, the projection is GeoViews' own default (Web Mercator). What only profiling teaches is
left out.
"""

import geopandas as gpd
import geoviews as gv
import holoviews as hv
import pandas as pd
import panel as pn
from holoviews.streams import Selection1D

from dashboard import climate
from dashboard.boundaries import read_boundaries
from dashboard.store import Store

gv.extension("bokeh")
pn.extension(template="fast")


@pn.cache
def store() -> Store:
    """Return the snapshot."""
    return Store.read()


@pn.cache
def boundaries() -> gpd.GeoDataFrame:
    """Return the countries in longitude and latitude with their names."""
    names = store().countries.frame.set_index("iso3")["name"]
    frame = read_boundaries()
    # Coordinates are rounded: what stands a step beyond the map's edge would wrap around the world.
    frame["geometry"] = frame.scale(0.9999, 1, origin=(0, 0))
    return frame.to_crs("EPSG:4326").assign(name=frame["iso3"].map(names))


@pn.cache
def anomalies() -> pd.DataFrame:
    """Return each country's temperature change against the usual baseline, a column a year."""
    values = store().values("temperature")
    return values.sub(climate.normals(values, climate.DEFAULT_BASELINE), axis="index").round(2)


def choropleth(year: int) -> gv.Polygons:
    """Return the map of one year."""
    frame = boundaries().assign(anomaly=boundaries()["iso3"].map(anomalies()[year]))
    return gv.Polygons(frame, vdims=["anomaly", "name"]).opts(
        cmap="RdBu_r",
        clim=(-3, 3),
        colorbar=True,
        tools=["hover", "tap"],
        responsive=True,
        min_height=560,
        title=f"Temperature change against {climate.DEFAULT_BASELINE} (°C)",
    )


def country(index: list[int]) -> pd.Series:
    """Return the tapped country, Germany before any is."""
    frame = boundaries()
    return frame.iloc[index[0]] if index else frame[frame["iso3"] == "DEU"].iloc[0]


def temperature(index: list[int]) -> hv.Curve:
    """Return the selected country's temperature change by year."""
    chosen = country(index)
    series = anomalies().loc[chosen["iso3"]].reset_index(name="anomaly")
    chart = hv.Curve(series, "year", ("anomaly", "Temperature change (°C)"), label=chosen["name"])
    return chart.opts(responsive=True, height=280, framewise=True)


def stripes(index: list[int]) -> hv.Bars:
    """Return the selected country's temperature change as a bar a year, by its colour."""
    chosen = country(index)
    series = anomalies().loc[chosen["iso3"]].reset_index(name="anomaly").assign(height=1)
    chart = hv.Bars(series, "year", ["height", "anomaly"])
    return chart.opts(
        color="anomaly",
        cmap="RdBu_r",
        clim=(-3, 3),
        line_width=0,
        bar_width=1,
        responsive=True,
        height=120,
        xaxis=None,
        yaxis=None,
        title=chosen["name"],
    )


def gdp(index: list[int]) -> hv.Curve:
    """Return the selected country's income by year."""
    chosen = country(index)
    series = store().series(chosen["iso3"], "gdp_per_capita")
    chart = hv.Curve(series, "year", ("value", "GDP per person (US$)"), label=chosen["name"])
    return chart.opts(responsive=True, height=280, framewise=True)


year = pn.widgets.IntSlider(name="Year", start=1948, end=2024, value=2024)
world = hv.DynamicMap(pn.bind(choropleth, year))
tapped = Selection1D(source=world)
charts = [hv.DynamicMap(chart, streams=[tapped]) for chart in (stripes, temperature, gdp)]

pn.Row(
    pn.Column(year, pn.pane.HoloViews(world), sizing_mode="stretch_both"),
    pn.Column(*charts, sizing_mode="stretch_width", max_width=520),
    sizing_mode="stretch_both",
).servable(title="Warming by country")
