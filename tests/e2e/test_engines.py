"""What other engines do to a page, in Chromium: the logic that answers it."""

import html
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.server.assets import ASSETS
from tests.e2e.person import label, opened_with_session

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


# What WebKit or Firefox made of the page, held by what a browser of any kind can say of it.


def test_texts_of_charts_and_exports_have_the_typefaces_of_the_page(page: Page):
    opened_with_session(page, "/?country=IND&compare=USA")
    families = page.evaluate("() => getComputedStyle(document.documentElement).fontFamily")
    fonts = page.evaluate("""() => Bokeh.documents.flatMap((d) => d.roots())
      .filter((root) => root.renderers).flatMap((figure) => [
        ...[...figure.left, ...figure.below].map((axis) => axis.major_label_text_font),
        ...figure.renderers.map((r) => r.glyph?.text_font?.value ?? r.glyph?.text_font),
      ]).filter(Boolean)""")
    assert len(fonts) >= 4
    assert set(fonts) == {families}
    page.locator("#share").click()
    with page.expect_download() as download:
        page.locator("#sharing [data-figure=temperature] [data-kind=svg]").click()
    written = Path(download.value.path()).read_text(encoding="utf-8")
    named = {html.unescape(found) for found in re.findall(r'font-family="([^"]*)"', written)}
    assert named == {families}


def test_dotted_underlines_are_written_as_every_engine_reads_them():
    sheets = [file.read_text(encoding="utf-8") for file in ASSETS.rglob("*.css")]
    assert not any(re.search(r"text-decoration:[^;}]*dotted", sheet) for sheet in sheets)
    assert sum("text-decoration-style: dotted" in sheet for sheet in sheets) >= 2


@pytest.mark.parametrize("width", [390, 900])
def test_ranks_of_three_digits_are_not_cut(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 844})
    opened_with_session(page, "/?view=table&flagged=1&country=none")
    long = page.locator("#ranking tbody .rank").filter(has_text=re.compile("^[0-9]{3}$"))
    expect(long.first).to_be_attached()
    cut = "cells => cells.filter((cell) => cell.scrollWidth > cell.clientWidth).length"
    assert long.count() > 100
    assert long.evaluate_all(cut) == 0


HEAR_FOCUS = """
const { focus } = HTMLElement.prototype;
window.asked = [];
HTMLElement.prototype.focus = function (how) {
  window.asked.push(how?.focusVisible === true);
  focus.call(this, how);
};"""


def test_arrow_keys_ask_for_the_focus_ring_after_a_click_too(page: Page):
    page.add_init_script(HEAR_FOCUS)
    opened_with_session(page)

    def asked(key: str) -> list[bool]:
        page.evaluate("() => { window.asked = []; }")
        page.keyboard.press(key)
        heard: list[bool] = page.evaluate("() => window.asked")
        return heard

    page.locator("#legend .bin").first.click()
    assert asked("ArrowRight") == [True]
    page.locator("#tab-map").click()
    assert asked("ArrowRight") == [True]  # to the table
    row = page.locator("#ranking tbody .name button").first
    row.click()
    row.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowLeft"):
        assert asked(key) == [True]


def test_a_leave_without_a_move_after_a_click_keeps_the_tooltip(page: Page):
    opened_with_session(page, "/?country=IND")
    x, y = label(page, "CAN")
    page.mouse.move(x - 1, y)
    page.mouse.move(x, y)
    page.mouse.click(x, y)
    expect(page.locator("#tooltip b")).to_have_text("Canada")
    leave = """([x, y]) => document.getElementById("figure-map").dispatchEvent(
      new PointerEvent("pointerleave", { pointerType: "mouse", clientX: x, clientY: y }))"""
    page.evaluate(leave, [x, y])
    page.wait_for_timeout(100)
    expect(page.locator("#tooltip")).to_be_visible()
    page.evaluate(leave, [x + 400, y])  # it has gone
    expect(page.locator("#tooltip")).to_be_hidden()


NOISE = """
CanvasRenderingContext2D.prototype.getImageData = function (x, y, width, height) {
  const noise = new ImageData(width, height);
  return (noise.data.set(noise.data.map((_, i) => (i * 37) % 256)), noise);
};"""


def test_where_a_picture_cannot_be_read_no_noise_is_saved_and_svg_is_offered(page: Page):
    page.add_init_script(NOISE)
    opened_with_session(page, "/?country=IND")
    saved: list[str] = []
    page.on("download", lambda download: saved.append(download.suggested_filename))
    page.locator("#share").click()
    row = page.locator("#sharing [data-figure=map]")
    row.locator("[data-kind=png]").click()
    expect(page.locator("#share-told")).to_contain_text("SVG is not affected")
    expect(row.locator("[data-kind=svg]")).to_be_focused()
    assert not saved
    with page.expect_download():
        page.keyboard.press("Enter")
    expect(page.locator("#share-told")).to_contain_text("Saved")


def test_what_scrolls_is_a_stop_of_its_own_only_where_nothing_in_it_is(page: Page):
    opened_with_session(page, "/?view=table")
    expect(page.locator("#view-table .rows")).to_have_attribute("tabindex", "-1")
    page.locator("#tab-map").click()
    page.locator("#country .astable summary").click()
    numbers = page.locator("#country .numbers")
    expect(numbers).to_have_attribute("tabindex", "0")
    expect(numbers).to_have_attribute("role", "region")
    assert numbers.get_attribute("aria-label")


def test_the_unit_switchs_name_has_the_text_that_is_seen(page: Page):
    opened_with_session(page)
    switch = page.locator("#units")
    for shown in ("°C", "°F"):
        expect(switch).to_have_text(shown)
        name = switch.get_attribute("aria-label") or ""
        assert name.startswith(shown)
        switch.click()


def test_a_baseline_typed_over_another_takes_its_place(page: Page):
    opened_with_session(page, "/?baseline=1961-1990")
    page.locator("#baseline").select_option("custom")
    page.keyboard.type("1950")
    page.keyboard.press("Tab")
    page.keyboard.type("1979")
    expect(page.locator("#baseline-first")).to_have_value("1950")
    expect(page.locator("#baseline-last")).to_have_value("1979")


def test_the_share_dialog_is_as_high_as_what_it_holds(page: Page):
    page.set_viewport_size({"width": 1440, "height": 1400})
    opened_with_session(page)
    page.locator("#share").click()
    dialog = page.locator("#sharing")
    expect(dialog).to_be_visible()
    expect(dialog).to_have_css("align-content", "start")
    assert dialog.evaluate("dialog => dialog.scrollHeight - dialog.clientHeight") == 0
    last = dialog.locator(":scope > *:last-child").bounding_box()
    box = dialog.bounding_box()
    assert box["y"] + box["height"] - last["y"] - last["height"] < 40
