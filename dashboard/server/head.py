"""HEAD, answered wherever GET is; importing this module is enough.

Bokeh and Panel answer 405. Where GET opens a session HEAD does not: the headers alone need none.
"""

from typing import Any

from bokeh.server.views.ico_handler import IcoHandler
from panel.io.server import DocHandler, RootHandler
from tornado.web import RequestHandler


async def _headers(handler: RequestHandler, *_path: str) -> None:
    handler.set_header("Content-Type", "text/html")
    handler.set_header("Cache-Control", "no-store")
    await handler.flush()  # before `finish`, which would tell a length of 0


_page: Any = DocHandler
_page.head = _headers
_without_session: tuple[Any, ...] = (IcoHandler, RootHandler)
for _handler in _without_session:
    _handler.head = _handler.get
