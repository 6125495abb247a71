import numpy as np
import pytest
import shapely

from dashboard.sources.antimeridian import cut


def square(west, south, east, north):
    return shapely.get_coordinates(shapely.box(west, south, east, north))


def test_a_shape_away_from_180_is_left_alone():
    (shape,) = cut([square(10, 0, 20, 10), square(12, 2, 14, 4)])
    assert shape.bounds == (10, 0, 20, 10)
    assert shape.area == 100 - 4


@pytest.mark.parametrize("west", [170, -190])
def test_a_shape_across_180_becomes_one_part_on_either_side(west):
    parts = cut([square(west, 0, west + 20, 10)])
    assert sorted(part.bounds for part in parts) == [(-180, 0, -170, 10), (170, 0, 180, 10)]


def test_a_cut_edge_has_a_point_every_degree():
    east = max(cut([square(170, 0, 190, 10)]), key=lambda part: part.bounds[0])
    points = shapely.get_coordinates(east)
    on_edge = np.unique(points[points[:, 0] == 180, 1])
    assert on_edge.tolist() == list(range(11))


def test_a_ring_round_the_pole_is_closed_along_the_edge_of_the_map():
    coast = np.array([(-180.0, -80), (-60, -70), (60, -75), (180, -80)])
    at_the_pole = np.array([(-180.0, -89.999), (-300, -89.999), (-420, -89.999), (-540, -89.999)])
    (shape,) = cut([at_the_pole, coast])
    assert shape.is_valid
    assert shape.bounds == (-180, -90, 180, -70)
    assert not shape.interiors
