"""The scatter of an indicator against warming: read, hovered, clicked, followed by controls."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dashboard.parts.scatter import Axes, scatter_part
from dashboard.views.cards import signed
from tests.e2e import person
from tests.records_snapshot import three_records

ATLAS = three_records()  # the embedded record carries no correlation
COUNTRIES = ATLAS.store.countries
ORDER = list(COUNTRIES)
USUAL = Axes("gdp_per_capita", ATLAS.record("").years.last, 1960, "C", log=True, flagged=False)
# Where a dot of the figure that is seen lies in the window.
PLACE = """([name, x, y]) => {
  const figure = Bokeh.documents.flatMap((d) => d.roots()).find((root) => root.name === name);
  const { frame } = Bokeh.index.find_one(figure);
  const { left, top } = document.getElementById("figure-scatter").getBoundingClientRect();
  return [left + frame.x_scale.compute(x), top + frame.y_scale.compute(y)];
}"""
DRAWN = """(name) => Bokeh.documents.flatMap((d) => d.roots()).find((root) => root.name === name)
  .renderers.map(({ name, data_source }) => [name, data_source.data.value.length])"""


SIZES = """() => Bokeh.documents.map((d) => d.get_model_by_name("scatter_log")).find(Boolean)
  .renderers.flatMap(({ data_source }) => [...data_source.data.size])"""


@pytest.fixture
def server(three_records_server: str) -> str:
    return three_records_server


def opened(page: Page, link: str = "/?view=scatter") -> Page:
    person.opened(page, link)
    expect(told(page, "correlation")).not_to_be_empty()
    page.wait_for_function("() => document.getElementById('figure-scatter').children.length > 1")
    page.wait_for_timeout(300)
    return page


def test_the_axis_is_named_between_the_figure_and_its_key(page: Page):
    opened(page)
    order = [
        page.locator(of).bounding_box() for of in ("#figure-scatter", ".across", "#scatter-key")
    ]
    tops = [box["y"] for box in order if box]
    assert tops == sorted(tops)
    assert order[0]["y"] + order[0]["height"] <= tops[1] < tops[2]


def told(page: Page, name: str):
    return page.locator(f'[data-scatter="{name}"]').first


def part(**choices: Any) -> dict[str, Any]:
    return scatter_part(ATLAS, USUAL._replace(**choices))


def says(page: Page, shown: dict[str, Any]) -> None:
    """Check every sentence about the correlation."""
    for name, text in shown["text"].items():
        expect(told(page, name)).to_have_text(text)


def place(page: Page, iso3: str, shown: dict[str, Any]) -> tuple[float, float]:
    dot = shown["members"].index(ORDER.index(iso3))
    (name,) = shown["charts"]
    x, y = page.evaluate(PLACE, [name, shown["values"][dot], shown["trends"][dot]])
    return x, y


def test_the_scatter_says_its_correlation_with_interval_and_caveat(page: Page):
    page.goto("/")
    page.wait_for_selector("html[data-ready]")
    page.get_by_role("tab", name="Scatter").click()
    expect(page.get_by_role("tabpanel", name="Scatter")).to_be_visible()
    says(page, part())
    expect(told(page, "caveat")).to_contain_text("not independent")
    expect(page.get_by_role("heading", name="GDP per person and warming")).to_be_visible()
    expect(page.locator("#map-title")).to_be_hidden()
    assert person.link_of(page) == {"view": "scatter"}


def test_uncertain_series_are_hollow_until_they_are_asked_for_too(page: Page):
    opened(page)
    shown = part()
    good = sum(shown["good"])
    drawn = dict(page.evaluate(DRAWN, "scatter_log"))
    assert drawn == {"hollow": len(shown["good"]) - good, "dots": good}
    page.get_by_label("Show unreliable estimates").check()
    says(page, part(flagged=True))


@pytest.mark.parametrize("picker", ["#scatter-indicator", "#indicator"])
def test_both_pickers_choose_the_indicator_and_agree(page: Page, picker: str):
    opened(page)
    page.locator(picker).select_option("livestock_production")
    says(page, part(indicator="livestock_production"))
    expect(told(page, "label")).to_have_text("Livestock production")
    for each in ("#scatter-indicator", "#indicator"):
        expect(page.locator(each)).to_have_value("livestock_production")


def test_the_scale_is_logarithmic_from_the_start_and_can_be_linear(page: Page):
    opened(page)
    expect(page.locator("#scatter-log input")).to_be_checked()
    page.mouse.move(*place(page, "MCO", part()))
    expect(page.locator("#tooltip")).to_contain_text("Monaco")
    page.locator("#scatter-log input").uncheck()
    assert person.link_of(page)["linear"] == "1"
    page.wait_for_function("() => Bokeh.documents.some((d) => d.get_model_by_name('scatter'))")
    says(page, part(log=False))
    page.wait_for_timeout(300)
    page.mouse.move(*place(page, "MCO", part(log=False)))
    expect(page.locator("#tooltip")).to_contain_text("Monaco")
    expect(page.locator("#log")).to_have_attribute("aria-pressed", "false")
    page.locator("#scatter-indicator").select_option("fertility")
    expect(page.locator("#scatter-log")).to_be_hidden()


def test_colours_and_sizes_have_a_key(page: Page):
    opened(page)
    key = page.locator("#scatter-key")
    regions = ["Africa", "Americas", "Asia", "Europe", "Oceania"]
    for name in (*regions, "uncertain series", "Area: population"):
        expect(key).to_contain_text(name)
    shown = part()
    sizes = page.evaluate(SIZES)
    assert sorted(sizes) == sorted(shown["sizes"])


def test_trails_lead_through_the_decades_of_the_compared_countries(page: Page):
    opened(page, "/?view=scatter&country=IND&compare=USA")
    for number, iso3 in enumerate(("IND", "USA")):
        series = ATLAS.store.series(iso3, "gdp_per_capita").set_index("year")["value"]
        x, y = place(page, iso3, part())
        trail = page.locator("#scatter-marks .trail").nth(number)
        box = page.locator("#figure-scatter").bounding_box()
        within = series[series.between(*part()["x"])]
        ends = [
            page.evaluate(PLACE, ["scatter_log", value, 0])[0] - box["x"]
            for value in (within.min(), within.max())
        ]
        assert float(trail.get_attribute("x1")) == pytest.approx(ends[0], abs=1.5)
        assert float(trail.get_attribute("x2")) == pytest.approx(ends[1], abs=1.5)
        assert float(trail.get_attribute("y1")) == pytest.approx(y - box["y"], abs=1.5)
        assert x > 0
    years = page.locator("#scatter-marks .decade").evaluate_all(
        "all => all.map(d => d.dataset.year)"
    )
    assert set(years) <= {str(year) for year in range(1960, 2030, 10)}
    assert len(years) >= 8
    expect(told(page, "trails")).to_contain_text("a dot each decade")


def test_names_of_compared_countries_do_not_collide(page: Page):
    opened(page, "/?view=scatter&country=DEU&compare=FRA-GBR-NLD-BEL-AUT")
    boxes = page.locator("#scatter-marks text").evaluate_all(
        """all => all.map((text) => text.getBoundingClientRect())
          .map(({ left, top, right, bottom }) => [left, top, right, bottom])"""
    )
    assert len(boxes) == 6
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0]
            # Letters without what hangs below: lines are 15 px apart, their boxes some 17.
            assert apart or one[3] <= other[1] + 3 or other[3] <= one[1] + 3


def test_the_year_chooses_the_values_once_it_has_settled(page: Page):
    opened(page)
    page.locator("#year").fill("1990")
    says(page, part(year=1990))
    years = part(year=1990)["years"]
    span = f"{min(years)}–{max(years)}" if min(years) < max(years) else str(max(years))
    expect(told(page, "axis")).to_have_text(f"GDP per person (current US$), {span}")
    page.get_by_role("tab", name="Map").click()
    page.locator("#year").fill("2000")
    page.get_by_role("tab", name="Scatter").click()
    says(page, part(year=2000))


def test_trend_start_and_degrees_are_followed(page: Page):
    opened(page, "/?view=scatter&trend=1979")
    says(page, part(trend_start=1979))
    expect(told(page, "degrees")).to_have_text("°C")
    page.locator("#units").click()
    expect(told(page, "degrees")).to_have_text("°F")


def test_a_dot_tells_its_country_both_values_and_the_year(page: Page):
    opened(page)
    shown = part()
    page.mouse.move(*place(page, "BRA", shown))
    tip = page.locator("#tooltip")
    expect(tip).to_contain_text("Brazil")
    dot = shown["members"].index(ORDER.index("BRA"))
    expect(tip).to_contain_text(f"{shown['values'][dot]:,.0f} current US$ ({shown['years'][dot]})")
    expect(tip).to_contain_text(f"{signed(shown['trends'][dot], 2)} °C per decade")
    page.mouse.move(5, 5)
    expect(tip).to_be_hidden()


def test_the_nearest_dot_within_20_pixels_is_meant(page: Page):
    opened(page)
    x, y = place(page, "MCO", part())
    page.mouse.click(x + 14, y + 8)
    expect(page.locator("#country-name")).to_have_text("Monaco")
    page.mouse.click(x + 60, y - 60)
    expect(page.locator("#country-name")).to_have_text("Monaco")


def test_a_click_selects_and_shift_click_compares(page: Page):
    opened(page)
    shown = part()
    page.mouse.click(*place(page, "USA", shown))
    expect(page.locator("#country-name")).to_have_text("United States")
    page.keyboard.down("Shift")
    page.mouse.click(*place(page, "LUX", shown))
    page.keyboard.up("Shift")
    assert person.link_of(page)["compare"] == "LUX"
    marks = page.locator("#scatter-marks")
    expect(marks.locator("text")).to_have_text(
        ["United States", "Luxembourg"], use_inner_text=False
    )
    fills = marks.locator("circle.chosen").evaluate_all("all => all.map((c) => c.outerHTML)")
    assert len(fills) == 2
    assert all(f"--compared-{place}" in fill for place, fill in enumerate(fills))


def test_a_country_without_a_dot_is_said_to_have_none(page: Page):
    without = next(
        iso3 for iso3 in ORDER if ORDER.index(iso3) not in part()["members"] and iso3 != "ATA"
    )
    opened(page, f"/?view=scatter&country={without}")
    expect(told(page, "absent")).to_contain_text(f"No dot for {COUNTRIES[without].name}")
    opened(page)
    expect(told(page, "absent")).to_be_empty()


def test_a_group_has_no_dot_and_the_scatter_says_that_only_countries_have_one(page: Page):
    opened(page, "/?view=scatter&country=WORLD")
    expect(told(page, "absent")).to_have_text("No dot for World: only countries have one.")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_scatter_needs_no_scrolling_on_a_desktop(visitor: Callable[..., Page], theme: str):
    page = opened(visitor(color_scheme=theme))
    root = "document.scrollingElement"
    assert page.evaluate(f"{root}.scrollHeight") <= 900
    assert page.evaluate(f"{root}.scrollWidth") <= 1440
    assert page.locator("#figure-scatter").bounding_box()["height"] > 180


def test_a_phone_selects_by_touch_and_scrolls_not_sideways(visitor: Callable[..., Page]):
    size = {"width": 390, "height": 844}
    page = opened(visitor(viewport=size, has_touch=True, is_mobile=True))
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert page.evaluate("innerWidth") == 390
    page.locator("#figure-scatter").scroll_into_view_if_needed()
    page.touchscreen.tap(*place(page, "MCO", part()))
    expect(page.locator("#country-name")).to_have_text("Monaco")
