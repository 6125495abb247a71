"""Cut shapes at 180 degrees, so that none lies across the map's two edges."""

from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

Points = NDArray[np.float64]
POLE = -89.9


def cut(rings: list[Points]) -> list[Polygon]:
    """Polygons within -180..180 degrees from one polygon's rings (exterior first), holes kept.

    A ring round the South Pole is closed along the map's edge; the ring that some sources draw at
    the pole itself is left out.
    """
    closed = [_closed(ring) for ring in rings if (ring[:, 1] > POLE).any()]
    shape = Polygon(closed[0], closed[1:])
    if not shape.is_valid:  # cannot be cut; the caller checks validity and refines the shape
        return [shape]
    if shape.bounds[0] < -180 or shape.bounds[2] > 180:
        worlds = [shapely.box(west, -90, west + 360, 90) for west in (-540, -180, 180)]
        pieces = [_shifted(shape & world, -360 * k) for k, world in enumerate(worlds, start=-1)]
        return [_along_edge(part) for piece in pieces for part in _polygons(piece)]
    return [_along_edge(shape)]


def _closed(ring: Points) -> Points:
    """A ring that winds round the pole runs from edge to edge: go back along the edge."""
    if abs(ring[-1, 0] - ring[0, 0]) < 180:
        return ring
    end, start = ring[-1, 0], ring[0, 0]
    return np.vstack([ring, [[end, -90.0], [start, -90.0]], ring[:1]])


def _shifted(shape: shapely.Geometry, degrees: float) -> shapely.Geometry:
    return shapely.transform(shape, lambda points: points + np.array([degrees, 0.0]))


def _polygons(shape: shapely.Geometry) -> list[Polygon]:
    return [part for part in shapely.get_parts(shape) if isinstance(part, Polygon) and part.area]


def _along_edge(polygon: Polygon) -> Polygon:
    """Points at least every degree along 180, which is a curve on the map."""
    rings = [_dense(shapely.get_coordinates(r)) for r in (polygon.exterior, *polygon.interiors)]
    return Polygon(rings[0], rings[1:])


def _dense(ring: Points) -> Points:
    parts = [ring[:1]]
    for (lon, lat), (next_lon, next_lat) in pairwise(ring):
        on_edge = abs(lon) == 180 and lon == next_lon
        count = int(np.ceil(abs(next_lat - lat))) if on_edge else 1
        parts.append(np.linspace((lon, lat), (next_lon, next_lat), max(count, 1) + 1)[1:])
    return np.vstack(parts)
