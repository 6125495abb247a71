"""`python -m dashboard export`: the page as files, its parts rendered ahead."""

import hashlib
import re
from collections.abc import Iterable
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bokeh.document import Document

from dashboard.app import build_app
from dashboard.atlas import Atlas, the_atlas
from dashboard.countrypage.site import sitemap
from dashboard.downloads.archive import NAME, archive
from dashboard.edition.folder import EditionError, check_target, write, written
from dashboard.edition.offer import PARTS, described
from dashboard.edition.packed import unpacked_text
from dashboard.edition.rendering import rendered, with_page
from dashboard.methods.page import methods_page
from dashboard.server import static
from dashboard.server.assets import ASSETS
from dashboard.server.built import Built
from dashboard.server.plain import plain_page

SUFFIX = ".html"
MODULES = "static/extensions/isotherm/"
_ADDRESS = re.compile(r"static/[\w./-]+\?v=[\w.]+")


class Written(NamedTuple):
    """How many files a site has, and how many bytes."""

    files: int
    size: int


def export(folder: Path, base_url: str = "", live: str = "") -> Written:
    """Write the static edition of what is served; the same snapshot gives the same bytes.

    base_url: where it will be, with a slash at its end; "" where that is not said: then it has no
    sitemap. live: the address of a page with a server, to which it leads for what it has not.
    Raises EditionError, OSError, and the errors of a snapshot.
    """
    check_target(folder)
    atlas = the_atlas()
    made = _rendered(atlas, base_url)
    parts = {name: made.pop(name) for name in sorted(made) if name.startswith(PARTS)}
    place = f"{PARTS}-{_digest(parts)}"
    made |= _pages(atlas, place, base_url, live)
    named = [unpacked_text(content) for content in parts.values()]
    texts = [content.decode() for name, content in made.items() if name.endswith(SUFFIX)]
    for name in _addresses([*named, *texts]):
        made[name.partition("?")[0]] = static.content_at(name.replace(_modules(), MODULES))
    made |= {place + name.removeprefix(PARTS): content for name, content in parts.items()}
    about = {"date": atlas.store.provenance["date"], "parts": place}
    with written(folder, about) as building:
        for name, content in made.items():
            write(building, name, content)
    return Written(len(made) + 1, sum(map(len, made.values())))


def _rendered(atlas: Atlas, site: str) -> dict[str, bytes]:
    made: dict[str, bytes] = {}
    try:
        for files, made_of in rendered(atlas, site):
            if made_of != atlas.shared.made_of:
                raise EditionError("another snapshot has come meanwhile: export again")
            made |= files
    except BrokenProcessPool as error:
        why = "a process that rendered was ended, as where memory is short: export again"
        raise EditionError(why) from error
    return made


def _pages(atlas: Atlas, place: str, base_url: str, live: str) -> dict[str, bytes]:
    """Return what is rendered once: the page, sources and methods, all data, and what hosts ask."""
    texts = {
        f"index{SUFFIX}": index_page(atlas, place, live),
        f"methods{SUFFIX}": methods_page(atlas),
        f"404{SUFFIX}": plain_page("missing.html", home=base_url),
        ".nojekyll": "",  # GitHub Pages serves the files as they are, and sooner
    }
    if base_url:
        texts["sitemap.xml"] = sitemap(atlas, base_url, SUFFIX)
    made = {name: text.encode() for name, text in texts.items()}
    return {**made, f"download/{NAME}": archive(atlas)}


def index_page(atlas: Atlas, place: str, live: str) -> str:
    """Return the page in the usual choices. place: the folder of its parts."""
    page = build_app(atlas, {})
    page.parts["country"] = with_page(atlas, "country", page.parts["country"])
    page.edition = {
        **described(page.state),
        "parts": f"{place}/",
        "live": live,
        "data": f"download/{NAME}",
    }
    page.fill(document := Document())
    return Built(document, 0.0).text("").replace(MODULES, _modules())


@cache
def _modules() -> str:
    """Return the folder of the modules: no page that is open reads those of another release."""
    modules = sorted(ASSETS.rglob("*.js"))
    files = {file.relative_to(ASSETS).as_posix(): static.content(file) for file in modules}
    return MODULES.replace("isotherm", f"isotherm-{_digest(files)}")


def _addresses(texts: Iterable[str]) -> list[str]:
    """Return the addresses of the server's own files in texts, and in those files that are text."""
    return sorted({found for text in texts for found in _ADDRESS.findall(text)})


def _digest(files: dict[str, bytes]) -> str:
    told = hashlib.sha256()
    for name, content in files.items():
        told.update(f"{name} {len(content)} ".encode() + content)
    return told.hexdigest()[:16]
