"""Several processes that listen on one port, watched by one that does nothing else.

Tornado's fork_processes ends at SIGTERM without telling its children (tornado#1912), nor does it
say who they are (tornado#2949): `watch` takes its place.
"""

import logging
import os
import signal
import sys
from contextlib import suppress
from threading import Thread
from typing import Any

import tornado.process

_MOST_RESTARTS = 100  # as Tornado has it: what fails that often will go on failing
ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)  # kill, Ctrl-C, the terminal is closed
_log = logging.getLogger("isotherm.server")


def heeded(number: signal.Signals) -> bool:
    """Tell whether a signal shall end this process; `nohup` and a shell's & have some ignored."""
    return signal.getsignal(number) is not signal.SIG_IGN


class _Watch:
    """The children of this process, which are told to end when it is."""

    def __init__(self) -> None:
        self.children: set[int] = set()
        self.ending = False
        self._alive, self._life = os.pipe()  # the end of the one is read when the other is closed

    def fork(self) -> bool:
        """Return True in a new process, which ends at once when it is told to before it serves.

        Starts none once this process was told to end: nobody would tell the new one.
        """
        before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        try:
            return not self.ending and self._is_child()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _is_child(self) -> bool:
        if child := os.fork():
            self.children.add(child)
            return False
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        # A terminal sends these to all processes: the one that watches tells its children.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        os.close(self._life)
        Thread(target=self._end_alone, name="watched", daemon=True).start()
        return True

    def _end_alone(self) -> None:
        """End this new process when the one that watches is gone, killed or not."""
        os.read(self._alive, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    def end(self, *_signal: object) -> None:
        """Tell the children to end."""
        self.ending = True
        for child in self.children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)

    def ended(self) -> bool:
        """Wait until one child has ended; tell whether it shall be replaced.

        With whatever status: nobody but this process shall end one, so 0 is no better than 1.
        """
        child, status = os.wait()
        failed = not self.ending and child in self.children
        self.children.discard(child)  # as PID 1 it is told of others', too, such as a Redis
        if failed:
            code = os.waitstatus_to_exitcode(status)
            _log.error("Process %d ended with status %d: another is started", child, code)
        return failed


def watch(count: int | None, max_restarts: int | None = None) -> int:
    """Return in each of count new processes; this one ends when they all have."""
    watching = _Watch()
    for number in filter(heeded, ENDING):
        signal.signal(number, watching.end)
    for _ in range(count or os.cpu_count() or 1):
        if watching.fork():
            return 0
    restarts = _MOST_RESTARTS if max_restarts is None else max_restarts
    while watching.children:
        if watching.ended() and restarts > 0:
            restarts -= 1
            if watching.fork():
                return 0
    sys.exit(0 if watching.ending else 1)


def fork_by_watching() -> None:
    """Let Tornado's servers fork by `watch`."""
    servers: Any = tornado.process
    servers.fork_processes = watch
