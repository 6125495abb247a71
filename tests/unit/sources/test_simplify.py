import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dashboard.sources.simplify import effective_areas, kept

LINES = st.integers(2, 30).flatmap(
    lambda n: arrays(float, (2, n), elements=st.integers(-1000, 1000).map(float))
)


def slow_areas(x, y):
    """Visvalingam as it is defined: look at every triangle, drop the smallest, begin again."""
    left, areas, floor = list(range(len(x))), np.full(len(x), np.inf), 0.0
    while len(left) > 2:
        a, b, c = left[:-2], left[1:-1], left[2:]
        triangles = np.abs((x[b] - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (y[b] - y[a])) / 2
        smallest = int(triangles.argmin())
        floor = max(floor, triangles[smallest])
        areas[left.pop(smallest + 1)] = floor
    return areas


@given(LINES)
def test_areas_agree_with_the_definition_of_visvalingam(line):
    np.testing.assert_array_equal(effective_areas(*line), slow_areas(*line))


@given(LINES)
def test_the_ends_of_a_line_always_stay(line):
    keep = kept(effective_areas(*line), 1e12, 2)
    assert keep[[0, -1]].all()


def test_points_on_a_straight_line_go_first():
    x = np.array([0.0, 1, 2, 3, 4])
    areas = effective_areas(x, np.array([0.0, 0, 5, 0, 0]))
    assert kept(areas, 1.0, 2).tolist() == [True, True, True, True, True]
    assert kept(effective_areas(x, 2 * x), 0.0, 2).tolist() == [True, False, False, False, True]


def test_at_least_so_many_points_stay_the_weightiest_first():
    areas = np.array([np.inf, 1.0, 3.0, 2.0, np.inf])
    assert kept(areas, 10.0, 4).tolist() == [True, False, True, True, True]
