"""TopoJSON: shapes as rings of shared arcs, so that two neighbours have one border.

A ring is a list of arc numbers; `~n` is arc n walked backwards. A polygon is a list of rings, the
exterior first.
"""

import json
from collections import Counter
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Ring = list[int]
Polygon = list[Ring]


@dataclass(frozen=True)
class Feature:
    """One named shape; `numeric` is its ISO 3166-1 numeric code, "" where the source has none."""

    numeric: str
    name: str
    polygons: list[Polygon]


@dataclass(frozen=True)
class Topology:
    """Decoded arcs (longitude, latitude in degrees) and the features that use them."""

    arcs: list[Points]
    features: list[Feature]


def parse_topology(payload: bytes, layer: str) -> Topology:
    """Decode the quantised, delta-encoded arcs and the polygons of one layer."""
    document = json.loads(payload)
    scale = np.array(document["transform"]["scale"])
    origin = np.array(document["transform"]["translate"])
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + origin for arc in document["arcs"]]
    return Topology(arcs, [_feature(entry) for entry in document["objects"][layer]["geometries"]])


def _feature(entry: dict) -> Feature:  # type: ignore[type-arg]
    polygons = entry["arcs"] if entry["type"] == "MultiPolygon" else [entry["arcs"]]
    return Feature(entry.get("id", ""), entry["properties"]["name"], polygons)


def arc_number(reference: int) -> int:
    """The arc that a ring's entry refers to, whichever way the ring walks it."""
    return reference if reference >= 0 else ~reference


def polygon_arcs(polygon: Polygon) -> set[int]:
    """Every arc that a polygon's rings use."""
    return {arc_number(reference) for reference in chain(*polygon)}


def walk(arcs: list[Points], reference: int) -> Points:
    """The points of an arc in the direction that a ring walks it."""
    return arcs[reference] if reference >= 0 else arcs[~reference][::-1]


def ring_points(arcs: list[Points], ring: Ring) -> Points:
    """The closed ring's points, joints between arcs once; longitudes continue past 180.

    A ring that goes round a pole does not close: its last longitude is its first plus or minus 360.
    """
    parts = [walk(arcs, reference)[:-1] for reference in ring]
    return unwrapped(np.vstack([*parts, walk(arcs, ring[-1])[-1:]]))


def unwrapped(points: Points) -> Points:
    """The same points with longitudes that do not jump at 180 but continue past it."""
    return np.column_stack([np.unwrap(points[:, 0], period=360), points[:, 1]])


def merge_polygons(arcs: list[Points], polygons: list[Polygon]) -> list[Polygon]:
    """Join polygons along the arcs they share, so that no border stays inside the unit."""
    uses = Counter(chain.from_iterable(polygon_arcs(polygon) for polygon in polygons))
    seams = {arc for arc, count in uses.items() if count > 1}
    apart = [polygon for polygon in polygons if not polygon_arcs(polygon) & seams]
    joined = [polygon for polygon in polygons if polygon_arcs(polygon) & seams]
    return [*_stitch(arcs, joined, seams), *apart] if joined else apart


def _stitch(arcs: list[Points], polygons: list[Polygon], seams: set[int]) -> list[Polygon]:
    """One polygon from the arcs that are left, its longest ring first."""
    left = [r for polygon in polygons for r in chain(*polygon) if arc_number(r) not in seams]
    by_start = {tuple(walk(arcs, reference)[0]): reference for reference in left}
    rings: list[Ring] = []
    while by_start:
        start, reference = by_start.popitem()
        ring = [reference]
        while (end := tuple(walk(arcs, ring[-1])[-1])) != start:
            ring.append(by_start.pop(end))
        rings.append(ring)
    return [sorted(rings, key=lambda ring: len(ring_points(arcs, ring)), reverse=True)]
