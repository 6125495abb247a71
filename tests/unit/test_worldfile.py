import gzip
import json
import shutil
import subprocess
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import MultiPolygon, Polygon, box

from dashboard import boundaries
from dashboard.boundaries import BoundariesError, read_boundaries
from dashboard.projection import CRS
from dashboard.views.cards import fixed
from dashboard.worldfile import MATRIX_HEADER, WORLD_HEADER, encode_matrix, encode_world, world_file
from tests.worldfiles import decode_matrix, decode_world, rings

DECODER = Path(__file__).parents[2] / "dashboard" / "assets" / "map" / "worldfile.js"
READ_BOTH = """
import { readFileSync } from "node:fs";
import { decodeMatrix, decodeWorld, NORTH, WEST } from %s;
const buffer = (path) => new Uint8Array(readFileSync(path)).buffer;
const [world, matrix] = process.argv.slice(1).map(buffer);
const { grid, rings, points, cells, count } = decodeWorld(world);
const metres = (country, axis) => {
  const found = [];
  for (let ring = rings[country]; ring < rings[country + 1]; ring++) {
    if (found.length) found.push(NaN);
    for (let p = points[ring]; p < points[ring + 1]; p++) {
      found.push(grid * (axis ? NORTH - cells[2 * p + 1] : cells[2 * p] - WEST));
    }
  }
  return found;
};
const [xs, ys] = [0, 1].map((axis) => Array.from({ length: count }, (_, i) => metres(i, axis)));
const { values, ...shape } = decodeMatrix(matrix);
const list = (numbers) => Array.from(numbers, (n) => (Number.isNaN(n) ? null : n));
console.log(JSON.stringify({
  xs: xs.map(list), ys: ys.map(list), count, shape, values: list(values),
  types: [cells.constructor.name, values.constructor.name],
}));
"""


@pytest.fixture(scope="module")
def world():
    return read_boundaries()


@pytest.fixture
def values():
    generator = np.random.default_rng(7)
    frame = pd.DataFrame(generator.normal(12, 15, (40, 77)), columns=range(1948, 2025))
    return frame.mask(generator.random(frame.shape) < 0.1)


def assert_same_arrays(found, expected):
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_world_file_is_that_of_the_shapes_that_are_served(world):
    order = world["iso3"].tolist()[::-1]
    for _ in ("made", "kept"):
        assert world_file(order) == encode_world(world, order)
        assert world_file(order[1:]) == encode_world(world, order[1:])


def test_shapes_that_cannot_be_read_have_no_world_file_whatever_is_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    world_file(["FRA"])
    copy = tmp_path / "copy.parquet"
    copy.write_bytes(boundaries.BOUNDARIES.read_bytes())
    monkeypatch.setattr(boundaries, "BOUNDARIES", copy)
    world_file(["FRA"])
    copy.write_bytes(copy.read_bytes()[:-1])
    with pytest.raises(BoundariesError, match=r"copy\.parquet is damaged"):
        world_file(["FRA"])
    copy.unlink()
    with pytest.raises(BoundariesError, match=r"copy\.parquet is missing"):
        world_file(["FRA"])


def test_the_world_reads_back_exactly(world):
    xs, ys = rings(world)
    decoded = decode_world(encode_world(world, world["iso3"].tolist()))
    assert_same_arrays(decoded.xs, xs)
    assert_same_arrays(decoded.ys, ys)


def test_the_world_stands_in_the_order_asked_for(world):
    xs, _ = rings(world.set_index("iso3").loc[["ZAF", "FRA"]].reset_index())
    assert_same_arrays(decode_world(encode_world(world, ["ZAF", "FRA"])).xs, xs)


def test_a_country_without_a_shape_has_no_points(world):
    decoded = decode_world(encode_world(world, ["ZAF", "???", "FRA"]))
    assert [len(x) > 0 for x in decoded.xs] == [True, False, True]


def test_holes_and_far_corners_read_back_exactly():
    far = MultiPolygon(
        [box(-17_243_400, -600, -17_242_800, 0), box(17_242_800, 0, 17_243_400, 600)]
    )
    ring = Polygon(box(0, 0, 6000, 6000).exterior, [box(1200, 1200, 2400, 2400).exterior.coords])
    frame = gpd.GeoDataFrame({"iso3": ["FAR", "RNG"]}, geometry=[far, ring], crs=CRS)
    decoded = decode_world(encode_world(frame, ["FAR", "RNG"]))
    assert_same_arrays(decoded.xs, rings(frame)[0])
    assert_same_arrays(decoded.ys, rings(frame)[1])


def test_the_world_header_is_as_documented(world):
    payload = encode_world(world, ["LSO", "ZAF"])
    magic, grid, countries, ring_count, points = WORLD_HEADER.unpack_from(payload)
    assert (magic, grid, countries) == (b"IWF1", 600, 2)
    assert len(payload) == 20 + 2 * countries + 2 * ring_count + 4 * points


def test_the_world_is_the_same_bytes_each_time_and_under_70_kB_gzipped(world):  # noqa: N802
    order = world["iso3"].tolist()
    payload = encode_world(world, order)
    assert payload == encode_world(world, order)
    assert len(gzip.compress(payload, 9)) < 70_000


@pytest.mark.parametrize("step", [0.01, 0.05])
def test_a_matrix_reads_back_within_half_a_step(values, step):
    decoded = decode_matrix(encode_matrix(values, step))
    assert decoded.first_year == 1948
    np.testing.assert_array_equal(np.isnan(decoded.values), values.isna())
    assert np.nanmax(np.abs(decoded.values - values.to_numpy())) <= step / 2 * 1.001


def test_a_matrix_without_a_step_reads_back_to_seven_digits():
    values = pd.DataFrame(np.geomspace(1e-3, 2e9, 60).reshape(6, 10), columns=range(2000, 2010))
    values.iloc[2, 3] = np.nan
    decoded = decode_matrix(encode_matrix(values, None))
    assert decoded.first_year == 2000
    np.testing.assert_allclose(decoded.values, values, rtol=1e-7)


def test_a_row_of_gaps_stays_a_row_of_gaps():
    values = pd.DataFrame([[np.nan, np.nan], [1.0, np.nan]], columns=[2000, 2001])
    expected = np.array([[np.nan, np.nan], [1, np.nan]], "f4")
    np.testing.assert_array_equal(decode_matrix(encode_matrix(values, 0.5)).values, expected)


def test_the_widest_steps_a_row_can_take_read_back():
    levels = [[32767, -32767, 32767, 0, -32767], [-1, 32767, -32767, 32766, 1]]
    values = pd.DataFrame(levels, columns=range(2000, 2005), dtype=float)
    np.testing.assert_array_equal(decode_matrix(encode_matrix(values, 1)).values, levels)


def test_a_value_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="does not fit"):
        encode_matrix(pd.DataFrame([[400.0]], columns=[2000]), 0.01)


def test_a_matrix_that_leaves_out_a_year_is_refused():
    with pytest.raises(ValueError, match="follow one another"):
        encode_matrix(pd.DataFrame([[1.0, 2.0]], columns=[2000, 2002]), 0.01)


def test_the_matrix_header_is_as_documented(values):
    payload = encode_matrix(values, 0.01)
    assert MATRIX_HEADER.unpack_from(payload) == (b"IMX1", 1948, 77, 40, 0.01)
    assert len(payload) == 24 + 2 * 40 * 77


@pytest.mark.parametrize("decode", [decode_world, decode_matrix])
def test_another_kind_of_file_is_refused(decode):
    with pytest.raises(ValueError, match="not a file of this kind"):
        decode(b"GIF89a" + bytes(60))


@pytest.mark.parametrize("step", [0.01, None])
@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
def test_the_browser_reads_what_python_reads(world, values, tmp_path, step):
    order = [*world["iso3"], "???"]
    (tmp_path / "world").write_bytes(encode_world(world, order))
    (tmp_path / "matrix").write_bytes(encode_matrix(values, step))
    script = READ_BOTH % json.dumps(DECODER.as_uri())
    command = ["node", "--input-type=module", "-e", script, tmp_path / "world", tmp_path / "matrix"]
    read = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)

    expected = decode_world((tmp_path / "world").read_bytes())
    assert read["count"] == len(order)
    assert read["types"] == ["Int32Array", "Float32Array"]
    assert_same_arrays([np.array(x, float) for x in read["xs"]], expected.xs)
    assert_same_arrays([np.array(y, float) for y in read["ys"]], expected.ys)
    assert read["shape"] == {"firstYear": 1948, "years": 77, "count": 40}
    found = np.array(read["values"], "f4").reshape(40, 77)
    decoded = decode_matrix((tmp_path / "matrix").read_bytes()).values
    np.testing.assert_allclose(found, decoded, rtol=1e-6)


WRITE_BOTH = """
import { readFileSync } from "node:fs";
import { decodeMatrix } from %s;
import { written } from %s;
const [matrix, values, decimals] = process.argv.slice(1);
const bytes = new Uint8Array(readFileSync(matrix)).buffer;
const shown = (numbers) => Array.from(numbers, (n) => written(n, { decimals: Number(decimals) }));
console.log(JSON.stringify({
  decoded: shown(decodeMatrix(bytes).values), values: shown(JSON.parse(readFileSync(values))),
}));
"""


@pytest.mark.parametrize(
    ("step", "decimals"), [(0.01, 1), (0.01, 2), (0.001, 1), (None, 1), (None, 3), (1.0, 0)]
)
@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
def test_a_number_is_rounded_once(tmp_path, step, decimals):
    largest = 30 if step == 0.001 else 300
    values = np.random.default_rng(3).normal(0, largest / 4, 4000).clip(-largest, largest).round(3)
    values[:6] = -19.748, 0.35, 0.25, 2.675, -0.05, 0
    if step is None:
        values[6:400] *= 1e7
    frame = pd.DataFrame(values.reshape(40, 100), columns=range(1900, 2000))
    (tmp_path / "matrix").write_bytes(encode_matrix(frame, step, decimals))
    (tmp_path / "values").write_text(json.dumps(values.tolist()))
    numbers = DECODER.parents[1] / "numbers.js"
    script = WRITE_BOTH % (json.dumps(DECODER.as_uri()), json.dumps(numbers.as_uri()))
    command = ["node", "--input-type=module", "-e", script]
    command += [tmp_path / "matrix", tmp_path / "values", str(decimals)]
    read = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    assert read["decoded"] == read["values"]
    short = [fixed(v, decimals).replace("-", "\N{MINUS SIGN}") for v in values if abs(v) < 1e5]
    zero = "0" if decimals == 0 else f"0.{'0' * decimals}"
    plain = [zero if text == f"\N{MINUS SIGN}{zero}" else text for text in short]
    assert [text for text in read["values"] if text[-1].isdigit()] == plain
    assert read["values"][0] == {0: "−20", 1: "−19.7", 2: "−19.75", 3: "−19.748"}[decimals]


def test_without_decimals_a_matrix_is_as_near_as_it_can_be(values):
    near, shown = (decode_matrix(encode_matrix(values, 0.01, n)).values for n in (None, 1))
    assert np.nanmax(np.abs(near - values.to_numpy())) <= 0.00501
    assert 0.005 < np.nanmax(np.abs(shown - values.to_numpy())) <= 0.01001
    assert np.mean(near != shown) > 0
