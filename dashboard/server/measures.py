"""What this process counts of itself for /metrics: page loads, and the seconds of answers."""

from bisect import bisect_left
from collections import Counter
from threading import Lock

# Seconds: most clicks are answered within 50 ms, and a second is a fault.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Histogram:
    """How many observations were at most so long, and how long all were; from any thread."""

    def __init__(self, bounds: tuple[float, ...] = BOUNDS) -> None:
        self.bounds = bounds
        self.sum = 0.0
        self._counts = [0] * (len(bounds) + 1)
        self._lock = Lock()

    def observe(self, seconds: float) -> None:
        """Take one observation."""
        with self._lock:
            self._counts[bisect_left(self.bounds, seconds)] += 1
            self.sum += seconds

    @property
    def cumulative(self) -> list[int]:
        """How many were at most as long as each bound; the last item counts all."""
        total = 0
        return [total := total + count for count in self._counts]


ANSWERS = Histogram()  # of messages with choices
PAGES: Counter[int] = Counter()  # page loads by their status
