import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
import stamina

from dashboard.sources.client import (
    ATTEMPTS,
    BrokenAnswerError,
    Client,
    FetchError,
    retry_after,
)

URL = "http://bank.test/list"
OK = httpx.Response(200, content=b"whole")


@pytest.fixture(autouse=True)
def without_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=ATTEMPTS):
        yield


def whole(body: bytes) -> str:
    if body != b"whole":
        raise BrokenAnswerError(f"only {body!r}")
    return body.decode()


class Server:
    """Answers in turn, the last one for ever, and counts."""

    def __init__(self, *answers: httpx.Response | Exception | int) -> None:
        self.answers = list(answers)
        self.asked = 0
        self.told: list[str] = []

    def __call__(self, _: httpx.Request) -> httpx.Response:
        self.asked += 1
        answer = self.answers[min(self.asked, len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer) if isinstance(answer, int) else answer

    def get(self, parse: Callable[[bytes], str] = whole) -> str:
        async def ask() -> str:
            transport = httpx.MockTransport(self)
            async with Client(2, self.told.append, transport) as client:
                return (await client.get(URL, {"page": 1}, parse))[1]

        return asyncio.run(ask())


@pytest.mark.parametrize(
    "trouble",
    [
        500,
        503,
        429,
        httpx.Response(200, content=b"<html>"),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("silence"),
        httpx.RemoteProtocolError("cut off"),
        httpx.DecodingError("not gzip"),
    ],
)
def test_trouble_that_may_pass_is_asked_again(trouble: httpx.Response | Exception | int):
    server = Server(trouble, trouble, OK)
    assert server.get() == "whole"
    assert server.asked == 3
    assert len(server.told) == 2
    assert all(f"{URL}?page=1" in line for line in server.told)


@pytest.mark.parametrize("status", [400, 403, 404])
def test_an_answer_that_would_stay_the_same_is_final(status: int):
    server = Server(status)
    with pytest.raises(FetchError, match=rf"page=1: status {status}") as raised:
        server.get()
    assert raised.value.status == status
    assert server.asked == 1


def test_it_gives_up_in_the_end_and_says_what_came():
    server = Server(httpx.Response(200, content=b"half"))
    with pytest.raises(FetchError, match="only b'half'"):
        server.get()
    assert server.asked == ATTEMPTS


def test_what_parse_raises_besides_is_passed_on():
    def refuse(_: bytes) -> str:
        raise LookupError("archived")

    server = Server(OK)
    with pytest.raises(LookupError, match="archived"):
        server.get(refuse)
    assert server.asked == 1


def test_a_server_that_wants_to_be_left_alone_for_an_hour_is():
    server = Server(httpx.Response(429, headers={"Retry-After": "3600"}))
    with pytest.raises(FetchError, match="asked again in 3600 seconds"):
        server.get()
    assert server.asked == 1


def test_a_server_that_is_left_alone_is_asked_nothing_more_and_others_are(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("dashboard.sources.client.LONGEST_WAIT", 0.5)
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        refused = httpx.Response(429, headers={"Retry-After": "3600"})
        return refused if request.url.host == "bank.test" else OK

    async def ask() -> None:
        async with Client(1, transport=httpx.MockTransport(answer)) as client:
            with pytest.raises(FetchError, match="status 429, to be asked again in 3600 seconds"):
                await client.get(URL, {}, whole)
            with pytest.raises(FetchError, match="wants to be left alone, to be asked again in 3"):
                await client.get(f"{URL}/other", {}, whole)
            await client.get("http://portal.test/", {}, whole)

    asyncio.run(ask())
    assert asked == ["bank.test", "portal.test"]


def test_a_wait_is_told_with_its_seconds():
    server = Server(httpx.Response(503, headers={"Retry-After": "0"}), OK)
    server.get()
    assert server.told == [f"{URL}?page=1: status 503, asking again in 0 s"]


def test_one_refusal_holds_back_all_requests_for_as_long_as_it_says():
    times: list[float] = []

    def answer(_: httpx.Request) -> httpx.Response:
        times.append(asyncio.get_running_loop().time())
        refused = httpx.Response(429, headers={"Retry-After": "1"})
        return refused if len(times) == 1 else OK

    async def ask() -> None:
        async with Client(1, transport=httpx.MockTransport(answer)) as client:
            await asyncio.gather(*(client.get(URL, {}, whole) for _ in range(3)))

    asyncio.run(ask())
    assert len(times) == 4
    assert min(times[1:]) - times[0] >= 0.99


def test_no_more_requests_are_under_way_than_allowed():
    under_way: list[int] = []
    now = 0

    async def answer(_: httpx.Request) -> httpx.Response:
        nonlocal now
        now += 1
        under_way.append(now)
        await asyncio.sleep(0.01)
        now -= 1
        return OK

    async def ask() -> None:
        async with Client(3, transport=httpx.MockTransport(answer)) as client:
            await asyncio.gather(*(client.get(URL, {}, whole) for _ in range(20)))
            assert client.requests == 20

    asyncio.run(ask())
    assert max(under_way) == 3


def test_a_host_that_never_answered_is_not_waited_for_again():
    server = Server(httpx.ConnectError("refused"))

    async def ask() -> None:
        async with Client(1, transport=httpx.MockTransport(server)) as client:
            for _ in range(2):
                with pytest.raises(FetchError, match="refused"):
                    await client.get(URL, {}, whole)

    asyncio.run(ask())
    assert server.asked == ATTEMPTS + 1


def test_retry_after_is_seconds_or_a_date():
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    past = format_datetime(datetime.now(UTC) - timedelta(seconds=90), usegmt=True)
    assert retry_after("120") == 120
    assert 80 < (retry_after(soon) or 0) <= 90
    assert retry_after(past) == 0
    assert retry_after("") is None
    assert retry_after("soon") is None
