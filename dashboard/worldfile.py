"""The two files that a browser fetches: every country's rings, and a country by year matrix.

Both are little-endian and made to shrink under gzip: differences instead of values, zigzag coded
(0, -1, 1, -2 become 0, 1, 2, 3), all low bytes before all high bytes. `assets/map/worldfile.js` is
the other half; it and the decoders of tests/worldfiles.py follow this layout.

World file

    offset        type            content
    0             4 bytes         "IWF1"
    4             uint32          grid: metres of one coordinate step
    8             uint32          C, countries
    12            uint32          R, rings
    16            uint32          P, points
    20            uint16[C]       rings of each country, in the order asked for
    20+2C         uint16[R]       points of each ring; the first point is not repeated
    20+2C+2R      uint8[P]        low bytes of the x steps, then uint8[P] of the y steps
    20+2C+2R+2P   uint8[P]        high bytes of the x steps, then uint8[P] of the y steps

A step is zigzag(this point - the point before it), from (0, 0), through all rings, modulo 65536:
the sum, kept as a signed 16-bit integer, times the grid is the coordinate in EPSG:8857 metres.
An exterior runs counter-clockwise; its holes, clockwise, follow it.

Matrix file

    offset        type            content
    0             4 bytes         "IMX1"
    4             int32           first year
    8             uint32          Y, years
    12            uint32          C, countries
    16            float64         step
    24            uint8[C*Y]      low bytes, row by row: a country's years side by side
    24+C*Y        uint8[C*Y]      high bytes

A number is zigzag(this level - the last level of the row), a row's level starting at 0, modulo
65535; 65535 means missing and leaves the level as it is. Level, kept within -32767..32767, times
step is the value, off by at most half a step, or by a step where only that is written alike.

Matrix file of values that span too much for that

    offset        type            content
    0             4 bytes         "IMF1"
    4             int32           first year
    8             uint32          Y, years
    12            uint32          C, countries
    16            float32[C*Y]    values, row by row, NaN where missing
"""

import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.boundaries import GRID, boundaries_digest, country_rings, read_boundaries
from dashboard.once import once

if TYPE_CHECKING:
    import geopandas as gpd

WORLD_HEADER = struct.Struct("<4sIIII")
MATRIX_HEADER = struct.Struct("<4siIId")
FLOATS_HEADER = struct.Struct("<4siII")
MISSING = 65535
LIMIT = 32767
LONG = 1e5  # from which the page writes a value short, as 1.41B

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def world_file(order: Sequence[str]) -> bytes:
    """Return the world file of the countries in the order given; raises BoundariesError."""
    follows_from = [boundaries_digest(), list(order)]
    return once("world", follows_from, lambda: encode_world(read_boundaries(), order))


def encode_world(frame: "gpd.GeoDataFrame", order: Sequence[str]) -> bytes:
    """The world file of the countries in the order given; one without a shape has no rings."""
    shapes = dict(zip(frame["iso3"], frame.geometry, strict=True))
    countries = [country_rings(shapes[iso3]) if iso3 in shapes else [] for iso3 in order]
    rings = [ring for country in countries for ring in country]
    points = np.rint(np.vstack(rings) / GRID).astype(np.int64)
    steps = _zigzag(_wrapped(np.diff(points, axis=0, prepend=[[0, 0]])))
    header = WORLD_HEADER.pack(b"IWF1", GRID, len(countries), len(rings), len(points))
    sizes = [len(country) for country in countries] + [len(ring) for ring in rings]
    return header + np.array(sizes, "<u2").tobytes() + _planes(steps.T)


def encode_matrix(values: pd.DataFrame, step: float | None, decimals: int | None = None) -> bytes:
    """The matrix file of a wide frame: a row a country, a column a year, no year left out.

    A decoded value is off by at most step / 2; without a step it has the seven digits of a float32.
    With decimals it is rounded to these as the value itself is, for which it may be off by a step.
    Raises ValueError where a year is left out or a value does not fit.
    """
    years, cells = values.columns.to_numpy().astype(int), values.to_numpy(float)
    if (np.diff(years) != 1).any():
        raise ValueError("the years of a matrix must follow one another")
    count, width = cells.shape
    if step is None:
        floats = cells.astype("<f4")
        if decimals is not None:
            up, down = (np.nextafter(floats, np.float32(end)) for end in (np.inf, -np.inf))
            floats = _as_shown(cells, (floats, up, down), decimals)
        return FLOATS_HEADER.pack(b"IMF1", years[0], width, count) + floats.tobytes()
    levels = _levels(cells, step)
    if decimals is not None:
        steps = _as_shown(cells, [(levels + n) * step for n in (0, 1, -1)], decimals)
        levels = np.clip(np.rint(steps / step), -LIMIT, LIMIT)
    header = MATRIX_HEADER.pack(b"IMX1", years[0], width, count, step)
    return header + _planes(_row_steps(levels))


def _as_shown(values: Floats, candidates: Sequence[NDArray[Any]], decimals: int) -> NDArray[Any]:
    """Return of each value the first candidate that the page writes as the value; else the first.

    The browser keeps a number as a float32.
    """
    wanted = _shown(values, decimals)
    fits = [_shown(one.astype("f4").astype(float), decimals) == wanted for one in candidates]
    return np.select(fits, candidates, candidates[0])


def _shown(values: Floats, decimals: int) -> Floats:
    """Return the digits of numbers as the page writes them, as `written` in assets/numbers.js."""
    size, decimals = np.abs(values), min(decimals, 9)
    with np.errstate(invalid="ignore", divide="ignore"):
        digits = np.floor(np.log10(size)) - 2  # three are shown of what is long
        long = np.floor(size / 10.0**digits + 0.5) * 10.0**digits
        exact = np.round(size, 9) * 10.0**decimals
        return np.where(size >= LONG, long, np.floor(exact + 0.5 + 10.0 ** (decimals - 9) / 4))


def _levels(values: Floats, step: float) -> Floats:
    levels = np.rint(values / step)
    if (np.abs(levels) > LIMIT).any():
        raise ValueError(f"a value over {LIMIT} steps of {step} does not fit")
    return levels


def _row_steps(levels: Floats) -> Integers:
    """Differences along each row, a gap taking the level before it; MISSING in the gaps."""
    gaps = np.isnan(levels)
    filled = pd.DataFrame(levels).ffill(axis=1).fillna(0).to_numpy().astype(np.int64)
    steps = np.diff(filled, axis=1, prepend=0)
    steps = (steps + LIMIT) % MISSING - LIMIT
    return np.where(gaps, MISSING, _zigzag(steps))


def _wrapped(numbers: Integers) -> Integers:
    return (numbers + 32768) % 65536 - 32768


def _zigzag(numbers: Integers) -> Integers:
    return (numbers << 1) ^ (numbers >> 63)


def _planes(numbers: Integers) -> bytes:
    return (numbers & 255).astype("u1").tobytes() + (numbers >> 8).astype("u1").tobytes()
