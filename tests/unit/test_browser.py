"""The browser's modules that need no browser, in Node.js; links are read alike there and here."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from dashboard.climate import Years
from dashboard.indicators import read_catalogue
from dashboard.state import ViewState
from dashboard.store import Store

ROOT = Path(__file__).parents[2]
CASES = json.loads((ROOT / "tests" / "links.json").read_text(encoding="utf-8"))
COUNTRIES, CATALOGUE = Store.read().countries, read_catalogue()


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
    tests = sorted(map(str, (ROOT / "tests" / "browser").glob("*.test.js")))
    done = subprocess.run(
        ["node", "--test", "--test-reporter=spec", *tests],
        env={**os.environ, "LINKS": str(links)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    declared = sum(Path(file).read_text(encoding="utf-8").count("\ntest(") for file in tests)
    assert declared > len(tests)
    assert f"tests {declared + len(CASES)}\n" in done.stdout
