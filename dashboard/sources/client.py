"""Ask a server: a few requests at a time, with patience, and again where that may help."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self, TypeVar

import httpx
import stamina
import stamina.instrumentation

ATTEMPTS = 6
LONGEST_WAIT = 600  # seconds: who asks for more is asked another day
AGENT = "isotherm-refresh (+https://github.com/isotherm/isotherm)"
_SILENCE = httpx.Timeout(60, connect=15)
_PASSING = (httpx.TransportError, httpx.DecodingError)  # the latter: its gzip is broken
_SHOWN = 80  # bytes of an odd answer that a message repeats

Parsed = TypeVar("Parsed")


class FetchError(RuntimeError):
    """An answer that is final, or none after all attempts; the message says what was asked.

    status: the HTTP status of the last answer, 0 where there was none.
    """

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class BrokenAnswerError(ValueError):
    """An answer that cannot be read, and that may be whole when it is asked for again."""


class _Refused(Exception):  # noqa: N818  (a status, not an error yet: the next attempt may succeed)
    def __init__(self, reason: str, status: int, wait: float | None) -> None:
        super().__init__(reason)
        self.status = status
        self.wait = wait


class Client:
    """An HTTP client for one refresh; `async with` opens and closes it.

    told hears of each answer that is asked for again. requests and received count what was asked
    and how many bytes came.
    """

    def __init__(
        self,
        concurrency: int,
        told: Callable[[str], None] = lambda _: None,
        transport: httpx.AsyncBaseTransport | None = None,
        attempts: int = ATTEMPTS,
    ) -> None:
        self._most = attempts
        self._turns = asyncio.Semaphore(concurrency)
        self._told = told
        self._resume: dict[str, float] = {}  # when a host wants to be asked again
        self._silent: set[str] = set()  # hosts that did not answer, for all the attempts
        self.requests = 0
        self.received = 0
        stamina.instrumentation.set_on_retry_hooks(())  # `told` says it
        limits = httpx.Limits(max_connections=concurrency)
        headers = {"User-Agent": AGENT, "Accept": "application/json"}
        self._http = httpx.AsyncClient(
            timeout=_SILENCE,
            limits=limits,
            headers=headers,
            follow_redirects=True,
            transport=transport,
        )

    async def __aenter__(self) -> Self:
        """Open the connections when they are needed."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def get(
        self, url: str, params: dict[str, Any], parse: Callable[[bytes], Parsed]
    ) -> tuple[bytes, Parsed]:
        """Return an answer's body and what `parse` makes of it.

        Asks again after 429, 5xx, a lost connection and whatever `parse` calls broken. Raises
        FetchError, and what else `parse` raises.
        """
        asked = str(httpx.URL(url, params=params))
        try:
            async for attempt in self._attempts(asked):
                with attempt:
                    body = await self._ask(asked)
                    # Not in a thread: the two would wait for each other at every piece that comes.
                    return body, parse(body)
        except (httpx.HTTPError, BrokenAnswerError, _Refused) as error:
            if isinstance(error, httpx.TransportError):
                self._silent.add(_host(asked))
            raise FetchError(f"{asked}: {_reason(error)}", _status(error)) from error
        raise AssertionError("the last attempt returns or raises")

    def _attempts(self, asked: str) -> Any:
        def again(error: Exception) -> bool | float:
            wait = False if _host(asked) in self._silent else self._wait(error, _host(asked))
            if wait is not False:
                later = "" if wait is True else f" in {wait:.0f} s"
                self._told(f"{asked}: {_reason(error)}, asking again{later}")
            return wait

        return stamina.retry_context(
            on=again, attempts=self._most, timeout=None, wait_initial=0.5, wait_max=30
        )

    def _wait(self, error: Exception, host: str) -> bool | float:
        """Whether to ask again, and after how many seconds where the server says so."""
        if not isinstance(error, _Refused):
            return isinstance(error, (*_PASSING, BrokenAnswerError))
        if error.wait is None:
            return True
        # It holds for all that is asked of the host, not for this request alone.
        self._resume[host] = max(self._resume.get(host, 0.0), time.monotonic() + error.wait)
        return error.wait if error.wait <= LONGEST_WAIT else False

    async def _ask(self, asked: str) -> bytes:
        async with self._turns:
            wait = self._resume.get(_host(asked), 0.0) - time.monotonic()
            if wait > LONGEST_WAIT:
                raise _Refused("its server wants to be left alone", 0, wait)
            await asyncio.sleep(wait)
            self.requests += 1
            response = await self._http.get(asked)
        self.received += len(response.content)
        self._silent.discard(response.url.netloc.decode())
        status = response.status_code
        if status == 429 or status >= 500:
            asked_for = retry_after(response.headers.get("Retry-After", ""))
            raise _Refused(f"status {status}", status, asked_for)
        response.raise_for_status()
        return response.content


def retry_after(header: str) -> float | None:
    """Read how many seconds to wait: a number or a date; None where it is neither."""
    if header.strip().isdecimal():
        return float(header)
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (until.astimezone(UTC) - datetime.now(UTC)).total_seconds())


def shown(body: bytes) -> str:
    """Return the beginning of an odd answer, as a message repeats it."""
    return repr(body[:_SHOWN].decode("utf-8", "replace").strip())


def _host(url: str) -> str:
    return httpx.URL(url).netloc.decode()


def _status(error: Exception) -> int:
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code
    return error.status if isinstance(error, _Refused) else 0


def _reason(error: Exception) -> str:
    if isinstance(error, httpx.HTTPStatusError):
        return f"status {error.response.status_code}"
    if isinstance(error, _Refused) and error.wait is not None and error.wait > LONGEST_WAIT:
        return f"{error}, to be asked again in {error.wait:.0f} seconds"
    return str(error) or type(error).__name__
