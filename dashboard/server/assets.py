"""Files for the browser, under addresses that carry their own digest and so never change.

Bokeh serves every directory of `extension_dirs`, as it does for Panel's own files, so that they are
there with a plain `panel serve dashboard/app.py` too.
"""

import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path

from bokeh.embed.bundle import extension_dirs
from platformdirs import user_cache_path

ASSETS = Path(__file__).parents[1] / "assets"
_STATIC = "static/extensions"
extension_dirs["isotherm"] = ASSETS


def asset(name: str) -> str:
    """Return the address of a file in dashboard/assets, relative to the page."""
    return f"{_STATIC}/isotherm/{name}?v={_digest((ASSETS / name).read_bytes())}"


def publish(name: str, content: bytes) -> str:
    """Keep content where the server finds it; return its address, relative to the page.

    Every process that publishes the same content writes the same file, so any of them can serve it.
    """
    digest = _digest(content)
    stem, _, suffix = name.rpartition(".")
    file = _published() / f"{stem}.{digest}.{suffix}"
    if not file.exists():
        _write_whole(file, content)
    return f"{_STATIC}/isotherm-published/{file.name}?v={digest}"


@cache
def _published() -> Path:
    extension_dirs["isotherm-published"] = folder = _writable(user_cache_path("isotherm") / "web")
    return folder


def _writable(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="isotherm-"))
    if os.access(folder, os.W_OK):
        return folder
    return Path(tempfile.mkdtemp(prefix="isotherm-"))


def _write_whole(file: Path, content: bytes) -> None:
    # A reader never sees half a file: the name appears when the content is complete.
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as part:
        part.write(content)
    Path(part.name).chmod(0o644)
    Path(part.name).replace(file)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
