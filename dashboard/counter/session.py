"""A session of the page, as the counter sees it."""

from collections.abc import Callable, Mapping
from typing import Any

from bokeh.events import ClientReconnected, ConnectionLost

from dashboard.counter.counter import Counter


def count_session(
    counter: Counter, state: Any, shown: Callable[[str | None], None] | None = None
) -> None:
    """Count the session that runs the script, once its page is open in a browser.

    state: panel.state. The script alone counts nothing: probes, warming and HEAD run it too, and it
    runs again after a restart. `onload` comes once, from a browser; ClientReconnected from one
    that was counted before and is here again; ConnectionLost when it has gone, perhaps to return.
    shown: told the view's id, for counter.country; None for a crawler.
    """
    document = state.curdoc
    context = document.session_context
    document.add_next_tick_callback(counter.start)  # a coroutine, so on the server's loop
    request, session_id = _own_request(context.request), str(context.id)
    agent = _header(request.headers, "user-agent")
    address = address_of(request.headers, _peer(request))
    followed = False
    mine: str | None = None

    def follow(view: str | None) -> None:
        nonlocal followed, mine
        if not followed and shown is not None:
            shown(view)
        followed, mine = True, view

    def leave() -> None:
        # A page that comes back may be connected anew before its lost connection is noticed.
        if mine is not None and not _connections(context):
            counter.left(mine)

    state.onload(lambda: follow(counter.view(session_id, address, agent)))
    document.on_event(ClientReconnected, lambda _event: follow(counter.back(session_id, agent)))
    # Bokeh 3.9 tells it before it lets go of the connection.
    document.on_event(ConnectionLost, lambda _event: document.add_next_tick_callback(leave))
    document.on_session_destroyed(lambda _context: leave())


def _own_request(request: Any) -> Any:
    """Return the request of the page or of its socket: Bokeh shows the headers of the token."""
    return getattr(request, "_request", None) or request


def _connections(context: Any) -> int:
    return context.session.connection_count if context.session else 0


def address_of(headers: Mapping[str, str], peer: str) -> str:
    """Return who asks: the last router's word of it, or the peer; only good to tell people apart.

    Anyone can forge all but the last entry of X-Forwarded-For, and without a router that one too.
    """
    return _header(headers, "x-forwarded-for").rpartition(",")[2].strip() or peer


def _header(headers: Mapping[str, str], wanted: str) -> str:
    return next((str(value) for name, value in headers.items() if name.lower() == wanted), "")


def _peer(request: Any) -> str:
    return str(getattr(request, "remote_ip", "") or "")
