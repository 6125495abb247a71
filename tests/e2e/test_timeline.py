"""The years under the map: their line, the bubble to type in, the ends of a mean, and play."""

import re
from collections.abc import Callable

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from dashboard import climate
from dashboard.atlas import the_atlas
from tests.e2e.person import label, link_of, opened

ATLAS = the_atlas()
FIRST, LAST = ATLAS.record("").years
GOOD = ATLAS.store.countries.good
# The values of the line, by the year that each of its points stands at.
LINE = f"""() => {{
  const path = document.querySelector("#year-line path").getAttribute("d");
  return Object.fromEntries([...path.matchAll(/[ML]([0-9.]+) ([0-9.]+)/g)]
    .map(([, x, y]) => [Math.round({FIRST} + x / 1000 * ({LAST} - {FIRST})), -Number(y)]));
}}"""
HEAR_YEARS = """() => {
  const shown = document.getElementById("map-year");
  window.years = [];
  new MutationObserver(() => {
    if (shown.textContent !== window.years.at(-1)) window.years.push(shown.textContent);
  }).observe(shown, { childList: true, characterData: true, subtree: true });
}"""


def shows(page: Page, years: str) -> None:
    expect(page.locator("#map-year")).to_have_text(years)
    expect(page.locator("#year-typed")).to_have_value(years)


def typed(page: Page, text: str) -> None:
    page.locator("#year-typed").click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def middle(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def at_year(page: Page, year: int) -> float:
    """Where a year is along the slider, in the window."""
    box = page.locator("#year").bounding_box()
    assert box is not None
    return box["x"] + 8 + (box["width"] - 16) * (year - FIRST) / (LAST - FIRST)


def test_the_line_is_the_mean_of_the_land_as_in_the_headline_and_its_label_says_so(page: Page):
    opened(page)
    said = "Line: mean of reliable countries by land area"
    expect(page.locator("#year-says")).to_have_text(said)
    page.set_viewport_size({"width": 390, "height": 844})
    says = page.locator("#year-says")
    assert says.inner_text() == "Line: mean of reliable countries"
    assert says.evaluate("(text) => text.scrollWidth <= text.clientWidth")  # nothing is cut
    page.set_viewport_size({"width": 1440, "height": 900})
    drawn = page.evaluate(LINE)
    values = ATLAS.temperatures.loc[GOOD]
    anomalies = values.sub(climate.normals(values, climate.DEFAULT_BASELINE), axis=0)
    areas = pd.Series({iso3: ATLAS.store.countries[iso3].area_km2 for iso3 in GOOD})
    means = anomalies.mul(areas, axis=0).sum() / areas.sum()
    assert means.idxmin() != anomalies.mean().idxmin()  # each country alike, it would be another
    assert len(drawn) == len(means)
    assert max(drawn, key=lambda year: drawn[year]) == str(means.idxmax())
    assert min(drawn, key=lambda year: drawn[year]) == str(means.idxmin())


def test_the_line_of_another_variable_is_the_median(page: Page):
    opened(page, "/?map=life_expectancy")
    expect(page.locator("#year-says")).to_have_text(re.compile(r"Line: median of \d+ countries"))
    heights = list(page.evaluate(LINE).values())
    assert heights[-1] > heights[0]  # people live longer


def test_decades_stand_where_they_are_on_the_slider(page: Page):
    opened(page, "/?period=none")
    for year in (1960, 1990):
        tick = page.locator("#decades span", has_text=str(year))
        box = tick.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] / 2 == pytest.approx(at_year(page, year), abs=1.5)
    page.mouse.click(at_year(page, 1990), middle(page, "#year")[1])
    shows(page, "1990")
    assert middle(page, "#year-typed")[0] == pytest.approx(at_year(page, 1990), abs=1.5)


NUMBERS = """() => [...document.querySelectorAll("#decades > *, #years > output")]
  .filter((number) => getComputedStyle(number).color !== "rgba(0, 0, 0, 0)")
  .map((number) => { const text = document.createRange(); text.selectNodeContents(number);
    const { left, right } = text.getBoundingClientRect(); return [left, right]; })"""


@pytest.mark.parametrize("width", [390, 1366, 2560])
def test_the_bubble_lies_over_no_number_and_takes_no_other_away(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    opened(page)
    for years in ("2015-2024", "1976", "1955", "2013"):
        typed(page, years)
        shows(page, years.replace("-", "–"))
        bubble = page.locator("#year-typed").bounding_box()
        assert bubble is not None
        numbers = page.evaluate(NUMBERS)
        assert len(numbers) >= 3
        for left, right in numbers:
            assert right <= bubble["x"] or left >= bubble["x"] + bubble["width"], years


def test_a_year_is_typed_and_one_out_of_range_is_corrected_with_a_notice(page: Page):
    opened(page)
    typed(page, "1998")
    shows(page, "1998")
    assert link_of(page) == {"year": "1998"}
    note = page.locator("#year-note")
    expect(note).to_be_hidden()
    typed(page, "3000")
    shows(page, "2024")
    expect(note).to_have_text("No data for 3000 (we have 1948–2024). Showing 2024.")
    typed(page, "12")
    expect(note).to_contain_text("Type a year, such as 2024")
    expect(page.locator("#year-typed")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#map-year")).to_have_text("2024")
    page.keyboard.press("Escape")
    shows(page, "2024")
    expect(note).to_be_hidden()


def test_two_years_that_are_typed_are_a_mean(page: Page):
    opened(page)
    typed(page, "1981-2010")
    shows(page, "1981–2010")
    assert link_of(page) == {"period": "1981-2010"}
    expect(page.locator("#period-first")).to_have_value("1981")
    expect(page.locator("#mean-first")).to_have_value("1981")
    typed(page, "1999")
    shows(page, "1999")
    expect(page.locator("#mean-first")).to_be_hidden()


def test_the_ends_of_a_mean_are_pulled_and_moved_by_keys(page: Page):
    opened(page, "/?period=1991-2020&country=MEX")
    across = middle(page, "#year")[1]
    page.mouse.move(at_year(page, 1991), across)
    page.mouse.down()
    page.mouse.move(at_year(page, 1971), across, steps=6)
    page.mouse.up()
    shows(page, "1971–2020")
    assert link_of(page) == {"country": "MEX", "period": "1971-2020"}
    expect(page.locator("#anomaly-year")).to_have_text("1971–2020")
    page.get_by_role("slider", name="Last year of the mean").focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    shows(page, "1971–2017")
    assert link_of(page) == {"country": "MEX", "period": "1971-2017"}
    opened(page, "/?period=1971-2017&country=MEX")
    page.get_by_role("slider", name="Last year of the mean").focus()
    page.keyboard.press("Home")  # it stops before the other end
    shows(page, "1971–1972")
    assert link_of(page) == {"country": "MEX", "period": "1971-1972"}
    page.reload()
    page.wait_for_selector("html[data-ready]")
    shows(page, "1971–1972")
    page.mouse.click(at_year(page, 2000), across)  # beside them the slider takes the click
    shows(page, "2000")


def test_a_mean_plays_as_a_running_mean_from_the_first_year(page: Page):
    opened(page)
    page.evaluate(HEAR_YEARS)
    page.locator("#play").click()
    shows(page, "2015–2024")
    page.wait_for_function("() => document.getElementById('play').ariaLabel === 'Play the years'")
    years = page.evaluate("window.years")
    assert years == [f"{first}–{first + 9}" for first in range(FIRST, LAST - 8)]
    assert link_of(page) == {}  # it ends where the page begins
    expect(page.locator("#period")).to_have_value("2015-2024")


def test_a_running_mean_pauses_where_it_is_and_the_link_keeps_it(page: Page):
    opened(page, "/?period=1961-1980&country=none")
    page.locator("#play").click()
    page.wait_for_function("() => document.getElementById('map-year').textContent > '1970'")
    page.locator("#play").click()
    years = page.locator("#map-year").inner_text()
    first, last = map(int, years.split("–"))
    assert last - first == 19
    page.wait_for_timeout(200)
    shows(page, years)
    assert link_of(page) == {"country": "none", "period": f"{first}-{last}"}


def test_the_years_of_a_phone_fit_and_are_pulled(visitor: Callable[..., Page]):
    page = opened(
        visitor(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True),
        "/?period=1961-1980",
    )
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    for name in ("#year-typed", "#year", "#mean-first"):
        box = page.locator(name).bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= 390
    page.touchscreen.tap(at_year(page, 2000), middle(page, "#year")[1])
    expect(page.locator("#map-year")).to_have_text(re.compile(r"^(1999|200[01])$"))


# Going to a small country


@pytest.mark.parametrize("way", ["search", "table"])
def test_a_small_country_that_is_chosen_is_zoomed_in_to_and_one_click_leads_back(
    page: Page, way: str
):
    opened(page)
    figure, back = page.locator("#figure-map"), page.get_by_role("button", name="Whole world")
    whole = float((figure.get_attribute("data-view") or "").split()[2])
    if way == "search":
        page.locator("#search").fill("Luxembourg")
        page.keyboard.press("Enter")
    else:
        page.locator("#tab-table").click()
        page.get_by_role("button", name="Luxembourg", exact=True).click()
        page.locator("#tab-map").click()
    expect(page.locator("#country-name")).to_have_text("Luxembourg")
    metres = "() => Number(document.getElementById('figure-map').dataset.view.split(' ')[2])"
    page.wait_for_function(f"{metres} < {whole / 4}")
    box = figure.bounding_box()
    assert box is not None
    x, y = label(page, "LUX")
    assert x == pytest.approx(box["x"] + box["width"] / 2, abs=3)
    assert y == pytest.approx(box["y"] + box["height"] / 2, abs=3)
    back.click()
    page.wait_for_function(f"{metres} === {whole}")
    expect(back).to_be_hidden()
    expect(page.locator("#country-name")).to_have_text("Luxembourg")


def test_a_large_country_that_is_found_moves_nothing(page: Page):
    opened(page)
    before = page.locator("#figure-map").get_attribute("data-view")
    page.locator("#search").fill("Mexico")
    page.keyboard.press("Enter")
    expect(page.locator("#country-name")).to_have_text("Mexico")
    page.wait_for_timeout(300)
    assert page.locator("#figure-map").get_attribute("data-view") == before
