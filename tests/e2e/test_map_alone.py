"""The map before Bokeh is there, and its zoom by wheel, drag, double click and fingers."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from dashboard import climate
from dashboard.atlas import the_atlas
from tests.e2e.person import (
    MAP,
    OPEN_SEA,
    fill,
    label,
    link_of,
    on_screen,
    opened,
    outlines,
)

ATLAS = the_atlas()
BISCAY = (-0.36e6, 5.35e6)  # metres, in the sea
# Of the first fills of the map, the canvas and, frame by frame, the colour of a pixel of Canada.
WATCH = """
window.seen = [];
const look = () => {
  const canvas = document.querySelector("#figure-map canvas.fills");
  if (canvas) {
    window.first ??= canvas;
    const { width, height } = canvas;
    const pixel = canvas.getContext("2d").getImageData(width * 0.28, height * 0.14, 1, 1).data;
    if (pixel[3]) window.seen.push([...pixel].join());
  }
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


def metres(page: Page) -> float:
    """How many metres of the map a pixel shows."""
    found: float = page.evaluate(f"() => {{ {MAP} return metres; }}")
    return found


@pytest.fixture
def without_bokeh(page: Page) -> Page:
    """A page that can be used, of which Bokeh's script never comes."""
    page.route("**/bokeh.min.js*", lambda _route: None)
    page.goto("/?year=2003")
    page.wait_for_selector("html[data-usable]")
    assert page.evaluate("window.Bokeh === undefined")
    return page


def test_the_map_is_pointed_at_and_clicked_before_bokeh_is_there(without_bokeh: Page):
    page = without_bokeh
    page.mouse.move(*label(page, "CAN"))
    expect(page.locator("#tooltip b")).to_have_text("Canada")
    before = outlines(page)
    page.mouse.click(*label(page, "IND"))
    assert link_of(page)["country"] == "IND"
    page.mouse.move(2, 2)
    assert outlines(page) != before
    page.mouse.click(*on_screen(page, *OPEN_SEA))
    assert link_of(page)["country"] == "none"


def test_the_years_step_and_play_before_bokeh_is_there(without_bokeh: Page):
    page = without_bokeh
    page.locator("#year").press("Home")
    expect(page.locator("#map-year")).to_have_text("1948")
    temperatures = ATLAS.temperatures
    anomalies = temperatures.sub(climate.normals(temperatures, climate.DEFAULT_BASELINE), axis=0)
    scale = ATLAS.scale("temperature")
    number = int(scale.bins(anomalies[1948])["CAN"])
    assert fill(page, "CAN") == scale.colours[number]
    page.locator("#play").click()
    expect(page.locator("#map-year")).to_have_text("2024", timeout=20_000)
    number = int(scale.bins(anomalies[2024])["CAN"])
    assert fill(page, "CAN") == scale.colours[number]
    # The anomaly beside the map follows, too: the browser has its numbers.
    expect(page.locator("#anomaly-year")).to_have_text("2024")


def test_zoom_and_legend_work_before_bokeh_is_there(without_bokeh: Page):
    page = without_bokeh
    whole = metres(page)
    page.locator("#zoom").select_option("africa")
    page.wait_for_function(f"() => {{ {MAP} return metres < {whole / 1.5}; }}")
    before = outlines(page)
    page.locator("#legend .bin").nth(6).hover()
    assert outlines(page) != before


def test_the_first_picture_of_the_map_is_the_one_that_stays(visitor: Callable[..., Page]):
    page = visitor(expected=["willReadFrequently"])
    page.add_init_script(WATCH)
    opened(page)
    page.wait_for_timeout(200)
    assert page.evaluate("window.first === document.querySelector('#figure-map canvas.fills')")
    assert page.locator("#figure-map > *").count() == page.locator("#figure-map > canvas").count()
    seen = page.evaluate("window.seen")
    assert len(seen) > 5
    assert len(set(seen)) == 1


def test_the_wheel_zooms_where_the_page_does_not_scroll_and_a_drag_moves(page: Page):
    opened(page, "/?country=none")
    whole = metres(page)
    x, y = label(page, "FRA")
    page.mouse.move(x, y)
    page.mouse.wheel(0, -400)
    page.wait_for_function(f"() => {{ {MAP} return metres < {whole / 1.5}; }}")
    assert label(page, "FRA") == pytest.approx((x, y), abs=1)  # what is pointed at stays
    page.mouse.down()
    page.mouse.move(x + 50, y + 40, steps=5)
    page.mouse.up()
    page.wait_for_timeout(100)
    assert label(page, "FRA") == pytest.approx((x + 50, y + 40), abs=1)
    assert link_of(page) == {"country": "none"}  # neither the drag selects, nor is it in the link
    expect(page.locator("#zoom")).to_have_value("world")
    page.mouse.dblclick(*on_screen(page, *BISCAY))
    page.wait_for_function(f"() => {{ {MAP} return metres === {whole}; }}")


def test_what_is_zoomed_by_wheel_has_a_way_back(page: Page):
    opened(page)
    whole = metres(page)
    page.mouse.move(*label(page, "FRA"))
    page.mouse.wheel(0, -400)
    way_back = page.get_by_role("button", name="Whole world")
    way_back.click()
    page.wait_for_function(f"() => {{ {MAP} return metres === {whole}; }}")
    expect(way_back).to_be_hidden()


def test_a_double_click_selects_once_and_resets(page: Page):
    opened(page)
    whole = metres(page)
    page.mouse.move(*label(page, "CAN"))
    page.mouse.wheel(0, -300)
    page.wait_for_function(f"() => {{ {MAP} return metres < {whole / 1.5}; }}")
    page.mouse.dblclick(*label(page, "CAN"))
    expect(page.locator("#country-name")).to_have_text("Canada")
    page.wait_for_function(f"() => {{ {MAP} return metres === {whole}; }}")


def test_the_wheel_scrolls_a_page_that_can_be_scrolled(visitor: Callable[..., Page]):
    # Lower than that the page is not made to fit its window.
    page = opened(visitor(viewport={"width": 1000, "height": 600}))
    whole = metres(page)
    page.mouse.move(*label(page, "FRA"))
    page.mouse.wheel(0, 300)
    page.wait_for_function("() => scrollY > 100")
    page.mouse.move(*label(page, "ZAF"))
    page.mouse.wheel(0, -300)
    page.wait_for_function("() => scrollY === 0")
    assert metres(page) == whole
    page.mouse.move(*label(page, "ZAF"))
    page.keyboard.down("Control")
    page.mouse.wheel(0, -60)
    page.keyboard.up("Control")
    page.wait_for_function(f"() => {{ {MAP} return metres < {whole / 1.2}; }}")


def test_two_fingers_zoom_and_one_scrolls_the_page(visitor: Callable[..., Page]):
    phone = {"width": 390, "height": 844}
    page = opened(visitor(viewport=phone, has_touch=True, is_mobile=True), "/?country=none")
    whole = metres(page)
    session = page.context.new_cdp_session(page)
    x, y = on_screen(page, 0, 0)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        fingers = [{"x": at[0], "y": at[1], "id": n} for n, at in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    touch("touchStart", (x - 20, y))
    touch("touchStart", (x - 20, y), (x + 20, y))
    for reach in (30, 40, 60, 80):
        touch("touchMove", (x - reach, y), (x + reach, y))
    touch("touchEnd")
    page.wait_for_function(f"() => {{ {MAP} return metres < {whole / 2}; }}")
    assert link_of(page) == {"country": "none"}
    zoomed = page.locator("#figure-map").get_attribute("data-view")
    touch("touchStart", (x, y))
    for way in range(20, 220, 20):
        touch("touchMove", (x, y - way))
    touch("touchEnd")
    page.wait_for_function("() => scrollY > 50")
    assert page.locator("#figure-map").get_attribute("data-view") == zoomed


def test_a_found_country_that_is_out_of_sight_is_shown(page: Page):
    opened(page)
    whole = metres(page)
    page.mouse.move(*label(page, "CAN"))
    page.mouse.wheel(0, -300)
    page.wait_for_function(f"() => {{ {MAP} return metres < {whole / 1.5}; }}")
    page.locator("#search").fill("Australia")
    page.keyboard.press("Enter")
    page.wait_for_function(f"() => {{ {MAP} return metres === {whole}; }}")
    expect(page.locator("#country-name")).to_have_text("Australia")
