"""The page of the benchmark: `panel serve` runs it with COUNTED=1 or without; it tells stalls.

/stall answers the longest time in ms that the server's loop did nothing else, and forgets it.
"""

import asyncio
import os
import time
from typing import Any

import panel as pn
from tornado.web import RequestHandler

from dashboard.app import build_app
from dashboard.atlas import the_atlas
from dashboard.counter import count_session, the_counter

_STEP = 0.005
_longest = 0.0


async def watch() -> None:
    """Note by how much the loop is late, for ever."""
    global _longest  # noqa: PLW0603
    while True:
        start = time.perf_counter()
        await asyncio.sleep(_STEP)
        _longest = max(_longest, time.perf_counter() - start - _STEP)


class Stall(RequestHandler):
    """Answers the longest stall."""

    watching: asyncio.Task[None] | None = None

    async def get(self) -> None:
        """Answer, and begin anew."""
        global _longest
        if Stall.watching is None:
            Stall.watching = asyncio.get_running_loop().create_task(watch())
        longest, _longest = _longest, 0.0
        self.finish(f"{longest * 1000:.1f}")


ROUTES: list[tuple[str, type, dict[str, Any]]] = [("/stall", Stall, {})]

if pn.state.curdoc is not None and pn.state.curdoc.session_context:
    if os.environ.get("COUNTED"):
        count_session(the_counter(), pn.state)
    build_app(the_atlas(), pn.state.session_args).servable()
