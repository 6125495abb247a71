"""Servers that tests start as processes."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError

ROOT = Path(__file__).parents[1]
START_SECONDS = STOP_SECONDS = 60  # of a busy machine


@contextmanager
def running(port: int, **settings: str) -> Iterator[str]:
    """Run the app on a port until the block ends; yield its address."""
    command = [sys.executable, "-m", "dashboard", "serve", "--port", str(port)]
    url = f"http://localhost:{port}/"
    with started(command, url, env={**os.environ, **settings}) as process:
        yield url
    assert process.returncode == 0, "the server did not end well"


@contextmanager
def started(command: list[str], url: str, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends, from when it answers at a URL; options are Popen's."""
    process = subprocess.Popen(command, **{"cwd": ROOT, "stdout": subprocess.DEVNULL, **options})
    try:
        wait_for(url, process)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(STOP_SECONDS)


def wait_for(url: str, process: subprocess.Popen[Any], seconds: float = START_SECONDS) -> None:
    """Wait until a URL is answered by the server that a process becomes; fail where it ends."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the server ended with status {process.returncode}"
        try:
            return urllib.request.urlopen(url, timeout=seconds).close()
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer within {seconds} s")
