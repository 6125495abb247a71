import numpy as np
import pytest

from dashboard.sources.natural_earth import (
    ISO3,
    add_units,
    parse_units,
    restore_western_sahara,
)
from dashboard.sources.outlines import Units
from dashboard.sources.topojson import Feature, Topology, ring_points


def island(lon, lat, size=0.2):
    steps = [(0, 0), (0, size), (size, size), (size, 0), (0, 0)]
    return np.array([(lon + x, lat + y) for x, y in steps])


def units_of(numeric, name, *places):
    arcs = [island(*place) for place in places]
    polygons = [[[k]] for k in range(len(arcs))]
    return parse_units(Topology(arcs, [Feature(numeric, name, polygons)])).polygons


def test_numeric_codes_are_unique_three_digits_to_three_letters():
    assert len(ISO3) == len(set(ISO3.values())) == 237
    assert all(
        len(numeric) == len(iso3) == 3 and numeric.isdigit() for numeric, iso3 in ISO3.items()
    )


@pytest.mark.parametrize(
    ("numeric", "name", "lon", "lat", "iso3"),
    [
        ("250", "France", 2, 47, "FRA"),
        ("250", "France", -53, 4, "GUF"),
        ("250", "France", -61.7, 16.1, "GLP"),
        ("250", "France", -61, 14.6, "MTQ"),
        ("250", "France", 45.1, -12.9, "MYT"),
        ("250", "France", 55.4, -21.2, "REU"),
        ("578", "Norway", 10, 60, "NOR"),
        ("578", "Norway", 16, 78, "SJM"),
        ("578", "Norway", -8.6, 71, "SJM"),
        ("578", "Norway", 3.3, -54.5, "BVT"),
        ("528", "Netherlands", -68.3, 12.1, "BES"),
        ("554", "New Zealand", -171.2, -9.4, "TKL"),
        ("643", "Russia", 34, 45, "UKR"),
        ("036", "Ashmore and Cartier Is.", 123.5, -12.5, "AUS"),
        ("", "Indian Ocean Ter.", 105.5, -10.6, "CXR"),
        ("", "Indian Ocean Ter.", 96.7, -12.3, "CCK"),
        ("", "Kosovo", 21, 42.5, "XKX"),
        ("", "N. Cyprus", 33.5, 35.2, "CYP"),
        ("", "Somaliland", 44, 9.5, "SOM"),
        ("", "Siachen Glacier", 77.2, 35.4, "PAK"),
    ],
)
def test_a_polygon_belongs_to_the_unit_whose_figures_cover_it(numeric, name, lon, lat, iso3):
    assert list(units_of(numeric, name, (lon, lat))) == [iso3]


def test_a_feature_without_code_or_rule_is_left_out():
    assert units_of("", "Baikonur", (63, 45)) == {}


def test_the_features_of_one_unit_are_joined():
    border = np.array([(45.0, 8.0), (45.0, 9.0)])
    west = np.array([(45.0, 9.0), (43, 9), (43, 8), (45, 8)])
    east = np.array([(45.0, 8.0), (47, 8), (47, 9), (45, 9)])
    features = [Feature("706", "Somalia", [[[2, ~0]]]), Feature("", "Somaliland", [[[0, 1]]])]
    units = parse_units(Topology([border, west, east], features))
    ((exterior,),) = units.polygons["SOM"]
    assert sorted(exterior) == [1, 2]


def test_units_of_a_finer_map_bring_their_arcs_along():
    coarse = Units([island(0, 0)], {"ESP": [[[0]]]})
    fine = Units([island(1, 1), island(5, 5)], {"FRA": [[[0]]], "GIB": [[[~1]]]})
    both = add_units(coarse, fine, ("GIB",))
    assert set(both.polygons) == {"ESP", "GIB"}
    ((ring,),) = both.polygons["GIB"]
    assert ring_points(both.arcs, ring).tolist() == island(5, 5)[::-1].tolist()


def test_morocco_ends_at_the_parallel_where_the_berm_begins():
    # Morocco is x 0..4, y 0..10 beside a berm at x 4; the parallel is y 6.
    algeria = np.array([(4.0, 10.0), (6, 10), (6, 6)])
    berm = np.array([(6.0, 6.0), (4, 6), (4, 0), (0, 0)])
    coast = np.array([(0.0, 0.0), (0, 3), (0, 6), (0, 10), (4, 10)])
    inland = np.array([(6.0, 6.0), (6, 0), (4, -2), (0, 0)])
    units = Units(
        [algeria, berm, coast, inland], {"MAR": [[[0, 1, 2]]], "ESH": [[[3, ~1]]], "DZA": [[[0]]]}
    )
    moved = restore_western_sahara(units)
    ((morocco,),), ((sahara,),) = moved.polygons["MAR"], moved.polygons["ESH"]
    assert ring_points(moved.arcs, morocco)[:, 1].min() == 6
    assert ring_points(moved.arcs, sahara)[:, 1].max() == 6
    assert (0, 6) in {tuple(point) for point in ring_points(moved.arcs, sahara).tolist()}
    assert len(units.arcs) == 4
