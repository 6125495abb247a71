from dashboard.counter import doubted
from dashboard.counter.doubted import Doubted
from dashboard.counter.events import opened

SENT = [(opened("view", "BRA"), "generation")]


def test_only_a_server_that_was_started_anew_gets_them_again():
    events = Doubted()
    assert events.lost("first") == []
    events.add(SENT)
    assert events.lost("first") == []
    assert events.lost("second") == SENT
    assert events.lost("third") == []


def test_a_server_that_does_not_tell_its_life_gets_them_at_each_connection():
    events = Doubted()
    for _ in range(2):
        events.add(SENT)
        assert events.lost("") == SENT


def test_a_later_answer_ends_the_doubt(monkeypatch):
    events = Doubted()
    events.lost("first")
    events.add(SENT)
    later = doubted.time.monotonic() + 6
    monkeypatch.setattr(doubted.time, "monotonic", lambda: later)
    events.answered()
    assert events.lost("second") == []
