"""The counter's Redis: each event counts once, in one script that also keeps its id.

Keys start with `isotherm:1:`, 1 being the version of this scheme. docs/counter.md says what they
hold, for how long, and in how many bytes.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError

from dashboard.counter.address import connection_options
from dashboard.counter.events import View
from dashboard.counter.figures import Count, Day, Since, Stats
from dashboard.counter.protocol import AwayError, RefusedError, Sent

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


class RedisStore:
    """Counts in a Redis, over one connection that is never replaced unnoticed."""

    since: Since = "ever"

    def __init__(self, url: str) -> None:
        self._options = connection_options(url)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._connection: Any = None
        self._answered = asyncio.Event()
        self._scripts: dict[str, str] = {}

    async def open(self) -> str:
        """Connect anew and make the scripts known; return the run id, or "" where it is secret."""
        if self._loop is not asyncio.get_running_loop():
            self._loop, self._connection = asyncio.get_running_loop(), _connection(self._options)
        with _away():
            await self._connection.connect()
        self._answered = asyncio.Event()
        self._answered.set()
        shas = await self._ask(*(["SCRIPT LOAD", script] for script in _SCRIPTS.values()))
        self._scripts = dict(zip(_SCRIPTS, shas, strict=True))
        return await self._run_id()

    async def close(self) -> None:
        """Give the connection up, without waiting for the other end."""
        if self._connection is not None:
            await self._connection.disconnect(nowait=True)

    async def send(self, events: Sequence[Sent]) -> list[Count]:
        """Count each event once, whatever was sent before; return the total after each."""
        return [_count(answer) for answer in await self._ask(*map(self._counting, events))]

    async def agree(self, highest: Count, *, make_up: bool) -> Count:
        """Return the total, after raising that of a wiped database to the highest seen."""
        known = (highest.generation, highest.total, token_hex(4), int(make_up))
        return _count((await self._ask(self._script("agree", [_TOTALS], *known)))[0])

    async def here(self, views: Sequence[str]) -> int:
        """Keep views among those that are here, for a minute; return how many are here."""
        parts = _chunks(views) or [[]]
        asked = (self._script("here", [_HERE], HERE_SECONDS, *some) for some in parts)
        return int((await self._ask(*asked))[-1])

    async def left(self, views: Sequence[str]) -> None:
        """Remove views from those that are here."""
        await self._ask(*(["ZREM", _HERE, *some] for some in _chunks(views)))

    async def stats(self) -> Stats:
        """Return days and countries."""
        kept = list(_days_kept())
        ranking = ["ZREVRANGE", _COUNTRIES, 0, -1, "WITHSCORES"]
        views, ranked = await self._ask(["MGET", *map(_views_of, kept)], ranking)
        # A 0 was about to be counted when Redis refused.
        counts = zip(kept, (int(count or 0) for count in views), strict=True)
        days = [(day, count) for day, count in counts if count]
        visitors = await self._ask(*(["PFCOUNT", _visitors_of(day)] for day, _ in days))
        return Stats(
            [Day(*day, int(people)) for day, people in zip(days, visitors, strict=True)],
            {iso3: int(n) for iso3, n in zip(ranked[::2], ranked[1::2], strict=True) if int(n)},
        )

    async def shut_down_if_alone(self) -> None:
        """Stop the server, its file written, unless somebody else is connected."""
        (clients,) = await self._ask(["CLIENT", "LIST"])
        if len(clients.splitlines()) == 1:
            await self._ask(["SHUTDOWN", "NOSAVE"])  # the append-only file is synced first

    async def _run_id(self) -> str:
        try:
            (info,) = await self._ask(["INFO", "server"])
        except RefusedError:  # this user may not ask
            return ""
        return next((line[7:] for line in info.splitlines() if line.startswith("run_id:")), "")

    async def _ask(self, *commands: Sequence[Any]) -> list[Any]:
        """Send commands in one piece, and return their answers; any error ends the connection.

        Who asks while another waits for answers is sent at once all the same.
        """
        # Not redis-py's client: its pool connects again without telling, and what a killed server
        # has lost must be sent again over each new connection.
        if not commands:
            return []
        if not self._connection.is_connected:  # sending would connect, and so hide a restart
            raise AwayError("the connection has ended")
        before, self._answered = self._answered, (mine := asyncio.Event())
        try:
            with _away():
                packed = self._connection.pack_commands(commands)
                await self._connection.send_packed_command(packed, check_health=False)
                await before.wait()  # answers come in the order of what was asked
                return [await self._connection.read_response() for _ in commands]
        finally:
            mine.set()

    def _counting(self, sent: Sent) -> list[Any]:
        event, acknowledged = sent
        keys = [f"{PREFIX}id:{event.id}", _TOTALS]
        if isinstance(event, View):
            days = [_views_of(event.day), _visitors_of(event.day)]
            arguments = [acknowledged, ID_SECONDS, _DAY_SECONDS, event.visitor]
            return self._script("view", keys + days, *arguments)
        countries = [*keys, _COUNTRIES]
        return self._script("opened", countries, acknowledged, ID_SECONDS, event.iso3)

    def _script(self, name: str, keys: list[str], *arguments: Any) -> list[Any]:
        return ["EVALSHA", self._scripts[name], len(keys), *keys, *arguments]


def _connection(options: dict[str, Any]) -> Any:
    kind = options["connection_class"]
    return kind(
        **{name: value for name, value in options.items() if name != "connection_class"},
        decode_responses=True,
        protocol=2,
        retry=Retry(NoBackoff(), 0),  # the outbox retries
        socket_timeout=_ANSWER_SECONDS,
        socket_connect_timeout=_CONNECT_SECONDS,
    )


@contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except ResponseError as error:
        raise RefusedError(str(error)) from error
    except (RedisError, OSError, TimeoutError) as error:
        raise AwayError(str(error) or type(error).__name__) from error


def _chunks(views: Sequence[str]) -> list[Sequence[str]]:
    return [views[start : start + _CHUNK] for start in range(0, len(views), _CHUNK)]


def _count(answer: Sequence[Any]) -> Count:
    return Count(str(answer[0]), int(answer[1]))


def _views_of(day: str) -> str:
    return f"{PREFIX}day:{day}"


def _visitors_of(day: str) -> str:
    return f"{PREFIX}visitors:{day}"


def _days_kept() -> Iterator[str]:
    today = datetime.now(UTC).date()
    return (str(today - timedelta(days=ago)) for ago in range(DAYS_KEPT - 1, -1, -1))
