"""Lines of the log that strangers can cause: a few at once, then a count of the others."""

import logging
import time

_AT_ONCE = 20  # lines
_SPAN = 60.0  # seconds
_log = logging.getLogger("isotherm.server")


class Seldom:
    """Writes warnings of one kind, at most 20 a minute; the next says how many were left out."""

    def __init__(self) -> None:
        self._left, self._until, self._silent = _AT_ONCE, 0.0, 0

    def warn(self, line: str) -> None:
        """Write a line, or count it."""
        now = time.monotonic()
        if now > self._until:
            self._left, self._until = _AT_ONCE, now + _SPAN
        if not self._left:
            self._silent += 1
            return
        more = f" ({self._silent} lines like this were left out)" if self._silent else ""
        self._left, self._silent = self._left - 1, 0
        _log.warning("%s%s", line, more)
