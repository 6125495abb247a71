"""What the page says where there is nothing to show, and what stands in nobody's way."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from dashboard.page import TITLE
from dashboard.views.theme import DARK, LIGHT
from tests.e2e.person import link_of, opened, opened_with_session


def rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[n : n + 2], 16)) for n in (1, 3, 5))})"


def test_filters_that_nothing_fits_say_so_and_can_be_cleared(page: Page):
    opened_with_session(page, "/?view=table&region=Europe&zone=Af")
    none = page.locator("#table-none")
    expect(none).to_contain_text("No country fits.")
    none.get_by_role("button", name="Clear the filters").click()
    expect(none).to_be_hidden()
    expect(page.locator("#ranking tbody tr").first).to_be_visible()
    assert link_of(page) == {"view": "table"}


def test_pre_industrial_years_are_answered_with_where_the_record_begins(page: Page):
    opened(page)
    page.locator("#baseline").select_option("custom")
    page.locator("#baseline-first").fill("1850")
    page.locator("#baseline-last").fill("1900")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#baseline-told")).to_have_text(
        "The record begins in 1948, so warming since pre-industrial years (1850–1900) cannot be "
        "shown. Choose years from 1948 to 2024."
    )


def test_side_by_side_leaves_the_link_with_the_comparison(page: Page):
    opened_with_session(page, "/?compare=IND&multiples=1")
    page.locator("#alone").click()
    assert link_of(page) == {}


@pytest.mark.parametrize(("scheme", "theme"), [("light", LIGHT), ("dark", DARK)])
def test_pages_beside_the_map_have_the_preferred_theme(
    visitor: Callable[..., Page], scheme: str, theme: dict[str, str]
):
    page = visitor(expected=("404",), color_scheme=scheme, java_script_enabled=False)
    for address, title in (
        ("/stats", "How many have looked"),
        ("/nothing", "There is nothing at this address"),
        ("/deeper/nothing", "There is nothing at this address"),
    ):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page.locator("html")).to_have_css("background-color", rgb(theme["page"]))
        expect(page.locator("html")).to_have_css("color", rgb(theme["text"]))
    page.get_by_role("link", name="The map").click()
    expect(page).to_have_title(TITLE)


def test_without_scripts_a_sentence_leads_to_pages_that_need_none(visitor: Callable[..., Page]):
    page = visitor(java_script_enabled=False)
    page.goto("/?country=IND")
    expect(page.locator(".notice")).to_contain_text("draws its map with JavaScript")
    for hidden in ("main", ".controls", "footer"):
        expect(page.locator(hidden).first).to_be_hidden()
    page.get_by_role("link", name="the page of India").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("India")


def test_no_button_lies_on_a_chart_where_there_is_no_pointer(visitor: Callable[..., Page]):
    size = {"width": 390, "height": 844}
    page = opened(visitor(viewport=size, has_touch=True, is_mobile=True))
    for figure in ("stripes", "temperature", "indicator"):
        button = page.locator(f".take:has(+ #figure-{figure}) button").bounding_box()
        chart = page.locator(f"#figure-{figure}").bounding_box()
        assert button is not None
        assert chart is not None
        assert button["y"] + button["height"] <= chart["y"] + 1, figure
        assert button["width"] >= 24


def test_the_country_fits_the_frame_whose_code_is_given(visitor: Callable[..., Page]):
    page = opened(visitor(viewport={"width": 480, "height": 940}), "/?embed=country&country=IND")
    for figure in ("stripes", "temperature", "indicator"):
        box = page.locator(f"#figure-{figure}").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 940, figure
