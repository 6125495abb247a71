"""World files and matrices read back in Python, as the browser's decoder does."""

from itertools import pairwise
from typing import NamedTuple

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from dashboard.boundaries import country_rings
from dashboard.worldfile import (
    FLOATS_HEADER,
    LIMIT,
    MATRIX_HEADER,
    MISSING,
    WORLD_HEADER,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def rings(frame: gpd.GeoDataFrame) -> tuple[list[Floats], list[Floats]]:
    """Each country's rings as x and y arrays (metres), one pair a row, rings separated by NaN.

    An exterior runs counter-clockwise and its holes, clockwise, follow it; no ring repeats its
    first point.
    """
    joined = [_joined(country_rings(shape)) for shape in frame.geometry]
    return [points[:, 0] for points in joined], [points[:, 1] for points in joined]


def _joined(parts: list[Floats]) -> Floats:
    gap = np.full((1, 2), np.nan)
    return np.vstack([row for part in parts for row in (part, gap)][:-1])


class World(NamedTuple):
    """Each country's x and y (metres), rings separated by NaN, as rings gives them."""

    xs: list[Floats]
    ys: list[Floats]


def decode_world(payload: bytes) -> World:
    """Read a world file back; the browser's decoder, in Python."""
    magic, grid, countries, rings, points = WORLD_HEADER.unpack_from(payload)
    _check_magic(magic, b"IWF1")
    sizes = np.frombuffer(payload, "<u2", countries + rings, WORLD_HEADER.size).astype(int)
    start = WORLD_HEADER.size + 2 * (countries + rings)
    steps = _unzigzag(_from_planes(payload, start, 2 * points)).reshape(2, points)
    x, y = _wrapped(np.cumsum(steps, axis=1)) * float(grid)
    ends = np.cumsum(sizes[countries:])
    first_ring = np.concatenate([[0], np.cumsum(sizes[:countries])])
    spans = [ends[a:b] for a, b in pairwise(first_ring)]
    starts = np.concatenate([[0], ends])[first_ring[:-1]]
    return World(*([_parted(c, s, e) for s, e in zip(starts, spans, strict=True)] for c in (x, y)))


def _parted(coordinates: Floats, start: int, ends: Integers) -> Floats:
    """A country's stretch of coordinates with NaN between its rings."""
    if not len(ends):
        return np.empty(0)
    return np.insert(coordinates[start : ends[-1]], ends[:-1] - start, np.nan)


class Matrix(NamedTuple):
    """A country by year matrix, float32, NaN where missing."""

    first_year: int
    values: NDArray[np.float32]


def decode_matrix(payload: bytes) -> Matrix:
    """Read a matrix file back; the browser's decoder, in Python."""
    if payload[:4] == b"IMF1":
        _, first_year, years, count = FLOATS_HEADER.unpack_from(payload)
        cells = np.frombuffer(payload, "<f4", offset=FLOATS_HEADER.size)
        return Matrix(first_year, cells.reshape(count, years))
    magic, first_year, years, count, step = MATRIX_HEADER.unpack_from(payload)
    _check_magic(magic, b"IMX1")
    coded = _from_planes(payload, MATRIX_HEADER.size, count * years).reshape(count, years)
    steps = np.where(coded == MISSING, 0, _unzigzag(coded))
    levels = (np.cumsum(steps, axis=1) + LIMIT) % MISSING - LIMIT
    values = np.where(coded == MISSING, np.nan, levels * step)
    return Matrix(first_year, values.astype(np.float32))


def _check_magic(found: bytes, expected: bytes) -> None:
    if found != expected:
        raise ValueError(f"not a file of this kind: it starts with {found!r}, not {expected!r}")


def _wrapped(numbers: Integers) -> Integers:
    return (numbers + 32768) % 65536 - 32768


def _unzigzag(numbers: Integers) -> Integers:
    return (numbers >> 1) ^ -(numbers & 1)


def _from_planes(payload: bytes, start: int, count: int) -> Integers:
    low, high = np.frombuffer(payload, "u1", 2 * count, start).astype(np.int64).reshape(2, count)
    return low | (high << 8)
