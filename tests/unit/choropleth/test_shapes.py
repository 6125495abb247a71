import re

import geopandas as gpd
import geoviews as gv
import holoviews as hv
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from choropleth import ChoroplethError, ChoroplethWarning, Shapes
from choropleth.encoding import HEADER


def rings_of(payload: bytes) -> list[list[np.ndarray]]:
    """Read the rings of each shape back, in the coordinates of the CRS."""
    _, count, rings, points, west, north, step = HEADER.unpack_from(payload)
    sizes = np.frombuffer(payload, "<u4", count + rings, HEADER.size).astype(int)
    cells = np.frombuffer(payload, "<u2", 2 * points, HEADER.size + 4 * len(sizes)).reshape(-1, 2)
    each = np.split(cells * [step, -step] + [west, north], np.cumsum(sizes[count:])[:-1])
    ends = np.cumsum(sizes[:count])
    return [each[end - size : end] for end, size in zip(ends, sizes, strict=False)]


def area_of(rings: list[np.ndarray]) -> float:
    outer, *holes = (Polygon(ring).area for ring in rings)
    return float(outer - sum(holes))


def test_the_bytes_hold_the_rings_to_a_cell_of_the_grid(squares: gpd.GeoDataFrame):
    payload = Shapes.read(squares, "code", crs=None).payload
    found = rings_of(payload)
    assert [len(rings) for rings in found] == [2, 1, 1, 1]
    assert area_of(found[0]) == pytest.approx(0.96, abs=0.01)
    assert [len(ring) for ring in found[0]] == [4, 4]  # the first point is not repeated


def test_neighbours_share_the_points_of_their_border(squares: gpd.GeoDataFrame):
    first, second, *_ = rings_of(Shapes.read(squares, "code").payload)
    shared = {tuple(point) for point in first[0]} & {tuple(point) for point in second[0]}
    assert len(shared) == 2


def test_a_marker_lies_inside_the_largest_polygon():
    islands = MultiPolygon([box(0, 0, 1, 1), box(10, 10, 14, 14)])
    frame = gpd.GeoDataFrame({"key": ["A"]}, geometry=[islands], crs="EPSG:3857")
    payload = Shapes.read(frame, "key").payload
    *_, west, north, step = HEADER.unpack_from(payload)
    column, row = np.frombuffer(payload[-5:-1], "<u2")
    assert box(10, 10, 14, 14).contains(Point(west + column * step, north - row * step))


def test_what_is_too_small_for_the_grid_has_a_marker_and_no_ring(squares: gpd.GeoDataFrame):
    found = rings_of(Shapes.read(squares, "code", crs=None, detail=256).payload)
    assert [len(rings) for rings in found] == [2, 1, 1, 0]


def test_a_finer_grid_is_nearer_to_the_shapes(squares: gpd.GeoDataFrame):
    def off(detail: int) -> float:
        rings = rings_of(Shapes.read(squares, "code", crs=None, detail=detail).payload)
        return abs(area_of(rings[0]) - 0.96)

    assert off(65_536) < 1e-4
    assert off(65_536) < off(300)


def test_degrees_of_a_region_are_drawn_around_its_middle(squares: gpd.GeoDataFrame):
    crs = Shapes.read(squares, "code").crs
    assert crs is not None
    assert "Lambert Azimuthal Equal Area" in crs.to_wkt()


def test_degrees_of_the_world_are_drawn_on_equal_earth_without_crossing_it():
    east, west = box(170, -10, 180, 10), box(-180, -10, -100, 10)
    frame = gpd.GeoDataFrame({"key": ["E", "W"]}, geometry=[east, west], crs="EPSG:4326")
    shapes = Shapes.read(frame, "key")
    assert shapes.crs == "EPSG:8857"
    assert shapely.bounds(shapes.geometry[0])[0] > 0 > shapely.bounds(shapes.geometry[1])[2]


@pytest.mark.parametrize("crs", ["EPSG:3857", 3857, "ESRI:54030"])
def test_any_crs_can_be_drawn_in(squares: gpd.GeoDataFrame, crs: object):
    assert Shapes.read(squares, "code", crs=crs).crs == crs


def test_the_frame_s_own_plane_is_kept(squares: gpd.GeoDataFrame):
    moved = squares.to_crs("EPSG:3035")
    shapes = Shapes.read(moved, "code")
    assert shapes.crs == "EPSG:3035"
    assert shapes.geometry[1].equals(moved.geometry[1])


def test_keys_are_the_index_or_a_column_and_names_another(squares: gpd.GeoDataFrame):
    assert Shapes.read(squares).keys == (0, 1, 2, 3)
    shapes = Shapes.read(squares.set_index("code"), names="name")
    assert shapes.keys == ("A", "B", "C", "D")
    assert shapes.names == ("Alpha", "Beta", "Gamma", "Delta")


def test_whole_numbers_that_pandas_made_floats_are_keys(squares: gpd.GeoDataFrame):
    assert Shapes.read(squares.assign(code=[1.0, 2.0, 3.0, 4.0]), "code").keys == (1, 2, 3, 4)


def test_a_missing_name_is_the_key(squares: gpd.GeoDataFrame):
    squares.loc[1, "name"] = None
    assert Shapes.read(squares, "code", names="name").names[1] == "B"


def refused(words: str) -> object:
    return pytest.raises(ChoroplethError, match=re.escape(words))


def test_shapes_without_keys_are_refused_with_their_rows(squares: gpd.GeoDataFrame):
    squares.loc[[1, 3], "code"] = None
    with refused("2 of the shapes have no key in the column 'code' (row 1, 3)"):
        Shapes.read(squares, "code")


def test_a_column_that_is_not_there_is_refused_with_those_that_are(squares: gpd.GeoDataFrame):
    with refused("no column 'iso3', given as key. Their columns: code, name, rate"):
        Shapes.read(squares, "iso3")
    with refused("given as names"):
        Shapes.read(squares, "code", names="label")


def test_keys_that_occur_twice_are_refused_by_name(squares: gpd.GeoDataFrame):
    with refused("more than one row for A: join the rows with dissolve()"):
        Shapes.read(squares.assign(code=["A", "A", "B", "C"]), "code")


@pytest.mark.parametrize("key", [(1, 2), 1.5, pd.Timestamp(2020, 1, 1)])
def test_keys_of_other_types_are_refused(squares: gpd.GeoDataFrame, key: object):
    keys = pd.Series(["A", "B", "C", key], dtype=object)
    with refused("Keys are text or whole numbers"):
        Shapes.read(squares.assign(code=keys), "code")


def test_an_index_of_several_levels_is_refused(squares: gpd.GeoDataFrame):
    with refused("has several levels"):
        Shapes.read(squares.set_index(["code", "name"]))


def test_a_missing_crs_is_refused_unless_none_is_wanted(squares: gpd.GeoDataFrame):
    plane = squares.set_crs(None, allow_override=True)
    with refused("The shapes have no CRS"):
        Shapes.read(plane, "code")
    assert Shapes.read(plane, "code", crs=None).crs is None


def test_a_crs_that_is_none_is_refused(squares: gpd.GeoDataFrame):
    with refused("crs='EPSG:1' is no coordinate reference system"):
        Shapes.read(squares, "code", crs="EPSG:1")


def test_shapes_that_a_projection_cannot_show_are_refused_by_name():
    frame = gpd.GeoDataFrame({"key": ["N"]}, geometry=[box(0, 80, 10, 90)], crs="EPSG:4326")
    with refused("go beyond what WGS 84 / Pseudo-Mercator can show: N"):
        Shapes.read(frame.set_geometry(frame.geometry.translate(0, 0.5)), "key", crs="EPSG:3857")


@pytest.mark.parametrize("nothing", [None, Polygon(), MultiPolygon(), GeometryCollection()])
def test_empty_geometry_is_not_drawn_and_named(squares: gpd.GeoDataFrame, nothing: object):
    squares.loc[1, "geometry"] = nothing
    with pytest.warns(ChoroplethWarning, match="1 shapes have no area and are not drawn: B"):
        shapes = Shapes.read(squares, "code")
    assert [len(rings) for rings in rings_of(shapes.payload)] == [2, 0, 1, 1]
    assert list(shapes.payload[-4:]) == [0, 2, 0, 0]


def test_shapes_that_are_all_empty_can_still_be_sent():
    frame = gpd.GeoDataFrame({"key": ["A"]}, geometry=[Polygon()], crs="EPSG:3857")
    with pytest.warns(ChoroplethWarning):
        shapes = Shapes.read(frame, "key")
    assert rings_of(shapes.payload) == [[]]


def test_no_rows_at_all_are_refused(squares: gpd.GeoDataFrame):
    with refused("The shapes are empty"):
        Shapes.read(squares.iloc[:0], "code")


def test_broken_geometry_is_repaired(squares: gpd.GeoDataFrame):
    squares.loc[1, "geometry"] = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])  # crosses itself
    shapes = Shapes.read(squares, "code", crs=None)
    assert shapes.geometry[1].is_valid
    assert shapes.geometry[1].area == pytest.approx(2)


def test_a_collection_is_drawn_by_its_polygons(squares: gpd.GeoDataFrame):
    parts = GeometryCollection([box(0, 0, 1, 1), LineString([(0, 0), (5, 5)])])
    squares.loc[1, "geometry"] = parts
    assert Shapes.read(squares, "code", crs=None).geometry[1].area == 1


def test_a_polygon_that_is_only_a_line_is_not_drawn(squares: gpd.GeoDataFrame):
    squares.loc[1, "geometry"] = Polygon([(0, 0), (1, 1), (2, 2), (0, 0)])
    with pytest.warns(ChoroplethWarning, match="not drawn: B"):
        assert Shapes.read(squares, "code").geometry[1] is None


def test_points_and_lines_are_refused_with_their_type(squares: gpd.GeoDataFrame):
    squares.loc[2, "geometry"] = Point(0, 0)
    with refused("these shapes are none: C (Point)"):
        Shapes.read(squares, "code")


def test_coordinates_that_are_not_finite_are_refused(squares: gpd.GeoDataFrame):
    squares.loc[2, "geometry"] = Polygon([(0, 0), (np.inf, 1), (1, 0)])
    with refused("NaN or infinity among theirs: C"):
        Shapes.read(squares, "code")


def test_heights_are_ignored(squares: gpd.GeoDataFrame):
    squares.loc[1, "geometry"] = shapely.force_3d(squares.geometry[1], 100.0)
    assert not Shapes.read(squares, "code", crs=None).geometry[1].has_z


def test_other_types_are_refused():
    with refused("must be a GeoDataFrame, or Polygons of GeoViews or HoloViews; this is list"):
        Shapes.read([1, 2])
    with refused("this is Path"):
        Shapes.read(hv.Path([]))


def test_marked_keys_without_a_shape_are_refused(squares: gpd.GeoDataFrame):
    with refused("markers: no shape has the key X"):
        Shapes.read(squares, "code", marked=["A", "X"])
    assert list(Shapes.read(squares, "code", marked=["B"]).payload[-4:]) == [0, 1, 0, 0]


def test_polygons_of_holoviews_lie_on_a_plane():
    hole = [[(0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6)]]
    x, y = [0, 1, 1, 0, np.nan, 5, 6, 6, 5], [0, 0, 1, 1, np.nan, 0, 0, 1, 1]
    rows = [
        {"x": x, "y": y, "holes": [hole, []], "key": "A", "rate": 1},
        {"x": [2, 3, 3], "y": [0, 0, 1], "key": "B", "rate": 2},
    ]
    shapes = Shapes.read(hv.Polygons(rows, vdims=["key", "rate"]))
    assert shapes.keys == ("A", "B")
    assert shapes.crs is None
    assert shapes.geometry[0].area == pytest.approx(1.96)
    assert shapes.geometry[1].area == pytest.approx(0.5)


def test_polygons_without_value_dimensions_are_refused():
    with refused("no value dimension to take keys from"):
        Shapes.read(hv.Polygons([{"x": [0, 1, 1], "y": [0, 0, 1]}]))


def test_polygons_of_geoviews_have_their_crs(squares: gpd.GeoDataFrame):
    expected = Shapes.read(squares, "code")
    shapes = Shapes.read(gv.Polygons(squares, vdims=["code", "name"]), names="name")
    assert shapes.keys == expected.keys
    assert shapes.names == ("Alpha", "Beta", "Gamma", "Delta")
    assert shapes.crs == expected.crs


def test_polygons_of_geoviews_from_arrays_have_their_crs():
    rows = [{"Longitude": [0, 1, 1], "Latitude": [0, 0, 1], "key": "A"}]
    shapes = Shapes.read(gv.Polygons(rows, vdims=["key"]))
    assert shapes.crs is not None
    assert shapes.geometry[0].area == pytest.approx(6.1e9, rel=0.05)  # m²
