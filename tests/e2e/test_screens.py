"""Every screen: from a phone to a wall, with the reader's own size of type."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.browser import PROGRAMS
from tests.e2e.person import label, link_of, opened_with_session, with_settings
from tests.e2e.test_headline import SHIFTS

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
WIDTHS = (320, 360, 390, 600, 768, 901, 1024, 1366, 1440, 1600, 1920, 2560)
VIEWS = {
    "map": "/",
    "table": "/?view=table",
    "scatter": "/?view=scatter",
    "comparison": "/?compare=IND-CAN-USA-DEU-NGA",
    "side by side": "/?compare=IND-CAN&multiples=1",
    "world": "/?country=WORLD",
    "no country": "/?country=none",
}
MOST_SHIFTED = 0.05
# How far the page, its columns, the sheet or the settings can be scrolled sideways.
SIDEWAYS = """() => Math.max(document.documentElement.scrollWidth - innerWidth,
  ...[...document.querySelectorAll("#country, #controls, #search-list, #sharing")]
    .filter((box) => box.checkVisibility({ visibilityProperty: true }))
    .map((box) => box.scrollWidth - box.clientWidth))"""
# What a person reads or presses that reaches beyond the window.
BEYOND = """() => [...document.querySelectorAll("h1, h2, h3, p, dt, dd, th, button, select, input")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }))
  .filter((element) => !element.closest(".hidden, .skip, .rows"))
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1
    || element.getBoundingClientRect().left < -1)
  .map((element) => element.outerHTML)"""
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
TYPE = "() => parseFloat(getComputedStyle(document.documentElement).fontSize)"
TICKS = """() => Math.min(...Bokeh.documents.flatMap((document) => document.roots())
  .flatMap(({ left }) => left ?? []).map((axis) => parseFloat(axis.major_label_text_font_size)))"""
# What must be seen at once, within its column.
ESSENTIAL = {
    "[data-headline]:visible": "body",
    "#map-title": ".world",
    "#figure-map": ".world",
    "#legend": ".world",
    ".time": ".world",
    "#country-name": "#country",
    "#anomaly": "#country",
    "#figure-stripes": "#country",
    "#figure-temperature": "#country",
}


def sideways(page: Page) -> int:
    """Return how many pixels the page can be scrolled sideways, at most."""
    page.evaluate("() => new Promise(requestAnimationFrame)")
    found: int = page.evaluate(SIDEWAYS)
    return found


def at(page: Page, selector: str) -> dict[str, float]:
    box = page.locator(selector).bounding_box()
    assert box is not None, selector
    return {**box, "bottom": box["y"] + box["height"], "right": box["x"] + box["width"]}


# Sideways


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_scrolls_sideways_in_any_view_at_any_width(page: Page, view: str):
    opened_with_session(page, VIEWS[view])
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert sideways(page) <= 0, width
        assert page.evaluate(BEYOND) == [], width


@pytest.mark.parametrize("width", [320, 390, 901, 1366, 2560])
def test_nothing_scrolls_sideways_with_a_list_the_dialog_or_the_settings_open(
    visitor: Callable[..., Page], width: int
):
    page = opened_with_session(visitor(viewport={"width": width, "height": 800}))
    page.locator("#search").fill("s")
    expect(page.locator("#search-list li").first).to_be_visible()
    assert sideways(page) <= 0
    assert page.evaluate(BEYOND) == []
    page.keyboard.press("Escape")
    if page.locator("#settings").is_visible():
        with_settings(page)
        page.locator("#baseline").select_option("custom")
        expect(page.locator("#baseline-years")).to_be_visible()
        assert sideways(page) <= 0
        assert page.evaluate(BEYOND) == []
        page.locator("#baseline-years").get_by_role("button", name="Cancel").click()
    page.locator("#share").click()
    expect(page.locator("#sharing")).to_be_visible()
    assert sideways(page) <= 0
    assert page.evaluate(BEYOND) == []


# Without scrolling


@pytest.mark.parametrize("view", ["map", "world"])
def test_what_is_essential_is_seen_without_scrolling(page: Page, view: str):
    opened_with_session(page, VIEWS[view])
    for width, height in [(1024, 768), (1366, 768), (1440, 900), (1920, 1080)]:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(DRAWN)
        assert page.evaluate("document.documentElement.scrollHeight") == height
        for selector, column in ESSENTIAL.items():
            assert at(page, selector)["bottom"] <= at(page, column)["bottom"] + 1, (width, selector)


def test_a_country_without_a_story_has_no_empty_line_in_its_place(page: Page):
    opened_with_session(page, "/?country=BRA")
    assert page.locator(".story").text_content() == ""
    assert at(page, ".figures")["y"] - at(page, ".title")["bottom"] < 12
    assert at(page, ".title")["bottom"] - at(page, "#country-page")["bottom"] < 12


@pytest.mark.parametrize("variable", ["warming_rate", "gdp_per_capita", "fertility"])
def test_what_a_map_is_of_is_seen_down_to_its_source(page: Page, variable: str):
    opened_with_session(page, f"/?map={variable}")
    column = page.locator(".world")
    assert page.locator("#about-map").inner_text()
    expect(page.locator("#source-line")).to_be_in_viewport(ratio=1)
    assert column.evaluate("(column) => column.scrollHeight - column.clientHeight") <= 1


def test_no_more_of_a_column_is_blank_where_a_group_or_nobody_is_chosen(page: Page):
    for view in ("world", "no country"):
        opened_with_session(page, VIEWS[view])
        expect(page.locator("#peers")).to_be_visible()
        assert page.locator("#peers circle").count() > 10
        assert at(page, "#source-line")["bottom"] > at(page, ".world")["bottom"] - 30


@pytest.mark.parametrize("size", [(1600, 900), (1920, 1080), (2560, 1440)])
def test_map_panel_and_type_grow_with_the_window(visitor: Callable[..., Page], size):
    width, height = size
    page = opened_with_session(visitor(viewport={"width": width, "height": height}))
    rem = page.evaluate(TYPE)
    assert rem == pytest.approx(15 * width / 1600, abs=0.1)
    assert at(page, "#figure-map")["x"] < 2 * rem
    assert width - at(page, "#country")["right"] < 2 * rem
    assert at(page, "#figure-map")["width"] > 0.5 * width
    assert at(page, "#country")["bottom"] > height - 3 * rem
    assert page.evaluate(TICKS) == pytest.approx(11 * rem / 15, abs=0.1)


# Layout shift


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("size", [(390, 844), (1366, 768), (1440, 900)])
def test_hardly_anything_moves_on_load_or_on_a_click(visitor: Callable[..., Page], size, view: str):
    page = visitor(viewport=dict(zip(("width", "height"), size, strict=True)))
    page.add_init_script(SHIFTS)
    opened_with_session(page, VIEWS[view])
    page.wait_for_timeout(500)  # what comes last
    assert page.evaluate("() => window.shifted ?? 0") < MOST_SHIFTED
    if view == "map":
        page.evaluate("() => { window.shifted = 0; }")
        page.mouse.click(*label(page, "AUS"))
        expect(page.locator("#country-name")).to_have_text("Australia")
        page.wait_for_timeout(500)
        assert page.evaluate("() => window.shifted") < MOST_SHIFTED


# For a classroom


def test_f_fills_the_screen_with_larger_type_and_escape_leaves(page: Page):
    opened_with_session(page)
    before, map_before = page.evaluate(TYPE), at(page, "#figure-map")
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement === document.documentElement")
    for hidden in ("#variable", "#share", "#search", "footer"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator("[data-headline=full]")).to_be_visible()
    assert page.evaluate(TYPE) > 1.15 * before
    assert at(page, "#figure-map")["width"] >= 0.95 * map_before["width"]
    assert at(page, ".time")["bottom"] <= 900
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.fullscreenElement === null")
    expect(page.locator("#variable")).to_be_visible()
    assert page.evaluate(TYPE) == before
    expect(page.locator("#country-name")).to_have_text("Brazil")  # Escape took only one thing back


def test_f_once_more_leaves_and_a_typed_f_is_a_letter(page: Page):
    opened_with_session(page)
    page.keyboard.press("Shift+F")
    expect(page.locator("html[data-filled]")).to_have_count(1)
    page.keyboard.press("f")
    expect(page.locator("html[data-filled]")).to_have_count(0)
    page.locator("#search").press_sequentially("fi")
    expect(page.locator("#search-list li").first).to_contain_text("Fiji")
    page.keyboard.press("Control+f")
    expect(page.locator("html[data-filled]")).to_have_count(0)


# The phone


@pytest.mark.parametrize("size", [(390, 844), (360, 640)])
def test_a_phone_has_search_map_slider_and_handle_on_its_first_screen(visitor, size):
    width, height = size
    page = opened_with_session(visitor(**{**PHONE, "viewport": {"width": width, "height": height}}))
    row = [at(page, name) for name in ("h1", "#search", "#settings")]
    middles = [box["y"] + box["height"] / 2 for box in row]
    assert max(middles) - min(middles) < 3
    assert [box["x"] for box in row] == sorted(box["x"] for box in row)
    assert at(page, "#figure-map")["width"] == width
    assert at(page, ".time")["bottom"] <= at(page, "#glance")["y"] + 1
    assert at(page, "#glance")["bottom"] == height
    for setting in ("#variable", "#baseline", "#units", "#share", "#theme", "#zoom", "#period"):
        expect(page.locator(setting)).to_be_hidden()


def test_the_settings_are_behind_one_button(visitor: Callable[..., Page]):
    page = with_settings(opened_with_session(visitor(**PHONE)))
    expect(page.locator("#variable")).to_be_focused()
    for setting in ("#variable", "#baseline", "#units", "#share", "#theme", "#zoom", "#period"):
        expect(page.locator(setting)).to_be_visible()
    page.locator("#variable").select_option("population")
    expect(page.locator("#map-label")).to_contain_text("Population")
    page.locator("#theme").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#theme")).to_be_hidden()
    expect(page.locator("#settings")).to_be_focused()
    expect(page.locator("#country-name")).to_have_text("Brazil")
    with_settings(page)
    page.locator("#peers-title").click()
    expect(page.locator("#theme")).to_be_hidden()


def test_the_settings_of_the_map_return_to_it_on_a_wide_page(visitor: Callable[..., Page]):
    page = opened_with_session(visitor(viewport={"width": 390, "height": 844}))
    expect(page.locator("#zoom")).to_be_hidden()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.locator(".world > .tools #zoom")).to_be_visible()
    expect(page.locator("#glance")).to_be_hidden()
    expect(page.locator("#country-name")).to_be_in_viewport()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("#glance")).to_be_visible()
    with_settings(page)
    expect(page.locator("#zoom")).to_be_visible()


def is_open(page: Page) -> None:
    expect(page.locator("#glance")).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#glance")).to_contain_text("close")
    expect(page.locator("#country")).to_be_focused()
    expect(page.locator("#country-name")).to_be_in_viewport()
    assert at(page, "#country")["bottom"] == 844
    assert page.evaluate("document.querySelector('.world').inert")


def is_closed(page: Page) -> None:
    expect(page.locator("#glance")).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#country")).to_be_hidden()
    expect(page.locator("#glance")).to_be_focused()
    assert not page.evaluate("document.querySelector('.world').inert")
    assert at(page, "#glance")["bottom"] == 844


CLOSES = {
    "the handle": lambda page: page.locator("#glance").tap(),
    "Escape": lambda page: page.keyboard.press("Escape"),
    "Back": lambda page: page.go_back(),
    "a tap beside it": lambda page: page.touchscreen.tap(200, 20),
    "a pull": lambda page: pull(page, 500),
}


def pull(page: Page, by: float) -> None:
    """Pull the sheet's handle down, or up, in steps."""
    box = at(page, "#glance")
    x, y = box["x"] + box["width"] / 2, box["y"] + 10
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(x, y + by * step / 10)
    page.mouse.up()


@pytest.mark.parametrize("way", CLOSES)
def test_the_sheet_opens_and_closes_and_the_country_stays(visitor: Callable[..., Page], way: str):
    page = opened_with_session(visitor(**PHONE))
    address = page.url
    page.locator("#glance").tap()
    is_open(page)
    CLOSES[way](page)
    is_closed(page)
    assert page.url == address
    expect(page.locator("#glance")).to_contain_text("Brazil")


def test_the_sheet_is_pulled_up_and_a_small_pull_is_none(visitor: Callable[..., Page]):
    page = opened_with_session(visitor(**PHONE))
    pull(page, -500)
    is_open(page)
    pull(page, 500)
    is_closed(page)
    pull(page, -4)  # a tap of an unsteady finger
    is_open(page)


def test_what_was_chosen_in_the_sheet_stays_when_back_closes_it(visitor: Callable[..., Page]):
    page = opened_with_session(visitor(**PHONE))
    page.locator("#glance").tap()
    stripes = at(page, "#figure-stripes")
    page.touchscreen.tap(stripes["x"] + stripes["width"] / 4, stripes["y"] + 20)
    expect(page.locator("#glance")).to_contain_text(" in 19")
    chosen = page.locator("#year").input_value()
    page.go_back()
    is_closed(page)
    assert page.locator("#year").input_value() == chosen
    assert link_of(page) == {"year": chosen}


def test_back_returns_from_a_step_within_the_sheet_first(visitor: Callable[..., Page]):
    page = opened_with_session(visitor(**PHONE), VIEWS["comparison"])
    before = link_of(page)
    page.locator("#glance").tap()
    page.locator("#alone").tap()
    expect(page.locator("#compared")).to_be_hidden()
    page.go_back()
    expect(page.locator("#compared")).to_be_visible()
    expect(page.locator("#glance")).to_have_attribute("aria-expanded", "true")
    page.locator("#alone").tap()
    page.locator("#glance").tap()
    is_closed(page)
    assert "compare" in before
    assert "compare" not in link_of(page)


def test_skipping_to_the_country_opens_the_sheet(visitor: Callable[..., Page]):
    page = opened_with_session(visitor(**PHONE))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    is_open(page)


# The reader's own size of type


@pytest.fixture(scope="module")
def with_large_type(browser: Browser) -> Iterator[Browser]:
    """A browser whose reader has chosen twice the usual size of type."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)))
    arguments = ["--no-sandbox", "--blink-settings=defaultFontSize=32"]
    large = browser.browser_type.launch(executable_path=program, args=arguments)
    yield large
    large.close()


def fits(page: Page, width: int) -> None:
    """Check that nothing is lost sideways, in the page or in what is opened."""
    assert sideways(page) <= 0, width
    assert page.evaluate(BEYOND) == [], width
    if page.locator("#settings").is_visible():
        with_settings(page)
        assert sideways(page) <= 0, width
        assert page.evaluate(BEYOND) == [], width
        page.keyboard.press("Escape")
        page.locator("#glance").click()
        assert sideways(page) <= 0, width
        assert page.evaluate(BEYOND) == [], width
        page.locator("#glance").click()


@pytest.mark.parametrize("view", ["map", "table", "scatter", "comparison"])
def test_a_root_of_32_pixels_loses_nothing(page: Page, view: str):
    opened_with_session(page, VIEWS[view])
    page.evaluate("() => { document.documentElement.style.fontSize = '32px'; }")
    for width in (1920, 1440, 1024, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(DRAWN)
        fits(page, width)


@pytest.mark.parametrize("width", [390, 1440, 1920])
def test_type_of_twice_the_size_is_taken_from_the_browser(
    server: str, with_large_type: Browser, width: int
):
    context = with_large_type.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(server)
    page.wait_for_selector("html[data-ready]")
    assert page.evaluate(TYPE) >= 30
    fits(page, width)
    context.close()


def test_a_phone_with_type_of_twice_the_size_breaks_no_number_and_no_name(
    server: str, with_large_type: Browser
):
    context = with_large_type.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{server}?country=COD")
    page.wait_for_selector("html[data-ready]")
    glance = at(page, "#glance")
    assert at(page, "#glance .said")["width"] > 0.8 * (glance["width"] - 54)
    assert glance["height"] < 844 / 5
    name, button = at(page, "h1"), at(page, "#settings")
    assert name["y"] < (button["y"] + button["bottom"]) / 2 < name["bottom"]
    page.locator("#glance").click()
    words = """(heading) => {
      const range = document.createRange(), [text] = heading.childNodes, starts = [];
      for (const { index, 0: word } of text.data.matchAll(/[^ ]+/g)) {
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        starts.push(range.getClientRects().length);
      }
      return starts;
    }"""
    assert page.locator("#country-name").evaluate(words) == [1, 1]  # each on one line
    context.close()
