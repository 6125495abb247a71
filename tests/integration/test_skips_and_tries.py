import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SKIPS = """
import pytest

@pytest.mark.skip(reason="no browser")
def test_marked(): ...

def test_midway():
    pytest.skip("no network")

@pytest.mark.xfail(reason="known", strict=True)
def test_known():
    raise AssertionError
"""


SHARED = """
from tests.shared import shared

def test_real_files():
    assert shared("none")
"""


AGAIN = """
from pathlib import Path

import pytest

@pytest.mark.parametrize("number", range(4))
def test_busy(number):
    tried = Path(__file__).with_name(f"tried{number}")
    if not tried.exists():
        tried.touch()
        raise AssertionError(f"too early {number}")
"""


def run(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_bytes((ROOT / "tests" / "conftest.py").read_bytes())
    (folder / "test_skips.py").write_text(SKIPS)
    command = [sys.executable, "-m", "pytest", "-q", "-ra", "-p", "no:cacheprovider", "."]
    mine = {n: v for n, v in os.environ.items() if n not in ("CI", "ISOTHERM_SHARED")}
    environment = {**mine, "PYTHONPATH": str(ROOT), **variables}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_a_skip_is_a_failure_on_the_ci_machine(tmp_path: Path):
    done = run(tmp_path, CI="true")
    assert done.returncode == 1
    assert "1 failed, 1 xfailed, 1 error" in done.stdout
    assert "with CI=true no test may be skipped: Skipped: no network" in done.stdout
    assert "no browser" in done.stdout


def test_a_module_that_is_skipped_is_a_failure_on_the_ci_machine(tmp_path: Path):
    (tmp_path / "test_absent.py").write_text("import pytest\npytest.importorskip('absent')\n")
    assert run(tmp_path, CI="true").returncode == 2


def test_a_skip_for_want_of_the_shared_files_is_a_failure_where_they_are_said_to_be(tmp_path: Path):
    (tmp_path / "test_real.py").write_text(SHARED)
    done = run(tmp_path, CI="true", ISOTHERM_SHARED=str(tmp_path))
    assert "no test may be skipped: Skipped: without the shared files: none/" in done.stdout


def test_a_skip_for_want_of_the_shared_files_is_a_skip_on_other_machines(tmp_path: Path):
    (tmp_path / "test_real.py").write_text(SHARED)
    done = run(tmp_path, CI="true")
    assert "without the shared files: none/ is not in" in done.stdout
    assert "no test may be skipped: Skipped: without" not in done.stdout


@pytest.mark.parametrize("value", ["", "false"])
def test_a_skip_is_a_skip_elsewhere(tmp_path: Path, value: str):
    done = run(tmp_path, CI=value)
    assert done.returncode == 0
    assert "2 skipped, 1 xfailed" in done.stdout


def second_tries(folder: Path, kind: str, tests: str) -> subprocess.CompletedProcess[str]:
    (folder / kind).mkdir()
    (folder / kind / "test_again.py").write_text(tests)
    return run(folder)


def test_a_test_with_real_parts_may_try_twice_and_is_named(tmp_path: Path):
    done = second_tries(tmp_path, "e2e", AGAIN.replace("range(4)", "range(3)"))
    assert done.returncode == 0
    assert "e2e/test_again.py::test_busy[2]: AssertionError: too early 2" in done.stdout


WRONG = "def test_wrong():\n    assert 2 == 1 + 2"


@pytest.mark.parametrize(
    ("kind", "tests", "told"),
    [
        pytest.param(
            "integration", AGAIN, "More than 3 tests needed a second try.", id="many second tries"
        ),
        pytest.param("e2e", WRONG, "FAILED e2e/test_again.py::test_wrong", id="failed twice"),
        pytest.param("unit", AGAIN, "4 failed", id="unit tests have one try"),
    ],
)
def test_all_else_is_a_failure(tmp_path: Path, kind: str, tests: str, told: str):
    done = second_tries(tmp_path, kind, tests)
    assert done.returncode == 1
    assert told in done.stdout
