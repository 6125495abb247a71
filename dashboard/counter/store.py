"""The counter's Redis: each event counts once, in one script that also keeps its id.

Keys start with `isotherm:1:`, 1 being the version of this scheme. Measured with Redis 7: 96 bytes a
view for two days (its id), 104 a country opened; a day's views 100 bytes and its visitors at most
14 kB, both for 400 days; one hash, one sorted set of countries, one of who is here.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from dashboard.counter.address import connection_options
from dashboard.counter.events import Event, View
from dashboard.counter.figures import Count, Day, Since, Stats

PREFIX = "isotherm:1:"
DAYS_KEPT = 400
ID_SECONDS = 2 * 24 * 3600
HERE_SECONDS = 60
_DAY_SECONDS = DAYS_KEPT * 24 * 3600
_CONNECT_SECONDS, _ANSWER_SECONDS = 2, 4
_CHUNK = 1000  # members a command: one of 100,000 would hold up the server
_TOTALS, _COUNTRIES, _HERE = f"{PREFIX}totals", f"{PREFIX}countries", f"{PREFIX}here"
_SCRIPTS = {
    name: Path(__file__).with_name(f"{name}.lua").read_text(encoding="utf-8")
    for name in ("view", "opened", "agree", "here")
}
logging.getLogger("asyncio").addFilter(lambda record: "socket.send() raised" not in record.msg)


class StoreAway(Exception):
    """The store does not answer, or not as it should; the message says why, without secrets."""


class RedisStore:
    """Counts in a Redis, over one connection that is never replaced unnoticed."""

    since: Since = "ever"

    def __init__(self, url: str) -> None:
        self.options = connection_options(url)
        self._client: Any = None
        self._known: dict[str, str] = {}

    async def open(self) -> None:
        """Connect anew and make the scripts known; nothing else is sent before this succeeds."""
        with _away():
            if self._client is None:
                self._client = self._new_client()
                await self._client.initialize()
            pipeline = self._client.pipeline(transaction=False)
            for script in _SCRIPTS.values():
                pipeline.script_load(script)
            self._known = dict(zip(_SCRIPTS, await pipeline.execute(), strict=True))

    async def close(self) -> None:
        """Give the connection up, without waiting for the other end."""
        if self._client is not None and self._client.connection is not None:
            await self._client.connection.disconnect(nowait=True)

    def forget(self) -> None:
        """Forget the connection, for a loop other than the one that opened it."""
        self._client = None

    async def send(self, events: Sequence[tuple[Event, str]]) -> list[Count]:
        """Count events, each with the generation that acknowledged it before or ""."""
        with _away():
            pipeline = self._client.pipeline(transaction=False)
            for event, acknowledged in events:
                pipeline.evalsha(*self._counting(event, acknowledged))
            return [_count(answer) for answer in await pipeline.execute()]

    async def agree(self, highest: Count, *, make_up: bool) -> Count:
        """Return the total, after raising that of a wiped database to the highest seen.

        make_up: raise it also where the same database has lost views.
        """
        known = (highest.generation, highest.total, token_hex(4), int(make_up))
        with _away():
            answer = await self._client.evalsha(self._known["agree"], 1, _TOTALS, *known)
        return _count(answer)

    async def here(self, views: Sequence[str]) -> int:
        """Keep views among those that are here, for a minute; return how many are here."""
        with _away():
            pipeline = self._client.pipeline(transaction=False)
            for start in range(0, max(1, len(views)), _CHUNK):
                some = views[start : start + _CHUNK]
                pipeline.evalsha(self._known["here"], 1, _HERE, HERE_SECONDS, *some)
            return int((await pipeline.execute())[-1])

    async def left(self, views: Sequence[str]) -> None:
        """Remove views from those that are here."""
        with _away():
            for start in range(0, len(views), _CHUNK):
                await self._client.zrem(_HERE, *views[start : start + _CHUNK])

    async def stats(self) -> Stats:
        """Return days and countries."""
        days = list(_days_kept())
        with _away():
            pipeline = self._client.pipeline(transaction=False)
            pipeline.mget([_views_of(day) for day in days])
            pipeline.zrevrange(_COUNTRIES, 0, -1, withscores=True)
            views, countries = await pipeline.execute()
            viewed = [(day, int(count)) for day, count in zip(days, views, strict=True) if count]
            for day, _ in viewed:
                pipeline.pfcount(_visitors_of(day))
            visitors = await pipeline.execute()
        told = zip(viewed, visitors, strict=True)
        return Stats(
            [Day(day, count, people) for (day, count), people in told],
            {iso3: int(times) for iso3, times in countries},
        )

    def _counting(self, event: Event, acknowledged: str) -> Iterable[Any]:
        keys = [f"{PREFIX}id:{event.id}", _TOTALS]
        if isinstance(event, View):
            days = [_views_of(event.day), _visitors_of(event.day)]
            arguments = [acknowledged, ID_SECONDS, _DAY_SECONDS, event.visitor]
            return [self._known["view"], 4, *keys, *days, *arguments]
        return [self._known["opened"], 3, *keys, _COUNTRIES, acknowledged, ID_SECONDS, event.iso3]

    def _new_client(self) -> Any:
        pool = ConnectionPool(
            **self.options,
            decode_responses=True,
            protocol=2,
            retry=Retry(NoBackoff(), 0),  # the outbox retries
            socket_timeout=_ANSWER_SECONDS,
            socket_connect_timeout=_CONNECT_SECONDS,
        )
        return Redis(connection_pool=pool, single_connection_client=True)


@contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError, TimeoutError) as error:
        raise StoreAway(str(error) or type(error).__name__) from error


def _count(answer: Sequence[Any]) -> Count:
    return Count(str(answer[0]), int(answer[1]))


def _views_of(day: str) -> str:
    return f"{PREFIX}day:{day}"


def _visitors_of(day: str) -> str:
    return f"{PREFIX}visitors:{day}"


def _days_kept() -> Iterator[str]:
    today = datetime.now(UTC).date()
    return (str(today - timedelta(days=ago)) for ago in range(DAYS_KEPT - 1, -1, -1))
