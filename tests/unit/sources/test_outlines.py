import numpy as np
import pytest
import shapely
from shapely import box

from dashboard.boundaries import GRID
from dashboard.projection import equal_earth
from dashboard.sources.outlines import Units, build_frame, crossing, on_grid, visible


def wiggle(start, end, count, size, seed):
    """A line from start to end that strays sideways at random."""
    points = np.linspace(start, end, count)
    points[1:-1] += np.random.default_rng(seed).normal(0, size, (count - 2, 2))
    return points


@pytest.fixture
def neighbours():
    """Two countries with a rough border and coast, and an islet of the first."""
    south, north = (10.0, 40.0), (10.0, 45.0)
    border = wiggle(south, north, 200, 0.01, 1)
    west = np.vstack([wiggle(north, (5, 45), 50, 0.01, 2), wiggle((5, 40), south, 50, 0.01, 3)])
    east = np.vstack([wiggle(south, (15, 40), 50, 0.01, 4), wiggle((15, 45), north, 50, 0.01, 5)])
    islet = shapely.get_coordinates(box(3, 42, 3.03, 42.03))
    return Units([border, west, east, islet], {"WST": [[[0, 1]], [[3]]], "EST": [[[2, ~0]]]})


def test_simplified_neighbours_share_their_border(neighbours):
    shapes = build_frame(neighbours).geometry.array
    assert shapely.coverage_is_valid(shapes, gap_width=10 * GRID)
    assert len(shapely.get_coordinates(shapes)) < 150


def test_areas_change_little_and_are_those_of_the_source(neighbours):
    frame = build_frame(neighbours).set_index("iso3")
    x, y = equal_earth([10, 15, 15, 10], [40, 40, 45, 45])
    square = shapely.Polygon(np.column_stack([x, y])).area / 1e6
    assert frame["area_km2"]["EST"] == pytest.approx(square, rel=0.01)
    drawn = frame.geometry.area / 1e6
    assert drawn["EST"] == pytest.approx(frame["area_km2"]["EST"], rel=0.005)


def test_a_label_stands_inside_the_largest_polygon(neighbours):
    frame = build_frame(neighbours)
    points = shapely.points(frame["label_x"], frame["label_y"])
    assert shapely.contains(frame.geometry.array, points).all()
    x, y = equal_earth(frame["label_lon"], frame["label_lat"])
    assert x == pytest.approx(frame["label_x"], abs=20)
    assert y == pytest.approx(frame["label_y"], abs=20)


def test_an_islet_beside_a_large_polygon_is_left_out(neighbours):
    full = {"WST": [box(0, 0, 5e5, 5e5), box(6e5, 0, 6.03e5, 3e3)], "EST": [box(0, 0, 1, 1)]}
    assert visible(neighbours, full).polygons["WST"] == [[[0, 1]]]


def test_an_islet_of_an_archipelago_stays():
    atolls = [box(x, 0, x + 2000, 2000) for x in range(0, 100_000, 10_000)]
    polygons = [[[k]] for k in range(len(atolls))]
    kept = visible(Units([], {"ATO": polygons}), {"ATO": atolls})
    assert kept.polygons["ATO"] == polygons


def test_an_atoll_thinner_than_the_grid_keeps_an_area():
    speck = shapely.get_coordinates(box(177.0, -7.0, 177.0001, -6.98))
    frame = build_frame(Units([speck], {"TUV": [[[0]]]}))
    assert frame.geometry.is_valid.all()
    assert (frame.geometry.area >= GRID**2 / 2).all()


def test_points_on_the_grid_are_its_multiples():
    snapped = on_grid(box(100, 100, 10 * GRID + 100, 10 * GRID - 100))
    assert snapped.equals(box(0, 0, 10 * GRID, 10 * GRID))


def test_crossing_finds_bow_ties_overlaps_and_shared_edges_of_one_unit():
    bow_tie = shapely.Polygon([(0, 0), (9e4, 9e4), (9e4, 0), (0, 9e4)])
    one, over, beside = box(2e5, 0, 3e5, 1e5), box(2.5e5, 0, 4e5, 1e5), box(4e5, 0, 5e5, 1e5)
    assert crossing(np.array(["A", "B"]), [bow_tie, one]) == {0}
    assert crossing(np.array(["A", "B"]), [one, over]) == {0, 1}
    assert crossing(np.array(["A", "A"]), [over, beside]) == {0, 1}
    assert crossing(np.array(["A", "B"]), [over, beside]) == set()
