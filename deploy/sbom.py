"""`python deploy/sbom.py FILE`: what the image is made of, as CycloneDX 1.5 in JSON.

Run by the Python of the image's environment, in the image as it is shipped, with no other package:
it lists what is installed there, and nothing may be installed for it.

- each Python package, by PyPI's name, under which vulnerabilities are known;
- each package of conda, with the digest of its file: a Python package from conda is there as well
  by the name above;
- each package of Debian.
"""

import json
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

HERE = Path(__file__).parents[1]
DEBIAN = Path("/var/lib/dpkg/status")
_LONGEST_LICENCE = 100  # characters: some packages have all of its text there
_DIGESTS = {"sha256": "SHA-256", "sha512": "SHA-512"}
Component = dict[str, Any]


def bom(prefix: Path, debian: Path = DEBIAN) -> dict[str, Any]:
    """Return all of it; prefix: conda's environment."""
    project = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))["project"]
    found = [*_of_python(), *_of_conda(prefix / "conda-meta"), *_of_debian(debian)]
    ours = _component(project["name"], project["version"], f"pkg:generic/{project['name']}")
    parts = {part["purl"]: part for part in found if part["name"] != project["name"]}
    components = [parts[purl] for purl in sorted(parts)]
    # The same parts have the same number, so that an image can be built again byte for byte.
    number = uuid5(NAMESPACE_URL, json.dumps([ours, components]))
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {
            "timestamp": _now().isoformat(),
            "component": {
                **ours,
                "type": "application",
                "licenses": [{"expression": project["license"]}],
            },
        },
        "components": components,
    }


def _now() -> datetime:
    given = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(given), UTC) if given else datetime.now(UTC)
    return moment.replace(microsecond=0)


def _component(name: str, version: str, purl: str, **qualifiers: str) -> Component:
    """Return what each one has; purl: its address but for the version."""
    query = "&".join(f"{key}={quote(text, safe='/')}" for key, text in qualifiers.items() if text)
    address = f"{purl}@{quote(version, safe=':')}" + (f"?{query}" if query else "")
    named = {"type": "library", "name": name, "version": version}
    return {**named, "bom-ref": address, "purl": address}


def _of_python() -> Iterator[Component]:
    for found in distributions():
        name = found.metadata["Name"]
        purl = f"pkg:pypi/{quote(name.lower().replace('_', '-'), safe='')}"
        yield _with(_component(name, found.version, purl), licenses=_licences(found))


def _licences(found: Distribution) -> list[Any]:
    """Return a package's licence: an expression of SPDX, or what else it says of it."""
    if expression := found.metadata.get("License-Expression"):
        return [{"expression": expression}]
    named = (found.metadata.get("License") or "").strip()
    if named and named != "UNKNOWN" and len(named) < _LONGEST_LICENCE and "\n" not in named:
        return [{"license": {"name": named}}]
    classified = [text.split(" :: ") for text in found.metadata.get_all("Classifier") or ()]
    names = {parts[-1] for parts in classified if parts[0] == "License" and len(parts) > 1}
    return [{"license": {"name": name}} for name in sorted(names - {"OSI Approved"})]


def _of_conda(records: Path) -> Iterator[Component]:
    for record in sorted(records.glob("*.json")):
        said = json.loads(record.read_text("utf-8"))
        channel = str(said.get("channel", "")).rstrip("/").removesuffix(f"/{said.get('subdir')}")
        part = _component(
            said["name"],
            said["version"],
            f"pkg:conda/{quote(said['name'].lower(), safe='')}",
            build=said.get("build", ""),
            channel=channel.rpartition("/")[2],
            subdir=said.get("subdir", ""),
        )
        digests = [
            {"alg": kind, "content": said[name]}
            for name, kind in _DIGESTS.items()
            if said.get(name)
        ]
        licence = said.get("license")
        yield _with(part, hashes=digests, licenses=[{"expression": licence}] if licence else [])


def _of_debian(status: Path) -> Iterator[Component]:
    if not status.is_file():
        return
    for paragraph in status.read_text("utf-8").split("\n\n"):
        said = dict(re.findall(r"^([A-Z][A-Za-z-]*): (.*)$", paragraph, re.MULTILINE))
        if said.get("Status", "").endswith(" installed"):
            name, architecture = said["Package"], said.get("Architecture", "")
            purl = f"pkg:deb/debian/{quote(name, safe='')}"
            yield _component(name, said["Version"], purl, arch=architecture)


def _with(part: Component, **known: list[Any]) -> Component:
    return {**part, **{key: value for key, value in known.items() if value}}


if __name__ == "__main__":
    text = json.dumps(bom(Path(sys.prefix)), indent=1, ensure_ascii=False)
    Path(sys.argv[1]).write_text(text + "\n", encoding="utf-8")
