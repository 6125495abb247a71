"""Which map projection shapes are drawn in."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from choropleth.errors import ChoroplethError, listed

EQUAL_EARTH = "EPSG:8857"
_HALF = 180.0  # degrees: what is wider is drawn as a map of the world
_EDGE = 1e-7  # degrees: keeps the world's edge on its side of the map

Floats = NDArray[np.float64]


def projected(
    geometry: NDArray[np.object_], source: Any, target: Any, keys: Sequence[object]
) -> tuple[NDArray[np.object_], pyproj.CRS | None]:
    """Return the geometry in the CRS to draw in, and that CRS; None draws it as it is."""
    if target is None:
        return geometry, None
    if source is None:
        raise ChoroplethError(
            "The shapes have no CRS, so it is unknown what their coordinates mean. Set it, for "
            "example shapes.set_crs('EPSG:4326'), or pass crs=None to draw them as they are."
        )
    source = pyproj.CRS.from_user_input(source)
    chosen = _chosen(source, target, geometry)
    if chosen == source:
        return geometry, chosen
    transform = pyproj.Transformer.from_crs(source, chosen, always_xy=True).transform

    def moved(points: Floats) -> Floats:
        if source.is_geographic:
            points = _inside(points)
        return np.column_stack(transform(points[:, 0], points[:, 1]))

    result = np.asarray(shapely.transform(geometry, moved), dtype=object)
    points, owners = shapely.get_coordinates(result, return_index=True)
    wrong = np.unique(owners[~np.isfinite(points).all(axis=1)]).tolist()
    if wrong:
        raise ChoroplethError(
            f"These shapes go beyond what {chosen.name} can show: "
            f"{listed(keys[i] for i in wrong)}. Leave them out, or pass another crs."
        )
    return result, chosen


def _chosen(source: pyproj.CRS, target: Any, geometry: NDArray[np.object_]) -> pyproj.CRS:
    if not isinstance(target, str) or target != "auto":
        try:
            return pyproj.CRS.from_user_input(target)
        except pyproj.exceptions.CRSError as error:
            raise ChoroplethError(
                f"crs={target!r} is no coordinate reference system: pass 'auto', None, "
                "or what pyproj reads, for example 'EPSG:3857'."
            ) from error
    if not source.is_geographic:
        return source
    west, south, east, north = shapely.total_bounds(geometry)
    if not east - west <= _HALF:
        return pyproj.CRS.from_user_input(EQUAL_EARTH)
    middle = f"+lon_0={(west + east) / 2:.4f} +lat_0={(south + north) / 2:.4f}"
    return pyproj.CRS.from_user_input(f"+proj=laea {middle} +datum=WGS84 +units=m")


def _inside(points: Floats) -> Floats:
    """Return degrees of which those on the world's edge lie a little inside it.

    180 degrees east may be computed as 180 degrees west, across the whole map.
    """
    points = points.copy()
    for column, edge in ((0, 180.0), (1, 90.0)):
        at_edge = np.abs(np.abs(points[:, column]) - edge) < _EDGE
        points[at_edge, column] = np.sign(points[at_edge, column]) * (edge - _EDGE)
    return points
