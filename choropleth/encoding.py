"""Shapes as bytes for the browser.

Layout of the bytes, little-endian:

    offset   type           content
    0        4 bytes        "CHS1"
    4        uint32         N, shapes
    8        uint32         R, rings
    12       uint32         P, points
    16       float64[3]     west, north, step: the position of the grid and the size of its cells
    40       uint32[N]      rings of each shape
             uint32[R]      points of each ring; the first point is not repeated
             uint16[2 * P]  column and row of each point, counted from the north-west
             uint16[2 * N]  column and row of each shape's marker: inside its largest polygon
             uint8[N]       flags of each shape: 1 always has a marker, 2 has no geometry

A point lies at west + column * step and north - row * step. Holes are found by the even-odd rule.
"""

import struct

import numpy as np
import shapely
from numpy.typing import NDArray

Integers = NDArray[np.int64]
HEADER = struct.Struct("<4sIIIddd")
ALWAYS_MARKED, UNDRAWN = 1, 2


def encode(geometry: NDArray[np.object_], marked: NDArray[np.bool_], detail: int) -> bytes:
    """Write polygons, one or None a shape, on a grid of `detail` cells along the longer side."""
    polygons, owners = shapely.get_parts(geometry, return_index=True)
    rings, ring_polygons = shapely.get_rings(polygons, return_index=True)
    points, point_rings = shapely.get_coordinates(rings, return_index=True)
    west, south = points.min(axis=0) if len(points) else (0.0, 0.0)
    east, north = points.max(axis=0) if len(points) else (1.0, 1.0)
    step = max(east - west, north - south) / (detail - 1) or 1.0

    def cells(xy: NDArray[np.float64]) -> Integers:
        columns, rows = (xy[:, 0] - west) / step, (north - xy[:, 1]) / step
        return np.rint(np.column_stack([columns, rows])).astype(np.int64)

    grid, sizes = _thinned(cells(points), point_rings, len(rings))
    ring_owners = owners[ring_polygons]
    kept = sizes > 0
    counts = np.bincount(ring_owners[kept], minlength=len(geometry))
    markers = np.zeros((len(geometry), 2), np.int64)
    largest = _largest(polygons, owners)
    inside = shapely.get_coordinates(shapely.point_on_surface(polygons[largest]))
    markers[owners[largest]] = cells(inside)
    header = HEADER.pack(b"CHS1", len(geometry), kept.sum(), len(grid), west, north, step)
    return b"".join(
        [
            header,
            counts.astype("<u4").tobytes(),
            sizes[kept].astype("<u4").tobytes(),
            grid.astype("<u2").tobytes(),
            markers.astype("<u2").tobytes(),
            _flags(geometry, marked).tobytes(),
        ]
    )


def _thinned(grid: Integers, rings: Integers, count: int) -> tuple[Integers, Integers]:
    """Return the points that differ from the one before, and how many each ring has left.

    A ring that has fewer than three has no area on the grid: it loses all of them.
    """
    if not len(grid):
        return grid, np.zeros(count, np.int64)
    first = np.flatnonzero(np.diff(rings, prepend=-1))
    # The last point of a ring repeats its first, so comparing with the next one drops it.
    following = np.roll(grid, -1, axis=0)
    following[np.append(first[1:] - 1, len(grid) - 1)] = grid[np.append(first[1:] - 1, -1)]
    keep = (grid != following).any(axis=1)
    sizes = np.bincount(rings[keep], minlength=count)
    keep &= sizes[rings] >= 3
    return grid[keep], np.where(sizes >= 3, sizes, 0)


def _largest(polygons: NDArray[np.object_], owners: Integers) -> Integers:
    """Return the position of the largest polygon of each shape that has one."""
    order = np.lexsort((shapely.area(polygons), owners))
    last = np.append(np.diff(owners[order]) > 0, True)[: len(order)]
    largest: Integers = order[last]
    return largest


def _flags(geometry: NDArray[np.object_], marked: NDArray[np.bool_]) -> NDArray[np.uint8]:
    undrawn = np.array([shape is None for shape in geometry], bool)
    flags: NDArray[np.uint8] = (marked * ALWAYS_MARKED + undrawn * UNDRAWN).astype("<u1")
    return flags
