"""The list of the image's parts: valid CycloneDX 1.5, and what is installed."""

import json
import subprocess
import sys
from importlib.metadata import distributions
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

SCRIPT = Path(__file__).parents[2] / "deploy" / "sbom.py"
RECORD = {
    "name": "redis-server",
    "version": "7.2.4",
    "build": "h7bba0a8_0",
    "channel": "https://conda.example/conda-forge/linux-64",
    "subdir": "linux-64",
    "license": "BSD-3-Clause",
    "sha256": "0" * 64,
    "md5": "1" * 32,
}
STATUS = """\
Package: libc6
Status: install ok installed
Architecture: amd64
Version: 1:2.41-12+deb13u1
Description: one line
 Version: not this one

Package: gone
Status: deinstall ok config-files
Version: 1.0
"""


@pytest.fixture(scope="module")
def sbom() -> ModuleType:
    spec = spec_from_file_location("sbom", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the script writes of the environment that these tests run in."""
    file = tmp_path_factory.mktemp("sbom") / "sbom.cdx.json"
    subprocess.run([sys.executable, str(SCRIPT), str(file)], check=True)
    return file.read_text(encoding="utf-8")


@pytest.fixture
def listed(sbom: ModuleType, tmp_path: Path) -> dict[str, Any]:
    """The parts of an environment with a package of conda's and one of Debian's, by name."""
    (tmp_path / "conda-meta").mkdir()
    (tmp_path / "conda-meta" / "redis-server.json").write_text(json.dumps(RECORD))
    (tmp_path / "status").write_text(STATUS)
    said = sbom.bom(tmp_path, tmp_path / "status")
    assert JsonStrictValidator(SchemaVersion.V1_5).validate_str(json.dumps(said)) is None
    return {part["name"]: part for part in said["components"]}


def test_it_is_valid_cyclonedx(written: str):
    validator = JsonStrictValidator(SchemaVersion.V1_5)
    assert validator.validate_str(written) is None
    assert validator.validate_str(written.replace('"library"', '"punchcard"')) is not None


def test_it_names_every_python_package_that_is_installed(written: str):
    said = json.loads(written)
    found = {(d.metadata["Name"], d.version) for d in distributions()}
    names = [part for part in said["components"] if part["purl"].startswith("pkg:pypi/")]
    whole = {(part["name"], part["version"]) for part in names}
    assert len(names) == len(whole)  # none twice
    assert {name for name, _ in whole} >= {"bokeh", "panel", "tornado", "numpy"}
    ours = said["metadata"]["component"]
    assert whole == {part for part in found if part[0] != ours["name"]}
    assert (ours["name"], ours["type"]) == ("isotherm", "application")


def test_each_part_has_an_address_that_names_it(written: str):
    parts = json.loads(written)["components"]
    for part in parts:
        address = PackageURL.from_string(part["purl"])
        assert address.to_string() == part["purl"] == part["bom-ref"]
        assert address.version == part["version"]
    assert len({part["bom-ref"] for part in parts}) == len(parts)


def test_most_python_packages_have_their_licence(written: str):
    parts = [p for p in json.loads(written)["components"] if p["purl"].startswith("pkg:pypi/")]
    assert sum("licenses" in part for part in parts) > 0.9 * len(parts)
    (bokeh,) = [part for part in parts if part["name"] == "bokeh"]
    assert "BSD" in json.dumps(bokeh["licenses"])


def test_a_package_of_conda_has_the_digest_of_its_file(listed: dict[str, Any]):
    redis = listed["redis-server"]
    assert redis["hashes"] == [{"alg": "SHA-256", "content": "0" * 64}]
    assert redis["licenses"] == [{"expression": "BSD-3-Clause"}]
    address = PackageURL.from_string(redis["purl"])
    assert (address.type, address.version) == ("conda", "7.2.4")
    assert address.qualifiers == {
        "build": "h7bba0a8_0",
        "channel": "conda-forge",
        "subdir": "linux-64",
    }


def test_of_debian_s_packages_those_are_named_that_are_installed(listed: dict[str, Any]):
    assert "gone" not in listed
    libc = PackageURL.from_string(listed["libc6"]["purl"])
    assert (libc.type, libc.namespace) == ("deb", "debian")
    assert libc.version == "1:2.41-12+deb13u1"


def test_the_same_parts_have_the_same_number(
    sbom: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    first, second = [sbom.bom(tmp_path, tmp_path / "none") for _ in range(2)]
    assert first == second
    (tmp_path / "status").write_text(STATUS)
    assert sbom.bom(tmp_path, tmp_path / "status")["serialNumber"] != first["serialNumber"]
