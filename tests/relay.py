"""A network between a browser and a server that can be cut as sleep cuts it: silently."""

import socket
import threading
from contextlib import suppress

SIZE = 65536  # bytes read at once


class Relay:
    """Forwards connections to a port of this machine; while it is cut, nothing, and closes none.

    What came before `cut` stays cut after `mend`, like a connection that a router forgot; new ones
    are forwarded again.
    """

    def __init__(self, port: int) -> None:
        self._to = port
        self._alive = threading.Event()
        self._alive.set()
        self._cut = threading.Event()  # of the connections that are open by now
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """Forward nothing from now on."""
        self._alive.clear()
        self._cut.set()

    def mend(self) -> None:
        """Forward what connects from now on."""
        self._cut = threading.Event()
        self._alive.set()

    def close(self) -> None:
        """Close all connections."""
        self._cut.set()
        for each in (self._listener, *self._sockets):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _listen(self) -> None:
        with suppress(OSError):  # until it is closed
            while True:
                here, _ = self._listener.accept()
                self._sockets.append(here)
                if self._alive.is_set():  # else it waits for an answer for ever
                    there = socket.create_connection(("127.0.0.1", self._to))
                    self._sockets.append(there)
                    for ends in ((here, there), (there, here)):
                        threading.Thread(target=self._forward, args=ends, daemon=True).start()

    def _forward(self, of: socket.socket, to: socket.socket) -> None:
        cut = self._cut
        with suppress(OSError):
            while read := of.recv(SIZE):
                if cut.is_set():
                    return
                to.sendall(read)
            if not cut.is_set():
                to.shutdown(socket.SHUT_WR)
