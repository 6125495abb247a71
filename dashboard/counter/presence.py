"""Who is here now: nothing that waits or is sent again, but what is true when it is said."""

import time

from dashboard.counter.protocol import Backend

_LIMIT = 10_000  # views noted while the store is away; more are renewed, or forgotten, in time
BEAT_SECONDS = 10  # how often presence is renewed, and the views of other processes are heard of


class Presence:
    """The views of this process that are open, and how many of all processes are."""

    def __init__(self) -> None:
        self.count: int | None = None
        self.gone: set[str] = set()
        self._present: set[str] = set()
        self._arrived: set[str] = set()
        self._renewed = float("-inf")

    def arrive(self, view: str) -> None:
        """Note that a view is open; from any thread."""
        self._present.add(view)
        if len(self._arrived) < _LIMIT:
            self._arrived.add(view)

    def leave(self, view: str) -> None:
        """Note that a view has ended; from any thread."""
        if view in self._present:
            self._present.discard(view)
            if len(self.gone) < _LIMIT:
                self.gone.add(view)

    def leave_all(self) -> None:
        """Note that all views have ended."""
        self.gone |= self._present
        self._present.clear()

    def renew(self) -> None:
        """Say next time who is here, not only who is new."""
        self._renewed = float("-inf")

    async def say(self, store: Backend) -> None:
        """Say who left and who is here."""
        await self.say_who_left(store)
        due = time.monotonic() - self._renewed > BEAT_SECONDS - 1
        arrived = set(self._arrived)
        views = tuple(self._present) if due else tuple(arrived & self._present)
        self.count = await store.here(views)
        self._arrived -= arrived
        if due:
            self._renewed = time.monotonic()

    async def say_who_left(self, store: Backend) -> None:
        """Say who left; all else ends a minute after this process does."""
        if gone := tuple(self.gone):
            await store.left(gone)
            self.gone.difference_update(gone)
