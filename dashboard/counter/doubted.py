"""What was acknowledged, and may be lost all the same.

A Redis with `appendfsync everysec` may answer two seconds before it writes. What it acknowledged
shortly before its last answer is therefore in doubt when it has been started again.
"""

import time
from collections import deque

from dashboard.counter.protocol import Sent

_SECONDS = 5


class Doubted:
    """Events acknowledged within the last seconds before the last answer."""

    def __init__(self) -> None:
        self._events: deque[tuple[float, Sent]] = deque()
        self._life = ""

    def add(self, events: list[Sent]) -> None:
        """Keep events that an answer acknowledges now, and let go of older ones."""
        now = time.monotonic()
        self._events.extend((now, sent) for sent in events)
        self.answered()

    def answered(self) -> None:
        """Let go of what an answer of now leaves no doubt of."""
        sure = time.monotonic() - _SECONDS
        while self._events and self._events[0][0] < sure:
            self._events.popleft()

    def lost(self, life: str) -> list[Sent]:
        """Return those that a server may miss, unless it is still in the life that took them."""
        if life and life == self._life:
            return []
        self._life = life
        events = [sent for _, sent in self._events]
        self._events.clear()
        return events
