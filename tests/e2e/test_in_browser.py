"""The page as a person meets it: looked at, clicked, played, and opened from a link."""

import io
import json
import re
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from dashboard import climate
from dashboard.__main__ import main
from dashboard.aggregates import aggregates
from dashboard.atlas import the_atlas
from dashboard.climate import Years
from dashboard.summary import summary
from dashboard.views.cards import signed
from dashboard.views.theme import COMPARED, DARK, LIGHT
from tests.e2e.person import (
    OPEN_SEA,
    label,
    link_of,
    on_screen,
    opened_with_session,
    outlines,
    with_settings,
)

ATLAS = the_atlas()
COUNTRIES = ATLAS.store.countries
# Large, of good quality, and with a label point that no border, hatch or outline touches.
LARGE = ["CAN", "AUS", "COD", "MEX", "SDN", "EGY", "TZA", "COL"]
FIGURES = ["map", "stripes", "temperature", "indicator"]
TINY = ["MLT", "MUS", "NRU"]
ISOLATED = "BMU"


EVERY_YEAR = """() => {
  const slider = document.getElementById("year"), rows = [];
  const told = () => ["map-year", "anomaly-year", "anomaly", "rank"]
    .map((id) => document.getElementById(id).textContent);
  for (let year = Number(slider.min); year <= Number(slider.max); year++) {
    slider.value = year;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    rows.push(told());
  }
  return rows;
}"""
HEAR_YEARS = """() => {
  const shown = document.getElementById("map-year");
  window.years = [];
  new MutationObserver(() => {
    if (shown.textContent !== window.years.at(-1)) window.years.push(shown.textContent);
  }).observe(shown, { childList: true, characterData: true, subtree: true });
}"""


def opened(page: Page, path: str = "/") -> Page:
    opened_with_session(page, path)
    page.wait_for_timeout(100)
    return page


def show(iso3: str, *options: str) -> dict[str, Any]:
    """What `python -m dashboard show` says."""
    said = io.StringIO()
    with redirect_stdout(said):
        assert main(["show", iso3, "--json", *options]) == 0
    return json.loads(said.getvalue())


def anomaly_text(said: dict[str, Any]) -> str:
    value = said["anomaly"]["value"]
    return "–" if value is None else f"{signed(value, 2)} °C"


def rank_text(said: dict[str, Any]) -> str:
    rank, of = said["anomaly"]["rank"], said["anomaly"]["of"]
    return f"rank {rank} of {of}" if rank else "not ranked"


def field(page: Page, name: str):
    return page.locator(f'[data-field="{name}"]')


def shows(page: Page, iso3: str, *options: str) -> None:
    """Check every figure that the page has of a country."""
    said = show(iso3, *options)
    expect(page.locator("#country-name")).to_have_text(said["name"])
    expect(page.locator("#anomaly")).to_have_text(anomaly_text(said))
    expect(page.locator("#rank")).to_have_text(rank_text(said))
    trend = said["trend"]
    if trend["per_decade"] is not None:
        expect(field(page, "trend")).to_have_text(f"{signed(trend['per_decade'], 2)} °C")
        interval = f"95 % interval {signed(trend['low'], 2)} to {signed(trend['high'], 2)} °C"
        expect(field(page, "interval")).to_have_text(interval)
        expect(page.locator("#trend-start")).to_have_value(str(trend["from"]))
    expect(field(page, "reason")).to_have_text(said["quality"]["reason"])


def picture(page: Page, selector: str | None = None) -> np.ndarray:
    """What is on the screen: rows, columns, red green blue."""
    shot = page.locator(selector).screenshot() if selector else page.screenshot()
    return np.asarray(Image.open(io.BytesIO(shot)).convert("RGB")).astype(int)


def colours_in(page: Page, figure: str) -> int:
    return len(np.unique(picture(page, f"#figure-{figure}").reshape(-1, 3), axis=0))


def rgb(colour: str) -> list[int]:
    return [int(colour[n : n + 2], 16) for n in (1, 3, 5)]


def colours_at(page: Page, iso3s: list[str]) -> dict[str, list[int]]:
    pixels, places = picture(page), {iso3: label(page, iso3) for iso3 in iso3s}
    return {iso3: pixels[round(y), round(x)].tolist() for iso3, (x, y) in places.items()}


RECENT = Years(2015, 2024)  # what the map shows at first


def shown_values(variable: str, year: int | Years, baseline=climate.DEFAULT_BASELINE):
    """Values of a year, or the last that stand for it, or means of years, by iso3."""
    values, tolerance = ATLAS.store.values(variable), ATLAS.catalogue[variable].tolerance
    if isinstance(year, Years):
        return climate.normals(values, year) - climate.normals(values, baseline)
    if variable == "temperature":
        return values[year] - climate.normals(values, baseline)
    years = values.reindex(columns=range(year - tolerance, year + 1))
    return years.ffill(axis=1)[year]


def expected_colours(
    variable: str,
    year: int | Years,
    iso3s: list[str],
    baseline=climate.DEFAULT_BASELINE,
    theme: str = "light",
):
    is_mean = variable == "temperature" and isinstance(year, Years)
    scale = ATLAS.record("").mean_scale if is_mean else ATLAS.scale(variable)
    colours = scale.dark if theme == "dark" else scale.colours
    bins = scale.bins(shown_values(variable, year, baseline))
    return {iso3: rgb(colours[int(bins[iso3])]) for iso3 in iso3s}


@pytest.fixture
def frames(page: Page) -> list[str]:
    """Messages that the page's websocket sends and receives, its pings left out."""
    heard: list[str] = []
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")

    def hear(event: dict[str, Any]) -> None:
        if event["response"]["opcode"] in (1, 2):
            heard.append(event["response"]["payloadData"])

    devtools.on("Network.webSocketFrameSent", hear)
    devtools.on("Network.webSocketFrameReceived", hear)
    return heard


# Opening


def test_the_page_opens_with_brazil_and_nothing_empty(page: Page):
    opened(page)
    shows(page, "BRA")
    for name in ("map-label", "map-year", "legend", "anomaly-year", "first-year", "last-year"):
        expect(page.locator(f"#{name}")).not_to_be_empty()
    for name in ("value", "unit", "year", "source", "baseline", "verdict", "place", "zone"):
        expect(field(page, name).first).not_to_be_empty()
    expect(page.locator("#notices")).to_be_empty()


def test_every_figure_is_drawn(page: Page):
    opened(page)
    for name in FIGURES:
        assert colours_in(page, name) > 5, name


def test_the_map_has_the_colours_of_the_anomalies(page: Page):
    opened(page)
    assert colours_at(page, LARGE) == expected_colours("temperature", RECENT, LARGE)


def test_the_legend_counts_the_countries_of_each_colour(page: Page):
    opened(page, "/?year=1990")
    values, scale = ATLAS.store.values("temperature"), ATLAS.scale("temperature")
    bins = scale.bins(values[1990] - climate.normals(values, climate.DEFAULT_BASELINE))
    bins = bins[ATLAS.store.countries.good]  # what is unreliable is grey, and in none
    counts = bins.value_counts().reindex(range(len(scale.colours)), fill_value=0)
    labels = page.locator("#legend .bin").evaluate_all("all => all.map(b => b.ariaLabel)")
    assert [int(text.rsplit(": ", 1)[1].split()[0]) for text in labels] == counts.tolist()


def test_the_main_job_needs_no_scrolling_on_a_desktop(page: Page):
    opened(page)
    assert page.evaluate("document.scrollingElement.scrollHeight") <= 900
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 1440


# Clicking


@pytest.mark.parametrize("iso3s", [["BRA", "IND", "CAN"], TINY], ids=["large", "tiny"])
def test_a_click_on_a_country_shows_its_figures(page: Page, iso3s: list[str]):
    opened(page, "/?country=FRA")
    for iso3 in iso3s:
        page.mouse.click(*label(page, iso3))
        shows(page, iso3)
        assert link_of(page).get("country", "BRA") == iso3
        assert min(colours_in(page, name) for name in ("stripes", "temperature")) > 5


def test_a_click_draws_the_charts_of_the_country(page: Page):
    opened(page)
    before = {
        name: picture(page, f"#figure-{name}") for name in ("stripes", "temperature", "indicator")
    }
    page.mouse.click(*label(page, "IND"))
    shows(page, "IND")
    page.wait_for_timeout(300)
    for name, pixels in before.items():
        assert not np.array_equal(picture(page, f"#figure-{name}"), pixels), name


def test_a_click_beside_a_country_too_small_to_hit_selects_it(page: Page):
    opened(page)
    x, y = label(page, ISOLATED)
    page.mouse.click(x + 15, y)
    shows(page, ISOLATED)


def test_a_click_on_the_sea_leaves_the_comparison_and_then_the_country(page: Page):
    opened(page, "/?country=IND&compare=USA")
    page.mouse.click(*on_screen(page, *OPEN_SEA))
    shows(page, "IND")
    assert link_of(page) == {"country": "IND"}
    x, y = label(page, ISOLATED)
    page.mouse.click(x + 30, y)
    expect(page.locator("#country-name")).to_have_text("No country is chosen")
    assert link_of(page) == {"country": "none"}


def test_back_returns_to_the_country_before(page: Page):
    opened(page)
    page.mouse.click(*label(page, "IND"))
    shows(page, "IND")
    page.mouse.click(*label(page, "CAN"), button="left")
    shows(page, "CAN")
    page.go_back()
    shows(page, "IND")
    page.go_back()
    shows(page, "BRA")


def test_back_to_another_year_names_it_in_the_title(page: Page):
    opened(page)
    page.locator("#tab-table").click()
    page.locator("#year").press("Home")
    expect(page).to_have_title(re.compile("in 1948"))
    page.go_back()
    expect(page.locator("#map-year")).to_have_text("2015–2024")
    expect(page).to_have_title(re.compile("in 2015–2024"))


def test_shift_click_compares_and_again_leaves_the_comparison(page: Page):
    opened(page)
    page.keyboard.down("Shift")
    page.mouse.click(*label(page, "IND"))
    page.mouse.click(*label(page, "CAN"))
    page.keyboard.up("Shift")
    assert link_of(page) == {"compare": "IND-CAN"}
    assert set(COMPARED[:3]) <= set(outlines(page))
    page.keyboard.down("Shift")
    page.mouse.click(*label(page, "IND"))
    page.keyboard.up("Shift")
    assert link_of(page) == {"compare": "CAN"}
    shows(page, "BRA")


def test_the_last_of_several_quick_clicks_is_shown(page: Page):
    opened(page)
    for iso3 in ("IND", "CAN", "AUS", "USA", "IND", "CAN"):
        page.mouse.click(*label(page, iso3))
    page.wait_for_timeout(500)
    shows(page, "CAN")


# Hovering


def test_hovering_tells_name_value_and_rank(page: Page):
    opened(page)
    tooltip = page.locator("#tooltip")
    for iso3 in ("IND", "NRU", "CHN"):
        said = show(iso3)
        page.mouse.move(*label(page, iso3))
        expect(tooltip).to_contain_text(said["name"])
        expect(tooltip).to_contain_text(anomaly_text(said))
        expect(tooltip).to_contain_text(rank_text(said))
    page.mouse.move(*on_screen(page, *OPEN_SEA))
    expect(tooltip).to_be_hidden()


# The years


def test_every_year_has_the_anomaly_and_rank_of_the_command(page: Page):
    opened(page)
    for year, *told in page.evaluate(EVERY_YEAR):
        said = summary(ATLAS.store, ATLAS.catalogue, "BRA", year=int(year))
        assert told == [year, anomaly_text(said), rank_text(said)]


def test_the_slider_moves_by_keyboard_without_the_server(page: Page, frames: list[str]):
    opened(page)
    heard = len(frames)
    page.locator("#year").focus()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    expect(page.locator("#map-year")).to_have_text("2020")
    expect(page.locator("#year")).to_have_attribute("aria-valuetext", "2020")
    assert colours_at(page, LARGE) == expected_colours("temperature", 2020, LARGE)
    page.keyboard.press("Home")
    expect(page.locator("#map-year")).to_have_text("1948")
    assert colours_at(page, LARGE) == expected_colours("temperature", 1948, LARGE)
    page.wait_for_timeout(300)
    assert len(frames) == heard
    assert link_of(page) == {"year": "1948"}
    shows(page, "BRA", "--year", "1948")


def test_the_slider_moves_by_pointer_without_the_server(page: Page, frames: list[str]):
    opened(page, "/?period=none")
    before, heard = colours_at(page, LARGE), len(frames)
    box = page.locator("#year").bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] - 8, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, middle, steps=8)
    page.mouse.up()
    year = int(page.locator("#map-year").inner_text())
    assert 1980 < year < 1992
    expect(page.locator("#year")).to_have_value(str(year))
    after = colours_at(page, LARGE)
    assert after == expected_colours("temperature", year, LARGE)
    assert after != before
    page.wait_for_timeout(300)
    assert len(frames) == heard


def test_play_shows_every_year_and_stops_at_the_end_without_the_server(
    page: Page, frames: list[str]
):
    opened(page, "/?year=2010")
    heard = len(frames)
    page.evaluate(HEAR_YEARS)
    page.locator("#play").click()
    expect(page.locator("#map-year")).to_have_text("2024")
    page.wait_for_timeout(300)
    years = [int(year) for year in page.evaluate("window.years")]
    assert years[-14:] == list(range(2011, 2025))
    expect(page.locator("#play")).to_have_attribute("aria-label", "Play the years")
    assert colours_at(page, LARGE) == expected_colours("temperature", 2024, LARGE)
    assert len(frames) == heard
    assert link_of(page).get("year", "2024") == "2024"


def test_play_at_the_end_starts_again_and_a_second_click_pauses(page: Page):
    opened(page, "/?period=none")
    page.locator("#play").click()
    expect(page.locator("#play")).to_have_attribute("aria-label", "Pause")
    page.wait_for_function("() => Number(document.getElementById('map-year').textContent) < 2000")
    page.locator("#play").click()
    year = page.locator("#map-year").inner_text()
    page.wait_for_timeout(300)
    expect(page.locator("#map-year")).to_have_text(year)
    assert link_of(page).get("year", "2024") == year


# Choosing


def test_the_map_shows_another_variable(page: Page):
    opened(page)
    page.locator("#variable").select_option("population")
    expect(page.locator("#map-label")).to_have_text("Population")
    expect(page.locator("#map-year")).to_have_text("2024")
    expect(page.locator("#last-year")).to_have_text("2024")
    expect(page.locator("#map-note")).to_contain_text("no values after 2022")
    page.wait_for_timeout(200)
    assert colours_at(page, LARGE) == expected_colours("population", 2024, LARGE)
    page.mouse.move(*label(page, "IND"))
    expect(page.locator("#tooltip")).to_contain_text("rank 1 of")
    page.locator("#variable").select_option("temperature")
    expect(page.locator("#map-label")).to_have_text("Temperature change")
    page.mouse.move(*on_screen(page, *OPEN_SEA))
    page.wait_for_timeout(200)
    expect(page.locator("#map-year")).to_have_text("2015–2024")  # what was left comes back
    assert colours_at(page, LARGE) == expected_colours("temperature", RECENT, LARGE)


def test_every_indicator_can_be_on_the_map_and_in_the_chart(page: Page):
    opened(page, "/?country=IND")
    for indicator in list(ATLAS.catalogue.values())[1:]:
        page.locator("#variable").select_option(indicator.id)
        page.locator("#indicator").select_option(indicator.id)
        expect(page.locator("#map-label")).to_have_text(indicator.label)
        values, series = ATLAS.store.values(indicator.id), ATLAS.store.series("IND", indicator.id)
        year, last = int(page.locator("#map-year").inner_text()), series.iloc[-1]
        reach = min(values.columns[-1] + indicator.tolerance, ATLAS.years.last)
        expect(page.locator("#last-year")).to_have_text(str(reach))
        expect(field(page, "value")).to_have_text(f"{last['value']:,.{indicator.decimals}f}")
        expect(field(page, "year")).to_have_text(f"in {int(last['year'])}")
        known = [iso3 for iso3 in LARGE if not np.isnan(shown_values(indicator.id, year)[iso3])]
        page.wait_for_timeout(100)
        assert colours_at(page, known) == expected_colours(indicator.id, year, known)


def test_the_chart_shows_another_indicator(page: Page):
    opened(page)
    before = picture(page, "#figure-indicator")
    page.locator("#indicator").select_option("fertility")
    last = ATLAS.store.series("BRA", "fertility").iloc[-1]
    decimals = ATLAS.catalogue["fertility"].decimals
    expect(field(page, "value")).to_have_text(f"{last['value']:,.{decimals}f}")
    page.wait_for_timeout(300)
    assert (picture(page, "#figure-indicator") != before).any()
    assert link_of(page) == {"indicator": "fertility"}


# Links


def test_a_link_carries_every_choice_and_restores_it(page: Page):
    opened(page, "/?baseline=1971-2000&ours=not")
    page.mouse.click(*label(page, "IND"))
    expect(page.locator("#country-name")).to_have_text("India")
    page.locator("#indicator").select_option("urban_share")
    page.locator("#variable").select_option("fertility")
    expect(page.locator("#map-label")).to_have_text(ATLAS.catalogue["fertility"].label)
    page.locator("#year").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    year = page.locator("#map-year").inner_text()
    choices = {
        "country": "IND",
        "indicator": "urban_share",
        "map": "fertility",
        "year": year,
        "baseline": "1971-2000",
        "ours": "not",
    }
    assert link_of(page) == choices
    told = {name: page.locator(f"#{name}").inner_text() for name in ("anomaly", "rank", "legend")}
    opened(page, page.url)
    assert link_of(page) == choices
    expect(page.locator("#country-name")).to_have_text("India")
    expect(page.locator("#map-label")).to_have_text(ATLAS.catalogue["fertility"].label)
    expect(page.locator("#map-year")).to_have_text(year)
    expect(page.locator("#variable")).to_have_value("fertility")
    expect(page.locator("#indicator")).to_have_value("urban_share")
    for name, text in told.items():
        assert page.locator(f"#{name}").inner_text() == text
    shows(
        page, "IND", "--baseline", "1971-2000", "--year", page.locator("#anomaly-year").inner_text()
    )


def test_another_baseline_colours_the_map_anew(page: Page):
    opened(page, "/?baseline=1991-2020")
    expect(page.locator("#map-against")).to_have_text("against 1991–2020")
    shows(page, "BRA", "--baseline", "1991-2020")
    wanted = expected_colours("temperature", RECENT, LARGE, Years(1991, 2020))
    assert colours_at(page, LARGE) == wanted


def test_a_bad_link_shows_the_default_view_and_a_notice(page: Page):
    opened(page, "/?country=XXX&year=banana&indicator=;DROP")
    for name in ("country", "year", "indicator", "XXX", "banana", ";DROP"):
        expect(page.locator("#notices")).to_contain_text(name)
    shows(page, "BRA")
    expect(page.locator("#map-year")).to_have_text("2015–2024")
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#notices")).to_be_empty()


def test_a_link_cannot_bring_markup(page: Page):
    evil = "%3Cimg%20src%3Dx%20onerror%3D%22window.evil%3D1%22%3E%3C/script%3E%3Cb%3E"
    opened(page, f"/?country={evil}&baseline={evil}")
    expect(page.locator("#notices")).to_contain_text("<img src=x")
    assert page.evaluate("window.evil") is None


# Themes


def has_theme(page: Page, theme: dict[str, str]) -> None:
    pixels = picture(page)
    assert pixels[450, 2].tolist() == rgb(theme["page"])
    assert pixels[2, 2].tolist() == rgb(theme["surface"])
    x, y = on_screen(page, *OPEN_SEA)
    assert pixels[round(y), round(x)].tolist() == rgb(theme["sea"])


@pytest.mark.parametrize(("scheme", "theme"), [("light", LIGHT), ("dark", DARK)])
def test_the_page_follows_the_systems_theme(visitor: Callable[..., Page], scheme: str, theme):
    page = opened(visitor(color_scheme=scheme))
    has_theme(page, theme)
    assert colours_at(page, LARGE) == expected_colours("temperature", RECENT, LARGE, theme=scheme)


def test_the_button_switches_the_theme_for_good(visitor: Callable[..., Page]):
    page = opened(visitor(color_scheme="dark"))
    button = page.locator("#theme")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    page.wait_for_timeout(200)
    has_theme(page, LIGHT)
    opened(page, page.url)
    has_theme(page, LIGHT)
    button.click()
    page.wait_for_timeout(200)
    has_theme(page, DARK)
    assert colours_at(page, LARGE) == expected_colours("temperature", RECENT, LARGE, theme="dark")


# Without a pointer, and on a phone


def test_a_country_is_found_and_selected_by_keyboard_alone(page: Page):
    opened(page)
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "search":
            break
    page.keyboard.type("ivory")
    option = page.get_by_role("option", name=COUNTRIES["CIV"].name)
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    shows(page, "CIV")
    expect(page.locator("#search-list")).to_be_hidden()
    expect(page.locator("#announce")).to_contain_text(COUNTRIES["CIV"].name)


def test_every_country_is_in_the_search_list(page: Page):
    opened(page)
    page.locator("#search").focus()
    options = page.locator("#search-list").get_by_role("option").all_inner_texts()
    names = [option.split("\n")[0].strip() for option in options]
    groups = [group.name for group in aggregates(COUNTRIES).values()]
    assert names == [*groups, *(country.name for country in COUNTRIES.values())]


def test_a_name_that_no_country_has_selects_nothing(page: Page):
    opened(page)
    page.locator("#search").fill("Atlantis")
    expect(page.locator("#search-list")).to_contain_text("No country has this name")
    page.keyboard.press("Enter")
    shows(page, "BRA")


def test_a_phone_shows_map_and_panel_without_scrolling_sideways(visitor: Callable[..., Page]):
    size = {"width": 390, "height": 844}
    page = opened(visitor(viewport=size, has_touch=True, is_mobile=True), "/?country=MLT")
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert page.evaluate("innerWidth") == 390
    figure, country = (
        page.locator("#figure-map").bounding_box(),
        page.locator("#country").bounding_box(),
    )
    assert figure["y"] + figure["height"] <= country["y"]
    page.touchscreen.tap(*label(page, "BRA"))
    shows(page, "BRA")
    with_settings(page).locator("#variable").select_option("gdp_per_capita_constant")
    page.wait_for_timeout(300)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


# Without its session


def test_a_page_that_lost_its_server_keeps_map_years_and_hover(
    visitor: Callable[..., Page], another_server
):
    with another_server() as url:
        page = opened(visitor(url, expected=("WebSocket", "ERR_CONNECTION_REFUSED", "bokeh")))
    page.wait_for_timeout(500)
    page.locator("#year").focus()
    page.keyboard.press("Home")
    expect(page.locator("#map-year")).to_have_text("1948")
    assert colours_at(page, LARGE) == expected_colours("temperature", 1948, LARGE)
    page.mouse.move(*label(page, "IND"))
    expect(page.locator("#tooltip")).to_contain_text("India")
    box = page.locator("#figure-map").bounding_box()
    page.mouse.click(*label(page, "IND"))
    page.locator("#play").click()
    page.wait_for_function("() => Number(document.getElementById('map-year').textContent) > 1952")
    expect(page.locator("#offline")).to_be_visible()
    assert page.locator("#figure-map").bounding_box() == box, "a click would meet another country"
