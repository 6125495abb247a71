"""What stands before the page's scripts are here, as on a slow line: nothing that is not so."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from dashboard.atlas import the_atlas
from dashboard.views.theme import COMPARED
from tests.e2e.person import opened, outlines

LINK = "/?country=IND&compare=BRA&baseline=1971-2000&period=1995-2014&units=F"
NAMED = {"baseline": "1971–2000", "period": "Mean of years…"}


@pytest.fixture
def page(visitor: Callable[..., Page]) -> Page:
    """A page whose module of all controls is still on its way, though the map is drawn."""
    page = visitor(expected=("ERR_FAILED", "Failed to fetch"))
    page.route("**/page.*.js*", lambda _: None)
    page.goto(LINK, wait_until="commit")
    page.wait_for_function("() => performance.getEntriesByName('painted').length")
    return page


def test_the_controls_name_what_is_drawn(page: Page):
    for name, text in NAMED.items():
        assert page.locator(f"#{name}").evaluate("s => s.selectedOptions[0].text") == text
    expect(page.locator("#units")).to_have_text("°F")
    expect(page.locator("#map-title")).to_have_text(
        "Temperature change mean of 1995–2014 against 1971–2000"
    )


def test_the_map_has_its_legend_and_the_chosen_countries_outlines(page: Page):
    bins = page.locator("#legend .bin")
    counts = bins.evaluate_all(
        "all => all.map((b) => Number(/(\\d+) countr/.exec(b.ariaLabel)[1]))"
    )
    good = [c for c in the_atlas().store.countries.values() if c.quality.is_good]
    assert sum(counts) == len(good)
    assert set(COMPARED[:2]) <= set(outlines(page))


def test_the_same_stands_once_the_page_can_be_used(page: Page, visitor: Callable[..., Page]):
    before = page.locator("#legend").inner_html()
    usable = opened(visitor(), LINK)
    assert usable.locator("#legend").inner_html() == before
