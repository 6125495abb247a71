"""The component as a person uses it, alone on a page of `panel serve`."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from base64 import b64encode
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from bokeh.resources import INLINE
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect
from shapely.geometry import box

from benchmarks.ports import free_port
from choropleth import Choropleth
from tests.e2e.test_engines import NOISE
from tests.serving import started

ROOT = Path(__file__).parents[2]
APP = Path(__file__).parent / "choropleth_app.py"
RED, GREEN, BLUE = [255, 0, 0], [0, 255, 0], [0, 0, 255]
# Where the shapes lie on the map's 700 x 460 pixels, the legend below.
ALPHA, BETA, GAMMA, DELTA, EPSILON = (60, 380), (350, 300), (570, 300), (126, 118), (574, 118)
HOLE, NOTHING = (126, 342), (350, 60)


@pytest.fixture(scope="module")
def app() -> Iterator[str]:
    """The address of the page."""
    port = free_port()
    command = [sys.executable, "-m", "panel", "serve", str(APP), "--port", str(port)]
    url = f"http://localhost:{port}/choropleth_app"
    with started(command, url, stderr=subprocess.STDOUT):
        yield url


@pytest.fixture
def visited(visitor: Callable[..., Page], app: str) -> Page:
    """A new visitor's page, with its map drawn."""
    return opened(visited_by(visitor, app), app)


def visited_by(visitor: Callable[..., Page], app: str, **options: object) -> Page:
    # The tests read pixels again and again, which Chromium advises against.
    return visitor(app, expected=["willReadFrequently"], **options)


def opened(page: Page, url: str) -> Page:
    page.goto(url)
    expect(page.locator(".choropleth-root[data-step]")).to_be_visible()
    expect(page.locator(".python-has")).to_contain_text("step 0")
    return page


def area(page: Page) -> Locator:
    return page.locator(".choropleth-root .map")


def pixel(page: Page, at: tuple[float, float], layer: str = "fills") -> list[int]:
    """The colour of a pixel of one of the map's canvases."""
    script = """(canvas, [x, y]) => {
      const ratio = canvas.width / canvas.clientWidth;
      return [...canvas.getContext("2d").getImageData(x * ratio, y * ratio, 1, 1).data].slice(0, 3);
    }"""
    found: list[int] = page.locator(f".map canvas.{layer}").evaluate(script, list(at))
    return found


def click(page: Page, at: tuple[float, float], **options: object) -> None:
    area(page).click(position={"x": at[0], "y": at[1]}, **options)  # type: ignore[arg-type]


def python_has(page: Page, text: str) -> None:
    expect(page.locator(".python-has")).to_contain_text(text)


def test_values_are_drawn_in_the_colours_of_their_bins(visited: Page):
    assert [pixel(visited, at) for at in (ALPHA, GAMMA)] == [RED, GREEN]
    assert pixel(visited, HOLE) == [0, 0, 0]


def test_a_step_in_the_browser_recolours_and_reaches_python(visited: Page):
    knob = visited.locator(".noUi-handle")
    knob.focus()
    knob.press("ArrowRight")
    expect(visited.locator(".choropleth-root")).to_have_attribute("data-step", "1")
    assert [pixel(visited, at) for at in (ALPHA, GAMMA)] == [BLUE, RED]
    python_has(visited, "step 1")


def test_a_step_sends_no_shapes(visitor: Callable[..., Page], app: str):
    page, frames = visited_by(visitor, app), []
    page.on(
        "websocket",
        lambda socket: [
            socket.on(kind, lambda frame: frames.append(len(frame)))
            for kind in ("framesent", "framereceived")
        ],
    )
    opened(page, app)
    frames.clear()
    knob = page.locator(".noUi-handle")
    knob.focus()
    knob.press("ArrowRight")
    python_has(page, "step 1")
    assert frames
    assert sum(frames) < 5_000


def test_a_click_selects_and_one_on_nothing_clears(visited: Page):
    click(visited, ALPHA)
    python_has(visited, "selected A;")
    expect(visited.locator(".said")).to_contain_text("Alpha, 2020: 1.0 %. selected")
    click(visited, NOTHING)
    python_has(visited, "selected None")


def test_a_hole_is_no_part_of_its_shape(visited: Page):
    click(visited, ALPHA)
    python_has(visited, "selected A;")
    click(visited, HOLE)
    python_has(visited, "selected None")


def test_a_click_near_a_tiny_shape_selects_it(visited: Page):
    click(visited, (EPSILON[0] + 15, EPSILON[1]))
    python_has(visited, "selected E;")
    assert pixel(visited, EPSILON, "marks") == BLUE


def test_shift_click_compares(visited: Page):
    click(visited, ALPHA)
    click(visited, BETA, modifiers=["Shift"])
    click(visited, GAMMA, modifiers=["Shift"])
    python_has(visited, "selected A; hovered C; compared B, C")
    click(visited, BETA, modifiers=["Shift"])
    python_has(visited, "compared C")
    click(visited, ALPHA, modifiers=["Shift"])
    python_has(visited, "selected C; hovered A; compared")


def test_hovering_tells_the_value_and_python_the_key(visited: Page):
    area(visited).hover(position={"x": BETA[0], "y": BETA[1]})
    expect(visited.locator(".tip")).to_have_text("Beta, 2020\n2.0 %, uncertain")
    python_has(visited, "hovered B")
    area(visited).hover(position={"x": DELTA[0], "y": DELTA[1]})
    expect(visited.locator(".tip")).to_have_text("Delta, 2020\nno value")
    visited.mouse.move(2, 890)
    python_has(visited, "hovered None")
    expect(visited.locator(".tip")).to_be_hidden()


def test_what_python_sets_is_shown(visited: Page):
    visited.get_by_role("button", name="Python").click()
    expect(visited.locator(".said")).to_contain_text("Selected: Gamma, 2021: 1.0 %")
    expect(visited.locator(".said")).to_contain_text("Compared with Alpha, 2021: 5.0 %")
    expect(visited.locator(".choropleth-root")).to_have_attribute("data-step", "1")


def test_a_new_palette_is_shown(visited: Page):
    visited.get_by_role("button", name="Recolour").click()
    for _ in range(50):
        if pixel(visited, ALPHA) == [0, 255, 255]:
            break
        visited.wait_for_timeout(100)
    assert pixel(visited, ALPHA) == [0, 255, 255]


def test_shapes_values_and_step_can_change_together(visited: Page):
    click(visited, GAMMA)
    python_has(visited, "selected C;")
    visited.get_by_role("button", name="Fewer").click()
    python_has(visited, "step 2; selected None")
    expect(area(visited)).to_have_attribute("aria-label", "Rates, 2022, 2 shapes")
    assert pixel(visited, (640, 300), "fills") == GREEN


def test_the_keyboard_reaches_every_shape(visited: Page):
    area(visited).focus()
    said = visited.locator(".said")
    seen = set()
    for key in ("ArrowLeft", "ArrowLeft", "ArrowRight", "ArrowRight", "ArrowUp", "ArrowLeft"):
        visited.keyboard.press(key)
        seen.add(said.inner_text().split(",")[0])
    assert seen >= {"Alpha", "Beta", "Gamma", "Epsilon", "Delta"}
    visited.keyboard.press("Enter")
    python_has(visited, "selected D;")
    visited.keyboard.press("ArrowDown")
    visited.keyboard.press("Shift+Enter")
    python_has(visited, "compared A")
    visited.keyboard.press("Escape")
    python_has(visited, "selected None; hovered None; compared")


def scale(page: Page) -> float:
    return float(page.locator(".choropleth-root").get_attribute("data-scale") or 0)


def test_the_wheel_zooms_where_the_pointer_is_and_drag_moves(visited: Page):
    area(visited).hover(position={"x": GAMMA[0], "y": GAMMA[1]})
    visited.mouse.wheel(0, -300)
    visited.wait_for_timeout(100)
    assert scale(visited) > 1.5
    assert pixel(visited, GAMMA) == GREEN
    rectangle = area(visited).bounding_box()
    assert rectangle
    x, y = rectangle["x"] + GAMMA[0], rectangle["y"] + GAMMA[1]
    visited.mouse.move(x, y)
    visited.mouse.down()
    visited.mouse.move(x - 60, y - 80, steps=4)
    visited.mouse.up()
    visited.wait_for_timeout(100)
    assert pixel(visited, (GAMMA[0] - 60, GAMMA[1] - 80)) == GREEN
    python_has(visited, "selected None")  # a drag is no click
    visited.get_by_role("button", name="Whole map").click()
    visited.wait_for_timeout(100)
    assert scale(visited) == 1


def test_two_fingers_zoom(visitor: Callable[..., Page], app: str):
    page = opened(visited_by(visitor, app, has_touch=True), app)
    rectangle = area(page).bounding_box()
    assert rectangle
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *xs: float) -> None:
        points = [
            {"x": rectangle["x"] + x, "y": rectangle["y"] + 200, "id": number}
            for number, x in enumerate(xs)
        ]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 300)
    touch("touchStart", 300, 400)
    for reach in (60, 80, 100, 150):
        touch("touchMove", 350 - reach, 350 + reach)
    touch("touchEnd")
    page.wait_for_timeout(150)
    assert scale(page) > 1.5
    python_has(page, "selected None")


def test_a_tap_selects_and_tells(visitor: Callable[..., Page], app: str):
    page = opened(visited_by(visitor, app, has_touch=True), app)
    area(page).tap(position={"x": BETA[0], "y": BETA[1]})
    python_has(page, "selected B;")
    expect(page.locator(".tip")).to_be_visible()


def test_the_map_is_saved_as_png_and_svg(visited: Page, tmp_path: Path):
    click(visited, ALPHA)
    with visited.expect_download() as download:
        visited.get_by_role("button", name="Save as SVG").click()
    download.value.save_as(tmp_path / "map.svg")
    assert download.value.suggested_filename == "rates.svg"
    root = ET.fromstring((tmp_path / "map.svg").read_text(encoding="utf-8"))
    titles = [node.text for node in root.iter("{http://www.w3.org/2000/svg}title")]
    assert sorted(filter(None, titles))[0] == "Alpha, 2020: 1.0 %"
    assert len(titles) == 5
    assert "Rates, 2020" in [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    with visited.expect_download() as download:
        visited.get_by_role("button", name="Save as PNG").click()
    download.value.save_as(tmp_path / "map.png")
    assert (tmp_path / "map.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_where_the_canvas_is_guarded_colours_are_right_and_svg_is_offered(
    visitor: Callable[..., Page], app: str
):
    page = visited_by(visitor, app)
    page.add_init_script(NOISE)
    files: list[str] = []
    page.on("download", lambda download: files.append(download.suggested_filename))
    opened(page, app)
    box = area(page).bounding_box()
    assert box is not None
    seen = Image.open(BytesIO(page.screenshot())).convert("RGB")
    for at, colour in ((ALPHA, RED), (BETA, GREEN)):
        assert list(seen.getpixel((box["x"] + at[0], box["y"] + at[1]))) == colour
    page.get_by_role("button", name="Save as PNG").click()
    expect(page.locator(".tip")).to_contain_text("SVG is not affected")
    expect(page.get_by_role("button", name="Save as SVG")).to_be_focused()
    assert files == []
    with page.expect_download():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("written", ["red", "hsl(0 100% 50%)", "color(srgb 1 0 0)"])
def test_a_colour_may_be_written_in_any_way(browser: Browser, tmp_path: Path, written: str):
    shapes = gpd.GeoDataFrame({"code": ["A"]}, geometry=[box(0, 0, 1, 1)], crs="EPSG:3857")
    rates = pd.Series({"A": 1.0})
    map_ = Choropleth(shapes, rates, key="code", palette=[written], width=300, height=300)
    page = saved(browser, map_, tmp_path)
    expect(page.locator(".choropleth-root[data-scale]")).to_be_visible()
    assert pixel(page, (150, 120)) == RED
    page.close()


def test_python_can_have_the_map_saved(visited: Page):
    with visited.expect_download() as download:
        visited.get_by_role("button", name="Save", exact=True).click()
    assert download.value.suggested_filename == "rates.svg"


def test_both_exports_show_what_the_canvas_shows(visited: Page, tmp_path: Path):
    for name in ("SVG", "PNG"):
        with visited.expect_download() as download:
            visited.get_by_role("button", name=f"Save as {name}").click()
        path = tmp_path / f"map.{name.lower()}"
        download.value.save_as(path)
        kind = "svg+xml" if name == "SVG" else "png"
        source = f"data:image/{kind};base64,{b64encode(path.read_bytes()).decode()}"
        assert painted(visited, source) == [RED, GREEN, [222, 219, 212]]


def painted(page: Page, source: str) -> list[list[int]]:
    """The colours of three shapes in a picture, which has 30 pixels of title above the map."""
    script = """async ([source, points]) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.createElement("canvas"), ratio = image.width / 700;
      [canvas.width, canvas.height] = [image.width, image.height];
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      const at = (x, y) => context.getImageData(x * ratio, (y + 30) * ratio, 1, 1).data;
      return points.map(([x, y]) => [...at(x, y)].slice(0, 3));
    }"""
    found: list[list[int]] = page.evaluate(
        script, [source, [list(at) for at in (ALPHA, GAMMA, DELTA)]]
    )
    return found


@pytest.mark.parametrize("theme", ["default", "dark"])
def test_the_theme_follows_the_page(visitor: Callable[..., Page], app: str, theme: str):
    page = opened(visited_by(visitor, app), f"{app}?theme={theme}")
    tip = page.locator(".tip")
    area(page).hover(position={"x": BETA[0], "y": BETA[1]})
    expect(tip).to_be_visible()
    light = re.compile(r"rgb\(255, 255, 255\)")
    dark = re.compile(r"rgb\(27, 30, 36\)")
    expect(tip).to_have_css("background-color", dark if theme == "dark" else light)


def test_the_map_has_a_name_and_passes_axe(visited: Page):
    expect(area(visited)).to_have_attribute("aria-label", "Rates, 2020, 5 shapes")
    violations = Axe().run(visited).response["violations"]
    ours = (".map", ".tools", ".legend", ".said", "choropleth")
    found = [
        (violation["id"], node["target"])
        for violation in violations
        if violation["id"] != "region"  # the page's own: it has no landmarks
        for node in violation["nodes"]
        if any(name in str(node["target"]) for name in ours)
    ]
    assert found == []


def test_the_map_takes_the_size_of_its_window(visitor: Callable[..., Page], app: str):
    page = opened(visited_by(visitor, app), app)
    page.locator(".choropleth-root").evaluate("root => { root.style.width = '350px'; }")
    page.wait_for_timeout(200)
    assert pixel(page, (35, 300)) == RED


def test_a_saved_page_draws_the_map_without_a_server(browser: Browser, tmp_path: Path):
    corner = box(0, 0, 1, 1)
    shapes = gpd.GeoDataFrame({"code": ["A"]}, geometry=[corner], crs="EPSG:3857")
    rates = pd.Series({"A": 1.0})
    map_ = Choropleth(shapes, rates, key="code", palette=["#ff0000"], width=300, height=300)
    page = saved(browser, map_, tmp_path)
    assert pixel(page, (150, 120)) == RED
    page.close()


def test_a_tiny_shape_among_neighbours_has_no_marker_that_would_cover_them(
    browser: Browser, tmp_path: Path
):
    cells = [box(x, y, x + 1, y + 1) for x in range(80) for y in range(20)]
    island = box(40, 30, 40.5, 30.5)
    shapes = gpd.GeoDataFrame(geometry=[*cells, island], crs="EPSG:3857")
    map_ = Choropleth(shapes, pd.Series(1.0, shapes.index), width=300, height=300)
    page = saved(browser, map_, tmp_path)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as SVG").click()
    root = ET.fromstring(download.value.path().read_text(encoding="utf-8"))
    assert len(list(root.iter("{http://www.w3.org/2000/svg}circle"))) == 1  # the island's
    page.close()


def saved(browser: Browser, map_: Choropleth, folder: Path) -> Page:
    """A page that was saved with the map, opened without a server."""
    map_.save(folder / "map.html", resources=INLINE)
    page = browser.new_page()
    page.route("http*://**", lambda route: route.abort())  # Panel asks its CDN for style sheets
    page.goto((folder / "map.html").as_uri())
    expect(page.locator(".choropleth-root[data-step]")).to_be_visible()
    return page
