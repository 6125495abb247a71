"""Files that lie beside the repository, and never in it: real copies of what publishers answer."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WHERE = "ISOTHERM_SHARED"  # names their folder; who sets it wants no test that needs them skipped
ABSENT = "without the shared files: "


def shared(name: str) -> Path:
    """Return a folder of the shared files; skip the test, with the reason, where it is absent."""
    given = os.environ.get(WHERE)
    places = [Path(given)] if given else [ROOT.parent / "shared", ROOT.parent.parent / "shared"]
    for place in places:
        if (place / name).is_dir():
            return place / name
    pytest.skip(f"{ABSENT}{name}/ is not in {' or '.join(map(str, places))}")
