"""What the floor serves: its own page, d3 from npm, and the snapshot as one JSON file."""

import hashlib
import json
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from platformdirs import user_cache_path

from benchmarks.reference.figures import anomalies, incomes, names, plain
from dashboard.boundaries import GRID, country_rings, read_boundaries

HERE = Path(__file__).parent
D3 = "d3@7.9.0"
D3_SHA256 = "7e36605710a2ba54846797c8c6d888911341b215ae53257dc32a49a0b824355e"


class File(NamedTuple):
    """A file as it is sent: its media type and its gzipped bytes."""

    kind: str
    zipped: bytes


def files() -> dict[str, tuple[str, bytes]]:
    """Return media type and content of each file, by name."""
    return {
        "index.html": ("text/html; charset=utf-8", (HERE / "index.html").read_bytes()),
        "floor.js": ("text/javascript", (HERE / "floor.js").read_bytes()),
        "d3.min.js": ("text/javascript", d3()),
        "world.json": ("application/json", world()),
    }


def d3() -> bytes:
    """Return d3.min.js of the pinned release, from the cache or from npm."""
    folder = user_cache_path("isotherm") / "benchmarks"
    archive = folder / f"{D3.replace('@', '-')}.tgz"
    if not archive.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [_npm(), "pack", "--silent", D3], cwd=folder, check=True, capture_output=True
        )
    if (digest := hashlib.sha256(archive.read_bytes()).hexdigest()) != D3_SHA256:
        raise SystemExit(f"{archive}: its sha256 is {digest}, not {D3_SHA256}: delete it and retry")
    with tarfile.open(archive) as packed:
        member = packed.extractfile("package/dist/d3.min.js")
        assert member is not None
        return member.read()


def _npm() -> str:
    if (npm := shutil.which("npm")) is None:
        raise SystemExit("the static floor needs d3, and only npm carries it: install npm")
    return npm


def world() -> bytes:
    """Return every country's name, rings, temperature change and GDP per person as JSON."""
    shapes = read_boundaries().set_index("iso3").geometry
    countries = [
        {
            "iso3": iso3,
            "name": name,
            "rings": _steps(shapes[iso3]),
            "anomaly": plain(anomalies().loc[iso3]),
            "gdp": plain(incomes().loc[iso3]),
        }
        for iso3, name in names().items()
    ]
    return json.dumps({"grid": GRID, "countries": countries}, separators=(",", ":")).encode()


def _steps(shape: Any) -> list[list[int]]:
    """Each ring as x, y, x, y in grid steps from the point before, through all rings."""
    rings = [np.rint(ring / GRID).astype(int) for ring in country_rings(shape)]
    steps = np.diff(np.vstack(rings), axis=0, prepend=[[0, 0]])
    ends = np.cumsum([len(ring) for ring in rings])
    return [part.ravel().tolist() for part in np.split(steps, ends[:-1])]
