"""The browser's modules that need no browser, in Node.js; links are read alike there and here."""

import base64
import json
import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs

import pandas as pd
import pytest

from dashboard.climate import Years
from dashboard.indicators import read_catalogue
from dashboard.state import ViewState
from dashboard.store import Store
from dashboard.worldfile import encode_matrix

ROOT = Path(__file__).parents[2]
CASES = json.loads((ROOT / "tests" / "links.json").read_text(encoding="utf-8"))
BOTH = json.loads((ROOT / "tests" / "cases.json").read_text(encoding="utf-8"))
COUNTRIES, CATALOGUE = Store.read().countries, read_catalogue()


def matrix(case: dict) -> str:
    """The address of a case's values, in a file as the server makes them."""
    values = pd.DataFrame(case["values"], dtype=float)
    values.columns = range(case["first"], case["first"] + values.shape[1])
    file = base64.b64encode(encode_matrix(values, None)).decode()
    return f"data:application/octet-stream;base64,{file}"


def new() -> ViewState:
    return ViewState(COUNTRIES, CATALOGUE, Years(1948, 2024))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["query"] or "nothing")
def test_a_link_is_read_and_written_as_the_browser_does(case: dict):
    state = new()
    query = parse_qs(case["query"], keep_blank_values=True)
    state.restore({name: [text.encode() for text in texts] for name, texts in query.items()})
    assert state.values == {**new().values, **case["choices"]}
    assert state.query() == case["link"]


def test_every_choice_has_a_case():
    assert {choice for case in CASES for choice in case["choices"]} | {"record"} == set(
        new().values
    )


@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
def test_the_modules_pass_their_tests_in_node(tmp_path: Path):
    links = tmp_path / "links.json"
    links.write_text(json.dumps({"described": new().described(), "cases": CASES}))
    cases = tmp_path / "cases.json"
    both = {**BOTH, "variables": [{**case, "matrix": matrix(case)} for case in BOTH["variables"]]}
    cases.write_text(json.dumps(both))
    tests = sorted(map(str, (ROOT / "tests" / "browser").glob("*.test.js")))
    names = (ROOT / "tests" / "browser" / "isotherm.mjs").as_uri()
    done = subprocess.run(
        ["node", "--import", names, "--test", "--test-reporter=spec", *tests],
        env={**os.environ, "LINKS": str(links), "CASES": str(cases)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    declared = sum(Path(file).read_text(encoding="utf-8").count("\ntest(") for file in tests)
    assert declared > len(tests)
    listed = len(CASES) + sum(map(len, BOTH.values()))
    assert f"tests {declared + listed}\n" in done.stdout
