"""Servers that tests start as processes."""

import subprocess
import time
import urllib.request
from typing import Any
from urllib.error import URLError

START_SECONDS = 60


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
