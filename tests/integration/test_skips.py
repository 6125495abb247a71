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


def run(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_bytes((ROOT / "tests" / "conftest.py").read_bytes())
    (folder / "test_skips.py").write_text(SKIPS)
    command = [sys.executable, "-m", "pytest", "-q", "-ra", "-p", "no:cacheprovider", "."]
    environment = {name: value for name, value in os.environ.items() if name != "CI"} | variables
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


@pytest.mark.parametrize("value", ["", "false"])
def test_a_skip_is_a_skip_elsewhere(tmp_path: Path, value: str):
    done = run(tmp_path, CI=value)
    assert done.returncode == 0
    assert "2 skipped, 1 xfailed" in done.stdout
