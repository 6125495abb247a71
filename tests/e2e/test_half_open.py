"""A connection that carries nothing and is not closed, as after sleep: the page comes back."""

import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.e2e.person import opened_with_session
from tests.relay import Relay

LOST = 10_000  # ms: what a person shall wait for at most
SLACK = 20_000  # ms: of a busy machine
AWAY = ("WebSocket is closed before", "Could not open websocket", "WebSocket connection to")
AWAY += ("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE")  # at the end
SOCKETS: dict[Page, list[WebSocket]] = {}


@pytest.fixture
def relay(another_server) -> Iterator[Relay]:
    with another_server() as server:
        relay = Relay(urlsplit(server).port)
        yield relay
        relay.close()


@pytest.fixture
def page(visitor: Callable[..., Page], relay: Relay) -> Page:
    page = visitor(f"http://localhost:{relay.port}/", AWAY)
    page.on("websocket", lambda socket: SOCKETS[page].append(socket))  # noqa: PLW0108  (Playwright marks the function)
    SOCKETS[page] = []
    return opened_with_session(page)


def choose(page: Page, name: str) -> None:
    page.locator("#search").fill(name)
    page.keyboard.press("Enter")


def name_is(page: Page, name: str) -> None:
    expect(page.locator("#country-name")).to_have_text(name, timeout=LOST + SLACK)


def another_socket(page: Page) -> WebSocket:
    """Wait until the page tries another connection; the first one is never closed by a server."""
    deadline = time.monotonic() + (LOST + SLACK) / 1000
    while len(SOCKETS[page]) < 2 and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    return SOCKETS[page][1]


def test_a_choice_in_a_dead_connection_is_answered_by_another(page: Page, relay: Relay):
    choose(page, "mongolia")
    name_is(page, "Mongolia")
    relay.cut()
    choose(page, "canada")
    expect(page.locator("#offline")).to_be_visible(timeout=SLACK)
    another_socket(page)
    relay.mend()
    name_is(page, "Canada")
    expect(page.locator("#offline")).to_be_hidden()
    choose(page, "india")
    name_is(page, "India")


def test_silence_is_noticed_where_nobody_chooses(page: Page, relay: Relay):
    relay.cut()
    began = time.monotonic()
    another_socket(page)
    print(f"noticed after {time.monotonic() - began:.1f} s")
    relay.mend()
    choose(page, "canada")
    name_is(page, "Canada")


def test_a_page_that_is_online_again_comes_back_at_once(page: Page, relay: Relay):
    relay.cut()
    choose(page, "canada")
    another_socket(page)
    page.evaluate("() => dispatchEvent(new Event('offline'))")
    relay.mend()
    page.evaluate("() => dispatchEvent(new Event('online'))")
    began = time.monotonic()
    name_is(page, "Canada")
    print(f"back after {time.monotonic() - began:.1f} s")


def test_a_connection_that_lives_is_kept_though_nobody_says_anything(page: Page):
    sent: list[str | bytes] = []
    SOCKETS[page][0].on("framesent", lambda frame: sent.append(frame))  # noqa: PLW0108  (Playwright marks the function)
    page.wait_for_timeout(2 * LOST)
    asked = [frame for frame in sent if "SERVER-INFO-REQ" in str(frame)]
    assert 1 <= len(asked) <= 6
    assert len(SOCKETS[page]) == 1
    page.evaluate("() => dispatchEvent(new Event('online'))")
    page.wait_for_timeout(LOST / 2)
    assert len(SOCKETS[page]) == 1
