"""A country's page in a real browser: without scripts, on small screens, in the dark, on paper."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.person import opened_with_session
from tests.e2e.test_access import finds_nothing

SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
SCHEMES = ("light", "dark")
# Good; the longest reason; without a series; the longest name.
FOUR = ("brazil", "france", "aland", "south-georgia-and-the-south-sandwich-islands")
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; frame-ancestors 'none'"
)
TWENTY = (
    *("Brazil", "India", "Nigeria", "Germany", "Egypt", "Mexico", "Colombia", "Ethiopia", "Chad"),
    *("Türkiye", "Russia", "Fiji", "Tuvalu", "France", "China", "Argentina", "Kosovo", "Kenya"),
    *("South Sudan", "Åland"),
)


def shown(page: Page, *names: str) -> list[str]:
    return [page.locator(f"#{name}").inner_text() for name in names]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", SIZES)
def test_the_page_is_whole_without_scripts_and_scrolls_only_down(
    visitor: Callable[..., Page], size: str, scheme: str
):
    width, height = SIZES[size]
    page = visitor(
        viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=False
    )
    for slug in FOUR:
        page.goto(f"/country/{slug}")
        expect(page.locator(".sentence")).to_be_visible()
        expect(page.locator(".stripes")).to_have_count(0 if slug == "aland" else 1)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(246, 245, 241)", "dark": "rgb(18, 20, 24)"}[scheme]


def test_the_stripes_are_96_pixels_high_and_as_wide_as_the_text(page: Page):
    page.goto("/country/brazil")
    box, text = page.locator(".stripes").bounding_box(), page.locator("figure").bounding_box()
    assert box is not None
    assert text is not None
    assert (box["height"], box["width"]) == (96, text["width"])


def test_a_verdict_within_a_sentence_begins_small(page: Page):
    page.goto("/country/brazil")
    expect(page.locator("#verdict")).to_have_text("clear warming trend")


def test_the_years_open_as_a_table(page: Page):
    page.goto("/country/brazil")
    expect(page.locator("details table")).to_be_hidden()
    page.locator("summary").click()
    expect(page.locator("details tbody tr")).to_have_count(77)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_serious(visitor: Callable[..., Page], scheme: str):
    page = visitor(color_scheme=scheme)
    for path in ("brazil", "france", "aland"):
        page.goto(f"/country/{path}")
        finds_nothing(page)


def test_the_page_for_no_country_is_in_the_theme_and_leads_on(visitor: Callable[..., Page]):
    page = visitor(expected=["404"], color_scheme="dark")
    page.goto("/country/brazill")
    finds_nothing(page)
    page.get_by_role("link", name="Brazil", exact=True).click()
    expect(page.locator("h1")).to_have_text("Brazil")


def test_a_strict_policy_blocks_nothing_of_the_page(visitor: Callable[..., Page]):
    page = visitor()

    def strictly(route: Route) -> None:
        answer = route.fetch()
        headers = {**answer.headers, "content-security-policy": STRICT}
        route.fulfill(response=answer, headers=headers)

    page.route("**/country/*", strictly)
    page.goto("/country/brazil")  # what is blocked is an error of the console, and fails the test
    assert page.evaluate("document.styleSheets[0].cssRules.length") > 50
    described = page.locator("script[type='application/ld+json']").text_content()
    assert described is not None
    assert '"@type": "Dataset"' in described


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_each_page_is_one_sheet_of_paper(page: Page, paper: str, scheme: Any):
    page.emulate_media(color_scheme=scheme)
    for slug in (*FOUR, "kosovo", "democratic-republic-of-the-congo"):
        page.goto(f"/country/{slug}")
        sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper))
        assert len(sheets) == 1, slug


def test_paper_is_light_and_without_what_cannot_be_used_on_it(visitor: Callable[..., Page]):
    page = visitor(color_scheme="dark")
    page.goto("/country/brazil")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(29, 28, 26)"
    for gone in ("details", "nav", ".ways", "a.take"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.locator(".printed")).to_contain_text("/country/brazil")


def test_the_page_of_twenty_countries_has_the_panels_figures(visitor: Callable[..., Page]):
    panel, sheet = opened_with_session(visitor(), "/"), visitor()
    for name in TWENTY:
        panel.locator("#search").fill(name)
        panel.locator("#search").press("Enter")
        expect(panel.locator("#country-name")).to_have_text(name)
        said = shown(panel, "anomaly", "rank")
        trend = panel.locator("#country dd[data-field='trend']").inner_text()
        link = panel.locator("#country-page").get_attribute("href")
        sheet.goto(f"/{link}")
        expect(sheet.locator("h1")).to_have_text(name)
        change, rank = shown(sheet, "change", "rank")
        assert [change, rank.removesuffix(" countries with a reliable series")] == said, name
        assert sheet.locator("#trend").inner_text() == trend


def test_the_panel_leads_to_the_countrys_page_and_the_page_back(page: Page):
    opened_with_session(page, "/?country=IND")
    page.get_by_role("link", name="Page of India").click()
    expect(page).to_have_url(re.compile(r"/country/india$"))
    page.get_by_role("link", name="India on the map").click()
    page.wait_for_selector("html[data-ready]")
    expect(page.locator("#country-name")).to_have_text("India")


def test_without_a_country_there_is_no_link_to_its_page(page: Page):
    opened_with_session(page, "/?country=none")
    expect(page.locator("#country-page")).to_be_hidden()
