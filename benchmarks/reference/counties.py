"""What both apps of `python -m benchmarks.choropleth` draw: US counties and made-up rates."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

STEPS = 24
EDGES = tuple(range(0, 11))
PALETTE = (
    *("#440154", "#482878", "#3e4a89", "#31688e", "#26828e"),
    *("#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725"),
)
CRS = "EPSG:5070"  # Conus Albers
_ACROSS, _DOWN, _POINTS = 80, 40, 160  # of the made-up counties


def counties() -> tuple[gpd.GeoDataFrame, str]:
    """Return the counties (columns fips, name, geometry, in CRS), and where they come from.

    bokeh_sampledata has them; where it is not installed they are as many polygons, made up, of
    about as many points.
    """
    try:
        from bokeh.sampledata.us_counties import records  # noqa: PLC0415 (a second, where it is)
    except (ImportError, RuntimeError):  # Bokeh's, where the package is absent
        return _made_up(), "made up"
    found = gpd.GeoDataFrame(records(), crs="EPSG:4269")
    found = found[~found["state"].isin(["AK", "HI", "PR", "GU", "VI", "MP", "AS"])]
    named = found.assign(name=found["detailed_name"])[["fips", "name", "geometry"]]
    return named.to_crs(CRS).reset_index(drop=True), "bokeh_sampledata"


def rates(keys: Sequence[object]) -> pd.DataFrame:
    """Return a rate for each county and step, missing for one in fifty."""
    random = np.random.default_rng(7)
    start = random.uniform(0, 10, len(keys))
    drift = random.normal(0, 1.5, (len(keys), STEPS)).cumsum(axis=1)
    values = np.clip(start[:, None] + drift, 0, 10)
    values[random.random(len(keys)) < 0.02] = np.nan
    return pd.DataFrame(values, pd.Index(list(keys)), [2000 + step for step in range(STEPS)])


def _made_up() -> gpd.GeoDataFrame:
    """Return a sheet of cells whose borders meander."""
    side, each = 50_000.0, _POINTS // 4
    random = np.random.default_rng(3)

    def border(start: tuple[int, int], end: tuple[int, int], bend: np.ndarray) -> np.ndarray:
        along = np.linspace(0, 1, each + 1)[:, None]
        points = np.array(start) * (1 - along) + np.array(end) * along
        across = np.array([[end[1] - start[1], start[0] - end[0]]])
        return (points + across * bend[:, None]) * side

    bends = random.normal(0, 0.02, (2, _ACROSS + 1, _DOWN + 1, each + 1)).cumsum(axis=-1) / 3
    bends *= np.sin(np.linspace(0, np.pi, each + 1))
    rows = []
    for x in range(_ACROSS):
        for y in range(_DOWN):
            south = border((x, y), (x + 1, y), bends[0, x, y])
            east = border((x + 1, y), (x + 1, y + 1), bends[1, x + 1, y])
            north = border((x, y + 1), (x + 1, y + 1), bends[0, x, y + 1])[::-1]
            west = border((x, y), (x, y + 1), bends[1, x, y])[::-1]
            ring = np.vstack([south[:-1], east[:-1], north[:-1], west[:-1]])
            shape = shapely.make_valid(shapely.Polygon(ring))
            rows.append({"fips": f"{x:02d}{y:03d}", "name": f"County {x}.{y}", "geometry": shape})
    return gpd.GeoDataFrame(rows, crs=CRS)
