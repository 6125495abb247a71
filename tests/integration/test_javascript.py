"""The check of the browser's modules and style sheets, on a copy with faults planted in it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHECKED = (
    "choropleth",
    "dashboard/assets",
    "dashboard/countrypage",
    "tests/browser",
    "tests/javascript",
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is checked, with the tools that the check has installed."""
    folder = tmp_path_factory.mktemp("javascript")
    for name in CHECKED:
        ignored = shutil.ignore_patterns("node_modules")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    done = check(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def check(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", str(folder / "tests" / "javascript" / "check")],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


FAULTS = {
    "a choice that there is not": (
        "dashboard/assets/views/tabs.js",
        "this.page.send({ view: VIEWS[i] }",
        "this.page.send({ vieww: VIEWS[i] }",
        "TS2561",
    ),
    "a number for a text": (
        "dashboard/assets/map/zoom.js",
        "this.select.value = zoom;",
        "this.select.value = 1;",
        "TS2322",
    ),
    "a field that Python does not send": (
        "dashboard/assets/page.js",
        "this.wish = start.state.year;",
        "this.wish = start.state.years;",
        "TS2551",
    ),
    "a variable that nobody uses": (
        "dashboard/assets/page.js",
        "const PATIENCE = 3000;",
        "const PATIENCE = 3000, HURRY = 1;",
        "TS6133",
    ),
    "a callback that returns by accident": (
        "dashboard/assets/map/legend.js",
        "{ button.classList.toggle(",
        "{ return button.classList.toggle(",
        "lint/suspicious/useIterableCallbackReturn",
    ),
    "a property that CSS does not have": (
        "dashboard/assets/page.css",
        "[hidden] { display:",
        "[hidden] { colour: red; display:",
        "lint/correctness/noUnknownProperty",
    ),
    "a parameter that a test does not use": (
        "tests/browser/choices.test.js",
        "function session(values) {",
        "function session(values, unused) {",
        "lint/correctness/noUnusedFunctionParameters",
    ),
}


def test_all_faults_are_reported_at_once(copy: Path):
    texts = {name: (copy / name).read_text("utf-8") for name, *_ in FAULTS.values()}
    try:
        for name, right, wrong, _ in FAULTS.values():
            text = (copy / name).read_text("utf-8")
            assert text.count(right) == 1, right
            (copy / name).write_text(text.replace(right, wrong), "utf-8")
        done = check(copy)
    finally:
        for name, text in texts.items():
            (copy / name).write_text(text, "utf-8")
    said = done.stdout + done.stderr
    assert done.returncode == 1
    assert [fault for fault, (*_, rule) in FAULTS.items() if rule not in said] == []


def test_it_installs_once(copy: Path):
    installed = copy / "tests" / "javascript" / "node_modules" / ".package-lock.json"
    before = installed.stat().st_mtime_ns
    assert check(copy).returncode == 0
    assert installed.stat().st_mtime_ns == before


@pytest.mark.parametrize(("ci", "status"), [("", 0), ("true", 1)])
def test_without_npm_it_says_what_to_install_and_fails_on_the_ci_machine(ci: str, status: int):
    done = check(ROOT, NPM="no-such-npm", CI=ci)
    assert done.returncode == status
    assert "install Node.js with npm" in done.stderr


def test_it_can_be_left_out():
    done = check(ROOT, NPM="", CI="true")
    assert done.returncode == 0
    assert "not checked" in done.stdout


@pytest.mark.parametrize("lock", sorted(ROOT.glob("tests/*/package-lock.json")), ids=str)
def test_a_lock_file_says_which_packages_and_not_where_they_are(lock: Path):
    text = lock.read_text("utf-8")
    assert '"integrity"' in text
    assert '"resolved"' not in text
