"""HEAD, answered wherever GET is; importing this module is enough.

Bokeh and Panel answer 405. Where GET opens a session HEAD does not: the headers alone need none.
"""

from typing import Any

from bokeh.server.views.ico_handler import IcoHandler
from bokeh.server.views.metadata_handler import MetadataHandler
from panel.io.server import AutoloadJsHandler, DocHandler, RootHandler
from tornado.web import RequestHandler


async def _headers(handler: RequestHandler, *_path: str) -> None:
    script = isinstance(handler, AutoloadJsHandler)
    handler.set_header("Content-Type", "application/javascript" if script else "text/html")
    handler.set_header("Cache-Control", "no-store")
    await handler.flush()  # before `finish`, which would tell a length of 0


_with_session: tuple[Any, ...] = (DocHandler, AutoloadJsHandler)
_without: tuple[Any, ...] = (IcoHandler, MetadataHandler, RootHandler)
for _handler in _with_session:
    _handler.head = _headers
for _handler in _without:
    _handler.head = _handler.get
