"""Static files, compressed once: Bokeh sends them as they are (1.4 MB for bokeh.min.js alone).

Compressing is done in a thread: the server goes on answering. It is done twice: whoever asks first
gets what is made quickly, and those who come later what `smaller` has made of it since.
"""

import gzip
import mimetypes
from collections.abc import Callable, Container
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from threading import Lock

import bokeh
import brotli
from bokeh.embed.bundle import extension_dirs
from bokeh.settings import settings
from panel.io.resources import JS_VERSION
from tornado.httputil import HTTPServerRequest
from tornado.ioloop import IOLoop
from tornado.web import HTTPError, RequestHandler

from dashboard.server.assets import (
    ASSETS,
    PUBLISHED,
    publish_again,
    published,
    published_files,
    version,
    without_comments,
)
from dashboard.server.smaller import CODING, Smaller

_COMPRESSING = Lock()
_CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=9),
    "gzip": lambda content: gzip.compress(content, 9, mtime=0),
}
_COMPRESSED = {".js", ".css", ".html", ".json", ".bin", ".svg", ".txt"}
_PUBLISHED, _OURS = f"extensions/{PUBLISHED}/", ("extensions/isotherm/", f"extensions/{PUBLISHED}/")
_VERSIONS = {bokeh.__version__, JS_VERSION}  # of what others have made
FOR_EVER = "public, max-age=31536000, immutable"
# Browsers run no module of another type, and what mimetypes knows depends on who asked it before.
_KINDS = {".js": "text/javascript", ".css": "text/css", ".json": "application/json"}


class CompressedStatic(RequestHandler):
    """Answers /static/... like Bokeh does, compressed and from memory where the browser takes that.

    An address that carries its version may be kept for ever; any other is asked for again. A file
    of this project in another version than the address says is not there.
    """

    async def get(self, path: str) -> None:
        """Answer with the whole file, or with 304 when the browser has it."""
        file, content = await _looked_up(path)
        named = self.get_argument("v", "")
        if not _is_meant(path, file, named):
            raise HTTPError(404)
        self._describe(file, is_known=named in _versions(path, file))
        self.finish(await self._content(file) if content is None else content)

    def _describe(self, file: Path, *, is_known: bool) -> None:
        self.set_header("Content-Type", kind_of(file))
        self.set_header("Vary", "Accept-Encoding")
        # A sandboxed frame has no origin of its own, and modules are asked for across origins then.
        self.set_header("Access-Control-Allow-Origin", "*")
        self.set_header("Cache-Control", FOR_EVER if is_known else "no-cache")

    head = get  # Tornado leaves the body out, and keeps its length

    async def _content(self, file: Path) -> bytes:
        taken = codings(self.request)
        if file.suffix in _COMPRESSED and taken:
            self.set_header("Content-Encoding", taken[0])
            return await IOLoop.current().run_in_executor(None, compressed, file, taken[0])
        return content(file)


def kind_of(file: Path) -> str:
    """Return what a file is, as a browser wants to be told."""
    kind = _KINDS.get(file.suffix) or mimetypes.guess_type(file.name)[0]
    return kind or "application/octet-stream"


async def _looked_up(path: str) -> tuple[Path, bytes | None]:
    """Return what `_there` does, published again where another server has named it."""
    found = _there(path)
    if found is None and await IOLoop.current().run_in_executor(None, _published_again, path):
        found = _there(path)
    if found is None:
        raise HTTPError(404)
    return found


def _there(path: str) -> tuple[Path, bytes | None] | None:
    """Return the file that an address names, with its content where that is in memory alone."""
    name = path.removeprefix(_PUBLISHED)
    if name != path and (content := published(name)) is not None:
        return Path(name), content
    file = _found(path)
    return (file, None) if file else None


def _published_again(path: str) -> bool:
    name = path.removeprefix(_PUBLISHED)
    return name != path and publish_again(name)


def _found(path: str) -> Path | None:
    folder, name = Path(settings.bokehjs_path()), path
    if path.startswith("extensions/"):
        _, extension, name = (*path.split("/", 2), "")[:3]
        folder = Path(extension_dirs.get(extension) or "/nowhere")
    try:
        file = (folder / name).resolve()
        return file if file.is_relative_to(folder.resolve()) and file.is_file() else None
    except (OSError, ValueError):  # a name that no file can have
        return None


def _versions(path: str, file: Path) -> Container[str]:
    """Return the versions by which an address may name a file."""
    if path.startswith(_PUBLISHED):
        return file.name.split(".")[-2:-1]
    return [version(file)] if path.startswith(_OURS) else _VERSIONS


def codings(request: HTTPServerRequest) -> list[str]:
    """Return which of our codings a browser takes, the best one first.

    Browsers take br from servers behind TLS, and from this machine.
    """
    accepted = request.headers.get("Accept-Encoding", "").lower()
    named = [coding.replace(" ", "").split(";") for coding in accepted.split(",")]
    taken = {name for name, *weight in named if weight not in (["q=0"], ["q=0.0"])}
    return [name for name in _CODINGS if name in taken]


def content_at(address: str) -> bytes:
    """Return what an address of a static file, relative to the page, is answered with.

    Raises FileNotFoundError where there is no such file, in that version.
    """
    path, _, named = address.removeprefix("static/").partition("?v=")
    found = _there(path)
    if found is None and _published_again(path):
        found = _there(path)
    if found is None or not _is_meant(path, found[0], named):
        raise FileNotFoundError(address)
    file, known = found
    return content(file) if known is None else known


def _is_meant(path: str, file: Path, named: str) -> bool:
    """Whether an address that names a version, or none, means the file that is there."""
    return not named or not path.startswith(_OURS) or named in _versions(path, file)


def content(file: Path) -> bytes:
    """Return what a file says; a module of the page without its comments."""
    if file.suffix == ".js" and file.is_relative_to(ASSETS):
        return without_comments(file.read_text(encoding="utf-8")).encode()
    return file.read_bytes()


def compressed(file: Path, coding: str) -> bytes:
    """Return a file in a coding; from memory, unless it is new or has changed."""
    changed = file.stat().st_mtime_ns
    with _COMPRESSING:  # the second who comes for a file waits for the first one's
        best = _smaller(file, changed).content if coding == CODING else None
        return _coded(file, coding, changed) if best is None else best


def compress_ahead() -> None:
    """Compress what a page has before the first visitor comes for it, the largest file first."""
    script = Path(settings.bokehjs_path()) / "js" / "bokeh.min.js"
    for file in (script, *published_files()):
        for coding in _CODINGS:
            with suppress(OSError):  # of a file that is gone, whoever asks for it is told
                compressed(file.resolve(), coding)


@lru_cache(maxsize=512)
def _smaller(file: Path, _changed: int) -> Smaller:
    return Smaller(content(file))


@lru_cache(maxsize=512)
def _coded(file: Path, coding: str, _changed: int) -> bytes:
    return _CODINGS[coding](content(file))
