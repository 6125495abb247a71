from types import SimpleNamespace
from typing import Any

from bokeh.events import ClientReconnected, ConnectionLost

from dashboard.counter.counter import Counter
from dashboard.counter.events import view_id
from dashboard.counter.memory import MemoryStore
from dashboard.counter.session import address_of, count_session


class Document:
    """What a session's document is asked for."""

    def __init__(self, agent: str) -> None:
        request = SimpleNamespace(headers={"user-agent": agent}, remote_ip="192.0.2.7")
        self.session = SimpleNamespace(connection_count=0)
        self.session_context = SimpleNamespace(id="session", request=request, session=self.session)
        self.ended: list[Any] = []
        self.on_session_destroyed = self.ended.append
        self.events: dict[type, Any] = {}
        self.on_event = self.events.__setitem__

    def add_next_tick_callback(self, callback: Any) -> None:
        self.next_tick = callback


def opened(agent: str) -> tuple[Counter, Document, list[Any], list[str | None]]:
    counter, document, loaded, shown = Counter(MemoryStore(), b"key"), Document(agent), [], []
    count_session(counter, SimpleNamespace(curdoc=document, onload=loaded.append), shown.append)
    return counter, document, loaded, shown


def test_who_asked_is_known_by_the_request_itself_and_not_by_the_token():
    counter, document, loaded, shown = opened("Firefox")
    own = SimpleNamespace(headers={"User-Agent": "Googlebot/2.1"}, remote_ip="192.0.2.7")
    document.session_context.request = SimpleNamespace(headers={}, _request=own)
    count_session(counter, SimpleNamespace(curdoc=document, onload=loaded.append), shown.append)
    loaded[-1]()
    assert shown == [None]


def test_the_script_counts_nothing():
    counter, document, _, shown = opened("Firefox")
    assert len(counter.outbox) == 0
    assert shown == []
    assert document.next_tick == counter.start


def test_an_open_page_is_a_view_and_ends_with_its_session():
    counter, document, loaded, shown = opened("Firefox")
    loaded[0]()
    (view,) = shown
    assert len(counter.outbox) == 1
    document.ended[0](None)
    assert counter.outbox.presence.gone == {view}


def test_a_crawlers_page_is_none():
    counter, document, loaded, shown = opened("Googlebot/2.1")
    loaded[0]()
    assert shown == [None]
    assert len(counter.outbox) == 0
    document.ended[0](None)
    assert counter.outbox.presence.gone == set()


def test_a_page_that_comes_back_is_here_and_not_counted_again():
    counter, document, _, shown = opened("Firefox")
    document.events[ClientReconnected](None)
    assert len(counter.outbox) == 0
    assert shown == [view_id("session")]
    counter.outbox.leave(shown[0])
    assert counter.outbox.presence.gone == set(shown)


def test_a_session_that_only_lost_its_connection_is_followed_once():
    _, document, loaded, shown = opened("Firefox")
    loaded[0]()
    document.events[ClientReconnected](None)
    assert len(shown) == 1


def test_a_page_leaves_with_its_last_connection_and_is_here_again_with_the_next():
    counter, document, loaded, shown = opened("Firefox")
    loaded[0]()
    document.session.connection_count = 1
    document.events[ConnectionLost](None)
    document.next_tick()
    assert counter.outbox.presence.gone == set()
    document.session.connection_count = 0
    document.events[ConnectionLost](None)
    document.next_tick()
    assert counter.outbox.presence.gone == set(shown)
    document.events[ClientReconnected](None)
    assert len(counter.outbox) == 1
    counter.outbox.presence.gone.clear()
    counter.left(shown[0])
    assert counter.outbox.presence.gone == set(shown)


def test_a_crawler_that_comes_back_is_still_none():
    counter, document, _, shown = opened("Googlebot/2.1")
    document.events[ClientReconnected](None)
    assert shown == [None]
    counter.outbox.presence.leave_all()
    assert counter.outbox.presence.gone == set()


def test_only_the_last_router_is_believed():
    assert address_of({"X-Forwarded-For": "forged, 192.0.2.9"}, "10.0.0.1") == "192.0.2.9"
    assert address_of({"x-forwarded-for": "192.0.2.9"}, "10.0.0.1") == "192.0.2.9"
    assert address_of({}, "10.0.0.1") == "10.0.0.1"
