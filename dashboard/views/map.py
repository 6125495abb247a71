"""What the map shows besides countries: the parts of the world, and lines under all of it."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

# The metres of Equal Earth that the map shows: the outline of the world with a little air.
WORLD_X, WORLD_Y = (-17.4e6, 17.4e6), (-8.5e6, 8.5e6)
# What each zoom shows: its west, and its south and north (metres); as wide as they are apart, in
# the proportions of the world. Oceania goes on beyond the map's edge: the browser brings its east.
_ZOOMS = {
    "world": (-17.4e6, -8.5e6, 8.5e6),
    "africa": (-7.1e6, -4.2e6, 4.8e6),
    "americas": (-20.5e6, -6.6e6, 7.7e6),
    "asia": (-0.9e6, -1.5e6, 6.6e6),
    "europe": (-1.9e6, 4.25e6, 8.3e6),
    "oceania": (7.3e6, -6.2e6, 2.5e6),
}
Floats = NDArray[np.float64]


def zoom_boxes() -> dict[str, list[int]]:
    """Return what each zoom shows: left, top, width and height (km, downwards)."""
    shape = (WORLD_X[1] - WORLD_X[0]) / (WORLD_Y[1] - WORLD_Y[0])
    return {
        name: [
            round(metres / 1000)
            for metres in (west, -north, shape * (north - south), north - south)
        ]
        for name, (west, south, north) in _ZOOMS.items()
    }


def path_data(lines: Iterable[tuple[Floats, Floats]]) -> str:
    """Return lines in metres as the data of an SVG path, in kilometres with y downwards.

    Each point is told by its distance from the one before, in whole kilometres: every page has
    them, and small numbers that come again and again take half of the bytes.
    """
    return "".join(_line(np.column_stack([xs, -np.asarray(ys)])) for xs, ys in lines)


def _line(points: Floats) -> str:
    first, *steps = np.diff(np.rint(points / 1000).astype(int), axis=0, prepend=0).tolist()
    rest = _pairs(steps)
    return f"M{_pairs([first])}" + (f"l{rest}" if steps else "")


def _pairs(numbers: list[list[int]]) -> str:
    return " ".join(f"{x} {y}" for x, y in numbers).replace(" -", "-")
