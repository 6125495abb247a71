"""Polygons of HoloViews and GeoViews as a frame of GeoPandas."""

from itertools import pairwise
from typing import Any

import geopandas as gpd
import holoviews as hv
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from choropleth.errors import ChoroplethError

Floats = NDArray[np.float64]


def frame_of(element: Any, key: str) -> tuple[gpd.GeoDataFrame, str]:
    """Return the polygons of an element as a frame, and the column of its keys.

    The CRS is the element's; one of HoloViews has none. Raises ChoroplethError for other types.
    """
    if not isinstance(element, hv.element.Path) or not hasattr(element, "holes"):
        raise ChoroplethError(
            "The shapes must be a GeoDataFrame, or Polygons of GeoViews or HoloViews; "
            f"this is {type(element).__name__}."
        )
    if not element.vdims:
        raise ChoroplethError(
            "The Polygons have no value dimension to take keys from: give them one with vdims."
        )
    columns = [dimension.name for dimension in element.vdims]
    if isinstance(element.data, gpd.GeoDataFrame):
        frame = element.data
    else:
        rows = [_row(element, part) for part in _parts(element)]
        frame = gpd.GeoDataFrame(rows, columns=[*columns, "geometry"], geometry="geometry")
    crs = _crs(element)
    if frame.crs is None and crs is not None:
        frame = frame.set_crs(crs)
    return frame, key or columns[0]


def _parts(element: Any) -> list[dict[str, Any]]:
    return list(element.split(datatype="dictionary")) if len(element.data) else []


def _row(element: Any, part: dict[str, Any]) -> dict[str, Any]:
    x, y = (np.asarray(part[dimension.name], float) for dimension in element.kdims)
    outer = _rings(np.column_stack([x, y]))
    holes = part.get("holes") or [[] for _ in outer]
    polygons = [
        shapely.Polygon(ring, [np.asarray(hole, float) for hole in inner])
        for ring, inner in zip(outer, holes, strict=True)
        if len(ring) > 2
    ]
    values = {dimension.name: _first(part[dimension.name]) for dimension in element.vdims}
    return {**values, "geometry": shapely.MultiPolygon(polygons) if polygons else None}


def _rings(points: Floats) -> list[Floats]:
    """Return the stretches of points between rows of NaN."""
    gaps = np.flatnonzero(np.isnan(points).any(axis=1))
    ends = [-1, *gaps.tolist(), len(points)]
    return [points[start + 1 : end] for start, end in pairwise(ends)]


def _first(value: Any) -> Any:
    """Return the value of a polygon, which an element may repeat for each of its points."""
    return np.asarray(value).ravel()[0] if np.ndim(value) else value


def _crs(element: Any) -> pyproj.CRS | None:
    crs = getattr(element, "crs", None)
    if crs is None:
        return None
    if type(crs).__name__ == "PlateCarree" and crs.proj4_params.get("lon_0", 0) == 0:
        return pyproj.CRS.from_epsg(4326)
    return pyproj.CRS.from_user_input(crs)
