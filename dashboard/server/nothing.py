"""An address that has nothing is answered with a page for people; programs get Tornado's line.

Importing this module is enough.
"""

from functools import wraps
from typing import Any

from tornado.web import RequestHandler

from dashboard.server.plain import plain_page

_NOT_FOUND = 404
_write_error = RequestHandler.write_error


@wraps(_write_error)
def _write_page(handler: RequestHandler, status_code: int, **named: Any) -> None:
    is_read = "text/html" in handler.request.headers.get("Accept", "")
    if status_code != _NOT_FOUND or not is_read:
        _write_error(handler, status_code, **named)
        return
    handler.set_header("Content-Type", "text/html; charset=utf-8")
    handler.set_header("Vary", "Accept")
    handler.finish(nothing_page(handler.request.path))


def nothing_page(path: str) -> str:
    """Return the page that says that an address has nothing; it leads back to the map."""
    root = "../" * (path.count("/") - 1) or "./"
    return plain_page("nothing.html", root=root)


_handlers: Any = RequestHandler
_handlers.write_error = _write_page
