"""Which snapshot is served: the newest that a refresh made, or the embedded one.

    snapshots/20261121T190738.512204Z/   series, countries, boundaries, provenance: never changed
    current                              the one to serve: a link to it, or its path as text
    raw/                                 answers of the sources as they came

`current` changes by one rename, so whoever reads it finds the old snapshot or the new one. The
snapshots before it stay for a while: open pages still read theirs.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from dashboard.folders import CURRENT, VARIABLE, data_folder
from dashboard.store import SNAPSHOT

SNAPSHOTS, RAW = "snapshots", "raw"
KEPT = 3
__all__ = [
    "VARIABLE",
    "RefreshingError",
    "building",
    "current_snapshot",
    "data_folder",
    "publish",
    "refreshing",
]
_BUILDING = ".building-"


class RefreshingError(RuntimeError):
    """Another refresh is at work in the same directory."""


def current_snapshot(folder: Path | None = None) -> Path:
    """Return the directory of the snapshot to serve, without a look inside: one call of the system.

    folder: where refreshed snapshots live, unless as data_folder() says.
    """
    folder = data_folder() if folder is None else folder
    current = folder / CURRENT
    try:
        return folder / current.readlink()
    except FileNotFoundError:
        return SNAPSHOT
    except OSError:
        with suppress(OSError):
            if name := current.read_text(encoding="utf-8").strip():
                return folder / name
        return SNAPSHOT


@contextmanager
def refreshing(folder: Path) -> Iterator[None]:
    """Keep other refreshes out while this one is at work; raises RefreshingError."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "refresh.lock").open("w") as lock:
        try:
            import fcntl  # noqa: PLC0415  (not on Windows)

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RefreshingError(f"another refresh is at work in {folder}") from error
        except ImportError:
            pass
        yield


@contextmanager
def building(folder: Path) -> Iterator[Path]:
    """Give an empty directory to build a snapshot in; it is gone afterwards unless published."""
    snapshots = folder / SNAPSHOTS
    snapshots.mkdir(parents=True, exist_ok=True)
    for left in (*folder.glob(f"{_BUILDING}*"), *snapshots.glob(f"{_BUILDING}*")):
        shutil.rmtree(left, ignore_errors=True)  # of a refresh that was ended by force
    path = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=snapshots))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def publish(built: Path) -> Path:
    """Give a snapshot that is whole its name, and serve it from now on; return its directory."""
    folder = built.parents[1]
    snapshot = built.with_name(datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ"))
    for file in built.iterdir():
        _flush(file)
    built.chmod(0o755)  # a server may run as somebody else
    built.rename(snapshot)
    _point(folder, f"{SNAPSHOTS}/{snapshot.name}")
    _forget_old(folder)
    return snapshot


def _point(folder: Path, name: str) -> None:
    with tempfile.TemporaryDirectory(dir=folder, prefix=_BUILDING) as beside:
        new = Path(beside) / CURRENT
        try:
            new.symlink_to(name)
        except OSError:
            new.write_text(name + "\n", encoding="utf-8")
        new.replace(folder / CURRENT)
    _flush(folder)


def _forget_old(folder: Path) -> None:
    served = current_snapshot(folder)
    known = sorted(path for path in (folder / SNAPSHOTS).iterdir() if path.name[0] != ".")
    for path in known[:-KEPT]:
        if path != served:
            shutil.rmtree(path, ignore_errors=True)


def _flush(path: Path) -> None:
    """Have the system write a file, or a directory's names, to the disk."""
    with suppress(OSError):  # Windows opens no directories
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
