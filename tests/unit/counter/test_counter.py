import asyncio
from datetime import UTC, datetime

import pytest

from dashboard.counter.counter import Counter
from dashboard.counter.memory import MemoryStore
from dashboard.counter.session import address_of

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def counted(*visits: tuple[str, dict[str, str]]) -> tuple[int, int]:
    """Views and visitors of today, after sessions with these headers."""
    counter = Counter(store := MemoryStore(), b"key")
    for session, headers in visits:
        address = address_of(headers, "192.0.2.1")
        counter.view(session, address, headers.get("User-Agent", ""))
    asyncio.run(counter.outbox.drain())
    days = asyncio.run(store.stats()).days
    assert [day.day for day in days] in ([], [str(datetime.now(UTC).date())])
    return (days[0].views, days[0].visitors) if days else (0, 0)


def test_a_thousand_crawler_loads_are_no_views():
    assert counted(*((f"session {n}", {"User-Agent": BOT}) for n in range(1000))) == (0, 0)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"User-Agent": ""},
        {"User-Agent": "x" * 70_000},
        {"User-Agent": FIREFOX, "X-Forwarded-For": "1.1.1.1, 2.2.2.2"},
        {"User-Agent": FIREFOX, "X-Forwarded-For": ", ,", "X-Real-Ip": "nonsense"},
        {"User-Agent": f"{FIREFOX},{FIREFOX}", "X-Real-Ip": "1.1.1.1,1.1.1.1"},
        {"User-Agent": "\ud800", "X-Forwarded-For": "\x00" * 70_000},
    ],
    ids=str,
)
def test_no_header_changes_how_many_views_are_counted(headers: dict[str, str]):
    assert counted(("one", headers), ("two", {"User-Agent": FIREFOX}))[0] == 2


def test_forged_addresses_of_one_session_are_one_view():
    forged = ({"User-Agent": FIREFOX, "X-Forwarded-For": f"10.0.0.{n}"} for n in range(50))
    assert counted(*(("one", headers) for headers in forged)) == (1, 1)


def test_one_visitor_with_many_pages_is_one():
    assert counted(*((f"session {n}", {"User-Agent": FIREFOX}) for n in range(9))) == (9, 1)


def test_a_crawler_has_no_view_to_open_countries_on():
    counter = Counter(MemoryStore(), b"key")
    assert counter.view("session", "", BOT) is None
    assert counter.view("session", "", FIREFOX) is not None


def test_a_counter_that_never_started_has_nothing_to_close():
    assert Counter(MemoryStore(), b"key").close() == 0
