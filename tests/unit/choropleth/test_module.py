"""The browser's half: its own tests, and that it reads what Python writes."""

import json
import shutil
import subprocess
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from choropleth import Choropleth

MODULE = Path(__file__).parents[3] / "choropleth" / "choropleth.js"
TESTS = str(Path(__file__).with_name("choropleth.test.mjs"))
READER = """
import { readFileSync } from "node:fs";
const map = await import(process.argv[1]);
const read = (name) => readFileSync(name);
const shapes = map.decodeShapes(read(process.argv[2]));
const numbers = map.decodeNumbers(read(process.argv[3]));
const look = JSON.parse(read(process.argv[4]));
const extent = map.extents(shapes), index = map.indexed(extent);
const at = (i) => {
  const [x, y] = shapes.markers.subarray(2 * i);
  return map.shapeAt(shapes, extent, index, x, y);
};
const steps = [...Array(numbers.steps).keys()];
console.log(JSON.stringify({
  hits: Array.from({ length: shapes.count }, (_, i) => at(i)),
  flags: [...shapes.flags],
  bins: steps.map((step) => [...map.binned(map.valuesAt(numbers, step), look.edges)]),
  marks: [...map.marksAt(numbers, 1)],
}));
"""

pytestmark = pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")


def test_the_module_passes_its_own_tests():
    command = ["node", "--test", "--test-reporter=tap", TESTS]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout
    assert "# fail 0" in done.stdout
    assert "# pass 0" not in done.stdout


def test_the_browser_reads_what_python_writes(squares: gpd.GeoDataFrame, tmp_path: Path):
    values = pd.DataFrame({1: [0.1, 0.7, None, 9], 2: [0.69, float("inf"), 0, -9]}, list("ABCD"))
    map_ = Choropleth(squares, values, key="code", bins=[0, 0.1, 0.7, 1], uncertain=["C"])
    files = {"shapes": map_.shape_bytes, "numbers": map_.number_bytes, "look": map_.look.encode()}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    command = ["node", "--input-type=module", "-e", READER, str(MODULE)]
    done = subprocess.run(
        [*command, *(str(tmp_path / name) for name in files)],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert found["hits"] == [0, 1, 2, 3]
    assert found["flags"] == [0, 0, 0, 0]
    assert found["bins"] == [[1, 2, 255, 2], [1, 2, 0, 0]]
    assert found["marks"] == [0, 0, 1, 0]


def test_the_module_asks_nothing_of_other_hosts():
    text = MODULE.read_text(encoding="utf-8")
    assert "import " not in "".join(line for line in text.splitlines() if line.startswith("import"))
    assert text.count("://") == text.count("http://www.w3.org/2000/svg")
