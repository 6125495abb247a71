"""The server is away: nothing stands under another country's name, and the page says what is so."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.person import opened_with_session
from tests.relay import Relay

AWAY = ("WebSocket", "ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "bokeh", "Failed to fetch")
SOON = 15_000  # ms, on a busy machine
HEADING = ("#country-name", "#anomaly", "#rank")


@pytest.fixture
def page(visitor: Callable[..., Page], server: str) -> Page:
    """A page with France, whose server has gone."""
    relay = Relay(urlsplit(server).port)
    page = visitor(f"http://localhost:{relay.port}/", AWAY)
    opened_with_session(page, "/?country=FRA&year=2010")
    relay.close()
    return page


def heading(page: Page) -> list[str]:
    return [page.locator(selector).inner_text() for selector in HEADING]


def choose(page: Page, name: str) -> None:
    page.locator("#search").fill(name)
    page.keyboard.press("Enter")


def year_before(page: Page) -> None:
    page.locator("#year").focus()
    page.keyboard.press("ArrowLeft")


def test_value_and_rank_belong_to_the_country_that_is_named(
    page: Page, visitor: Callable[..., Page]
):
    choose(page, "spain")
    year_before(page)
    banner = page.locator("#offline")
    expect(banner).to_have_text(
        "Connection lost. Still showing France; reconnecting.", timeout=SOON
    )
    with_server = opened_with_session(visitor(), "/?country=FRA&year=2009")
    name, anomaly, rank = heading(page)
    assert [name, anomaly, rank] == heading(with_server)
    assert name == "France"
    year_before(page)
    expect(page.locator("#anomaly-year")).to_have_text("2008")
    name, anomaly, rank = heading(page)
    expect(page.locator("#announce")).to_contain_text(f"{name}: {anomaly} in 2008")
    expect(page.locator("#announce")).to_contain_text(rank)
    assert "Spain" not in page.locator("#country").inner_text()


def test_neither_no_country_nor_another_picker_stands_beside_the_figures_of_one(page: Page):
    before = {name: page.locator(f"#{name}").input_value() for name in ("indicator", "trend-start")}
    page.locator("#indicator").select_option("fertility")
    page.locator("#trend-start").select_option("1990")
    page.locator("#tab-map").press("Escape")
    expect(page.locator("#offline")).to_be_visible(timeout=SOON)
    year_before(page)
    name, anomaly, _ = heading(page)
    assert name == "France"
    assert anomaly != "–"
    expect(page.locator("#extremes")).to_be_hidden()
    for picker, value in before.items():
        expect(page.locator(f"#{picker}")).to_have_value(value)


def test_table_and_share_say_that_the_server_does_not_answer(page: Page):
    banner = page.locator("#offline")
    page.locator("#share").click()
    expect(banner).to_have_text(
        "Share or download cannot be opened: the server does not answer. Try again in a moment.",
        timeout=SOON,
    )
    page.locator("#tab-table").click()
    expect(banner).to_contain_text("The table cannot be opened: the server does not answer.")


def test_table_and_share_open_once_the_server_answers_again(visitor: Callable[..., Page]):
    page = opened_with_session(visitor(expected=("ERR_FAILED",)))
    for module in ("table", "sharing"):
        page.route(f"**/{module}.js*", lambda route: route.abort())
    page.locator("#tab-table").click()
    expect(page.locator("#offline")).to_contain_text("The table cannot be opened", timeout=SOON)
    page.locator("#share").click()
    expect(page.locator("#offline")).to_contain_text(
        "Share or download cannot be opened", timeout=SOON
    )
    page.unroute_all()
    expect(page.locator("#ranking tbody tr").first).to_be_visible(timeout=SOON)
    expect(page.locator("#offline")).to_be_hidden()
    page.locator("#share").click()
    expect(page.locator("#sharing")).to_be_visible(timeout=SOON)
