"""What lies in a grid cell beside the country that it is read for: sea, or its neighbours' land."""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from dashboard.projection import degrees, equal_earth

MOST, SOME = 0.55, 0.1  # a share close to a half is said of neither side
STEPS = 9  # points along a cell's edge


@dataclass(frozen=True)
class Cover:
    """Shares of a cell, 0 to 1. neighbours: by name, the largest share first; sea: no land."""

    sea: float
    neighbours: dict[str, float]

    def __str__(self) -> str:
        """Say what the cell is made of, apart from the country itself."""
        land = sum(self.neighbours.values())
        name, largest = next(iter(self.neighbours.items()), ("", 0.0))
        if self.sea > MOST:
            return "mostly sea"
        if land > MOST:
            return f"mostly {name}" if largest > MOST else "mostly neighbouring land"
        shares = {"sea": self.sea, "neighbouring land": land}
        parts = [f"partly {what}" for what, share in shares.items() if share >= SOME]
        return " and ".join(parts) or "partly what lies around it"


class Unit(NamedTuple):
    """A shape on the map, in Equal Earth metres, and its name."""

    name: str
    shape: shapely.Geometry


class Surroundings:
    """All units on the map, and what a cell around one of them covers."""

    def __init__(self, units: dict[str, Unit]) -> None:
        self._units = units
        self._order = list(units)
        self._shapes = [unit.shape for unit in units.values()]
        self._tree = shapely.STRtree(self._shapes)
        self.cover = cache(self._cover)

    @classmethod
    def of(cls, boundaries: gpd.GeoDataFrame, names: dict[str, str]) -> "Surroundings":
        """Take the shapes from a frame of boundaries, and the names by iso3."""
        rows = zip(boundaries["iso3"], boundaries.geometry, strict=True)
        return cls({iso3: Unit(names[iso3], shape) for iso3, shape in rows if iso3 in names})

    def _cover(self, iso3: str, cell: tuple[float, float]) -> Cover:
        """Return what a cell, width by height in degrees, covers that is centred on a unit.

        A unit of several islands has a cell on each; they count by the islands' areas.
        """
        parts = shapely.get_parts(self._units[iso3].shape)
        weights = shapely.area(parts) / shapely.area(parts).sum()
        land = np.zeros(len(self._order))
        for part, weight in zip(parts, weights, strict=True):
            land += weight * self._shares(_window(part, cell))
        others = [n for n in np.argsort(-land) if land[n] > 0 and self._order[n] != iso3]
        named = {self._units[self._order[n]].name: float(land[n]) for n in others}
        return Cover(sea=max(0.0, 1.0 - float(land.sum())), neighbours=named)

    def _shares(self, window: shapely.Geometry) -> NDArray[np.float64]:
        found = np.zeros(len(self._order))
        for n in self._tree.query(window, predicate="intersects"):
            found[n] = shapely.intersection(self._shapes[n], window).area / window.area
        return found


def _window(part: shapely.Geometry, cell: tuple[float, float]) -> shapely.Geometry:
    """A cell around the middle of a shape; beyond 180 degrees it goes on at the other edge."""
    width, height = cell
    point = shapely.point_on_surface(part)
    lon, lat = (float(n) for n in degrees(point.x, point.y))
    south, north = max(lat - height / 2, -90.0), min(lat + height / 2, 90.0)
    west, east = lon - width / 2, lon + width / 2
    spans = [(max(west, -180.0), min(east, 180.0)), (west + 360, 180.0), (-180.0, east - 360)]
    return shapely.MultiPolygon([_box(*span, south, north) for span in spans if span[0] < span[1]])


def _box(west: float, east: float, south: float, north: float) -> shapely.Polygon:
    lat = np.linspace(south, north, STEPS)  # meridians are curves
    right, left = equal_earth(east, lat), equal_earth(west, lat[::-1])
    edge = [np.append(one, other) for one, other in zip(right, left, strict=True)]
    return shapely.Polygon(np.column_stack(edge))
