"""Pages of the server's own: without scripts, in the colours of the theme that a reader prefers."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from tornado.web import RequestHandler

from dashboard.views.theme import preferred_colours


def templates(folder: Path) -> Environment:
    """Return the templates of a folder; a name that is not given is an error."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
    )


_PAGES = templates(Path(__file__).parent)


def plain_page(name: str, **values: Any) -> str:
    """Return a page that extends plain.html; again: after how many seconds it is asked for anew."""
    return _PAGES.get_template(name).render(colours=preferred_colours(), **values)


def answer_later(handler: RequestHandler, name: str, again: int, **values: Any) -> None:
    """Answer 503 with a page that is asked for anew after some seconds, and say so to programs."""
    handler.set_status(503)
    handler.set_header("Retry-After", str(again))
    handler.set_header("Cache-Control", "no-store")
    handler.set_header("Content-Type", "text/html; charset=utf-8")
    handler.finish(plain_page(name, again=again, **values))
