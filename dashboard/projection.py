"""Equal Earth (EPSG:8857), the one projection of every map here: areas compare honestly.

On Equal Earth a parallel is a straight line and x grows in proportion to longitude, so one
transform at one degree of longitude gives every point of that parallel. That sidesteps the wrap at
180 degrees: 180 is the right edge, -180 the left one, and 190 lies beyond the edge instead of on
the other side.
"""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    import pyproj

CRS = "EPSG:8857"

Floats = NDArray[np.float64]


@cache
def _transformer() -> "pyproj.Transformer":
    import pyproj  # noqa: PLC0415  (a server that was started before projects nothing)

    return pyproj.Transformer.from_crs("EPSG:4326", CRS, always_xy=True)


def equal_earth(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Project degrees to Equal Earth metres; longitudes beyond 180 continue past the map's edge."""
    lon, lat = np.broadcast_arrays(np.asarray(lon, float), np.asarray(lat, float))
    metres_per_degree, y = _transformer().transform(np.ones_like(lat), lat)
    return lon * np.asarray(metres_per_degree), np.asarray(y, float)


def degrees(x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    """Longitude and latitude of Equal Earth metres."""
    lon, lat = _transformer().transform(x, y, direction="INVERSE")
    return np.asarray(lon, float), np.asarray(lat, float)
