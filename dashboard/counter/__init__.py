"""The view counter: honest numbers, and a page that never waits for them.

Only this package touches Redis. The app says what happens (`count_session`, `Counter.country`), the
outbox sends it, the store counts it once, and `Counter.totals` tells what is known.
"""

from dashboard.counter.counter import Counter, the_counter
from dashboard.counter.figures import Stats, Totals
from dashboard.counter.session import count_session

__all__ = ["Counter", "Stats", "Totals", "count_session", "the_counter"]
