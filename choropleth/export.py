"""The map as an element of GeoViews: for static export, and to lay other elements over it."""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import holoviews as hv
import numpy as np
import pyproj
from numpy.typing import NDArray

from choropleth.shapes import Shapes

_MISSING = "#cfcbc3"


def polygons(
    shapes: Shapes,
    values: NDArray[np.float64],
    edges: Sequence[float],
    palette: Sequence[str],
    label: str,
) -> Any:
    """Return the shapes, coloured by their values, as Polygons with the dimensions key and name."""
    frame = gpd.GeoDataFrame(
        {
            "key": list(shapes.keys),
            "name": list(shapes.names),
            # What lies beyond the outer edges has the colour of the outer bins.
            "value": np.clip(values, edges[0], edges[-1]),
        },
        geometry=list(shapes.geometry),
        crs=shapes.crs,
    )
    frame = frame[frame.geometry.notna()]
    dimensions = [hv.Dimension("value", label=label), "key", "name"]
    if not hv.Store.current_backend or not hv.Store.renderers:
        hv.extension("bokeh")
    element, projection = _element(frame, dimensions)
    return element.opts(
        color="value",
        cmap=list(palette),
        color_levels=list(edges),
        clim=(edges[0], edges[-1]),
        clipping_colors={"NaN": _MISSING},
        colorbar=True,
        **projection,
    )


def _element(frame: gpd.GeoDataFrame, dimensions: list[Any]) -> tuple[Any, dict[str, Any]]:
    import geoviews as gv  # noqa: PLC0415 (a second, and Cartopy)
    from cartopy import crs as cartopy_crs  # noqa: PLC0415

    if frame.crs is None:
        return hv.Polygons(_dictionaries(frame), vdims=dimensions), {}
    crs = _cartopy(frame, cartopy_crs)
    return gv.Polygons(frame, vdims=dimensions, crs=crs), {"projection": crs}


def _cartopy(frame: gpd.GeoDataFrame, cartopy_crs: Any) -> Any:
    """Return the CRS of a frame as Cartopy has it."""
    if frame.crs.is_geographic:
        return cartopy_crs.PlateCarree()
    if frame.crs == pyproj.CRS.from_epsg(8857):
        return cartopy_crs.EqualEarth()
    crs = cartopy_crs.Projection(frame.crs)
    if crs.bounds is None:  # unknown, as its area of use is: as far as the shapes, and around them
        west, south, east, north = frame.total_bounds
        reach = max(east - west, north - south) or 1.0
        crs.bounds = (west - reach, east + reach, south - reach, north + reach)
    return crs


def _dictionaries(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return the rows as HoloViews has them: rings joined by NaN, and the holes of each."""
    rows = []
    for row in frame.itertuples(index=False):
        parts = list(getattr(row.geometry, "geoms", [row.geometry]))
        outer = [np.asarray(part.exterior.coords) for part in parts]
        gap = np.full((1, 2), np.nan)
        joined = np.vstack([piece for ring in outer for piece in (ring, gap)][:-1])
        holes = [[np.asarray(hole.coords) for hole in part.interiors] for part in parts]
        named = {"value": row.value, "key": row.key, "name": row.name}
        rows.append({"x": joined[:, 0], "y": joined[:, 1], "holes": holes, **named})
    return rows
