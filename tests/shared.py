"""Files that lie beside the repository, and never in it: real copies of what publishers answer."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def shared(name: str) -> Path:
    """Return a folder of the shared files; skip the test, with the reason, where it is absent."""
    given = os.environ.get("ISOTHERM_SHARED")
    places = [Path(given)] if given else [ROOT.parent / "shared", ROOT.parent.parent / "shared"]
    for place in places:
        if (place / name).is_dir():
            return place / name
    pytest.skip(f"{name}/ is not in {' or '.join(map(str, places))}")
