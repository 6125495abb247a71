"""A store in memory, for a machine on which no Redis can be started: it forgets at the end."""

import time
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Sequence

from dashboard.counter.events import Event, View
from dashboard.counter.figures import Count, Day, Since, Stats
from dashboard.counter.protocol import Sent
from dashboard.counter.store import HERE_SECONDS

_IDS_KEPT = 100_000
_GENERATION = "memory"


class MemoryStore:
    """Counts like RedisStore does, for this process alone."""

    since: Since = "start"

    def __init__(self) -> None:
        self._ids: OrderedDict[str, None] = OrderedDict()
        self._views: Counter[str] = Counter()
        self._visitors: defaultdict[str, set[str]] = defaultdict(set)
        self._countries: Counter[str] = Counter()
        self._here: dict[str, float] = {}
        self._seed = 0

    async def open(self) -> str:
        """Return the one life it has."""
        return _GENERATION

    async def close(self) -> None:
        """Do nothing."""

    async def send(self, events: Sequence[Sent]) -> list[Count]:
        """Count events whose id is new."""
        return [self._send(event) for event, _ in events]

    async def agree(self, highest: Count, *, make_up: bool) -> Count:  # noqa: ARG002
        """Return the total, with what another store has counted before."""
        if highest.generation not in ("", _GENERATION):
            self._seed = max(self._seed, highest.total)
        return self._count()

    async def here(self, views: Sequence[str]) -> int:
        """Keep views among those that are here, for a minute; return how many are here."""
        now = time.monotonic()
        self._here |= dict.fromkeys(views, now + HERE_SECONDS)
        self._here = {view: until for view, until in self._here.items() if until > now}
        return len(self._here)

    async def left(self, views: Sequence[str]) -> None:
        """Remove views from those that are here."""
        for view in views:
            self._here.pop(view, None)

    async def stats(self) -> Stats:
        """Return days and countries."""
        days = [Day(day, n, len(self._visitors[day])) for day, n in sorted(self._views.items())]
        return Stats(days, dict(self._countries.most_common()))

    def _send(self, event: Event) -> Count:
        if event.id not in self._ids:
            self._ids[event.id] = None
            self._add(event)
        if len(self._ids) > _IDS_KEPT:
            self._ids.popitem(last=False)
        return self._count()

    def _count(self) -> Count:
        return Count(_GENERATION, self._seed + self._views.total())

    def _add(self, event: Event) -> None:
        if isinstance(event, View):
            self._views[event.day] += 1
            self._visitors[event.day].add(event.visitor)
        else:
            self._countries[event.iso3] += 1
