"""Where refreshed snapshots live; light, so that a look there costs no import of pandas."""

import os
from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_data_path

VARIABLE = "ISOTHERM_DATA_DIR"
CURRENT = "current"


def data_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return where refreshed snapshots live: ISOTHERM_DATA_DIR, or the platform's directory."""
    given = environ.get(VARIABLE, "").strip()
    return Path(given).expanduser().absolute() if given else user_data_path("isotherm")
