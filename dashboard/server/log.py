"""The server's log: one line each, as text or JSON, and nothing of who asked.

Importing this module is enough for what holds under plain `panel serve` too: a request is named by
its method and path alone (Tornado adds the query and the address), and a record of what a browser
sent is cut. An error is logged once, with the id of the request, which the answer has as well, and
its choices; what is no fault has no traceback. `log_to_stdout` does the rest.
"""

import json
import logging
import re
import sys
import time
from secrets import token_hex
from typing import Any

from panel.io.logging import panel_log_handler
from tornado.httputil import HTTPServerRequest
from tornado.web import HTTPError, RequestHandler

LONGEST = 1000  # characters of a line
_LONGEST_PATH = 200
_LEFT_OUT = " [...] "
_ID = re.compile("[A-Za-z0-9-]{8,64}")  # as routers send it
_CHOICE = re.compile("([a-z]{1,20})=([A-Za-z0-9_.,-]{0,60})")
_LONGEST_CHOICES = 200
_log = logging.getLogger("isotherm.server")
_ABOUT_MESSAGES = ("bokeh.server.protocol_handler", "bokeh.server.views.ws")


class TextLines(logging.Formatter):
    """One line a record: time (UTC), level, logger and message, the traceback after bars."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        lines = super().format(record).splitlines()
        return _cut(" | ".join(line.strip() for line in lines if line.strip()))


class JsonLines(TextLines):
    """One JSON object a record: time, level, logger, message, and exception where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object as a line, its texts cut until that is short enough."""
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        lines = (self._line(record, longest) for longest in (LONGEST // 2, 200, 80, 20))
        return next((line for line in lines if len(line) <= LONGEST), "{}")

    def _line(self, record: logging.LogRecord, longest: int) -> str:
        said: dict[str, Any] = {
            "time": self.formatTime(record, self.datefmt),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _cut(record.getMessage(), longest),
        }
        if record.exc_text:
            said["exception"] = _cut(record.exc_text, longest)
        return json.dumps(said)


FORMATS: dict[str, type[TextLines]] = {"text": TextLines, "json": JsonLines}


def log_to_stdout(kind: str) -> None:
    """Write what everybody logs to stdout; kind: of FORMATS."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(FORMATS[kind]())
    logging.basicConfig(handlers=[handler], force=True)
    logging.captureWarnings(True)
    logging.getLogger("isotherm").setLevel(logging.INFO)
    panel_log_handler.setFormatter(handler.formatter)  # it has a handler of its own


def _cut(text: str, longest: int = LONGEST) -> str:
    """Leave out the middle: a traceback says at its end what went wrong."""
    half = (longest - len(_LEFT_OUT)) // 2
    return text if len(text) <= longest else f"{text[:half]}{_LEFT_OUT}{text[-half:]}"


def _brief(record: logging.LogRecord) -> bool:
    """Cut what a record repeats of a message; it may be 20 MB of junk."""
    record.msg, record.args = _cut(record.getMessage()), ()
    if record.exc_info:
        record.exc_text = _cut(logging.Formatter().formatException(record.exc_info))
        record.exc_info = None
    return True


def request_id(request: HTTPServerRequest) -> str:
    """Return the id that a request has in the log: its router's, or one made up here."""
    named: Any = request
    if not hasattr(named, "isotherm_id"):
        given = request.headers.get("X-Request-Id", "")
        named.isotherm_id = given if _ID.fullmatch(given) else token_hex(4)
    return str(named.isotherm_id)


def choices(request: HTTPServerRequest) -> str:
    """Return the choices in a request's query, without what can be none."""
    found = ("=".join(pair) for pair in _CHOICE.findall(request.query))
    return "&".join(found)[:_LONGEST_CHOICES] or "no choices"


def log_failure(request: HTTPServerRequest, what: str, error: BaseException | None) -> None:
    """Log once that a request has failed; error: whose traceback is to be seen, or None."""
    said = "%s: %s, request %s, %s"
    asked = (what, _named(request), request_id(request), choices(request))
    _log.error(said, *asked, exc_info=error)


def _log_exception(handler: RequestHandler, _kind: Any, error: Any, _trace: Any) -> None:
    """Say of an answer that failed what `log_failure` does, and of one that was meant a line."""
    if isinstance(error, HTTPError):
        if error.log_message:
            _log.info("%d %s: %.200s", error.status_code, _summary(handler), error.get_message())
        return
    handler.set_header("X-Request-Id", request_id(handler.request))
    log_failure(handler.request, "No answer could be made", error)


def _summary(handler: RequestHandler) -> str:
    return _named(handler.request)


def _named(request: HTTPServerRequest) -> str:
    return f"{request.method} {request.path[:_LONGEST_PATH]}"


_handlers: Any = RequestHandler
_handlers._request_summary = _summary
_handlers.log_exception = _log_exception
_requests: Any = HTTPServerRequest
_requests.__repr__ = _named
for _name in _ABOUT_MESSAGES:
    logging.getLogger(_name).addFilter(_brief)
