"""Copies of independent records as people download them; they lie beside the repository."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def shared(name: str) -> Path:
    """Return a folder of ../shared, or skip the test that needs it."""
    given = os.environ.get("ISOTHERM_SHARED")
    beside = (
        [Path(given)] if given else [path / "shared" for path in (ROOT.parent, ROOT.parents[1])]
    )
    for folder in beside:
        if (folder / name).is_dir():
            return folder / name
    pytest.skip(f"{name} is not in {beside[0]}: no copies of independent records to compare with")
