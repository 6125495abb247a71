"""Neighbours are those that share a border on the map."""

import geopandas as gpd
from shapely import box

from dashboard.boundaries import GRID
from dashboard.countrypage.borders import neighbours, sharing

SOUTH = ("ARG", "BOL", "COL", "GUF", "GUY", "PER", "PRY", "SUR", "URY", "VEN")


def test_shapes_that_share_an_edge_are_neighbours_and_those_that_share_a_point_are_not():
    shapes = {"AAA": (0, 0, 1, 1), "BBB": (1, 0, 2, 1), "CCC": (2, 1, 3, 2), "DDD": (9, 9, 10, 10)}
    squares = [box(*(GRID * n for n in bounds)) for bounds in shapes.values()]
    frame = gpd.GeoDataFrame({"iso3": list(shapes), "geometry": squares})
    assert sharing(frame) == {"AAA": {"BBB"}, "BBB": {"AAA"}}


def test_countries_have_the_neighbours_that_an_atlas_shows():
    found = neighbours()
    assert found["BRA"] == set(SOUTH)
    assert found["LSO"] == {"ZAF"}
    assert found["FRA"] == {"AND", "BEL", "CHE", "DEU", "ESP", "ITA", "LUX", "MCO"}
    assert not {"CUB", "NZL", "ISL", "JPN", "MDG"} & found.keys()


def test_a_neighbour_is_one_in_both_directions():
    found = neighbours()
    assert all(iso3 in found[other] for iso3, others in found.items() for other in others)
