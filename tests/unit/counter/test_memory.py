import asyncio
import time

import pytest

from dashboard.counter.events import View, opened
from dashboard.counter.figures import Count, Day
from dashboard.counter.memory import MemoryStore
from dashboard.counter.store import HERE_SECONDS


def view(session: str, day: str = "2026-11-21", visitor: str = "v") -> tuple[View, str]:
    return View(session, day, visitor), ""


def test_an_event_counts_once():
    store = MemoryStore()
    counts = asyncio.run(store.send([view("a"), view("a"), view("b")]))
    assert [count.total for count in counts] == [1, 1, 2]


def test_days_visitors_and_countries_are_told():
    store = MemoryStore()
    asyncio.run(store.send([view("a"), view("b"), view("c", "2026-11-22", "w")]))
    asyncio.run(store.send([(opened("a", "BRA"), ""), (opened("b", "BRA"), "")]))
    stats = asyncio.run(store.stats())
    assert stats.days == [Day("2026-11-21", 2, 1), Day("2026-11-22", 1, 1)]
    assert stats.countries == {"BRA": 2}


def test_it_adds_to_what_another_store_has_counted():
    store = MemoryStore()
    asyncio.run(store.send([view("a")]))
    assert asyncio.run(store.agree(Count("other", 10), make_up=False)).total == 11
    assert asyncio.run(store.agree(Count("memory", 11), make_up=False)).total == 11


def test_who_is_here_stays_when_another_arrives_and_goes_when_it_leaves():
    store = MemoryStore()
    assert [asyncio.run(store.here(views)) for views in (["a", "b"], ["c"], [])] == [2, 3, 3]
    asyncio.run(store.left(["a", "nobody"]))
    assert asyncio.run(store.here(["b"])) == 2


def test_who_says_nothing_for_a_minute_is_gone(monkeypatch: pytest.MonkeyPatch):
    store, start = MemoryStore(), time.monotonic()
    asyncio.run(store.here(["a", "b"]))
    monkeypatch.setattr(time, "monotonic", lambda: start + HERE_SECONDS - 1)
    assert asyncio.run(store.here(["b"])) == 2
    monkeypatch.setattr(time, "monotonic", lambda: start + HERE_SECONDS + 1)
    assert asyncio.run(store.here([])) == 1
