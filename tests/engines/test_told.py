"""The page that tells what the engines came to."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engines import test_functions
from tests.engines.conftest import Teller
from tests.engines.told import ENGINES, Told, words
from tests.serving import ROOT

PAGE = Path(__file__).parents[2] / "docs" / "understand" / "engines.md"
FUNCTIONS = [words(name) for name in vars(test_functions) if name.startswith("test_")]


def test_the_page_in_the_documents_has_every_function():
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text("utf-8").splitlines()]
    told = {row[0]: row[1:] for row in rows if len(row) == len(ENGINES) + 1}
    assert len(FUNCTIONS) == 17
    for function in FUNCTIONS:
        assert told[function] == ["works"] * len(ENGINES), function


def test_an_engine_that_is_not_here_is_left_out_with_a_line_that_says_what_to_install(
    tmp_path: Path,
):
    environ = {**os.environ, "PATH": str(tmp_path), "CI": "true"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--collect-only"]
    command += [str(Path(__file__).with_name("test_functions.py"))]
    ran = subprocess.run(
        command, check=False, env=environ, cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "test_open[Chromium]" in ran.stdout
    assert "[Firefox" not in ran.stdout
    assert "[WebKit" not in ran.stdout
    said = "is not here: its tests were left out; install"
    assert f"Firefox {said} firefox-esr\n" in ran.stdout
    assert f"WebKit {said} webkit2gtk-driver and xvfb\n" in ran.stdout


def test_of_several_outcomes_the_worst_is_told():
    told = Told()
    for outcome in ("passed", "failed", "passed"):
        told.takes("test_open", "Firefox", outcome)
    told.takes("test_open", "WebKit", "skipped")
    assert "| Open | not tried | fails | not tried |" in told.page()
    assert "Figures" not in told.page()


def test_of_two_tries_the_second_is_told():
    teller, name = Teller(None), "test_open[Firefox]"
    for outcome in ("rerun", "passed"):
        node, where = f"tests/engines/test_functions.py::{name}", ("test_functions.py", 1, name)
        teller.pytest_runtest_logreport(
            pytest.TestReport(node, where, {}, outcome, None, "call")  # type: ignore[arg-type]
        )
    assert teller.told.functions == {"Open": {"Firefox": "passed"}}


def test_figures_stand_beside_chromiums():
    told = Told()
    told.takes("test_open", "Chromium", "passed")
    told.figures["Chromium"] = {"version": "156", "click": 100.0, "visible": 2000.0, "play": 30.0}
    told.figures["WebKit"] = {"version": "2.50", "click": 250.0, "visible": 1000.0, "play": 27.0}
    page = told.page()
    assert "| Function | Chromium 156 | Firefox | WebKit 2.50 |" in page
    assert "| 100 | not tried | 250 (2.50 times) |" in page
    assert "| 30.0 | not tried | 27.0 (0.90 times) |" in page
