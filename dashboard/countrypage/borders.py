"""Which countries share a border on the map."""

import json
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dashboard.boundaries import GRID, boundaries_digest, country_rings, read_boundaries
from dashboard.once import once

if TYPE_CHECKING:
    import geopandas as gpd


@cache
def neighbours() -> dict[str, frozenset[str]]:
    """Return the neighbours of each country that has some, by iso3; the map never changes.

    Countries that share a stretch of border on the map, which is simplified: one of less than a
    kilometre, as between Botswana and Zambia, is not there.
    """
    made = once("neighbours", boundaries_digest(), _made)
    return {iso3: frozenset(others) for iso3, others in json.loads(made).items()}


def _made() -> bytes:
    found = sharing(read_boundaries())
    return json.dumps({iso3: sorted(others) for iso3, others in sorted(found.items())}).encode()


def sharing(frame: "gpd.GeoDataFrame") -> dict[str, frozenset[str]]:
    """Return which shapes share a stretch of border; frame: as read_boundaries returns it."""
    by_stretch: dict[frozenset[tuple[int, int]], set[str]] = {}
    for iso3, shape in zip(frame["iso3"], frame.geometry, strict=True):
        for ring in country_rings(shape):
            points = [(x, y) for x, y in np.rint(ring / GRID).astype(int).tolist()]
            for ends in pairwise([*points, points[0]]):
                by_stretch.setdefault(frozenset(ends), set()).add(iso3)
    found: dict[str, set[str]] = {}
    for shared in by_stretch.values():
        for iso3 in shared if len(shared) > 1 else ():
            found.setdefault(iso3, set()).update(shared - {iso3})
    return {iso3: frozenset(others) for iso3, others in found.items()}
