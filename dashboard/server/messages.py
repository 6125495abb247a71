"""The bounds of a websocket: frames, messages, how fast they come, and what they may change.

Tornado bounds one frame, Bokeh neither what it collects of a message nor what a message does, and
none of them the pace; `install` wraps the steps of a frame's way:

- WebSocketProtocol13._receive_frame: no faster than FRAMES_A_SECOND. What comes faster waits in
  the sender's own buffers.
- WebSocketProtocol13.close: a frame that is too long leaves a line in the log.
- WSHandler.on_message: fragments and buffers of one message together, and what follows a refusal
  is not looked at.
- WSHandler._handle: what a whole message asks for, see `changes`.

Whoever is refused is closed, with a line in the log and the reason in the close frame.
"""

import asyncio
import time
from functools import wraps
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from bokeh.server.session import ServerSession
from bokeh.server.views.ws import WSHandler
from tornado.websocket import WebSocketProtocol13

from dashboard.server import changes
from dashboard.server.limits import (
    FRAGMENT,
    FRAMES_A_SECOND,
    FRAMES_AT_ONCE,
    LONGEST_FRAME,
    LONGEST_MESSAGE,
    LONGEST_OF_OURS,
    PATIENCE,
)
from dashboard.server.seldom import Seldom

_POLICY, _TOO_BIG = 1008, 1009  # close codes of RFC 6455
_LONGEST_REASON = 100  # characters: a close frame has 123 bytes
_lines = Seldom()
_BETWEEN = 0.01  # seconds: the next frame of a message is on its way
_handling = 0  # messages, or parts of them, at this moment
_lately = 0.0  # when the last of them was done
_kept: WeakKeyDictionary[ServerSession, changes.KeptBytes] = WeakKeyDictionary()
_sockets: WeakSet[WSHandler] = WeakSet()
_handler: Any = WSHandler  # no checker likes that its methods are replaced
_protocol: Any = WebSocketProtocol13
_on_message, _handle = _handler.on_message, _handler._handle
_receive_frame, _close = _protocol._receive_frame, _protocol.close


class Incoming:
    """What a socket has sent: its pace, and how much of a message is here by now."""

    def __init__(self, now: float) -> None:
        self.refused = False
        self.size = 0
        self.since = now  # of the first fragment
        self._left = float(FRAMES_AT_ONCE)
        self._at = now

    def pause(self, now: float) -> float:
        """Count a frame; return how many seconds the next one shall wait."""
        earned = (now - self._at) * FRAMES_A_SECOND
        self._left = min(self._left + earned, float(FRAMES_AT_ONCE)) - 1
        self._at = now
        return max(0.0, -self._left / FRAMES_A_SECOND)

    def add(self, fragment: str | bytes, now: float) -> int:
        """Count a fragment; return the bytes of the message up to now."""
        if not self.size:
            self.since = now
        self.size += len(fragment) + FRAGMENT
        return self.size

    def whole(self) -> int:
        """Begin with another message; return the bytes of the last one."""
        size, self.size = self.size, 0
        return size


def incoming(handler: WSHandler) -> Incoming:
    """Return what a socket has sent."""
    found: Incoming | None = handler.__dict__.get("isotherm_incoming")
    if found is None:
        found = handler.__dict__["isotherm_incoming"] = Incoming(time.monotonic())
        _sockets.add(handler)
    return found


def refuse(handler: WSHandler, reason: str, code: int = _POLICY) -> None:
    """Close a socket, with a line in the log and the reason in the close frame."""
    incoming(handler).refused = True
    _lines.warn(f"A browser's socket was closed: {reason}")
    handler.close(code, reason[:_LONGEST_REASON])


def are_handled() -> bool:
    """Tell whether a click is being answered, or is only half here."""
    return _handling > 0 or time.monotonic() - _lately < _BETWEEN


def close_those_waited_for(now: float) -> None:
    """Close the sockets that began a message or a frame and do not end it."""
    for handler in list(_sockets):
        protocol: Any = handler.ws_connection
        if protocol is not None and _is_waited_for(protocol, incoming(handler), now):
            refuse(handler, f"the rest of a message did not come in {PATIENCE:.0f} s")
            protocol._abort()


def streams() -> list[Any]:
    """Return the streams of all open sockets."""
    protocols = [getattr(handler, "ws_connection", None) for handler in list(_sockets)]
    return [protocol.stream for protocol in protocols if protocol is not None]


@wraps(_receive_frame)
async def _receive_at_a_pace(protocol: Any) -> None:
    if not isinstance(protocol.handler, WSHandler):
        await _receive_frame(protocol)
        return
    state = incoming(protocol.handler)
    await _receive_frame(protocol)
    now = time.monotonic()
    if not state.size:
        state.since = now
    if pause := state.pause(now):
        await asyncio.sleep(pause)


@wraps(_close)
def _close_with_a_line(protocol: Any, code: int | None = None, reason: str | None = None) -> None:
    handler = protocol.handler
    if code == _TOO_BIG and isinstance(handler, WSHandler) and not incoming(handler).refused:
        incoming(handler).refused = True
        _lines.warn(f"A browser's socket was closed: a frame is over {LONGEST_FRAME // 1024} kB")
    _close(protocol, code, reason)


@wraps(_on_message)
async def _collect(handler: WSHandler, fragment: str | bytes) -> None:
    state = incoming(handler)
    if state.refused or handler.ws_connection is None:
        return
    longest = _longest(handler)
    if state.add(fragment, time.monotonic()) > longest:
        refuse(handler, f"a message is over {longest // 1024} kB, its buffers included", _TOO_BIG)
        handler.receiver = None  # and with it what was collected
        return
    global _handling, _lately  # noqa: PLW0603
    _handling += 1
    try:
        await _on_message(handler, fragment)
    finally:
        _handling -= 1
        _lately = time.monotonic()


@wraps(_handle)
async def _handle_what_a_page_sends(handler: WSHandler, message: Any) -> Any:
    size = incoming(handler).whole()
    session = _session(handler)
    if session is None or session.destroyed:
        return None
    try:
        kept = _kept.setdefault(session, changes.KeptBytes())
        changes.check(message, session.document, kept, size)
    except changes.Refused as error:
        refuse(handler, str(error))
        return None
    return await _handle(handler, message)


def _session(handler: WSHandler) -> ServerSession | None:
    return handler.connection._session if handler.connection is not None else None


def _longest(handler: WSHandler) -> int:
    session = _session(handler)
    if session is None or session.destroyed or changes.is_ours_alone(session.document):
        return LONGEST_OF_OURS
    return LONGEST_MESSAGE


def _is_waited_for(protocol: Any, state: Incoming, now: float) -> bool:
    if protocol.stream is None or protocol.stream.closed():
        return False
    unread = protocol.stream._read_buffer_size + len(protocol._fragmented_message_buffer or b"")
    if not state.size and not unread:
        state.since = now
    return now - state.since > PATIENCE


def install() -> None:
    """Let every websocket from now on keep these bounds."""
    _handler.max_message_size = property(lambda _handler: LONGEST_FRAME)
    _handler.on_message, _handler._handle = _collect, _handle_what_a_page_sends
    _protocol._receive_frame, _protocol.close = _receive_at_a_pace, _close_with_a_line
