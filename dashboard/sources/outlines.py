"""From units made of shared arcs to simplified shapes on the Equal Earth grid."""

from collections import Counter
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from dashboard.boundaries import GRID
from dashboard.projection import CRS, degrees, equal_earth
from dashboard.sources.antimeridian import cut
from dashboard.sources.simplify import effective_areas, kept
from dashboard.sources.topojson import Points, Polygon, polygon_arcs, ring_points, unwrapped

TOLERANCE = 120e6  # m2: a tenth of a pixel where the world is 1,100 pixels wide
SHARE_LARGEST, SHARE = 0.02, 0.25  # of a polygon's area: the most that one of its points may span
ISLET, ISLET_SHARE = 150e6, 5e-4  # m2, and of the unit's area: smaller polygons are left out
LEAST = 5  # points of a closed arc
ROUNDS = 6
OVERLAP = 4 * GRID**2  # m2: what rounding to the grid may do
NARROW = 40_000  # m: only shapes this small may be replaced by their hull


@dataclass(frozen=True)
class Units:
    """Arcs (longitude, latitude) and, by iso3, the polygons made of them."""

    arcs: list[Points]
    polygons: dict[str, list[Polygon]]


def build_frame(units: Units) -> gpd.GeoDataFrame:
    """Simplify, project and quantise every unit; see natural_earth.build_boundaries."""
    full = {iso3: [projected(units.arcs, p) for p in ps] for iso3, ps in units.polygons.items()}
    facts = pd.DataFrame([_facts(iso3, shapes) for iso3, shapes in sorted(full.items())])
    drawn = simplified(visible(units, full))
    if not all(shape.is_valid for shape in drawn.values()):
        raise ValueError("a unit's polygons overlap after simplification")
    return gpd.GeoDataFrame(facts, geometry=[drawn[iso3] for iso3 in facts["iso3"]], crs=CRS)


def projected(arcs: list[Points], polygon: Polygon) -> shapely.Geometry:
    """A polygon in Equal Earth metres, cut at 180 degrees (then in more than one part)."""
    parts = cut([ring_points(arcs, ring) for ring in polygon])
    return _united([shapely.transform(part, _to_metres) for part in parts])


def _to_metres(lonlat: Points) -> Points:
    """Whole metres: PROJ's versions differ in the last bit, which could decide what point goes."""
    return np.column_stack(equal_earth(lonlat[:, 0], lonlat[:, 1])).round()


def _united(parts: list[shapely.Geometry]) -> shapely.Geometry:
    flat = [polygon for part in parts for polygon in shapely.get_parts(part)]
    return flat[0] if len(flat) == 1 else shapely.MultiPolygon(flat)


def _facts(iso3: str, shapes: list[shapely.Geometry]) -> dict[str, object]:
    largest = max(shapely.get_parts(shapes).tolist(), key=shapely.area)
    x, y = shapely.get_coordinates(shapely.maximum_inscribed_circle(largest, GRID))[0].round()
    lon, lat = degrees(x, y)
    return {
        "iso3": iso3,
        "area_km2": round(sum(shape.area for shape in shapes) / 1e6, 2),
        "label_lon": round(float(lon), 4),
        "label_lat": round(float(lat), 4),
        "label_x": x,
        "label_y": y,
    }


def visible(units: Units, full: dict[str, list[shapely.Geometry]]) -> Units:
    """Leave out islets of units that have far larger polygons, never an enclave: that would gap."""
    uses = Counter(arc for ps in units.polygons.values() for p in ps for arc in polygon_arcs(p))
    polygons = {}
    for iso3, shapes in full.items():
        areas = shapely.area(shapes)
        least = min(ISLET, ISLET_SHARE * areas.sum(), areas.max())
        polygons[iso3] = [
            polygon
            for polygon, area in zip(units.polygons[iso3], areas, strict=True)
            if area >= least or any(uses[arc] > 1 for arc in polygon_arcs(polygon))
        ]
    return Units(units.arcs, polygons)


def simplified(units: Units) -> dict[str, shapely.Geometry]:
    """Simplify the arcs, each once for all its units, and less where shapes would cross."""
    areas = [effective_areas(*_to_metres(unwrapped(arc)).T) for arc in units.arcs]
    names = np.array([iso3 for iso3, polygons in units.polygons.items() for _ in polygons])
    pieces = [polygon for polygons in units.polygons.values() for polygon in polygons]
    tolerance = _tolerances(units)
    for _ in range(ROUNDS):
        arcs = [_lighter(*item) for item in zip(units.arcs, areas, tolerance, strict=True)]
        shapes = [on_grid(projected(arcs, polygon)) for polygon in pieces]
        crossed = {arc for k in crossing(names, shapes) for arc in polygon_arcs(pieces[k])}
        tolerance[list(crossed)] /= 4
    sound = np.array([_sound(shape) for shape in shapes])
    return {iso3: _united(sound[names == iso3].tolist()) for iso3 in units.polygons}


def _tolerances(units: Units) -> NDArray[np.float64]:
    """Each arc's tolerance, smaller where an arc bounds a small polygon."""
    tolerance = np.full(len(units.arcs), TOLERANCE)
    for polygons in units.polygons.values():
        areas = [projected(units.arcs, polygon).area for polygon in polygons]
        for polygon, area in zip(polygons, areas, strict=True):
            used = list(polygon_arcs(polygon))
            share = SHARE_LARGEST if area == max(areas) else SHARE
            tolerance[used] = np.minimum(tolerance[used], area * share)
    return tolerance


def _lighter(arc: Points, areas: NDArray[np.float64], tolerance: float) -> Points:
    closed = (arc[0] == arc[-1]).all()
    return arc[kept(areas, tolerance, LEAST if closed else 2)]


def on_grid(shape: shapely.Geometry) -> shapely.Geometry:
    """The shape with its points on the grid, repeated points left out."""
    snapped = shapely.transform(shape, lambda points: (points / GRID).round() * GRID)
    return shapely.remove_repeated_points(snapped)


def crossing(names: NDArray[np.str_], shapes: list[shapely.Geometry]) -> set[int]:
    """Which shapes are not valid, have no area, overlap, or share an edge with their own unit's."""
    broken = ~shapely.is_valid(shapes) | (shapely.area(shapes) == 0)
    whole = np.where(broken, None, shapes)
    one, other = STRtree(whole).query(whole, predicate="intersects")
    one, other = one[one < other], other[one < other]
    common = shapely.intersection(whole[one], whole[other])
    own = names[one] == names[other]
    bad = (shapely.area(common) > OVERLAP) | (own & (shapely.length(common) > 0))
    return {*np.flatnonzero(broken).tolist(), *one[bad].tolist(), *other[bad].tolist()}


def _sound(shape: shapely.Geometry) -> shapely.Geometry:
    """The shape; of an atoll too narrow for the grid its hull, at least one cell of the grid."""
    if shape.is_valid and shape.area:
        return shape
    west, south, east, north = shape.bounds
    if max(east - west, north - south) > NARROW:
        raise ValueError(f"not valid after simplification: {shapely.is_valid_reason(shape)}")
    cell = shapely.box(west, south, max(east, west + GRID), max(north, south + GRID))
    return shape.convex_hull if shape.convex_hull.area else cell
