"""What the outbox asks of a store."""

from collections.abc import Sequence
from typing import Protocol

from dashboard.counter.events import Event
from dashboard.counter.figures import Count, Since, Stats

Sent = tuple[Event, str]  # an event, and the generation that acknowledged it before or ""


class AwayError(Exception):
    """The store does not answer, or not as it should; the message says why, without secrets."""


class RefusedError(AwayError):
    """The store answers that it will not: it will not later either, until somebody changes it."""


class StartError(Exception):
    """There will be no store: the machine cannot run it; the message says why."""


class Backend(Protocol):
    """Where events are counted. All methods raise AwayError, and open StartError."""

    @property
    def since(self) -> Since:
        """Since when views are counted."""

    async def open(self) -> str:
        """Connect anew; nothing else is asked before this has succeeded.

        Returns the name of the server's life, another after each restart, or "" if it tells none.
        """

    async def close(self) -> None:
        """Give the connection up; the next open may be on another loop."""

    async def send(self, events: Sequence[Sent]) -> list[Count]:
        """Count each event once, whatever was sent before; return the total after each."""

    async def agree(self, highest: Count, *, make_up: bool) -> Count:
        """Return the total, after raising that of a wiped database to the highest seen.

        make_up: raise it also where the same database has lost views.
        """

    async def here(self, views: Sequence[str]) -> int:
        """Keep views among those that are here, for a minute; return how many are here."""

    async def left(self, views: Sequence[str]) -> None:
        """Remove views from those that are here."""

    async def stats(self) -> Stats:
        """Return days and countries."""
