"""/metrics: this process's figures in Prometheus' text format, for who has the token.

There is no such address (404) unless METRICS_TOKEN is set; then it wants `Authorization: Bearer`
with it. Each process answers for itself: with WEB_CONCURRENCY above 1 a scrape hears one of them.
"""

import hmac
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tornado.web import HTTPError, RequestHandler

from dashboard.config import metrics_token
from dashboard.counter import the_counter
from dashboard.server.health import counting
from dashboard.server.looks import SNAPSHOT_DATES
from dashboard.server.measures import ANSWERS, PAGES

KIND = "text/plain; version=0.0.4; charset=utf-8"
STATES = ("ok", "away", "memory")
_SECONDS_A_DAY = 24 * 3600
_token = metrics_token()  # a wrong one ends the start, not the first scrape


class Metrics(RequestHandler):
    """Answers /metrics."""

    def get(self) -> None:
        """Answer with the figures, 404 where there are none to be had, or 401."""
        if not _token:
            raise HTTPError(404)
        self.set_header("Cache-Control", "no-store")
        if not is_allowed(self.request.headers.get("Authorization", ""), _token):
            self.set_header("WWW-Authenticate", "Bearer")
            self.set_status(401)
            self.finish("Send METRICS_TOKEN as `Authorization: Bearer ...`.\n")
            return
        self.set_header("Content-Type", KIND)
        self.finish(metrics_text(_sessions(self.application)))

    head = get


def is_allowed(authorization: str, token: str) -> bool:
    """Whether a header holds the token; takes as long whatever it holds."""
    kind, _, given = authorization.partition(" ")
    same = hmac.compare_digest(given.strip().encode(), token.encode())
    return same and kind.lower() == "bearer"


def metrics_text(sessions: int) -> str:
    """Return all figures; sessions: how many are live."""
    return "".join(f"{line}\n" for line in _lines(sessions))


def _lines(sessions: int) -> Iterator[str]:
    counter = the_counter()
    state = counting(counter.totals(), counter)
    yield from _metric("isotherm_sessions", "gauge", "Live sessions.", {"": sessions})
    loads = {f'{{status="{status}"}}': count for status, count in sorted(PAGES.items())}
    yield from _metric("isotherm_page_loads_total", "counter", "Pages answered, by status.", loads)
    queued = {"": len(counter.outbox)}
    yield from _metric("isotherm_views_queued", "gauge", "Events not counted yet.", queued)
    states = {f'{{state="{name}"}}': int(name == state) for name in STATES}
    yield from _metric("isotherm_counter", "gauge", "1 for the counter's state.", states)
    if memory := _memory():
        about = "Memory of this process."
        yield from _metric("process_resident_memory_bytes", "gauge", about, {"": memory})
    if (day := next((found() for found in SNAPSHOT_DATES), None)) is not None:
        seconds = (day - date(1970, 1, 1)).days * _SECONDS_A_DAY
        about = "Date of the snapshot that is served, in seconds since 1970."
        yield from _metric("isotherm_snapshot_date_seconds", "gauge", about, {"": seconds})
    yield from _answers()


def _answers() -> Iterator[str]:
    name, counts = "isotherm_answer_seconds", ANSWERS.cumulative
    bounds = [*map(str, ANSWERS.bounds), "+Inf"]
    buckets = {f'_bucket{{le="{b}"}}': n for b, n in zip(bounds, counts, strict=True)}
    totals: dict[str, float] = {"_sum": round(ANSWERS.sum, 6), "_count": counts[-1]}
    about = "Seconds that choices took to be answered."
    yield from _metric(name, "histogram", about, {**buckets, **totals})


def _metric(name: str, kind: str, about: str, values: dict[str, Any]) -> Iterator[str]:
    yield f"# HELP {name} {about}"
    yield f"# TYPE {name} {kind}"
    for suffix, value in values.items():
        yield f"{name}{suffix} {value}"


def _sessions(server: Any) -> int:
    return sum(len(context._sessions) for context in server.applications.values())


def _memory() -> int:
    """Return the bytes that are resident, 0 where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


ROUTES: list[tuple[str, type, dict[str, Any]]] = [(r"/metrics", Metrics, {})]
