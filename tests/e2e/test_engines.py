"""What other engines do to a page, in Chromium: the logic that answers it."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.person import opened_with_session

BACK = """persisted => {
  window.left = true;
  dispatchEvent(new PageTransitionEvent("pageshow", { persisted }));
}"""


def test_a_page_that_comes_back_as_it_was_left_is_read_anew(page: Page):
    opened_with_session(page, "/?country=IND")
    page.evaluate(BACK, False)
    assert page.evaluate("window.left") is True
    with page.expect_navigation():
        page.evaluate(BACK, True)
    assert page.evaluate("window.left") is None
    expect(page.locator("#country-name")).to_have_text("India")


@pytest.mark.parametrize("width", [390, 950])
def test_a_window_that_shrinks_does_not_scroll_sideways(page: Page, width: int):
    page.set_viewport_size({"width": 1440, "height": 900})
    opened_with_session(page)
    expect(page.locator("#peers-groups svg").first).to_be_attached()
    page.set_viewport_size({"width": width, "height": 844})
    page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")
