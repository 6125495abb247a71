"""/healthz and /readyz: what a router, an orchestrator or a container engine asks.

/healthz answers while the process does; a container that fails it should be started anew. /readyz
answers 200 when a page can be built, which it tries once (Panel's /liveness answers 200 also where
the app's script raises), else 503: send visitors elsewhere. A counter that is away makes it
"degraded" and no less ready, since every page works without.

Both are JSON objects: status ("ok", "degraded" or "unavailable") and, in /readyz, app ("ok" or why
not) and counter ("ok", "away", or "memory" where views are counted since this start only).
"""

import logging
from contextlib import suppress
from typing import Any

from bokeh.application import Application
from panel.io.document import _cleanup_doc
from panel.io.session import generate_session
from tornado.web import RequestHandler

from dashboard.counter import Counter, Totals, the_counter

_log = logging.getLogger("isotherm.server")


class Health(RequestHandler):
    """Answers /healthz without the app, the counter or a session."""

    def get(self) -> None:
        """Answer 200."""
        self.set_header("Cache-Control", "no-store")
        self.finish({"status": "ok"})

    head = get


class Readiness(RequestHandler):
    """Answers /readyz; once a page could be built, from memory."""

    async def get(self) -> None:
        """Answer 200 or 503."""
        counter = the_counter()
        await counter.start()
        said = readiness(_missing(self.application), counter)
        self.set_header("Cache-Control", "no-store")
        self.set_status(503 if said["status"] == "unavailable" else 200)
        self.finish(said)

    head = get


def readiness(missing: str, counter: Counter) -> dict[str, str]:
    """Return what /readyz says; missing: why no page can be built, or ""."""
    counted = _counting(counter.totals())
    if missing:
        return {"status": "unavailable", "app": missing, "counter": counted}
    return {"status": "ok" if counted == "ok" else "degraded", "app": "ok", "counter": counted}


def _counting(totals: Totals) -> str:
    if totals.since == "start":
        return "memory"
    return "ok" if totals.views is not None and totals.age_seconds is None else "away"


def _missing(server: Any) -> str:
    """Return why the server can build no page of an app, or ""; what succeeded is remembered."""
    built: set[str] = server.settings.setdefault("isotherm_built", set())
    for path, context in server.applications.items():
        if path in built:
            continue
        if error := session_error(context.application):
            return f"{path}: no session can be built ({error}), see the log"
        built.add(path)
    return ""


def session_error(application: Application) -> str:
    """Build a session as for a visitor, but counted as none; return the kind of error, or ""."""
    try:
        session = generate_session(application)
    except Exception as error:
        _log.exception("No session can be built")
        return type(error).__name__
    with suppress(Exception):  # nobody has seen it, so nothing is lost
        _cleanup_doc(session.document)
    failed = [handler for handler in application.handlers if handler.failed]
    for handler in failed:
        _log.error("No session can be built: %s", handler.error_detail or handler.error)
    return "the script failed" if failed else ""


ROUTES: list[tuple[str, type, dict[str, Any]]] = [
    (r"/healthz", Health, {}),
    (r"/readyz", Readiness, {}),
]
