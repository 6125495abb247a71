"""The repository's own files agree with one another."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
DECLARED = [
    Requirement(text)
    for text in (*PROJECT["dependencies"], *EXTRAS["test"], *EXTRAS["dev"])
    if not text.startswith("isotherm")
]
PINNED = [
    Requirement(line)
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
]
# Where packages are downloaded from, or indexes that stand in for it.
REGISTRY = re.compile(
    r"https?://[^\s\"']*/simple/|--(extra-)?index-url[= ]|--find-links[= ]|registry\s*=\s*https?://"
)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def test_no_file_holds_the_address_of_a_registry():
    texts = [path for path in tracked() if path.is_file() and path.suffix != ".parquet"]
    found = [
        str(path.relative_to(ROOT))
        for path in texts
        if path != Path(__file__) and REGISTRY.search(path.read_text("utf-8", "replace"))
    ]
    assert len(texts) > 20
    assert found == []
    assert "://" not in (ROOT / "constraints.txt").read_text(encoding="utf-8")


def test_the_lock_with_hashes_has_the_versions_of_the_constraints_and_no_address():
    text = (ROOT / "hashes.txt").read_text(encoding="utf-8")
    assert "://" not in text
    entries = [entry.split(" \\\n") for entry in re.split(r"\n(?=\S)", text.strip())]
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [entry[0] for entry in entries] == constraints
    for name, *digests in entries:
        assert digests, name
        assert all(re.fullmatch("    --hash=sha256:[0-9a-f]{64}", line) for line in digests), name


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_every_dependency_is_pinned_within_its_bounds(python: str):
    environment = {**default_environment(), "python_version": python}
    environment |= {"python_full_version": f"{python}.9"}
    pinned = {
        requirement.name: requirement.specifier
        for requirement in PINNED
        if requirement.marker is None or requirement.marker.evaluate(environment)
    }
    for declared in DECLARED:
        if declared.marker is None or declared.marker.evaluate(environment):
            version = str(pinned[declared.name]).removeprefix("==")
            assert declared.specifier.contains(version), f"{declared} but {version} is pinned"


def test_every_data_file_of_the_package_is_packaged():
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    patterns = tool["setuptools"]["package-data"]["*"]
    packages = (ROOT / "choropleth", ROOT / "dashboard")
    files = [path for path in tracked() if any(map(path.is_relative_to, packages))]
    others = [path for path in files if path.suffix not in (".py", ".ts")]  # .ts: types alone
    assert len(others) > 5
    assert [path.name for path in others if not any(path.match(p) for p in patterns)] == []
