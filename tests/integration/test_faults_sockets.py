"""What a websocket may send: each bound hit at a real server, which goes on and keeps nothing."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tornado.websocket import WebSocketClosedError

from dashboard.server.limits import (
    FRAMES_AT_ONCE,
    KB,
    LONGEST_CHOICES,
    LONGEST_FRAME,
    LONGEST_OF_OURS,
    MOST_SOCKETS,
)
from tests.visitors import OURS, PANELS, Served, Socket, changed, served

TIMES = 50
MOST_MB = 5


@pytest.fixture(scope="module", params=[OURS, PANELS], ids=["dashboard", "panel"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    with served(request.param, tmp_path_factory.mktemp("served") / "log") as running:
        yield running
        assert "Traceback" not in running.said()
        assert "Uncaught" not in running.said()


async def heard_after(
    server: Served, talk: Callable[[Socket], Awaitable[Any]], token: str = ""
) -> tuple[str, Any]:
    """What a new socket hears in the end after it has sent something."""
    socket = await Socket.open(server, token or server.token())
    with suppress(WebSocketClosedError):  # the server may close it before all is sent
        await talk(socket)
    heard = await socket.hear()
    await socket.close()
    return heard


def closes_each(server: Served, talk: Callable[[Socket], Awaitable[Any]]) -> list[str]:
    """Hit a bound 50 times; return why sockets were closed, memory having stayed the same."""

    async def hit(times: int) -> list[tuple[str, Any]]:
        return [await heard_after(server, talk, token) for _ in range(times)]

    token = server.token()
    asyncio.run(hit(3))
    before = server.memory()
    heard = asyncio.run(hit(TIMES))
    assert server.memory() - before < MOST_MB
    assert {kind for kind, _ in heard} == {""}
    return [str(reason) for _, reason in heard]


async def still_answers(server: Served) -> None:
    socket = await Socket.open(server, server.token())
    state = (await socket.models())["state"]
    assert (await socket.choose(state, iso3="IND"))[0] == "OK"
    await socket.close()


def test_a_frame_that_is_too_long_closes_its_socket(server: Served):
    closes_each(server, lambda socket: socket.write("x" * (LONGEST_FRAME + 1)))
    assert "a frame is over 1024 kB" in server.said()
    asyncio.run(still_answers(server))


def test_a_message_that_is_too_long_in_all_its_fragments_closes_its_socket(server: Served):
    half = json.dumps("x" * (LONGEST_OF_OURS // 2))
    reasons = closes_each(server, lambda socket: socket.write(half, half))
    assert set(reasons) == {"a message is over 64 kB, its buffers included"}
    asyncio.run(still_answers(server))


def test_buffers_without_end_close_their_socket(server: Served):
    header = json.dumps({"msgid": "1", "msgtype": "PATCH-DOC", "num_buffers": 10**9})

    async def talk(socket: Socket) -> None:
        await socket.write(header, "{}", '{"events": []}')
        for number in range(LONGEST_OF_OURS // 100):
            await socket.write(json.dumps({"id": str(number)}), b"")

    assert set(closes_each(server, talk)) == {"a message is over 64 kB, its buffers included"}
    asyncio.run(still_answers(server))


def refused_of(state: str, shown: str) -> dict[str, tuple[str, Any]]:
    model = {"type": "object", "name": "Range1d", "id": "new"}
    root = {"kind": "RootAdded", "model": model}
    stream = {"kind": "ColumnsStreamed", "model": {"id": state}, "attr": "choices", "data": {}}
    sent = {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": {"name": "click"}}
    other = {"kind": "MessageSent", "msg_type": "mine", "msg_data": {"name": "document_ready"}}
    events = {
        "a property that is not the browser's": changed(state, "tags", ["mine"]),
        "what follows": changed(shown, "parts", "{}"),
        "choices that are no text": changed(state, "choices", {"iso3": "IND"}),
        "choices without end": changed(state, "choices", "x" * (LONGEST_CHOICES + 1)),
        "a new model": changed(state, "choices", model),
        "an unfamiliar model": changed("nobody", "choices", "{}"),
        "a root": root,
        "a root less": {"kind": "RootRemoved", "model": {"id": state}},
        "a title": {"kind": "TitleChanged", "title": "mine"},
        "columns": stream,
        "an event of others": sent,
        "a message of others": other,
        "nonsense": {"kind": {"kind": []}},
    }
    patches = {name: ("PATCH-DOC", {"events": [event]}) for name, event in events.items()}
    return {
        **patches,
        "another document": ("PUSH-DOC", {"doc": {"roots": []}}),
        "no events": ("PATCH-DOC", {}),
        "events that are none": ("PATCH-DOC", {"events": [1]}),
    }


@pytest.mark.parametrize("name", refused_of("", ""))
def test_a_change_that_no_page_makes_closes_its_socket_with_one_line(server: Served, name: str):
    async def talk(socket: Socket) -> None:
        models = await socket.models()
        kind, content = refused_of(models["state"], models["shown"])[name]
        await socket.say(kind, content)

    before = said_of_ours(server)
    kind, reason = asyncio.run(heard_after(server, talk))
    assert kind == ""
    assert reason
    assert said_of_ours(server) - before <= 1
    asyncio.run(still_answers(server))


def said_of_ours(server: Served) -> int:
    """How many lines the server has written; under `panel serve` Bokeh notes each socket, too."""
    noted = ("ServerConnection created", "WebSocket connection", "Subprotocol header")
    return sum(not any(words in line for words in noted) for line in server.said().splitlines())


def filled(content: Any) -> Any:
    """A message's content with a text in each of its objects, 30 kB in all."""
    if isinstance(content, list):
        return [filled(part) for part in content]
    if not isinstance(content, dict):
        return content
    more = {} if "type" in content else {"more": "x" * (30 * KB // _objects(content))}
    return {**{name: filled(part) for name, part in content.items()}, **more}


def _objects(content: Any) -> int:
    parts = content.values() if isinstance(content, dict) else content
    inner = sum(map(_objects, parts)) if isinstance(content, dict | list) else 0
    return inner + isinstance(content, dict)


@pytest.mark.parametrize("server", [OURS], ids=["dashboard"], indirect=True)
def test_each_kind_of_refused_change_costs_no_memory(server: Served):
    """All kinds are for one session, which would keep them; each is 30 kB, 50 times."""

    async def page() -> dict[str, str]:
        socket = await Socket.open(server, token)
        models = await socket.models()
        await socket.close()
        return models

    async def hit(times: int, kind: str, content: Any) -> set[tuple[str, Any]]:
        async def talk(socket: Socket) -> None:
            await socket.say(kind, content)

        left = iter(range(times))

        async def browser() -> set[tuple[str, Any]]:
            return {await heard_after(server, talk, token) for _ in left}

        return set().union(*await asyncio.gather(*(browser() for _ in range(MOST_SOCKETS // 2))))

    token = server.token()
    models = asyncio.run(page())
    kinds = {
        name: (kind, filled(content))
        for name, (kind, content) in refused_of(models["state"], models["shown"]).items()
    }
    reasons: dict[str, str] = {}
    for name, (kind, content) in kinds.items():
        [(closed, reasons[name])] = asyncio.run(hit(MOST_SOCKETS, kind, content))
        assert closed == ""
    assert not any("sockets" in reason for reason in reasons.values())
    start = server.memory()
    grown: dict[str, float] = {}
    for name, (kind, content) in kinds.items():
        before = server.memory()
        assert asyncio.run(hit(TIMES, kind, content)) == {("", reasons[name])}
        grown[name] = server.memory() - before
    assert max(grown.values()) < MOST_MB, grown
    assert server.memory() - start < MOST_MB, grown
    asyncio.run(still_answers(server))


def test_a_session_has_a_few_sockets(server: Served):
    async def open_many() -> tuple[set[str], str, float]:
        token = server.token()
        sockets = [await Socket.open(server, token) for _ in range(MOST_SOCKETS)]
        before, heard = 0.0, []
        for number in range(3 + TIMES):
            if number == 3:
                before = server.memory()
            more = await Socket.open(server, token)
            heard.append((await more.hear())[0])
            await more.close()
        grown = server.memory() - before
        answered, _ = await sockets[0].ask("PULL-DOC-REQ", {})
        for socket in sockets:
            await socket.close()
        return set(heard), answered, grown

    refused, answered, grown = asyncio.run(open_many())
    assert refused == {""}
    assert answered == "PULL-DOC-REPLY"
    assert grown < MOST_MB


def test_who_sends_faster_than_anybody_clicks_waits_and_nobody_else(server: Served):
    async def flood() -> tuple[list[str], float]:
        hasty, person = [await Socket.open(server, server.token()) for _ in range(2)]
        state = (await person.models())["state"]
        order: list[str] = []
        before = server.memory()

        async def hear(number: int) -> None:
            for _ in range(number):
                assert (await hasty.hear())[0] == "SERVER-INFO-REPLY"
            order.append("all that was sent in haste")

        async def send(number: int) -> None:
            for _ in range(number):
                await hasty.say("SERVER-INFO-REQ", {})

        burst = FRAMES_AT_ONCE // 3
        await asyncio.gather(send(burst), hear(burst))
        order.clear()
        waiting = asyncio.gather(send(3 * TIMES), hear(3 * TIMES))  # which no burst is left for
        await asyncio.sleep(0)
        assert (await person.choose(state, iso3="IND"))[0] == "OK"
        order.append("a click")
        await waiting
        grown = server.memory() - before
        for socket in (hasty, person):
            await socket.close()
        return order, grown

    order, grown = asyncio.run(flood())
    assert order == ["a click", "all that was sent in haste"]
    assert grown < MOST_MB


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["events", "kind", "model", "id", "attr", "new", "type", "msgid"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
KINDS = st.sampled_from(["PATCH-DOC", "PUSH-DOC", "PULL-DOC-REQ", "SERVER-INFO-REQ", "ACK", "OK"])
HEADER = st.builds(
    lambda kind, more: json.dumps({"msgid": "1", "msgtype": kind, **more}),
    KINDS,
    st.dictionaries(st.sampled_from(["num_buffers", "msgid", "reqid"]), JSON),
)
EVENT = st.fixed_dictionaries(
    {"kind": st.sampled_from(["ModelChanged", "MessageSent", "ColumnsPatched"]) | JSON},
    optional={"model": JSON, "attr": JSON, "new": JSON, "msg_type": JSON, "msg_data": JSON},
)
FRAME = (
    st.text(max_size=60)
    | st.binary(max_size=60)
    | st.builds(json.dumps, JSON)
    | HEADER
    | st.builds(lambda events: json.dumps({"events": events}), st.lists(EVENT, max_size=3))
)
FUZZED = st.lists(FRAME, min_size=10, max_size=10) | st.tuples(
    HEADER, st.just("{}"), st.builds(lambda event: json.dumps({"events": [event]}), EVENT),
    FRAME, FRAME, FRAME, FRAME, FRAME, FRAME, FRAME,
)  # fmt: skip


def test_a_thousand_fuzzed_frames_leave_the_server_as_it_was(server: Served):
    async def send(frames: list[str | bytes]) -> None:
        socket = await Socket.open(server, token)
        with suppress(WebSocketClosedError):
            await socket.write(*frames)
        await socket.close()

    @settings(
        max_examples=100, database=None, suppress_health_check=list(HealthCheck), derandomize=True
    )
    @given(FUZZED)
    def fuzz(frames: list[str | bytes]) -> None:
        asyncio.run(send([frame for frame in frames if _is_text(frame)]))

    token = server.token()
    asyncio.run(still_answers(server))
    before = server.memory()
    fuzz()
    assert server.memory() - before < MOST_MB
    asyncio.run(still_answers(server))


def _is_text(frame: str | bytes) -> bool:
    """Lone surrogates cannot be sent."""
    return isinstance(frame, bytes) or frame.encode("utf-8", "ignore").decode() == frame
