"""What comes out of the printer: the sheet in place of the page, light, on one page."""

import io
import re
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from dashboard.atlas import the_atlas
from dashboard.views.theme import DARK, LIGHT
from tests.e2e.person import label, opened_with_session

SHEETS = {
    "map": "/?country=IND",
    "nobody": "/?country=none",
    "comparison": "/?country=IND&compare=USA-BRA-FRA-NGA-TUV",
    "side by side": "/?country=IND&compare=USA-BRA&multiples=1",
    "scatter": "/?country=IND&compare=USA&view=scatter",
}
# Landscape A4 less the sheet's margins, in pixels of CSS.
PAPER = {"width": 1054, "height": 726}
# Colours of the dark theme that the light one has nowhere.
ONLY_DARK = sorted({DARK[name] for name in ("page", "surface", "sea", "doubt", "land", "trend")})


def ready_to_print(page: Page, link: str) -> None:
    """Open a link and let the sheet's modules come, as the shortcut's first key does."""
    opened_with_session(page, link)
    if "scatter" in link:
        expect(page.locator("#scatter-marks text").first).to_be_attached()
    page.keyboard.press("Control")
    page.wait_for_selector("html[data-printable]")


def pages(page: Page, paper: str = "A4") -> int:
    """Print on a paper on its side; return how many pages that is."""
    return len(re.findall(rb"/Type\s*/Page\b", printed(page, paper)))


def printed(page: Page, paper: str) -> bytes:
    """Print; the sheet may say which side is up, and else the printer has what it has."""
    return page.pdf(prefer_css_page_size=True, format=paper)


PAPERS = {"A4": (842, 595), "Letter": (792, 612)}  # on their side, in points


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", ["map", "comparison", "scatter"])
def test_the_sheet_is_one_page_of_the_paper_that_the_printer_has(page: Page, name: str, paper: str):
    ready_to_print(page, SHEETS[name])
    sheet = printed(page, paper)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", sheet)
    sizes = {tuple(int(float(side)) for side in box) for box in boxes}
    assert sizes == {PAPERS[paper]}  # not another paper's, made smaller by the printer
    assert pages(page, paper) == 1


def sheet(page: Page) -> np.ndarray:
    """Return the pixels of the sheet as it is printed, and leave it there."""
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)  # type: ignore[arg-type]
    return np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB")).astype(int)


def share(pixels: np.ndarray, colour: str) -> float:
    """Return how much of a picture has a colour."""
    wanted = [int(colour[n : n + 2], 16) for n in (1, 3, 5)]
    return float((np.abs(pixels - wanted).max(axis=-1) <= 1).mean())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", SHEETS)
def test_what_is_shown_is_printed_on_one_page_in_light_colours(
    visitor: Callable[..., Page], name: str, scheme: str
):
    page = visitor(color_scheme=scheme)
    ready_to_print(page, SHEETS[name])
    assert pages(page) == 1
    expect(page.locator("#printed")).to_have_count(0)
    pixels = sheet(page)
    assert share(pixels, "#ffffff") > 0.4
    for colour in ONLY_DARK:
        assert share(pixels, colour) < 0.001, colour
    if name != "scatter":
        assert share(pixels, LIGHT["sea"]) > 0.03
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 200
    colours = page.locator("#legend .bin").evaluate_all(
        "all => all.map((bin) => bin.style.getPropertyValue('--colour'))"
    )
    if scheme == "light" and name != "scatter":
        assert all(share(pixels, colour) > 0.0005 for colour in colours)


def test_a_dark_page_is_printed_as_the_light_one_is_and_stays_dark(visitor: Callable[..., Page]):
    pixels = []
    for scheme in ("light", "dark"):
        page = visitor(color_scheme=scheme)
        ready_to_print(page, SHEETS["map"])
        before = page.locator("#figure-temperature").screenshot()
        pixels.append(sheet(page))
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": 1440, "height": 900})
        page.evaluate("() => dispatchEvent(new Event('afterprint'))")
        expect(page.locator("html")).to_have_attribute("data-theme", scheme)
        page.mouse.move(2, 2)
        page.wait_for_timeout(300)  # Bokeh paints when it may
        after = page.locator("#figure-temperature").screenshot()
        first, second = (
            np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(int)
            for picture in (before, after)
        )
        assert np.abs(first - second).mean() < 1
    assert (np.abs(pixels[0] - pixels[1]).max(axis=-1) > 2).mean() < 0.01


def test_the_sheet_says_what_it_is_of_and_where_it_is_from(page: Page):
    ready_to_print(page, "/?country=IND&year=1998")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    said = " ".join((page.locator("#printed").text_content() or "").split())
    change = " ".join((page.locator('[data-headline="full"] b').text_content() or "").split())
    for words in (change, "1998", "India", "NCEP/NCAR", "Natural Earth", "Snapshot of", page.url):
        assert words in said
    for shown in ("#anomaly", '[data-field="trend"]', '[data-field="interval"]'):
        assert page.locator(shown).inner_text() in said
    for chart in ("map", "stripes", "temperature", "indicator"):
        assert page.locator(f"#printed .drawing.{chart} svg path").count() > 4


def test_the_unit_of_the_legend_lies_over_no_number(page: Page):
    ready_to_print(page, "/?map=gdp_per_capita")
    sheet(page)
    texts = page.locator("#printed svg text").evaluate_all(
        """(texts) => texts.map((text) => {
          const { left, right, top, bottom } = text.getBoundingClientRect();
          return { said: text.textContent, left, right, top, bottom };
        })"""
    )
    (unit,) = [text for text in texts if text["said"] == "current US$"]
    assert {"20k", "50k"} <= {text["said"] for text in texts}
    for other in texts:
        beside = other["right"] < unit["left"] or other["left"] > unit["right"]
        assert (
            other is unit
            or beside
            or other["bottom"] <= unit["top"]
            or other["top"] >= unit["bottom"]
        )


def test_a_chart_that_was_opened_is_printed_too(page: Page):
    ready_to_print(page, SHEETS["map"])
    page.locator("#country .more summary").first.click()
    page.wait_for_function("() => document.querySelector('#figure-decades .bk-Figure')")
    assert pages(page) == 1
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#printed .drawing.decades svg path").count() > 4


def test_the_table_is_printed_with_all_rows_that_are_listed(page: Page):
    ready_to_print(page, "/?country=IND&view=table&region=Europe")
    assert pages(page) == 2  # the rows, and the country
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    europe = {c.name for c in the_atlas().store.countries.values() if c.region == "Europe"}
    rows = page.locator("#printed .listed tbody .name")
    names = {text.split(" uncertain")[0] for text in rows.all_text_contents()}
    assert names == europe
    assert page.locator("#ranking tbody .doubt").first.text_content() == "uncertain"  # as it was


def test_a_phone_prints_the_same_sheet(visitor: Callable[..., Page]):
    size = {"width": 390, "height": 844}
    page = visitor(viewport=size, has_touch=True, is_mobile=True, color_scheme="dark")
    ready_to_print(page, SHEETS["map"])
    assert pages(page) == 1


def test_nothing_of_the_sheet_is_read_before_there_is_a_sign_of_printing(page: Page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened_with_session(page)
    x, y = label(page, "CAN")
    page.mouse.move(x, y)
    page.mouse.click(x, y)
    page.keyboard.press("Tab")
    page.wait_for_timeout(300)
    assert not [url for url in asked if "/print/sheet.js" in url]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_the_sheet_the_page_itself_is_printed_light_and_without_controls(
    visitor: Callable[..., Page], scheme: str
):
    page = visitor(color_scheme=scheme)
    opened_with_session(page, "/?country=IND")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})  # the paper's: narrow for the page
    for gone in (".controls", "#settings", ".search", ".tabs", ".time", "#compare"):
        expect(page.locator(gone).first).to_be_hidden()
    ends = [page.locator(of).bounding_box() for of in ("main", "footer")]
    assert ends[0]["y"] + ends[0]["height"] <= ends[1]["y"]  # nothing lies over a chart
    red, green, blue = (int(LIGHT["text"][n : n + 2], 16) for n in (1, 3, 5))
    expect(page.locator("#country-name")).to_have_css("color", f"rgb({red}, {green}, {blue})")
    expect(page.locator("#legend .swatch").first).to_have_css("print-color-adjust", "exact")


@pytest.mark.parametrize("address", ["/methods", "/country/brazil"])
def test_pages_of_text_are_printed_in_light_colours(visitor: Callable[..., Page], address: str):
    page = opened_with_session(visitor(color_scheme="dark"))
    page.locator("#theme").click()
    page.locator("#theme").click()  # kept, as a choice: dark
    page.goto(address)
    page.emulate_media(media="print", color_scheme="dark")
    red, green, blue = (int(LIGHT["text"][n : n + 2], 16) for n in (1, 3, 5))
    expect(page.locator("h1")).to_have_css("color", f"rgb({red}, {green}, {blue})")
    pixels = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB")).astype(int)
    assert share(pixels, DARK["page"]) < 0.001
    assert pages(page) >= 1
