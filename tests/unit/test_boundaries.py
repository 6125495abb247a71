import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Polygon, box

from dashboard.boundaries import (
    GRID,
    BoundariesError,
    graticule,
    outline,
    read_boundaries,
    write_boundaries,
)
from dashboard.projection import CRS, equal_earth
from tests.worldfiles import rings


@pytest.fixture(scope="module")
def world():
    return read_boundaries()


@pytest.fixture
def two():
    ring = Polygon(box(0, 0, 60, 60).exterior, [box(12, 12, 24, 24).exterior.coords])
    shapes = [ring, MultiPolygon([box(60, 0, 66, 6), box(72, 0, 78, 6)])]
    return gpd.GeoDataFrame({"iso3": ["AAA", "BBB"]}, geometry=shapes, crs=CRS)


def shape_of(world, iso3):
    return world.set_index("iso3").geometry[iso3]


def at(lon, lat):
    return shapely.Point(*equal_earth(lon, lat))


def signed_area(x, y):
    return np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y) / 2


def test_written_boundaries_read_back_unchanged(two, tmp_path):
    write_boundaries(two, tmp_path / "b.parquet")
    again = read_boundaries(tmp_path / "b.parquet")
    assert again["iso3"].tolist() == ["AAA", "BBB"]
    assert again.geometry.geom_equals_exact(two.geometry, 0).all()
    assert again.crs.to_epsg() == 8857


def test_the_same_boundaries_are_the_same_bytes(two, tmp_path):
    for name in ("a", "b"):
        write_boundaries(two, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_missing_file_is_named_with_what_rebuilds_it(tmp_path):
    with pytest.raises(BoundariesError, match=r"gone\.parquet is missing.*dashboard snapshot"):
        read_boundaries(tmp_path / "gone.parquet")


@pytest.mark.parametrize("keep", [0, 100, 1000])
def test_a_damaged_file_is_named_with_what_rebuilds_it(two, tmp_path, keep):
    path = tmp_path / "cut.parquet"
    write_boundaries(two, path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(BoundariesError, match=r"cut\.parquet is damaged.*dashboard snapshot"):
        read_boundaries(path)


def test_a_parquet_file_of_something_else_is_damaged(two, tmp_path):
    path = tmp_path / "other.parquet"
    two.drop(columns="iso3").to_parquet(path)
    with pytest.raises(BoundariesError, match="is damaged"):
        read_boundaries(path)


def test_rings_run_counter_clockwise_and_their_holes_follow_clockwise(two):
    xs, ys = rings(two)
    (gap,) = np.flatnonzero(np.isnan(xs[0]))
    assert signed_area(xs[0][:gap], ys[0][:gap]) == 60 * 60
    assert signed_area(xs[0][gap + 1 :], ys[0][gap + 1 :]) == -12 * 12


def test_rings_are_open_and_parted_by_one_nan(two):
    xs, ys = rings(two)
    assert np.isnan(xs[1]).tolist() == [False] * 4 + [True] + [False] * 4
    np.testing.assert_array_equal(np.isnan(xs[1]), np.isnan(ys[1]))


def test_the_outline_is_as_wide_as_the_equator():
    x, y = outline()
    assert [x.min(), x.max()] == pytest.approx([-17_243_959, 17_243_959], abs=1)
    assert [y.min(), y.max()] == pytest.approx([-8_392_928, 8_392_928], abs=1)
    assert signed_area(x, y) == pytest.approx(510e12, rel=0.001)


def test_the_graticule_has_eleven_meridians_and_five_parallels():
    xs, ys = graticule(30)
    assert len(xs) == len(ys) == 11 + 5
    assert sum(len(np.unique(y)) == 1 for y in ys) == 5


def test_every_shape_is_valid_on_the_grid_and_on_the_map(world):
    coordinates = shapely.get_coordinates(world.geometry.array)
    edge = Polygon(np.column_stack(outline())).buffer(GRID)
    assert world.geometry.is_valid.all()
    assert (coordinates % GRID == 0).all()
    assert shapely.within(world.geometry.array, edge).all()


def test_neighbours_share_their_borders_without_overlap_or_gap(world):
    assert shapely.coverage_is_valid(world.geometry.array, gap_width=GRID)


def test_the_only_hole_in_the_land_is_the_caspian_sea(world):
    land = shapely.union_all(world.geometry.array)
    holes = [Polygon(ring) for part in shapely.get_parts(land) for ring in part.interiors]
    assert [hole.contains(at(51, 41)) for hole in holes] == [True]


def test_the_world_is_small_enough_to_load_at_once(world):
    assert 20_000 < shapely.get_num_coordinates(world.geometry.array).sum() < 30_000


@pytest.mark.parametrize(
    ("iso3", "lon", "lat"),
    [
        ("CYP", 33.6, 35.3),
        ("SOM", 44.0, 9.6),
        ("PAK", 77.2, 35.4),
        ("UKR", 34.2, 45.3),
        ("ESH", -13.5, 25.0),
        ("MAR", -9.0, 28.5),
        ("XKX", 21.0, 42.6),
        ("GUF", -53.0, 4.0),
        ("GLP", -61.7, 16.1),
        ("MTQ", -61.0, 14.65),
        ("MYT", 45.15, -12.83),
        ("REU", 55.5, -21.1),
        ("SJM", 17.0, 79.0),
        ("SJM", -8.4, 71.02),
        ("BES", -68.3, 12.2),
        ("CXR", 105.65, -10.49),
        ("BVT", 3.4, -54.42),
        ("LSO", 28.3, -29.5),
        ("FJI", 178.0, -17.8),
        ("FJI", 179.3, -16.6),
        ("ATA", 0.0, -89.0),
        ("ATA", 179.0, -87.0),
        ("ATA", -179.0, -87.0),
        ("RUS", 179.0, 68.0),
        ("RUS", -172.0, 66.0),
    ],
)
def test_a_place_belongs_to_one_unit(world, iso3, lon, lat):
    holders = world.loc[world.geometry.contains(at(lon, lat)), "iso3"]
    assert holders.tolist() == [iso3]


@pytest.mark.parametrize("iso3", ["CYP", "SOM", "PAK", "ESH"])
def test_a_merged_unit_has_no_seam(world, iso3):
    assert shape_of(world, iso3).geom_type == "Polygon"


@pytest.mark.parametrize("iso3", ["FRA", "NOR", "NLD"])
def test_a_split_country_keeps_only_its_european_part(world, iso3):
    west, south, east, north = shape_of(world, iso3).bounds
    corner, opposite = equal_earth(-12, 36), equal_earth(50, 72)
    assert corner[0] < west < east < opposite[0]
    assert corner[1] < south < north < opposite[1]


def test_morocco_and_western_sahara_meet_at_a_parallel(world):
    morocco, sahara = shape_of(world, "MAR"), shape_of(world, "ESH")
    border = shapely.get_coordinates(morocco.boundary & sahara.boundary)[:, 1]
    assert np.ptp(border) <= GRID
    assert morocco.bounds[1] == sahara.bounds[3]


def test_antarctica_reaches_the_lower_edge_from_end_to_end(world):
    west, south, east, _ = shape_of(world, "ATA").bounds
    right, bottom = equal_earth(180, -90)
    assert south == pytest.approx(bottom, abs=GRID)
    assert west <= -right + GRID
    assert east >= right - GRID


def test_no_edge_runs_across_the_map(world):
    others = world[world["iso3"] != "ATA"]  # whose lower edge does
    longest = {
        iso3: np.nanmax(np.hypot(np.diff(x), np.diff(y)))
        for iso3, x, y in zip(others["iso3"], *rings(others), strict=True)
    }
    parallel_49 = 2_203_200
    assert max(longest.values()) == parallel_49
    assert {iso3 for iso3, length in longest.items() if length == parallel_49} == {"CAN", "USA"}
