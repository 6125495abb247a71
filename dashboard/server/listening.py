"""The HTTP server: requests of a bounded size, nobody waited for, and room left for its own files.

Bokeh builds Tornado's HTTPServer by its name in bokeh.server.server; `install` puts BoundedServer
there, as neither `panel serve` nor a plugin has a setting for what it does:

- Tornado waits an hour for headers, for ever for a body and for a reader, and its bound on a body
  (100 MB) is answered without a word.
- Tornado's accept handler leaves a visitor that no descriptor is left for in the queue, and so is
  called again at once, with a traceback each time.
"""

import errno
import os
import socket
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any
from weakref import WeakKeyDictionary

import bokeh.server.server
from tornado.httpserver import HTTPServer
from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    RequestStartLine,
    ResponseStartLine,
)
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.iostream import IOStream

from dashboard.server import messages
from dashboard.server.limits import KB, LONGEST_BODY, LONGEST_HEADERS, MB, PATIENCE, SWEEP
from dashboard.server.requests import Wrong, wrong_about
from dashboard.server.seldom import Seldom

try:
    import resource
except ImportError:  # Windows, where descriptors have no such limit
    resource = None  # type: ignore[assignment]

_HTTP = {
    "max_header_size": LONGEST_HEADERS + 32 * KB,  # what is over LONGEST_HEADERS gets an answer
    "idle_connection_timeout": PATIENCE,  # headers, which an idle connection has not begun
    "body_timeout": PATIENCE,
    "max_buffer_size": 4 * MB,  # of one connection: a frame, and what came with it
    "max_body_size": 1 << 40,  # ours, of `_Bounded`, is answered with its reason
}
_ACCEPTED_AT_ONCE = 16  # visitors; then those who are here have their turn,
_BESIDE_A_CLICK = 1  # and while one of them clicks
_RESERVE = 64  # descriptors: files, the counter, a log
_MOST_DESCRIPTORS = 65_536
_EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_PAUSE = 0.5  # seconds
_NO_ROOM = b"This server has no room for another visitor: try again in 10 s.\n"
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\nConnection: close\r\n"
    b"Content-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s" % (len(_NO_ROOM), _NO_ROOM)
)
_refused, _full = Seldom(), Seldom()


class BoundedServer(HTTPServer):
    """Tornado's server, with the bounds of `limits`."""

    def initialize(  # type: ignore[override]
        self, request_callback: Any, **given: Any
    ) -> None:
        """Take Tornado's arguments, but for the bounds."""
        super().initialize(request_callback, **{**given, **_HTTP})
        self._progress: WeakKeyDictionary[IOStream, tuple[int, float]] = WeakKeyDictionary()
        self._sweeping: PeriodicCallback | None = None

    def add_sockets(self, sockets: Iterable[socket.socket]) -> None:
        """Accept visitors while there is room."""
        most = most_descriptors()
        for listening in sockets:
            self._sockets[listening.fileno()] = listening
            self._handlers[listening.fileno()] = accept(listening, self._handle_connection, most)
        self._sweeping = PeriodicCallback(self._sweep, SWEEP * 1000)
        self._sweeping.start()

    def stop(self) -> None:
        """Accept nobody any more."""
        if self._sweeping:
            self._sweeping.stop()
        super().stop()

    def start_request(
        self, server_conn: object, request_conn: HTTPConnection
    ) -> HTTPMessageDelegate:
        """Take a request that has bounds."""
        return _Bounded(super().start_request(server_conn, request_conn), request_conn)

    def _sweep(self) -> None:
        now = time.monotonic()
        messages.close_those_waited_for(now)
        streams = [getattr(connection, "stream", None) for connection in self._connections]
        for stream in [*streams, *messages.streams()]:
            if stream is not None and self._is_unread(stream, now):
                stream.close()
                _refused.warn(f"A visitor read nothing for {PATIENCE:.0f} s: closed")

    def _is_unread(self, stream: IOStream, now: float) -> bool:
        """Tell whether a visitor takes nothing of what waits for it."""
        if not stream.writing() or stream.closed():
            self._progress.pop(stream, None)
            return False
        written: int = stream._total_write_done_index
        before, since = self._progress.get(stream, (-1, now))
        if written != before:
            since = now
        self._progress[stream] = (written, since)
        return now - since > PATIENCE


class _Bounded(HTTPMessageDelegate):
    """Passes a request on, or answers what is wrong with it and drops the rest."""

    def __init__(self, inner: HTTPMessageDelegate, connection: HTTPConnection) -> None:
        self._inner, self._connection = inner, connection
        self._size = 0
        self._wrong: Wrong | None = None
        self._answered = False

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> Any:
        self._wrong = wrong_about(start_line, headers)
        if self._wrong is None:
            return self._inner.headers_received(start_line, headers)
        if self._wrong.at_once:
            self._answer(self._wrong)
        return None

    def data_received(self, chunk: bytes) -> Any:
        self._size += len(chunk)
        if self._size > LONGEST_BODY and not self._answered:
            if self._wrong is None:
                self._inner.on_connection_close()  # lets go of what it has by now
            self._wrong = self._wrong or Wrong.body()
            self._answer(self._wrong)
        return self._inner.data_received(chunk) if self._wrong is None else None

    def finish(self) -> None:
        if self._wrong is None:
            self._inner.finish()
        elif not self._answered:
            self._answer(self._wrong)

    def on_connection_close(self) -> None:
        if self._wrong is None:
            self._inner.on_connection_close()

    def _answer(self, wrong: Wrong) -> None:
        self._answered = True
        _refused.warn(f"A request was refused with {wrong.status}: {wrong.text}")
        text = f"{wrong.text}\n".encode()
        headers = HTTPHeaders(
            {
                "Content-Type": "text/plain; charset=utf-8",
                "Content-Length": str(len(text)),
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "no-store",
                "Connection": "close",
            }
        )
        start = ResponseStartLine("HTTP/1.1", wrong.status, wrong.reason)
        self._connection.write_headers(start, headers, text)
        self._connection._disconnect_on_finish = True  # type: ignore[attr-defined]
        self._connection.finish()


def most_descriptors() -> int:
    """Raise this process's limit of open files as far as it may; return it."""
    if resource is None:
        return _MOST_DESCRIPTORS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, _MOST_DESCRIPTORS)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def accept(
    listening: socket.socket, arrived: Callable[[socket.socket, Any], None], most: int
) -> Callable[[], None]:
    """Let visitors in, and turn away those for whom no descriptor is left; return how to stop.

    most: descriptors of this process.
    """
    loop, stopped = IOLoop.current(), False
    last = most - min(_RESERVE, most // 4)

    def go_on() -> None:
        if not stopped:
            loop.add_handler(listening, visitors, IOLoop.READ)

    def visitors(*_event: object) -> None:
        for _ in range(_BESIDE_A_CLICK if messages.are_handled() else _ACCEPTED_AT_ONCE):
            if stopped:
                return
            try:
                connection, address = listening.accept()
            except BlockingIOError:
                return
            except ConnectionAbortedError:
                continue
            except OSError as error:
                if error.errno not in _EXHAUSTED:
                    raise
                _full.warn(f"No visitor can be let in for a moment: {os.strerror(error.errno)}")
                loop.remove_handler(listening)
                loop.call_later(_PAUSE, go_on)
                return
            if connection.fileno() < last:
                arrived(connection, address)
            else:
                _turn_away(connection, most)

    def stop() -> None:
        nonlocal stopped
        stopped = True
        with suppress(OSError, ValueError, KeyError):
            loop.remove_handler(listening)

    go_on()
    return stop


def _turn_away(connection: socket.socket, most: int) -> None:
    _full.warn(f"A visitor was turned away: {most} files and connections may be open (ulimit -n)")
    with connection, suppress(OSError):
        connection.setblocking(False)
        connection.send(_FULL)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(4 * KB)  # what is unread at the end would take the answer back


def install() -> None:
    """Let Bokeh build this server."""
    servers: Any = bokeh.server.server
    servers.HTTPServer = BoundedServer
