"""The folder of an exported site: seen whole or not at all, and never in place of another."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dashboard.server.edition import MARK, PRODUCT, is_edition


class EditionError(RuntimeError):
    """A site cannot be exported; the message says why, and what to do."""


def check_target(folder: Path) -> None:
    """Raise EditionError where a site may not be written."""
    if folder.is_dir() and (is_edition(folder) or not any(folder.iterdir())):
        return
    if folder.exists() or folder.is_symlink():
        raise EditionError(
            f"{folder} is there and is no exported site, so it is left alone: name a new folder"
        )


@contextmanager
def written(folder: Path, about: dict[str, Any]) -> Iterator[Path]:
    """Write into the folder that is yielded; it takes the other's name once all is there.

    Raises EditionError where it may not, and OSError where it cannot.
    """
    check_target(folder)
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    try:
        yield building
        (building / MARK).write_text(json.dumps({"product": PRODUCT, **about}) + "\n", "utf-8")
        building.chmod(0o755)
        _take_place(building, folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _take_place(building: Path, folder: Path) -> None:
    check_target(folder)  # somebody may have put something there meanwhile
    if not folder.exists():
        building.rename(folder)
        return
    before = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-before-"))
    try:
        folder.rename(before)
        try:
            building.rename(folder)
        except OSError:
            before.rename(folder)
            raise
    finally:
        shutil.rmtree(before, ignore_errors=True)


def write(folder: Path, name: str, content: bytes) -> None:
    """Write a file of the site."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
