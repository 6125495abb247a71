import json

import numpy as np

from dashboard.sources.topojson import (
    merge_polygons,
    parse_topology,
    polygon_arcs,
    ring_points,
)

# Two unit squares side by side share arc 0; the right one has a lake, arc 3.
ARCS = [
    np.array([(1.0, 0.0), (1.0, 1.0)]),
    np.array([(1.0, 1.0), (0.0, 1.0), (0.0, 0.0), (1.0, 0.0)]),
    np.array([(1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0)]),
    np.array([(1.4, 0.4), (1.4, 0.6), (1.6, 0.6), (1.4, 0.4)]),
]
LEFT, RIGHT = [[0, 1]], [[2, ~0], [3]]


def test_arcs_are_decoded_from_quantised_differences():
    topology = {
        "transform": {"scale": [0.5, 0.25], "translate": [-180, -90]},
        "arcs": [[[2, 4], [2, 0], [-4, 4]]],
        "objects": {
            "countries": {
                "geometries": [
                    {"type": "Polygon", "id": "004", "properties": {"name": "A"}, "arcs": [[0]]},
                    {"type": "MultiPolygon", "properties": {"name": "B"}, "arcs": [[[0]], [[-1]]]},
                ]
            }
        },
    }
    parsed = parse_topology(json.dumps(topology).encode(), "countries")
    assert parsed.arcs[0].tolist() == [[-179, -89], [-178, -89], [-180, -88]]
    assert [(f.numeric, f.name, f.polygons) for f in parsed.features] == [
        ("004", "A", [[[0]]]),
        ("", "B", [[[0]], [[-1]]]),
    ]


def test_a_ring_has_the_joints_of_its_arcs_once():
    points = ring_points(ARCS, RIGHT[0]).tolist()
    assert points == [[1, 0], [2, 0], [2, 1], [1, 1], [1, 0]]


def test_a_ring_across_180_degrees_continues_past_it():
    arcs = [np.array([(179.0, 0.0), (-179.0, 0.0), (-179.0, 1.0), (179.0, 0.0)])]
    assert ring_points(arcs, [0])[:, 0].tolist() == [179, 181, 181, 179]


def test_merged_polygons_lose_the_border_between_them_and_keep_their_lakes():
    ((exterior, lake),) = merge_polygons(ARCS, [LEFT, RIGHT])
    assert sorted(exterior) == [1, 2]
    assert lake == [3]


def test_polygons_that_share_nothing_stay_apart():
    assert merge_polygons(ARCS, [LEFT, [[3]]]) == [LEFT, [[3]]]


def test_a_polygon_uses_an_arc_whichever_way_it_walks_it():
    assert polygon_arcs(RIGHT) == {0, 2, 3}
