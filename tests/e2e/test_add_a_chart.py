"""What CONTRIBUTING.md says of adding a chart, done in a copy and opened in a browser."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from benchmarks.ports import free_port
from tests.e2e.person import opened
from tests.serving import started

ROOT = Path(__file__).parents[2]
MOST = 5  # files that a chart may touch


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository in which somebody has followed the steps."""
    folder = tmp_path_factory.mktemp("chart") / "isotherm"
    for part in ("benchmarks", "choropleth", "dashboard", "tests"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("node_modules"))
    shutil.copy2(ROOT / "pyproject.toml", folder)
    steps = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    steps = steps.partition("\n## Add a chart\n")[2].partition("\n## ")[0]
    assert "`dashboard/figures/changes.py`" in steps
    assert "`FIGURES` in `dashboard/figures/__init__.py`" in steps
    (block,) = re.findall(r"```python\n(.*?)```", steps, re.DOTALL)
    figures = folder / "dashboard" / "figures"
    (figures / "changes.py").write_text(block, encoding="utf-8")
    registry = (figures / "__init__.py").read_text(encoding="utf-8")
    added = registry.replace("FIGURES = (", "FIGURES = (CHANGES, ").replace(
        "from dashboard", "from dashboard.figures.changes import CHANGES\nfrom dashboard", 1
    )
    (figures / "__init__.py").write_text(added, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def environ(copy: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(copy)}


@pytest.fixture(scope="module")
def url(copy: Path, environ: dict[str, str]):
    port = free_port()
    command = [sys.executable, "-m", "dashboard", "serve", "--port", str(port)]
    with started(command, url := f"http://localhost:{port}/", cwd=copy, env=environ):
        yield url


def test_the_chart_is_in_the_panel_with_its_values_and_its_picture(
    visitor: Callable[..., Page], url: str
):
    page = opened(visitor(url))
    page.locator(".more summary", has_text="Change from year to year").press("Enter")
    page.wait_for_function("() => document.querySelector('#figure-changes').children.length > 1")
    name = re.compile("^How the temperature of Brazil changes")
    expect(page.get_by_role("img", name=name)).to_be_visible()
    page.locator("[data-table=charts] summary").press("Enter")
    expect(page.locator("[data-table=charts] thead").first).to_contain_text(
        "Change from the year before, °C"
    )
    page.locator("#share").click()
    with page.expect_download() as saved:
        page.locator("#sharing [data-figure=changes]").get_by_role("button", name="SVG").click()
    assert "Brazil: change from year to year" in saved.value.path().read_text(encoding="utf-8")


def test_the_chart_passes_the_tests_that_every_chart_passes(copy: Path, environ: dict[str, str]):
    tests = "tests/unit/figures/test_figures.py"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", tests]
    done = subprocess.run(
        [*command, "-k", "changes or names or part"],
        cwd=copy,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout


def test_a_chart_of_ours_touches_few_files():
    words = re.compile(
        r"\b(DECADES|decades_compared|decade_bars|figures\.decades|views\.decades)\b"
    )
    files = [path for path in (ROOT / "dashboard").rglob("*") if path.suffix in {".py", ".js"}]
    touched = [path for path in files if words.search(path.read_text(encoding="utf-8"))]
    assert 2 <= len(touched) <= MOST
