"""Start each app as a process of its own, and read what that process costs."""

import os
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError

import psutil

from benchmarks.ports import free_port
from benchmarks.subjects import Subject

ROOT = Path(__file__).parents[1]
_PATIENCE = 120  # seconds: a cold import of GeoViews on a busy machine


@dataclass(frozen=True)
class Server:
    """A running app."""

    url: str
    root: psutil.Process

    def cpu_seconds(self) -> float:
        """Return processor time since its start, its children's included."""
        times = [process.cpu_times() for process in self._family()]
        return float(sum(t.user + t.system for t in times))

    def memory(self) -> int:
        """Return resident bytes, its children's included."""
        return sum(process.memory_info().rss for process in self._family())

    def busy(self) -> float:
        """Return seconds of its main thread, to a microsecond; nan where the system has no such."""
        file = Path(f"/proc/{self.root.pid}/task/{self.root.pid}/schedstat")
        return int(file.read_text("ascii").split()[0]) / 1e9 if file.exists() else float("nan")

    def descriptors(self) -> int:
        """Return how many files and connections are open, its children's included."""
        return sum(process.num_fds() for process in self._family())

    def _family(self) -> list[psutil.Process]:
        return [self.root, *self.root.children(recursive=True)]


def serving(subject: Subject, *, fresh: bool = False) -> AbstractContextManager[Server]:
    """Run an app on a free port until the block ends; fresh: without asking for its page first."""
    ready = subject.ready if fresh else ""
    return started(subject.label, subject.command, subject.path, subject.environ, ready)


@contextmanager
def started(
    label: str,
    command: Sequence[str],
    path: str,
    environ: Mapping[str, str] | None = None,
    ready: str = "",
) -> Iterator[Server]:
    """Run a command, its port put behind it, until the block ends; SystemExit if it cannot start.

    command: the port goes where "{port}" is, if that is in it. path: answers once it runs, or
    `ready` does where that is given. environ: what the command shall have besides our own.
    """
    port = free_port()
    with tempfile.TemporaryFile("w+") as log, tempfile.TemporaryDirectory() as state:
        given = {"PYTHONPATH": str(ROOT), "ISOTHERM_STATE_DIR": state, **(environ or {})}
        running = subprocess.Popen(
            _with_port(command, port),
            cwd=ROOT,
            env={**os.environ, **given},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        server = Server(f"http://localhost:{port}{path}", psutil.Process(running.pid))
        try:
            if not answers(f"http://localhost:{port}{ready or path}", running):
                log.seek(0)
                raise SystemExit(f"{label} did not start:\n{log.read()[-3000:]}")
            yield server
        finally:
            running.terminate()
            running.wait(20)


def _with_port(command: Sequence[str], port: int) -> list[str]:
    if any("{port}" in part for part in command):
        return [part.replace("{port}", str(port)) for part in command]
    return [*command, str(port)]


def answers(url: str, running: subprocess.Popen[Any]) -> bool:
    """Wait until a process answers at a URL; return False where it ends, or never does."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and running.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=_PATIENCE):
                return True
        except (URLError, OSError):
            time.sleep(0.2)
    return False
