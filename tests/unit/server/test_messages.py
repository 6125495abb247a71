"""The pace of a socket, what a message has by now, and what an error says to a browser."""

from types import SimpleNamespace
from typing import Any

from bokeh.protocol import Protocol
from bokeh.server.connection import ServerConnection

import dashboard.server.websocket  # noqa: F401  (its import takes tracebacks out of answers)
from dashboard.server.limits import FRAGMENT, FRAMES_A_SECOND, FRAMES_AT_ONCE
from dashboard.server.messages import Incoming


def test_frames_come_at_once_up_to_a_number_and_then_at_a_pace():
    state = Incoming(0.0)
    assert [state.pause(0.0) for _ in range(FRAMES_AT_ONCE)] == [0.0] * FRAMES_AT_ONCE
    assert state.pause(0.0) == 1 / FRAMES_A_SECOND
    assert state.pause(10.0) == 0


def test_a_person_is_never_slowed_down():
    state = Incoming(0.0)
    clicks = [second / 60 for second in range(60 * 60)]  # 60 a second for a minute, three frames
    assert not any(state.pause(now) for now in clicks for _ in range(3))


def test_a_message_counts_all_its_fragments_and_begins_anew():
    state = Incoming(0.0)
    assert state.add("abc", 1.0) == 3 + FRAGMENT
    assert state.add(b"", 2.0) == 3 + 2 * FRAGMENT
    assert state.since == 1.0
    assert state.whole() == 3 + 2 * FRAGMENT
    assert state.size == 0


def test_what_cannot_be_done_is_answered_without_a_traceback():
    connection: Any = SimpleNamespace(protocol=Protocol())
    message: Any = SimpleNamespace(header={"msgid": "1"})
    reply = ServerConnection.error(connection, message, "RuntimeError in /a/secret/place")
    assert reply.content["text"] == "the server could not take this message"
    assert reply.content["traceback"] is None
