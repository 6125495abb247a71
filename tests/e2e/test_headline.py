"""What stands above the map: how much warmer, how many at their warmest, and the search."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from dashboard.atlas import the_atlas
from dashboard.climate import DEFAULT_BASELINE, Years
from dashboard.parts.headline import headline_part
from tests.e2e.person import opened, opened_with_session

SIZES = {"desktop": (1440, 900), "laptop": (1366, 768), "tablet": (1024, 768), "phone": (390, 844)}
SHIFTS = """
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput } of list.getEntries()) {
    if (!hadRecentInput) window.shifted = (window.shifted ?? 0) + value;
  }
}).observe({ type: "layout-shift", buffered: true });
"""
LINES = """(element) => {
  const height = parseFloat(getComputedStyle(element).lineHeight);
  return Math.round(element.getBoundingClientRect().height / height);
}"""


def sentence(length: str, baseline: Years = DEFAULT_BASELINE, units: str = "C") -> str:
    pieces = headline_part(the_atlas(), baseline, units)[length]
    return " ".join(filter(None, pieces.values()))


def shown(page: Page) -> str:
    """The sentence that is seen, without the link to how it is made."""
    text = page.locator("[data-headline]").locator("visible=true").inner_text()
    return text.removesuffix("How?").strip()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SIZES)
def test_the_headline_is_two_lines_at_most_and_moves_nothing(
    visitor: Callable[..., Page], screen: str, scheme: str
):
    width, height = SIZES[screen]
    page = visitor(viewport={"width": width, "height": height}, color_scheme=scheme)
    page.add_init_script(SHIFTS)
    opened_with_session(page)
    assert shown(page) == sentence("full" if width > 1200 else "brief")
    headline = page.locator("[data-headline]").locator("visible=true")
    assert headline.evaluate(LINES) <= 2
    box, above = page.locator("#figure-map").bounding_box(), headline.bounding_box()
    assert box and above
    assert above["y"] + above["height"] <= box["y"]
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("() => window.shifted ?? 0") < 0.05


@pytest.mark.parametrize("screen", SIZES)
def test_the_search_is_the_largest_control_above_the_map(visitor: Callable[..., Page], screen: str):
    width, height = SIZES[screen]
    page = opened(visitor(viewport={"width": width, "height": height}))
    sizes = page.locator("header :is(input, select, button)").evaluate_all(
        """(controls) => controls.map((control) => {
          const { width, height } = control.getBoundingClientRect();
          return [control.id, width * height];
        })"""
    )
    largest, _ = max(sizes, key=lambda found: found[1])
    assert largest == "search"


def test_nothing_has_to_be_scrolled_for_on_a_desktop(page: Page):
    opened_with_session(page)
    hidden = "(element) => element.scrollHeight - element.clientHeight"
    assert page.locator("html").evaluate(hidden) <= 0
    assert page.locator("section.world").evaluate(hidden) <= 0
    assert page.locator("#country").evaluate(hidden) <= 0


def test_the_headline_can_be_read_without_scripts(visitor: Callable[..., Page]):
    page = visitor(java_script_enabled=False)
    page.goto("/")
    assert shown(page) == sentence("full")
    expect(page.locator("#search")).to_be_hidden()  # it would find nothing


def test_the_headline_follows_the_baseline_and_the_unit(page: Page):
    opened_with_session(page)
    page.locator("#baseline").select_option("1951–1980")
    expect(page.locator("[data-headline=full]")).to_contain_text("than in 1951–1980")
    assert shown(page) == sentence("full", Years(1951, 1980))
    page.locator("#units").click()
    expect(page.locator("[data-headline=full]")).to_contain_text("°F")
    assert shown(page) == sentence("full", Years(1951, 1980), "F")
    said = headline_part(the_atlas(), Years(1951, 1980), "F")["said"]
    expect(page.locator("#land-line")).to_have_attribute("aria-label", said)


def test_the_headline_leads_to_how_it_is_made(page: Page):
    opened(page)
    page.get_by_role("link", name="How?").click()
    expect(page).to_have_url(re.compile("methods#headline$"))
    expect(page.locator("#headline")).to_be_in_viewport()
