"""Who is let in: by number, by memory, and what the log says of those who are not."""

import logging
from types import SimpleNamespace
from typing import Any

import pytest

from dashboard.config import SettingsError
from dashboard.server import admission, seldom
from dashboard.server.admission import Room
from dashboard.server.limits import MB, UNSEEN


def test_a_session_is_let_in_while_there_is_room():
    room = Room(sessions=3, memory=None)
    assert room.lacks(2) == ""
    assert "ISOTHERM_MAX_SESSIONS is 3" in room.lacks(3)


def test_memory_is_measured_and_a_few_are_always_let_in():
    assert admission.resident() > 10 * MB
    room = Room(sessions=100, memory=10 * MB)
    assert room.lacks(4) == ""
    assert "ISOTHERM_MAX_MEMORY is 10 MB" in room.lacks(5)
    assert Room(sessions=100, memory=10_000_000 * MB).lacks(50) == ""


def test_the_share_of_a_process_is_of_what_there_is(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(admission, "memory_here", lambda: 1000 * MB)
    monkeypatch.setenv("WEB_CONCURRENCY", "2")
    assert admission.the_room().memory == 450 * MB
    monkeypatch.setenv("ISOTHERM_MAX_MEMORY", "700")
    assert admission.the_room().memory == 700 * MB
    monkeypatch.setattr(admission, "memory_here", lambda: None)
    monkeypatch.delenv("ISOTHERM_MAX_MEMORY")
    assert admission.the_room().memory is None


def test_a_setting_that_is_none_ends_the_start(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ISOTHERM_MAX_SESSIONS", "many")
    with pytest.raises(SettingsError, match="ISOTHERM_MAX_SESSIONS"):
        admission.the_room()


def test_a_session_whose_page_never_opened_its_socket_is_let_go():
    def session(waited: float, *, seen: bool) -> Any:
        return SimpleNamespace(
            isotherm_seen=seen, milliseconds_since_last_unsubscribe=1000 * waited, expired=False
        )

    sessions = {
        "new": session(5, seen=False),
        "unseen": session(UNSEEN + 1, seen=False),
        "lost": session(UNSEEN + 1, seen=True),
    }
    for one in sessions.values():
        one.request_expiration = lambda one=one: setattr(one, "expired", True)
    context = SimpleNamespace(_sessions=sessions)
    admission._let_go_of_the_unseen(SimpleNamespace(applications={"/": context}))
    assert [name for name, one in sessions.items() if one.expired] == ["unseen"]


def test_those_who_left_longest_ago_give_way_and_nobody_else():
    cleaned: list[Any] = []

    def session(waited: float, sockets: int = 0, *, seen: bool = True) -> Any:
        one = SimpleNamespace(
            isotherm_seen=seen,
            connection_count=sockets,
            expiration_requested=False,
            milliseconds_since_last_unsubscribe=1000 * waited,
        )
        one.request_expiration = lambda: setattr(one, "expiration_requested", True)
        return one

    there, coming = session(50, sockets=1), session(50, seen=False)
    left = [session(waited) for waited in (5, 40, 20)]
    context = SimpleNamespace(_sessions=dict(enumerate([there, *left, coming])))
    server: Any = SimpleNamespace(
        applications={"/": context},
        io_loop=SimpleNamespace(add_callback=cleaned.append),
        _cleanup_sessions="cleanup",
    )
    assert admission.live(server) == 5
    assert admission._let_go_of_the_left(server)
    assert [one.expiration_requested for one in left] == [False, True, True]
    assert admission.live(server) == 3
    assert admission._let_go_of_the_left(server)
    assert not admission._let_go_of_the_left(server)
    assert not there.expiration_requested
    assert not coming.expiration_requested
    assert cleaned == ["cleanup", "cleanup"]


def test_lines_that_strangers_cause_are_few(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    now = 100.0
    monkeypatch.setattr(seldom.time, "monotonic", lambda: now)
    lines = seldom.Seldom()
    with caplog.at_level(logging.WARNING, "isotherm.server"):
        for _ in range(1000):
            lines.warn("refused")
        assert len(caplog.records) == 20
        now += 61
        lines.warn("refused")
    assert caplog.messages[-1] == "refused (980 lines like this were left out)"
