"""The figures that all apps show: shapes, temperature change by year, GDP per person by year.

`write_figures(folder)` writes them for apps whose Python has nothing of the product.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from dashboard import climate
from dashboard.boundaries import read_boundaries
from dashboard.store import Store

FIRST, LAST = 1948, 2024
INCOME_FROM = 1961
OPENED = "DEU"  # the country that is shown before a click
# ColorBrewer's RdBu, reversed: from blue at -LIMIT °C to red at +LIMIT °C.
STOPS = (
    *("#053061", "#2166ac", "#4393c3", "#92c5de", "#d1e5f0", "#f7f7f7"),
    *("#fddbc7", "#f4a582", "#d6604d", "#b2182b", "#67001f"),
)
LIMIT = 3.0
NO_DATA = "#dddddd"
_DEGREES = 3  # decimals: 100 m, a sixth of the step to which shapes are rounded


@cache
def anomalies() -> pd.DataFrame:
    """Return °C against the usual baseline; index iso3, a column a year, NaN where missing."""
    values = Store.read().values("temperature").reindex(columns=range(FIRST, LAST + 1))
    return values.sub(climate.normals(values, climate.DEFAULT_BASELINE), axis="index").round(2)


@cache
def incomes() -> pd.DataFrame:
    """Return GDP per person in US$; index iso3, a column a year, NaN where missing."""
    years = range(INCOME_FROM, LAST + 1)
    return Store.read().values("gdp_per_capita").round(0).reindex(columns=years)


@cache
def names() -> dict[str, str]:
    """Return the name of each country by its iso3, in the order of the frames."""
    return {iso3: country.name for iso3, country in Store.read().countries.items()}


@cache
def degrees() -> gpd.GeoDataFrame:
    """Return the shapes in longitude and latitude: columns iso3 and geometry."""
    frame = read_boundaries()
    # Coordinates are rounded: what stands a step beyond the map's edge would wrap around the world.
    frame["geometry"] = frame.scale(0.9999, 1, origin=(0, 0))
    return frame.to_crs("EPSG:4326")


def plain(values: Any) -> list[float | int | None]:
    """Return numbers as JSON has them: whole ones without a point, null where missing."""
    return [
        None if np.isnan(value) else int(value) if value == int(value) else float(value)
        for value in values
    ]


def colour(value: float) -> tuple[int, int, int]:
    """Return the colour of a temperature change: red, green and blue from 0 to 255."""
    place = (min(max(value / LIMIT, -1), 1) + 1) / 2 * (len(STOPS) - 1)
    stops = [[int(stop[at : at + 2], 16) for at in (1, 3, 5)] for stop in STOPS]
    red, green, blue = (
        round(np.interp(place, range(len(stops)), [stop[part] for stop in stops]))
        for part in range(3)
    )
    return red, green, blue


def write_figures(folder: Path) -> None:
    """Write what apps without the product read.

    `figures.json`: all series. `static/`, for the browser: the shapes as GeoJSON, the temperature
    changes as a script, and the base map that Plotly asks for, which is empty: nothing of it is
    shown.
    """
    static = folder / "static"
    (static / "un").mkdir(parents=True, exist_ok=True)
    _write(static / "world.json", _geojson())
    _write(static / "un" / "world_110m.json", {"type": "Topology", "objects": {}, "arcs": []})
    series = {
        iso3: {
            "name": name,
            "anomaly": plain(anomalies().loc[iso3]),
            "gdp": plain(incomes().loc[iso3]),
        }
        for iso3, name in names().items()
    }
    settings = {
        "first": FIRST,
        "last": LAST,
        "income_from": INCOME_FROM,
        "opened": OPENED,
        "stops": STOPS,
        "limit": LIMIT,
        "no_data": NO_DATA,
    }
    _write(folder / "figures.json", {**settings, "countries": series})
    by_year = [plain(anomalies()[year]) for year in anomalies()]
    script = f"window.anomalies = {json.dumps(by_year, separators=(',', ':'))};\n"
    (static / "anomalies.js").write_text(script, encoding="utf-8")


def _geojson() -> dict[str, Any]:
    # Plotly's maps want outer rings clockwise, as seen on the plane.
    shapes = shapely.orient_polygons(degrees().geometry.array, exterior_cw=True)
    features = [
        {"type": "Feature", "id": iso3, "geometry": _rounded(shapely.geometry.mapping(shape))}
        for iso3, shape in zip(degrees()["iso3"], shapes, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def _rounded(geometry: Any) -> dict[str, Any]:
    def near(part: Any) -> Any:
        if isinstance(part, float):
            return round(part, _DEGREES)
        return [near(one) for one in part]

    return {"type": geometry["type"], "coordinates": near(geometry["coordinates"])}


def _write(file: Path, content: Any) -> None:
    file.write_text(json.dumps(content, separators=(",", ":")), encoding="utf-8")
