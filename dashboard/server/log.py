"""The server's log: one line each, as text or JSON, and nothing of who asked or for what.

Importing this module is enough for what holds under plain `panel serve` too: a request is named by
its method and path alone (Tornado adds the query and the address), and a record of what a browser
sent is cut. `log_to_stdout` does the rest.
"""

import json
import logging
import sys
import time
from typing import Any

from panel.io.logging import panel_log_handler
from tornado.httputil import HTTPServerRequest
from tornado.web import RequestHandler

_LONGEST = 4000  # characters of a line
_LONGEST_PATH = 200
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
        """Return the object as a line."""
        said: dict[str, Any] = {
            "time": self.formatTime(record, self.datefmt),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _cut(record.getMessage()),
        }
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            said["exception"] = _cut(record.exc_text)
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


def _cut(text: str) -> str:
    """Leave out the middle: a traceback says at its end what went wrong."""
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]} [...] {text[-half:]}"


def _brief(record: logging.LogRecord) -> bool:
    """Cut what a record repeats of a message; it may be 20 MB of junk."""
    record.msg, record.args = _cut(record.getMessage()), ()
    if record.exc_info:
        record.exc_text = _cut(logging.Formatter().formatException(record.exc_info))
        record.exc_info = None
    return True


def _summary(handler: RequestHandler) -> str:
    return _named(handler.request)


def _named(request: HTTPServerRequest) -> str:
    return f"{request.method} {request.path[:_LONGEST_PATH]}"


_handlers: Any = RequestHandler
_handlers._request_summary = _summary
_requests: Any = HTTPServerRequest
_requests.__repr__ = _named
for _name in _ABOUT_MESSAGES:
    logging.getLogger(_name).addFilter(_brief)
