"""/healthz and /readyz: what a router, an orchestrator or a container engine asks.

/healthz answers while the process does; a container that fails it should be started anew. /readyz
answers 200 when a page can be built, else 503: send visitors elsewhere. It asks anew each time,
for little: a page is built for it after a fault, after a change of what is served, and once a
minute. A counter that is away, and files that are gone or damaged while what they held is in
memory, make it "degraded" and no less ready, since every page works without.

Both are JSON objects: status ("ok", "degraded" or "unavailable") and, in /readyz, app ("ok" or why
not), counter ("ok", "away", or "memory" where views are counted since this start only) and files
("ok", or what is wrong with those of the snapshot, or with those for browsers).
"""

import logging
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bokeh.application import Application
from panel.io.document import _cleanup_doc
from panel.io.session import generate_session
from tornado.web import RequestHandler

from dashboard.counter import Counter, Totals, the_counter
from dashboard.server import failed
from dashboard.server.looks import faults

OFTEN = 60.0  # seconds after which a page is built anew though nothing has changed
AGAIN = 1.0  # seconds after which it is tried again where it could not be built
_log = logging.getLogger("isotherm.server")


class Health(RequestHandler):
    """Answers /healthz without the app, the counter or a session."""

    def get(self) -> None:
        """Answer 200."""
        self.set_header("Cache-Control", "no-store")
        self.finish({"status": "ok"})

    head = get


class Readiness(RequestHandler):
    """Answers /readyz."""

    async def get(self) -> None:
        """Answer 200 or 503, within a second whatever the counter does."""
        counter = the_counter()
        await counter.start()
        await counter.look()
        said = readiness(_missing(self.application), counter, "; ".join(faults()))
        self.set_header("Cache-Control", "no-store")
        self.set_status(503 if said["status"] == "unavailable" else 200)
        self.finish(said)

    head = get


def readiness(missing: str, counter: Counter, files: str = "") -> dict[str, str]:
    """Return what /readyz says; missing: why no page can be built, or ""; files: see above."""
    counted = counting(counter.totals(), counter)
    said = {"app": missing or "ok", "counter": counted, "files": files or "ok"}
    fine = counted == "ok" and not files
    return {"status": "unavailable" if missing else "ok" if fine else "degraded", **said}


def counting(totals: Totals, counter: Counter) -> str:
    """Return the counter's state: "ok", "away" or "memory"."""
    if totals.since == "start":
        return "memory"
    heard = totals.views is not None and totals.age_seconds is None
    return "ok" if heard and not counter.is_silent else "away"


@dataclass
class _Tried:
    """The last attempt to build a page. wrong: why it failed, or ""."""

    at: float = float("-inf")
    wrong: str = ""
    failures: int = 0
    faults: tuple[str, ...] = ()

    def is_old(self, faults: tuple[str, ...]) -> bool:
        """Whether it says nothing of now."""
        changed = self.failures != failed.failures or self.faults != faults
        age = time.monotonic() - self.at
        return age > (AGAIN if self.wrong or changed else OFTEN)


def _missing(server: Any) -> str:
    """Return why the server can build no page of an app, or ""."""
    tried: dict[str, _Tried] = server.settings.setdefault("isotherm_tried", {})
    wrong = faults()
    for path, context in server.applications.items():
        last = tried.setdefault(path, _Tried())
        if last.is_old(wrong):
            error = session_error(context.application, last.wrong)
            last = tried[path] = _Tried(time.monotonic(), error, failed.failures, wrong)
        if last.wrong:
            return f"{path}: no session can be built ({last.wrong}), see the log"
    return ""


def session_error(application: Application, before: str = "") -> str:
    """Build a session as for a visitor, but counted as none; return the kind of error, or "".

    before: what it was the last time, which is in the log.
    """
    try:
        session = generate_session(application)
    except failed.SessionFailedError as error:
        return _logged("the script failed", before, error.detail)
    except Exception as error:
        kind = type(error).__name__
        return _logged(kind, before, str(error), error)
    with suppress(Exception):  # nobody has seen it, so nothing is lost
        _cleanup_doc(session.document)
    return ""


def _logged(kind: str, before: str, detail: str, error: Exception | None = None) -> str:
    if kind != before:
        _log.error("No session can be built: %s", detail, exc_info=error)
    return kind


ROUTES: list[tuple[str, type, dict[str, Any]]] = [
    (r"/healthz", Health, {}),
    (r"/readyz", Readiness, {}),
]
