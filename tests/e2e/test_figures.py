"""The figures of the panel, by what their descriptions promise."""

import csv
import io
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from dashboard.atlas import the_atlas
from dashboard.figures import FIGURES
from dashboard.figures.decades import DECADES
from dashboard.parts.country import seen
from tests.e2e.person import opened, opened_with_session

ATLAS = the_atlas()


def chart_of(*compared: str):
    state = ATLAS.new_state()
    state.param.update(iso3=compared[0], compare="-".join(compared[1:]))
    return DECADES.chart(seen(ATLAS, state, DECADES.part))


def opens_decades(page: Page) -> Page:
    page.locator(".more summary", has_text=DECADES.title).press("Enter")
    page.wait_for_function("() => document.querySelector('#figure-decades').children.length > 1")
    return page


def bars(page: Page, drawing: str = "decades") -> list[float]:
    """The heights of the bars that Bokeh holds."""
    return page.evaluate(
        f"""[...Bokeh.documents.flatMap((d) => d.roots()).find(({{ name }}) => name === "{drawing}")
        .renderers.find(({{ name }}) => name === "means").data_source.data.top]"""
    )


def test_the_panel_has_a_slot_for_each_figure_in_their_order(page: Page):
    opened(page)
    slots = page.locator("#country .figure").evaluate_all("all => all.map(({ id }) => id)")
    assert slots == [f"figure-{figure.name}" for figure in FIGURES]


def test_a_closed_figure_is_neither_asked_for_nor_drawn(page: Page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    opened_with_session(page)
    page.locator("#search").fill("India")
    page.keyboard.press("Enter")
    expect(page.locator("#country-name")).to_have_text("India")
    assert not [path for path in asked if "decades" in path]
    opens_decades(page)
    assert len([path for path in asked if "/decades." in path]) == 1
    assert bars(page) == pytest.approx(
        list(chart_of("IND").layers["means"].columns["y1"]), abs=1e-3
    )


def test_an_opened_figure_follows_what_is_chosen(page: Page):
    opens_decades(opened_with_session(page))
    page.locator("#search").fill("India")
    page.keyboard.press("Shift+Enter")
    page.wait_for_function(
        """() => Bokeh.documents.flatMap((d) => d.roots())
        .find(({ name }) => name === "decades_compared")
        ?.renderers[0].data_source.data.top.length > 0"""
    )
    expected = list(chart_of("BRA", "IND").layers["means"].columns["y1"])
    assert bars(page, "decades_compared") == pytest.approx(expected, abs=1e-3)
    said = re.compile("^Mean temperature of Brazil, India by decade")
    expect(page.get_by_role("img", name=said)).to_be_visible()


def test_a_figure_says_its_value_under_the_pointer(page: Page):
    opens_decades(opened(page))
    cells = chart_of("BRA").table.columns[0].cells
    box = page.locator("#figure-decades").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2)
    readout = page.locator("[data-readout=decades]")
    assert readout.text_content() in {f"{row}: {text} °C" for row, text in cells.items()}
    page.mouse.move(2, 2)
    expect(readout).to_have_text("")


def test_each_kind_of_rows_is_a_table(page: Page):
    opened(page)
    page.locator("[data-table=charts] summary").press("Enter")
    tables = page.locator("[data-table=charts] table")
    expect(tables).to_have_count(2)
    cells = chart_of("BRA").table.columns[0].cells
    rows = tables.nth(1).locator("tbody tr")
    texts = rows.evaluate_all("all => all.map((row) => [...row.cells].map((c) => c.textContent))")
    assert dict(texts) == cells


def test_a_closed_figure_is_opened_for_its_picture(page: Page):
    opened(page)
    page.locator("#share").click()
    row = page.locator("#sharing [data-figure=decades]")
    with page.expect_download() as saved:
        row.get_by_role("button", name="SVG").click()
    assert saved.value.suggested_filename == "isotherm-decades-bra.svg"
    svg = saved.value.path().read_text(encoding="utf-8")
    for words in ("Brazil: mean temperature change by decade", "fewer than ten years", "NCEP/NCAR"):
        assert words in svg


def test_a_figures_numbers_are_a_file(page: Page):
    opened(page)
    page.locator("#share").click()
    with page.expect_download() as saved:
        page.locator("#sharing [data-figure=decades] a", has_text="CSV").click()
    assert saved.value.suggested_filename == "isotherm-decades-bra.csv"
    text = saved.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["first"] for row in rows[1:3]] == ["1950", "1960"]
    assert rows[-1]["years"] == "5"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_figure_has_the_themes_colours(visitor: Callable[..., Page], scheme: str):
    # Of a year: a mean has a scale of its own on the map, as its values lie closer together.
    page = opens_decades(opened(visitor(color_scheme=scheme), "/?year=2024"))
    found = page.evaluate(
        """(() => {
          const roots = Bokeh.documents.flatMap((d) => d.roots());
          const { glyph } = roots.find(({ name }) => name === "decades").renderers[0];
          const { line_color, fill_color: { transform: { palette } } } = glyph;
          const muted = getComputedStyle(document.documentElement).getPropertyValue("--muted");
          const bins = [...document.querySelectorAll("#legend .bin")];
          const colours = bins.map((b) => b.style.getPropertyValue("--colour"));
          return [line_color.value ?? line_color, muted.trim(), palette, colours];
        })()"""
    )
    line, muted, palette, colours = found
    assert line == muted
    assert palette == colours
