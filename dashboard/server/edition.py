"""/edition/...: the files of an exported site, for whom a full server has no session.

ISOTHERM_EDITION names its folder. The page with which a full server answers 503 leads there, and
says that it is a copy; files need no session and little memory.
"""

import json
import os
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from tornado.ioloop import IOLoop
from tornado.web import RequestHandler

from dashboard.config import SettingsError, edition_folder
from dashboard.server.plain import plain_page
from dashboard.server.policy import inline_scripts, policy
from dashboard.server.static import FOR_EVER, codings, compressed, kind_of

VARIABLE = "ISOTHERM_EDITION"
MARK, PRODUCT = "edition.json", "Isotherm static edition"
PLACE = "edition/"  # relative to the page
_PACKED = {".png", ".zip"}


def is_edition(folder: Path) -> bool:
    """Whether a folder is an exported site, whole."""
    return _told(folder).get("product") == PRODUCT


def date_of(folder: Path) -> str:
    """Return the date of the snapshot that a site was made of, "" where it does not say."""
    return str(_told(folder).get("date", ""))


def _told(folder: Path) -> dict[str, Any]:
    try:
        told = json.loads((folder / MARK).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def read_edition(environ: Mapping[str, str] = os.environ) -> Path | None:
    """Return the folder that the settings name, None for none; raises SettingsError."""
    folder = edition_folder(environ)
    if folder is None or is_edition(folder):
        return folder.resolve() if folder else None
    remedy = "set a folder that `python -m dashboard export` has written"
    raise SettingsError(VARIABLE, str(folder), remedy)


@cache
def the_edition() -> Path | None:
    """Return the folder that this process serves beside its page."""
    return read_edition()


class EditionFile(RequestHandler):
    """Answers with a file of the exported site."""

    async def get(self, path: str) -> None:
        """Answer with the file, compressed where that helps."""
        folder = the_edition()
        file = _found(folder, path) if folder else None
        if file is None:
            self.set_status(404)
            self.set_header("Content-Type", "text/html; charset=utf-8")
            self.finish(plain_page("missing.html", home=""))
            return
        self.set_header("Content-Type", kind_of(file))
        # A later export has other names there; all else is asked for again.
        is_fixed = path.startswith("parts-")
        self.set_header("Cache-Control", FOR_EVER if is_fixed else "no-cache")
        self.set_header("Vary", "Accept-Encoding")
        self.set_header("Access-Control-Allow-Origin", "*")  # as modules of a sandboxed frame want
        if file.suffix == ".html":
            embedded = "embed" in self.request.query_arguments
            text = _policy(file, file.stat().st_mtime_ns, embedded=embedded)
            self.set_header("Content-Security-Policy", text)
        self.finish(await self._content(file, packed=is_fixed))

    head = get

    async def _content(self, file: Path, *, packed: bool) -> bytes:
        taken = codings(self.request)
        if not taken or packed or file.suffix in _PACKED:
            return await IOLoop.current().run_in_executor(None, file.read_bytes)
        self.set_header("Content-Encoding", taken[0])
        return await IOLoop.current().run_in_executor(None, compressed, file, taken[0])


def _found(folder: Path, path: str) -> Path | None:
    try:
        file = (folder / path).resolve()
        file = file / "index.html" if file.is_dir() else file
        return file if file.is_relative_to(folder) and file.is_file() else None
    except (OSError, ValueError):  # a name that no file can have
        return None


@lru_cache(maxsize=512)
def _policy(file: Path, _changed: int, *, embedded: bool) -> str:
    """Return the policy of a page: its own inline scripts run, and any page may frame a part."""
    return policy(inline_scripts(file.read_text("utf-8")), embedded=embedded)


ROUTES: list[tuple[str, type, dict[str, Any]]] = [(r"/edition/(.*)", EditionFile, {})]
the_edition()  # a wrong folder ends the start, not the first visit
