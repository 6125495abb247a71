"""The first run on a machine: whether the publishers are to be asked, and who of them answers.

Light, so that `make serve` loses no time where there is nothing to ask, and that the answers of the
publishers come while the rest of the program is imported.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from dashboard.folders import CURRENT, data_folder
from dashboard.sources.publishers import ADDRESSES, Reachability

PATIENCE = 2.2  # seconds: with the start of the program, a silent net is said within three

SWITCH = "ISOTHERM_FIRST_FETCH"
MARKER = "first-run"  # in the data folder: publishers were reached, so that none is asked again
_asked: list[Reachability] = []


def is_wanted(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether nobody has refreshed here, and no publisher was reached, and it is not switched off.

    Two looks at the disk.
    """
    folder = data_folder(environ)
    known = any(os.path.lexists(folder / name) for name in (CURRENT, MARKER))
    return not known and environ.get(SWITCH, "").strip() != "0"


def ask(environ: Mapping[str, str] = os.environ) -> Reachability:
    """Begin to ask who answers; again, where that has begun, return the same question."""
    if not _asked:
        _asked.append(Reachability(addresses(environ), PATIENCE))
    return _asked[0]


def answering(environ: Mapping[str, str] = os.environ) -> set[str]:
    """Return the addresses of the publishers that answer, as soon as it is known of all."""
    try:
        return ask(environ).answering()
    finally:
        _asked.clear()


def addresses(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return where the publishers are; those that cannot be an address are left out."""
    given = [environ.get(variable, "").strip() or url for variable, url in ADDRESSES.items()]
    return [url.rstrip("/") for url in given if re.match("https?://", url)]


def remember(folder: Path) -> None:
    """Note that publishers were reached."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text("The publishers were asked; `make data` asks again.\n", "utf-8")
