"""What takes long to make and follows from files alone is made once, and kept for later starts.

The name of a kept file says all that it follows from: this program's code, the versions of the
libraries that make it, and what it is made of. Its content is preceded by its own digest. So what
is read is what would be made now: a file of another release, or a damaged one, is not read. Where
none can be read or written, all is made anew.
"""

import hashlib
import json
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from platformdirs import user_cache_path

_CODE = [Path(__file__).parent]
# By their names in registries.
_LIBRARIES = (
    *("bokeh", "holoviews", "panel", "param", "numpy", "pandas", "pyarrow"),
    *("geopandas", "shapely", "pyproj", "brotli"),
)
_OF_A_NAME = 4  # files: of as many releases, or snapshots
_DIGEST = hashlib.sha256().digest_size


def once(name: str, follows_from: object, make: Callable[[], bytes]) -> bytes:
    """Return what make returns, which depends on nothing but code and follows_from (plain values).

    name: of the file, without a dot.
    """
    file = _folder() / f"{name}.{_key(follows_from)}"
    found = _read(file)
    if found is None:
        found = make()
        _keep(file, found)
    return found


def digest(file: Path) -> str:
    """Return what a file holds, in short, for what follows from it."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def write_whole(file: Path, content: bytes) -> None:
    """Write a file of which a reader never sees half: its name appears when it is complete."""
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as part:
        try:
            part.write(content)
            part.flush()
        except OSError:
            Path(part.name).unlink(missing_ok=True)
            raise
    Path(part.name).chmod(0o644)
    Path(part.name).replace(file)


def _folder() -> Path:
    return user_cache_path("isotherm") / "made"


def _key(follows_from: object) -> str:
    text = json.dumps([_made_by(), follows_from], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _read(file: Path) -> bytes | None:
    try:
        content = file.read_bytes()
    except OSError:
        return None
    own, found = content[:_DIGEST], content[_DIGEST:]
    return found if hashlib.sha256(found).digest() == own else None


def _keep(file: Path, content: bytes) -> None:
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, hashlib.sha256(content).digest() + content)
        others = sorted(file.parent.glob(f"{file.stem}.*"), key=lambda one: one.stat().st_mtime)
        for old in others[:-_OF_A_NAME]:
            old.unlink(missing_ok=True)


@cache
def _made_by() -> list[str]:
    """Return this program's code, and the versions of what it makes things with."""
    code = hashlib.sha256()
    for folder in _CODE:
        for file in sorted(folder.rglob("*.py")):
            code.update(f"{file.relative_to(folder)} {digest(file)}".encode())
    return [code.hexdigest(), sys.version, *map(_version, _LIBRARIES)]


def _version(library: str) -> str:
    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        return library
