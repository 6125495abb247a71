import hashlib
import subprocess
from pathlib import Path

import pytest

from dashboard.sources import packages
from dashboard.sources.packages import Package, PackageError, fetch_package

CONTENT = b"an archive"
PINNED = Package("demo", "1.2", "PyPI", hashlib.sha256(CONTENT).hexdigest())
FROM_NPM = Package("map", "3.0", "npm", hashlib.sha256(CONTENT).hexdigest())


class Registry:
    """Stands for pip and npm: leaves a file where they would, or fails."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []
        self.content, self.error = CONTENT, ""

    def __call__(self, command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        self.commands.append(command)
        if self.error:
            return subprocess.CompletedProcess(command, 1, "", self.error)
        folder = Path(
            command[command.index("--dest" if "pip" in command else "--pack-destination") + 1]
        )
        (folder / ("demo.whl" if "pip" in command else "map.tgz")).write_bytes(self.content)
        return subprocess.CompletedProcess(command, 0, "", "")


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry:
    registry = Registry()
    monkeypatch.setattr(packages, "PACKAGES", {"demo": PINNED, "map": FROM_NPM})
    monkeypatch.setattr(packages, "user_cache_path", lambda name: tmp_path / name)
    monkeypatch.setattr(packages.subprocess, "run", registry)
    monkeypatch.setattr(packages.shutil, "which", lambda name: f"/bin/{name}")
    return registry


def test_a_wheel_comes_from_pip_without_its_dependencies(registry: Registry):
    archive = fetch_package("demo", "1.2")
    assert archive.read_bytes() == CONTENT
    assert archive.name == "demo-1.2.whl"
    assert registry.commands[0][-1] == "demo==1.2"
    assert "--no-deps" in registry.commands[0]


def test_a_tarball_comes_from_npm(registry: Registry):
    assert fetch_package("map").name == "map-3.0.tgz"
    assert registry.commands[0][:2] == ["/bin/npm", "pack"]
    assert registry.commands[0][-1] == "map@3.0"


def test_a_second_call_asks_no_registry(registry: Registry):
    assert fetch_package("demo") == fetch_package("demo")
    assert len(registry.commands) == 1


def test_a_cached_archive_that_changed_is_downloaded_again(registry: Registry):
    archive = fetch_package("demo")
    archive.write_bytes(b"something else")
    assert fetch_package("demo").read_bytes() == CONTENT
    assert len(registry.commands) == 2


def test_an_archive_with_another_digest_is_refused_and_not_kept(registry: Registry, tmp_path: Path):
    registry.content = b"tampered with"
    with pytest.raises(PackageError, match=r"demo 1\.2: sha256 is [0-9a-f]{64}, pinned is"):
        fetch_package("demo")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_failed_download_says_the_clients_last_word(registry: Registry):
    registry.error = "WARNING: retrying\nERROR: no network\n"
    with pytest.raises(PackageError, match="could not be downloaded from PyPI: ERROR: no network"):
        fetch_package("demo")


def test_without_npm_the_error_says_so(registry: Registry, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(packages.shutil, "which", lambda _: None)
    with pytest.raises(PackageError, match="map: npm is not installed"):
        fetch_package("map")
    assert registry.commands == []


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize(("name", "version"), [("unknown", None), ("demo", "9.9")])
def test_what_is_not_pinned_is_refused(name: str, version: str | None):
    with pytest.raises(PackageError, match="is not pinned"):
        fetch_package(name, version)
