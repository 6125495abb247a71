"""Files compressed as small as they get, which is too slow to be waited for.

br's highest level makes a tenth less of Bokeh's script (311 kB of 342), in 2 s of a processor
instead of 0.1 s. One thread does that for one file after another, and gives way to all else. What
it made is kept on disk, so that the next server has it when it starts.
"""

import logging
import os
import sys
import threading
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from queue import SimpleQueue

import brotli

from dashboard import once
from dashboard.server import assets

CODING = "br"
_BEST, _LOWEST_PRIORITY = 11, 19
_log = logging.getLogger("isotherm.server")


class Smaller:
    """One content: None, until its smallest form is there."""

    def __init__(self, whole: bytes) -> None:
        self._whole = whole
        self.content = _kept(whole)
        if self.content is None:
            _queue(self)

    def make(self) -> None:
        """Compress, which takes long, and keep the result for the next server."""
        made = brotli.compress(self._whole, quality=_BEST)
        with suppress(OSError):  # a full disk costs the next server these seconds
            file = _file(self._whole)
            file.parent.mkdir(parents=True, exist_ok=True)
            once.write_whole(file, made)
        self.content, self._whole = made, b""


def _kept(whole: bytes) -> bytes | None:
    """Return what an earlier server made of a content, if it is whole."""
    try:
        made = _file(whole).read_bytes()
        return made if brotli.decompress(made) == whole else None
    except (OSError, brotli.error):
        return None


def _file(whole: bytes) -> Path:
    return assets.published_folder() / CODING / f"{sha256(whole).hexdigest()}.{CODING}"


_waiting: SimpleQueue[Smaller] = SimpleQueue()
_starting = threading.Lock()
_workers: dict[int, threading.Thread] = {}  # by process: a thread does not live on in a fork


def _queue(one: Smaller) -> None:
    _waiting.put(one)
    with _starting:
        if os.getpid() not in _workers:
            # Not waited for at the end: what it has begun is made again.
            worker = threading.Thread(target=_work, name="compress", daemon=True)
            _workers[os.getpid()] = worker
            worker.start()


def _work() -> None:
    if sys.platform == "linux":  # elsewhere priorities are of whole processes
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOWEST_PRIORITY)
    while True:
        one = _waiting.get()
        try:
            one.make()
        except Exception:
            _log.exception("A file could not be compressed; it is sent as it was until now")
