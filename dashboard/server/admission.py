"""How many sessions there may be at once; the next visitor is asked to come again in a moment.

A session is let in while fewer than ISOTHERM_MAX_SESSIONS are open and this process takes less than
ISOTHERM_MAX_MEMORY. Else the page is answered with 503, Retry-After and a few lines that try again
by themselves, and a socket that would open another session is closed; who is in stays in. Sessions
whose visitors have left are kept for a while, should a page have lost its connection, and give way
before anybody is refused: a page that comes back after all gets another one from its link.

`install` wraps what opens a session, Panel's DocHandler.get and Bokeh's WSHandler._async_open, for
neither library has a bound; and BokehTornado.start, so that a session whose page never opened its
socket ends within 30 s, where `panel serve` looks every 17 s and waits for as long as for a page
that lost its connection.
"""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any

from bokeh.server.session import ServerSession
from bokeh.server.tornado import BokehTornado
from bokeh.server.views.ws import WSHandler
from bokeh.util.token import get_session_id
from panel.io.server import DocHandler
from tornado.ioloop import PeriodicCallback

from dashboard.config import most_memory, most_sessions, processes
from dashboard.server import messages
from dashboard.server.edition import PLACE, date_of, is_edition, the_edition
from dashboard.server.limits import MB, MOST_SOCKETS, SWEEP, UNSEEN
from dashboard.server.plain import answer_later
from dashboard.server.seldom import Seldom

RETRY = 10  # seconds
LATER = 1013  # "try again later", of the registry of close codes
_ALWAYS = 5  # sessions that are let in whatever the memory: a bound too low would let in nobody
_SHARE = 0.9  # of the memory there is
_GROUP = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
_lines = Seldom()
_documents: Any = DocHandler
_sockets: Any = WSHandler
_servers: Any = BokehTornado
_sessions: Any = ServerSession
_start, _subscribe = _servers.start, _sessions.subscribe


class Room:
    """How many sessions and how much memory this process may have."""

    def __init__(self, sessions: int, memory: int | None) -> None:
        """Take the most sessions, and the most memory in bytes, None where it is not bounded."""
        self.sessions, self.memory = sessions, memory
        self._taken, self._until = 0, 0.0

    def lacks(self, live: int) -> str:
        """Return what there is not enough of for one more session, or ""."""
        if live >= self.sessions:
            return f"{live} sessions are open, and ISOTHERM_MAX_SESSIONS is {self.sessions}"
        if self.memory and live >= _ALWAYS and self._memory_now() > self.memory:
            most = self.memory // MB
            return f"it takes {self._taken // MB} MB, and ISOTHERM_MAX_MEMORY is {most} MB"
        return ""

    def _memory_now(self) -> int:
        if time.monotonic() > self._until:
            self._taken, self._until = resident(), time.monotonic() + 1
        return self._taken


def resident() -> int:
    """Return the bytes of memory that this process has, 0 where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def memory_here() -> int | None:
    """Return the bytes that this container or machine has, None where the system does not say."""
    found = []
    for file in _GROUP:
        try:
            found.append(int(file.read_text("ascii")))
        except (OSError, ValueError):  # "max", or no such file
            continue
    with suppress(OSError, ValueError, AttributeError):
        found.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return min(found, default=None)


def the_room() -> Room:
    """Read the settings; raises SettingsError."""
    here, given = memory_here(), most_memory()
    share = int(here * _SHARE / processes()) if here else None
    return Room(most_sessions(), given * MB if given else share)


def live(server: BokehTornado) -> int:
    """Return how many sessions there are, but for those that are about to end."""
    contexts = server.applications.values()
    pending = sum(len(getattr(context, "_pending_sessions", ())) for context in contexts)
    return pending + sum(not session.expiration_requested for session in _all(server))


def _all(server: Any) -> Iterator[Any]:
    for context in server.applications.values():
        yield from list(context._sessions.values())


def install() -> None:
    """Let a server that is built from now on have this room; raises SettingsError."""
    room = the_room()
    get_page, open_session = _documents.get, _sockets._async_open  # those of `failed` among them

    def lacking(server: Any) -> str:
        lack = room.lacks(live(server))
        if lack and _let_go_of_the_left(server):
            lack = room.lacks(live(server))
        if lack:
            _lines.warn(f"A visitor is asked to come again: {lack}")
        return lack

    @wraps(get_page)
    async def get(handler: Any, *arguments: Any, **named: Any) -> None:
        if not lacking(handler.application):
            await get_page(handler, *arguments, **named)
            return
        answer_later(handler, "full.html", RETRY, **_copy(handler.request.query))

    @wraps(open_session)
    async def open_socket(handler: Any, token: str) -> None:
        session = handler.application_context._sessions.get(get_session_id(token))
        if session is not None and session.connection_count >= MOST_SOCKETS:
            messages.refuse(handler, f"its session has {MOST_SOCKETS} sockets", LATER)
        elif session is None and lacking(handler.application):
            messages.refuse(handler, "no room for another session", LATER)
        else:
            await open_session(handler, token)

    @wraps(_start)
    def start(server: Any) -> None:
        job = server._cleanup_job
        job.callback_time = min(job.callback_time, SWEEP * 1000)
        PeriodicCallback(lambda: _let_go_of_the_unseen(server), SWEEP * 1000).start()
        _start(server)

    @wraps(_subscribe)
    def subscribe(session: Any, connection: Any) -> None:
        session.isotherm_seen = True
        _subscribe(session, connection)

    _documents.get, _sockets._async_open, _servers.start = get, open_socket, start
    _sessions.subscribe = subscribe


def _let_go_of_the_left(server: Any) -> bool:
    """End half of the sessions whose visitors have left, longest ago first; tell if there are any.

    Half, so that sessions are looked through seldom, however many come and go.
    """
    left = [
        session
        for session in _all(server)
        if _is_seen(session) and not session.connection_count and not session.expiration_requested
    ]
    left.sort(key=lambda session: session.milliseconds_since_last_unsubscribe, reverse=True)
    for session in left[: (len(left) + 1) // 2]:
        session.request_expiration()
    if left:
        server.io_loop.add_callback(server._cleanup_sessions)
    return bool(left)


def _copy(query: str) -> dict[str, str]:
    """Return the address of the static edition in the same choices, "" where none is, its date."""
    folder = the_edition()
    if folder is None or not is_edition(folder):
        return {"edition": "", "date": ""}
    return {"edition": f"{PLACE}?{query}" if query else PLACE, "date": date_of(folder)}


def _let_go_of_the_unseen(server: Any) -> None:
    for session in _unseen(server):
        session.request_expiration()


def _unseen(server: Any) -> Iterator[Any]:
    """Yield the sessions whose page has not opened its socket for UNSEEN seconds."""
    for session in _all(server):
        waiting = session.milliseconds_since_last_unsubscribe / 1000
        if not _is_seen(session) and waiting > UNSEEN:
            yield session


def _is_seen(session: Any) -> bool:
    return getattr(session, "isotherm_seen", False)
