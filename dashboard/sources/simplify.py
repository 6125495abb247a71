"""Visvalingam-Whyatt: drop the points of a line that change its shape least."""

import heapq

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def effective_areas(x: Floats, y: Floats) -> Floats:
    """For each point of a line, the triangle area at which simplification would drop it.

    The areas are in the square of the coordinates' unit and never fall as points go; the two ends,
    which neighbouring lines share, are infinite: they always stay.
    """
    count = len(x)
    areas = np.full(count, np.inf)
    line = _Line(x.tolist(), y.tolist())
    queue = [(line.area(i), i) for i in range(1, count - 1)]
    current = {i: area for area, i in queue}
    heapq.heapify(queue)
    floor = 0.0
    while queue:
        area, i = heapq.heappop(queue)
        if current.get(i) != area:
            continue
        areas[i] = floor = max(floor, area)
        del current[i]
        for j in line.remove(i):
            if j in current:
                current[j] = line.area(j)
                heapq.heappush(queue, (current[j], j))
    return areas


class _Line:
    """The points that are left, each linked to the one before and after it."""

    def __init__(self, x: list[float], y: list[float]) -> None:
        self.x, self.y = x, y
        self.before = list(range(-1, len(x) - 1))
        self.after = list(range(1, len(x) + 1))

    def area(self, i: int) -> float:
        a, c, x, y = self.before[i], self.after[i], self.x, self.y
        return abs((x[i] - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (y[i] - y[a])) / 2

    def remove(self, i: int) -> tuple[int, int]:
        a, c = self.before[i], self.after[i]
        self.after[a], self.before[c] = c, a
        return a, c


def kept(areas: Floats, tolerance: float, least: int) -> NDArray[np.bool_]:
    """Which points stay: those above the tolerance, and at least so many, the weightiest first."""
    keep = areas > tolerance
    if keep.sum() < least:
        keep[np.argsort(-areas, kind="stable")[:least]] = True
    return keep
