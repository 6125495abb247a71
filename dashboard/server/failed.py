"""A page that cannot be built is an answer with status 503, which says so and tries again.

Panel answers 200 with a page whose script failed: an endless spinner. Importing this module is
enough; bare `panel serve` does without it. Only apps that are scripts, as ours is, tell that they
have failed.
"""

import logging
from functools import wraps
from typing import Any

from bokeh.application import Application
from bokeh.document import Document
from bokeh.protocol.exceptions import ProtocolError
from bokeh.server.views.ws import WSHandler
from bokeh.settings import settings
from panel.io.server import DocHandler
from tornado.httputil import HTTPServerRequest

from dashboard.server.log import log_failure, request_id
from dashboard.server.measures import PAGES
from dashboard.server.plain import answer_later

SOON = 10  # seconds after which the apology asks again
_get, _open, _async_open = DocHandler.get, WSHandler.open, WSHandler._async_open
_log = logging.getLogger("isotherm.server")
failures = 0  # sessions that could not be built, since the start


class SessionFailedError(RuntimeError):
    """The script of a session has raised; detail: its traceback, whose last line is the error."""

    def __init__(self, detail: str) -> None:
        super().__init__("the script failed")
        self.detail = detail


def initialize_document(application: Application, document: Document) -> None:
    """Do what Bokeh's own does, and raise SessionFailedError where a script fails."""
    global failures  # noqa: PLW0603  (as Bokeh's applications are the process's)
    for handler in application.handlers:
        handler.modify_document(document)
        if handler.failed:
            failures += 1
            raise SessionFailedError(str(handler.error_detail))
    if settings.perform_document_validation():
        document.validate()


@wraps(_get)
async def _get_or_apologize(handler: DocHandler, *arguments: Any, **named: Any) -> None:
    try:
        answer: Any = _get(handler, *arguments, **named)
        await answer
    except SessionFailedError as error:
        _log_failed(handler.request, error)
        _apologize(handler)
    except RuntimeError:
        if not getattr(handler.application, "_stopping", False):  # Bokeh 3.10 refuses at its end
            raise
        _apologize(handler)
    PAGES[handler.get_status()] += 1


def _apologize(handler: DocHandler) -> None:
    """Say that there is no page; the id of the request is in the log, too."""
    request = request_id(handler.request)
    handler.set_header("X-Request-Id", request)
    answer_later(handler, "apology.html", SOON, request=request)


@wraps(_async_open)
async def _open_or_close(handler: WSHandler, token: str) -> None:
    """Close the socket of a session that cannot be built: its page tries again."""
    try:
        await _async_open(handler, token)
    except SessionFailedError as error:
        _log_failed(handler.request, error)
        handler.close()
    except ProtocolError:  # Bokeh has logged it
        handler.close()


@wraps(_open)
def _open_or_say(handler: WSHandler, *arguments: Any, **named: Any) -> Any:
    """Say in a line why a socket is refused: a token that has expired is no fault of ours."""
    try:
        return _open(handler, *arguments, **named)
    except ProtocolError as error:
        _log.info("%r: the socket is refused, request %s: %s", *_asked(handler.request), error)
        handler.close()


def _asked(request: HTTPServerRequest) -> tuple[HTTPServerRequest, str]:
    return request, request_id(request)


def _log_failed(request: HTTPServerRequest, error: SessionFailedError) -> None:
    lines = error.detail.splitlines()
    where = " | ".join(line.strip() for line in lines if line.strip())
    log_failure(request, f"No page could be built (... {where[-500:]})", None)


def _is_news(record: logging.LogRecord) -> bool:
    """Leave out what Bokeh says of a session that failed, which is in the log by then."""
    return not (record.exc_info and isinstance(record.exc_info[1], SessionFailedError))


_applications: Any = Application
_applications.initialize_document = initialize_document
_pages: Any = DocHandler
_pages.get = _get_or_apologize
_sockets: Any = WSHandler
_sockets.open, _sockets._async_open = _open_or_say, _open_or_close
logging.getLogger("bokeh.server.contexts").addFilter(_is_news)
