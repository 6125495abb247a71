"""Files for the browser, under addresses that carry their own digest and so never change.

Bokeh serves every directory of `extension_dirs`, as it does for Panel's own files, so that they are
there with a plain `panel serve dashboard/app.py` too.
"""

import hashlib
import logging
import os
import re
import tempfile
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock

from bokeh.embed.bundle import extension_dirs
from platformdirs import user_cache_path

from dashboard.once import write_whole

ASSETS = Path(__file__).parents[1] / "assets"
PUBLISHED = "isotherm-published"
LARGEST = 32 << 20  # bytes of published content that stay in memory
_STATIC = "static/extensions"
_COMMENTS = re.compile(r"^ *(?:/\*\*(?:[^*]|\*(?!/))*\*/|//.*)\n", re.MULTILINE)
_log = logging.getLogger("isotherm.server")
extension_dirs["isotherm"] = ASSETS


def asset(name: str) -> str:
    """Return the address of a file in dashboard/assets, relative to the page."""
    return f"{_STATIC}/isotherm/{name}?v={version(ASSETS / name)}"


def version(file: Path) -> str:
    """Return the digest of a file, which its address carries."""
    return _version(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=512)
def _version(file: Path, _changed: int) -> str:
    return _digest(file.read_bytes())


def without_comments(text: str) -> str:
    """Return a module without the comments that fill lines of their own, a quarter of its bytes."""
    return _COMMENTS.sub("", text)


def publish(name: str, content: bytes) -> str:
    """Keep content where the server finds it; return its address, relative to the page.

    Every process that publishes the same content writes the same file, so any of them can serve it.
    Where none can be written, as on a full disk, it is served from memory.
    """
    digest = _digest(content)
    stem, _, suffix = name.rpartition(".")
    file = published_folder() / f"{stem}.{digest}.{suffix}"
    _memory.keep(file.name, content)
    if not file.exists():
        _write_if_possible(file, content)
    return f"{_STATIC}/{PUBLISHED}/{file.name}?v={digest}"


# Each publishes anew what bears a name's first part, if it knows how to; see `publish_again`.
PUBLISHERS: list[Callable[[str], None]] = []


def publish_again(name: str) -> bool:
    """Publish what an address of another server names; whether it is there now.

    Every server makes the same bytes of the same snapshot, so behind a balancer any of them may be
    asked for what a page was told by another one. A file of another snapshot is not there.
    """
    if len(parts := name.split(".")) != 3:  # stem, digest, suffix
        return False
    for publisher in PUBLISHERS:
        publisher(parts[0])
    return published(name) is not None or (published_folder() / name).is_file()


def published(name: str) -> bytes | None:
    """Return what was published by this process as a file that is gone; None for all else.

    The file is written anew where that is possible, for the processes beside this one.
    """
    content = _memory.get(name)
    if content is None or (file := published_folder() / name).is_file():
        return None
    _write_if_possible(file, content)
    return content


def published_files() -> list[Path]:
    """Return where this process has published what it has in memory."""
    return [published_folder() / name for name in _memory.names()]


class _Memory:
    """The contents published last, up to LARGEST bytes; they are small beside the figures."""

    def __init__(self) -> None:
        self._contents: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()
        self.size = 0

    def keep(self, name: str, content: bytes) -> None:
        with self._lock:
            self.size += len(content) - len(self._contents.pop(name, b""))
            self._contents[name] = content
            while self.size > LARGEST and len(self._contents) > 1:
                self.size -= len(self._contents.popitem(last=False)[1])

    def names(self) -> list[str]:
        with self._lock:
            return list(self._contents)

    def get(self, name: str) -> bytes | None:
        with self._lock:
            return self._contents.get(name)


_memory = _Memory()


def writing_fault() -> str:
    """Return why files for browsers could not be written the last time, "" where they could."""
    return _faults[-1] if _faults else ""


_faults: list[str] = []


def _write_if_possible(file: Path, content: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, content)
    except OSError as error:
        fault = f"files for browsers are served from memory ({error.strerror})"
        if writing_fault() != fault:
            _log.warning("%s: %s", file.parent, fault)
        _faults[:] = [fault]
    else:
        _faults.clear()


@cache
def published_folder() -> Path:
    """Return the folder of what is published, which the server can write to."""
    extension_dirs[PUBLISHED] = folder = _writable(user_cache_path("isotherm") / "web")
    return folder


def _writable(folder: Path) -> Path:
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    return _temporary(folder)


def _temporary(folder: Path) -> Path:
    """Return a folder of this process alone; where there can be none, that which there is not."""
    try:
        return Path(tempfile.mkdtemp(prefix="isotherm-"))
    except OSError:
        return folder


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
