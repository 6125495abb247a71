"""The map: zoom, period, tolerance, legend, quality, and countries too small to hit."""

import io
import math
import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from dashboard import climate
from dashboard.atlas import the_atlas
from dashboard.projection import equal_earth
from dashboard.state import TEMPERATURE, ZOOMS
from dashboard.views.cards import signed
from dashboard.views.map import zoom_boxes
from dashboard.views.theme import DARK, LIGHT, Scale
from tests.e2e.person import (
    AROUND,
    COPIED,
    MAP,
    OPEN_SEA,
    fill,
    label,
    link_of,
    on_screen,
    opened,
    outlines,
    with_settings,
)

ATLAS = the_atlas()
COUNTRIES = ATLAS.store.countries
ANOMALIES = ATLAS.temperatures.sub(
    climate.normals(ATLAS.temperatures, climate.DEFAULT_BASELINE), axis=0
)
RECENT = ANOMALIES.loc[:, 2015:2024].mean(axis=1)  # what the map shows at first
GOOD = [iso3 for iso3, country in COUNTRIES.items() if country.quality.is_good]
MEANS = ATLAS.record("").mean_scale
BISCAY = (-0.36e6, 5.35e6)


def colour_at(page: Page, iso3: str) -> str:
    """The colour in the window where a country's label point is."""
    pixels = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
    x, y = label(page, iso3)
    return "#" + "".join(f"{channel:02x}" for channel in pixels[round(y), round(x)])


def colour_of(
    value: float, variable: str = TEMPERATURE, theme: str = "light", scale: Scale | None = None
) -> str:
    scale = scale or ATLAS.scale(variable)
    colours = scale.dark if theme == "dark" else scale.colours
    return colours[int(scale.bins(pd.Series([value])).iloc[0])]


def colour_of_mean(value: float) -> str:
    return colour_of(value, scale=MEANS)


def outlined(page: Page) -> int:
    """How many pixels are outlines."""
    return sum(outlines(page).values())


def bins_of(page: Page):
    return page.locator("#legend .bin")


def name_is(page: Page, name: str) -> None:
    expect(page.locator("#country-name")).to_have_text(name)


# Zoom


@pytest.mark.parametrize(
    ("zoom", "iso3"),
    [
        ("africa", "COD"),
        ("americas", "CAN"),
        ("asia", "MMR"),
        ("europe", "POL"),
        ("oceania", "AUS"),
    ],
)
def test_a_zoom_shows_its_region_larger_and_the_way_back(page: Page, zoom: str, iso3: str):
    opened(page)
    unit = page.evaluate(f"() => {{ {MAP} return 1e6 / metres; }}")
    page.locator("#zoom").select_option(zoom)
    assert link_of(page) == {"zoom": zoom}
    page.wait_for_timeout(400)
    larger = page.evaluate(f"() => {{ {MAP} return 1e6 / metres; }}")
    assert larger > 1.1 * unit
    assert colour_at(page, iso3) == colour_of_mean(RECENT[iso3])
    page.mouse.click(*label(page, iso3))
    name_is(page, COUNTRIES[iso3].name)
    page.get_by_role("button", name="Whole world").click()
    expect(page.locator("#zoom")).to_have_value("world")
    assert "zoom" not in link_of(page)
    expect(page.get_by_role("button", name="Whole world")).to_be_hidden()


@pytest.mark.parametrize("zoom", ZOOMS)
def test_a_link_with_a_zoom_opens_zoomed_in_the_worlds_proportions(page: Page, zoom: str):
    opened(page, f"/?zoom={zoom}")
    expect(page.locator("#zoom")).to_have_value(zoom)
    box = page.evaluate(
        f"""() => {{ {MAP}
        const size = [figure.clientWidth * metres, figure.clientHeight * metres];
        return [west, -north, ...size].map((metres) => metres / 1000); }}"""
    )
    assert box == pytest.approx(zoom_boxes()[zoom], abs=60)  # a pixel or two
    _, _, width, height = box
    assert width / height == pytest.approx(348 / 170, rel=5e-3)


def test_the_pacific_is_in_one_piece_in_the_zoom_to_oceania(page: Page):
    opened(page, "/?zoom=oceania")
    places = {}
    for iso3 in ("WSM", "TON", "PYF", "NRU"):
        lon, lat = COUNTRIES[iso3].label_lon, COUNTRIES[iso3].label_lat
        x, y = equal_earth(lon + 360 if lon < 0 else lon, lat)
        places[iso3] = on_screen(page, float(x), float(y))
    box = page.locator("#figure-map").bounding_box()
    assert box is not None
    for iso3 in ("WSM", "TON", "PYF", "NRU"):
        assert box["x"] < places[iso3][0] < box["x"] + box["width"]
        page.mouse.click(*places[iso3])
        name_is(page, COUNTRIES[iso3].name)
    page.get_by_role("button", name="Whole world").click()
    page.wait_for_timeout(300)
    page.mouse.click(*label(page, "WSM"))
    name_is(page, COUNTRIES["WSM"].name)


def test_a_country_that_is_found_by_name_is_zoomed_to_where_it_is(page: Page):
    opened(page, "/?zoom=europe")
    page.evaluate(
        """() => new MutationObserver(() => {
          if (document.querySelector("#figure-map.called")) window.called = true;
        }).observe(document.getElementById("figure-map"), { attributes: true })"""
    )
    for text, zoom in (
        ("Poland", "europe"),
        ("Japan", "asia"),
        ("Samoa", "oceania"),
        ("Heard", "world"),
    ):
        page.evaluate("window.called = false")
        page.locator("#search").fill(text)
        page.keyboard.press("Enter")
        expect(page.locator("#zoom")).to_have_value(zoom)
        page.wait_for_function("() => window.called")
    page.go_back()
    expect(page.locator("#zoom")).to_have_value("oceania")
    name_is(page, "Samoa")


# Warming rate


def rate_colour(iso3: str, first: int) -> str:
    """The colour that the scale of trends since a year gives a country."""
    record = ATLAS.record()
    scale = record.rate_scale(first)
    number = scale.bins(record.rates(first)["per_decade"][[iso3]])[iso3]
    return scale.colours[int(number)]


def test_the_map_shows_the_warming_rate_with_its_interval(page: Page):
    opened(page, "/?country=MEX")
    page.locator("#variable").select_option(label="Warming rate since 1960")
    expect(page.locator("#map-title")).to_have_text("Warming rate over 1960–2024 (°C per decade)")
    assert link_of(page) == {"country": "MEX", "map": "warming_rate"}
    expect(page.locator("#anomaly-year")).to_have_text("2015–2024")  # the panel keeps its mean
    expect(page.locator("#year-typed")).to_have_value("2015–2024")
    series = ATLAS.store.series("MEX", TEMPERATURE)
    trend = climate.trend(series, 1960, 2024)
    slopes = climate.trends_per_decade(ATLAS.temperatures, 1960, 2024)[GOOD]
    place = int((slopes > slopes["MEX"]).sum()) + 1
    for iso3 in ("CAN", "AUS", "MEX"):
        assert fill(page, iso3) == rate_colour(iso3, 1960)
    page.mouse.move(*label(page, "MEX"))
    expect(page.locator("#tooltip p").first).to_have_text(
        f"1960–2024: {signed(trend.per_decade, 2)} °C per decade, 95 % interval "
        f"{signed(trend.low, 2)} to {signed(trend.high, 2)}, rank {place} of {len(slopes)}"
    )
    expect(page.locator("#country dd[data-field='trend']")).to_have_text(
        f"{signed(trend.per_decade, 2)} °C"
    )
    expect(page.locator("#legend .unit")).to_have_text("°C per decade")
    assert page.evaluate("() => document.querySelectorAll('#legend .bin').length") == len(
        ATLAS.record().rate_scale(1960).colours
    )


def test_the_rate_follows_the_start_of_the_trend_and_no_year(page: Page):
    opened(page, "/?map=warming_rate")
    page.locator("#year").press("ArrowLeft")
    expect(page.locator("#anomaly-year")).to_have_text("2023")
    expect(page.locator("#map-year")).to_have_text("1960–2024")
    assert fill(page, "CAN") == rate_colour("CAN", 1960)
    page.locator("#trend-start").select_option("1979")
    expect(page.locator("#map-year")).to_have_text("1979–2024")
    expect(page.locator("#variable option:checked")).to_have_text("Warming rate since 1979")
    assert fill(page, "CAN") == rate_colour("CAN", 1979)
    assert link_of(page)["trend"] == "1979"
    page.locator("#units").click()
    expect(page.locator("#map-title")).to_contain_text("°F per decade")
    page.get_by_role("tab", name="Table").click()
    row = page.locator("#ranking tr", has=page.get_by_role("button", name="Canada", exact=True))
    slope = climate.trends_per_decade(ATLAS.temperatures, 1979, 2024)["CAN"] * 1.8
    expect(row.locator(".value")).to_have_text(signed(slope, 2))
    expect(row.locator(".trend")).to_be_hidden()  # it is the same
    page.locator("#variable").select_option("temperature")
    expect(page.locator("#map-title")).to_contain_text("Temperature change in 2023")


def test_a_rate_whose_interval_includes_0_is_hatched_and_says_so(page: Page):
    opened(page, "/?map=warming_rate&trend=1979")
    rates = ATLAS.record().rates(1979).loc[GOOD]
    unclear = set(rates.index[(rates["low"] <= 0) & (rates["high"] >= 0)])
    assert "ECU" in unclear
    assert "BRA" not in unclear
    key = page.locator("#legend .kind")
    expect(key.nth(1)).to_have_text("No clear trend: the interval includes 0")
    assert rate_colour("ECU", 1979) in paint_at(page, "ECU")
    assert len(paint_at(page, "ECU")) > len(paint_at(page, "BRA"))
    page.mouse.move(*label(page, "ECU"))
    note = "No clear trend: the interval includes 0."
    expect(page.locator("#tooltip")).to_contain_text(note)
    page.mouse.move(*label(page, "BRA"))
    expect(page.locator("#tooltip")).to_contain_text("Brazil")
    expect(page.locator("#tooltip")).not_to_contain_text(note)
    key.nth(1).click()
    expect(key.nth(1)).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(300)  # the others fade
    assert paint_at(page, "BRA") != {rate_colour("BRA", 1979)}
    assert rate_colour("ECU", 1979) in paint_at(page, "ECU")
    page.locator("#variable").select_option("temperature")
    expect(key).to_have_text(["Unreliable estimate: hover for the reason", "no data"])


def test_where_no_trend_is_stated_the_tooltip_says_why(page: Page):
    opened(page, "/?map=warming_rate&trend=2013&country=USA")
    page.mouse.move(*label(page, "USA"))
    expect(page.locator("#tooltip p").first).to_have_text(
        "2013–2024: –, years too alike for a trend"
    )
    expect(page.locator("#country dd [data-field='interval']")).to_have_text(
        "years too alike for a trend"
    )


# Period


def test_a_period_shows_its_mean_on_map_title_tooltip_and_panel(page: Page):
    opened(page, "/?country=MEX")
    page.locator("#period").select_option("1995-2024")
    mean = ANOMALIES.loc[:, 1995:2024].mean(axis=1)
    expect(page.locator("#map-title")).to_have_text(
        "Temperature change mean of 1995–2024 against 1981–2010"
    )
    assert link_of(page) == {"country": "MEX", "period": "1995-2024"}
    for iso3 in ("CAN", "AUS", "MEX"):
        assert colour_at(page, iso3) == colour_of_mean(mean[iso3])
    place = int((mean[GOOD] > mean["MEX"]).sum()) + 1
    expect(page.locator("#anomaly")).to_have_text(f"{signed(mean['MEX'], 2)} °C")
    expect(page.locator("#anomaly-year")).to_have_text("1995–2024")
    page.mouse.move(*label(page, "MEX"))
    tooltip = page.locator("#tooltip")
    expect(tooltip).to_contain_text(f"1995–2024: {signed(mean['MEX'], 2)} °C")
    expect(tooltip).to_contain_text(f"rank {place} of")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(page.locator("#map-year")).to_have_text("1995–2024")
    expect(page.locator("#period")).to_have_value("1995-2024")
    assert colour_at(page, "CAN") == colour_of_mean(mean["CAN"])


def test_the_page_opens_with_the_mean_of_ten_years_and_says_so(page: Page):
    opened(page, "/?country=IND")
    expect(page.locator("#map-title")).to_have_text(
        "Temperature change mean of 2015–2024 against 1981–2010"
    )
    for iso3 in ("CAN", "BRA", "AUS"):
        assert colour_at(page, iso3) == colour_of_mean(RECENT[iso3])
    expect(page.locator("#anomaly")).to_have_text(f"{signed(RECENT['IND'], 2)} °C")
    expect(page.locator("#anomaly-year")).to_have_text("2015–2024")
    expect(page.locator("#year")).to_have_attribute("aria-valuetext", "mean of 2015–2024")
    expect(page.locator("#period")).to_have_value("2015-2024")
    expect(page.locator("#map-note")).to_be_hidden()


@pytest.mark.parametrize("link", ["/?year=2024", "/?period=none"])
def test_a_link_to_the_last_year_shows_that_year_and_is_kept(page: Page, link: str):
    opened(page, link)
    expect(page.locator("#map-title")).to_have_text("Temperature change in 2024 against 1981–2010")
    assert colour_at(page, "BRA") == colour_of(ANOMALIES.loc["BRA", 2024])
    page.mouse.click(*label(page, "IND"))
    name_is(page, "India")
    assert link_of(page) == {"country": "IND", "period": "none"}
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(page.locator("#map-year")).to_have_text("2024")
    page.go_back()
    name_is(page, "Brazil")
    expect(page.locator("#map-year")).to_have_text("2024")


def test_the_usual_mean_leaves_with_the_temperature_and_comes_back_with_it(page: Page):
    opened(page)
    page.locator("#variable").select_option("population")
    expect(page.locator("#map-title")).to_have_text("Population in 2024 (people)")
    expect(page.locator("#period")).to_have_value("")
    assert link_of(page) == {"map": "population"}
    page.locator("#variable").select_option("temperature")
    expect(page.locator("#map-year")).to_have_text("2015–2024")
    assert link_of(page) == {}
    page.locator("#year").press("ArrowLeft")
    page.locator("#variable").select_option("population")
    page.locator("#variable").select_option("temperature")
    expect(page.locator("#map-title")).to_have_text("Temperature change in 2023 against 1981–2010")
    assert link_of(page) == {"year": "2023"}


def test_a_period_of_ones_own_is_typed_and_a_wrong_one_is_refused_beside_the_field(page: Page):
    opened(page)
    page.locator("#period").select_option("own")
    first, last, error = (page.locator(f"#period-{name}") for name in ("first", "last", "error"))
    first.fill("1971")
    last.fill("1980")
    last.press("Tab")
    expect(page.locator("#map-year")).to_have_text("1971–1980")
    assert link_of(page) == {"period": "1971-1980"}
    for text, reason in (("1960", "after"), ("2050", "from 1948 to 2024"), ("x", "four digits")):
        last.fill(text)
        last.press("Tab")
        expect(error).to_contain_text(reason)
        expect(last).to_have_attribute("aria-invalid", "true")
        assert link_of(page) == {"period": "1971-1980"}
    last.fill("1990")
    last.press("Enter")
    expect(error).to_be_hidden()
    expect(page.locator("#map-year")).to_have_text("1971–1990")
    page.locator("#period").select_option("")
    expect(page.locator("#map-year")).to_have_text("2024")
    assert link_of(page) == {"period": "none"}
    page.locator("#period").select_option("2015-2024")
    expect(page.locator("#map-year")).to_have_text("2015–2024")
    assert link_of(page) == {}


@pytest.mark.parametrize("way", ["slider", "chart"])
def test_choosing_a_year_leaves_the_mean(page: Page, way: str):
    opened(page, "/?period=1991-2020&year=2010")
    expect(page.locator("#map-note")).to_contain_text("Choose a year")
    if way == "slider":
        page.locator("#year").focus()
        page.keyboard.press("ArrowLeft")
        expect(page.locator("#map-year")).to_have_text("2009")
    else:
        page.locator("#figure-temperature").click(position={"x": 200, "y": 60})
        expect(page.locator("#map-year")).not_to_contain_text("–")
    assert link_of(page).get("period", "none") == "none"  # none: of the last year
    expect(page.locator("#period")).to_have_value("")
    expect(page.locator("#map-note")).to_be_hidden()


def test_a_mean_needs_two_thirds_of_its_years(page: Page):
    opened(page, "/?map=urban_share&period=2009-2020")  # nine of twelve years have values
    mean = ATLAS.store.values("urban_share").loc["BRA", 2009:2020].mean()
    page.mouse.move(*label(page, "BRA"))
    expect(page.locator("#tooltip")).to_contain_text(f"2009–2020: {mean:.1f}")
    page.locator("#period").select_option("own")
    page.locator("#period-first").fill("2012")  # six of nine are two thirds
    page.keyboard.press("Tab")
    page.mouse.move(*label(page, "BRA"))
    expect(page.locator("#tooltip")).to_contain_text("2012–2020: 8")
    page.locator("#period-first").fill("2013")
    page.keyboard.press("Tab")
    page.mouse.move(*label(page, "IND"))
    expect(page.locator("#tooltip")).to_contain_text("no value")


# Values of another year


def test_the_last_value_stands_for_years_without_one_and_tells_its_year(page: Page):
    opened(page, "/?map=gdp_per_capita")
    value = ATLAS.store.values("gdp_per_capita").loc["IND", 2022]
    page.mouse.move(*label(page, "IND"))
    tooltip = page.locator("#tooltip")
    expect(tooltip).to_contain_text(f"2024: {value:,.0f} current US$ (2022), rank")
    page.locator("#year").focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    expect(page.locator("#map-note")).to_be_hidden()
    before = ATLAS.store.values("gdp_per_capita").loc["IND", 2021]
    page.mouse.move(*label(page, "IND"))
    expect(tooltip).to_contain_text(re.compile("2021: [0-9,]+ current US[$], rank"))
    told = re.search("2021: ([0-9,]+)", tooltip.inner_text())
    assert told
    assert int(told[1].replace(",", "")) == pytest.approx(before, rel=1e-3)


def test_a_year_beyond_a_variables_values_is_moved_with_a_notice_and_comes_back(page: Page):
    opened(page)
    page.locator("#variable").select_option("urban_share")
    expect(page.locator("#map-year")).to_have_text("2017")
    note = page.locator("#map-note")
    expect(note).to_have_text("Urban population has no values after 2017: 2017 is shown.")
    page.locator("#year").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#map-year")).to_have_text("2018")
    expect(note).to_contain_text("each country's last one is shown")
    page.locator("#variable").select_option("temperature")
    expect(page.locator("#map-year")).to_have_text("2018")
    expect(note).to_be_hidden()


# Legend


def test_the_legend_is_one_tab_stop_with_arrow_keys_between_its_colours(page: Page):
    opened(page)
    expect(page.locator("#legend")).to_have_attribute("role", "toolbar")
    stops = "() => document.querySelectorAll('#legend button[tabindex=\"0\"]').length"
    assert page.evaluate(stops) == 1
    bins_of(page).first.focus()
    page.keyboard.press("ArrowRight")
    expect(bins_of(page).nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator("#legend button").last).to_be_focused()
    assert page.evaluate(stops) == 1
    page.keyboard.press("Tab")
    expect(page.locator("#legend :focus")).to_have_count(0)


@pytest.mark.parametrize("way", ["mouse", "touch", "keyboard"])
def test_a_colour_of_the_legend_stays_marked_until_it_is_chosen_again_or_esc(
    visitor: Callable[..., Page], way: str
):
    page = opened(visitor(has_touch=True), "/?country=FRA")
    chosen, unmarked = bins_of(page).nth(8), outlined(page)
    if way == "keyboard":
        chosen.focus()
    press = {"mouse": chosen.click, "touch": chosen.tap, "keyboard": lambda: chosen.press("Enter")}
    press[way]()
    page.mouse.move(*on_screen(page, *OPEN_SEA))
    expect(chosen).to_have_attribute("aria-pressed", "true")
    assert outlined(page) > unmarked + 200
    press[way]()
    expect(chosen).to_have_attribute("aria-pressed", "false")
    press[way]()
    page.keyboard.press("Escape")
    expect(chosen).to_have_attribute("aria-pressed", "false")
    name_is(page, "France")  # Esc took the mark first


def test_the_marked_countries_are_those_of_the_colour_and_follow_the_year(page: Page):
    opened(page)
    chosen, unmarked = bins_of(page).nth(9), outlined(page)
    chosen.click()
    counted = outlined(page)
    assert counted > unmarked
    page.locator("#year").focus()
    page.keyboard.press("Home")
    assert outlined(page) != counted


def test_uncertain_and_missing_countries_are_marked_from_the_legend(page: Page):
    opened(page)
    unmarked = outlined(page)
    for name in ("Unreliable estimate", "no data"):
        page.locator("#legend").get_by_role("button", name=name).hover()
        assert outlined(page) > unmarked
    page.mouse.move(*on_screen(page, *OPEN_SEA))
    assert outlined(page) == unmarked


def test_a_country_under_the_pointer_marks_its_colour(page: Page):
    opened(page)
    page.mouse.move(*label(page, "CAN"))
    bin_number = int(MEANS.bins(RECENT)["CAN"])
    expect(bins_of(page).nth(bin_number)).to_have_class("bin on")


def test_the_marked_colour_of_the_country_under_the_pointer_follows_the_year(page: Page):
    opened(page)
    page.mouse.move(*label(page, "CAN"))
    expect(page.locator("#legend .bin.on")).to_have_count(1)
    page.locator("#year").press("Home")
    bin_number = int(ATLAS.scale(TEMPERATURE).bins(ANOMALIES[1948])["CAN"])
    assert bin_number != int(MEANS.bins(RECENT)["CAN"])
    expect(bins_of(page).nth(bin_number)).to_have_class("bin on")


def test_the_legend_is_in_the_degrees_that_are_chosen(page: Page):
    opened(page, "/?units=F")
    expect(page.locator("#legend .unit")).to_have_text("°F, scale of means")
    expect(bins_of(page).nth(10)).to_contain_text("1.8")
    celsius = RECENT["CAN"]
    page.mouse.move(*label(page, "CAN"))
    expect(page.locator("#tooltip")).to_contain_text(f"{signed(1.8 * celsius, 2)} °F")
    assert colour_at(page, "AUS") == colour_of_mean(RECENT["AUS"])


# Quality


def test_the_tooltip_tells_why_a_series_is_uncertain(page: Page):
    opened(page)
    page.mouse.move(*label(page, "CHN"))
    reason = COUNTRIES["CHN"].quality.reason
    expect(page.locator("#tooltip")).to_contain_text(f"Fault in the record: {reason}")
    expect(page.locator("#tooltip")).to_contain_text("not ranked")


def paint_at(page: Page, iso3: str) -> set[str]:
    """The colours of the map around a country's label point, outlines left out."""
    x, y = label(page, iso3)
    box = page.locator("#figure-map").bounding_box()
    assert box is not None
    canvas = page.locator("#figure-map canvas.fills")
    values = canvas.evaluate(AROUND, [x - box["x"], y - box["y"]])
    rows = (values[n : n + 3] for n in range(0, len(values), 4))
    return {"#" + "".join(f"{channel:02x}" for channel in row) for row in rows}


@pytest.mark.parametrize(("scheme", "theme"), [("light", LIGHT), ("dark", DARK)])
def test_unreliable_estimates_are_grey_until_their_switch_paints_them(
    visitor: Callable[..., Page], scheme: str, theme: dict[str, str]
):
    page = opened(visitor(color_scheme=scheme), "/?country=none")
    switch = page.get_by_label("Show unreliable estimates")
    expect(switch).not_to_be_checked()
    counts = "all => all.map((bin) => parseInt(bin.ariaLabel.split(': ').at(-1)))"
    painted = colour_of(RECENT["CHN"], theme=scheme, scale=MEANS)
    quiet = [paint_at(page, iso3) for iso3 in ("CHN", "USA", "RUS")]
    assert all(theme["doubt"] in colours and painted not in colours for colours in quiet)
    assert sum(bins_of(page).evaluate_all(counts)) == len(GOOD)
    switch.check()
    page.wait_for_timeout(100)
    assert painted in paint_at(page, "CHN")
    assert theme["doubt"] not in paint_at(page, "CHN")
    assert sum(bins_of(page).evaluate_all(counts)) == RECENT.notna().sum()
    assert link_of(page) == {"country": "none", "flagged": "1"}
    switch.uncheck()
    page.wait_for_timeout(100)
    assert paint_at(page, "CHN") == quiet[0]


def test_a_map_that_is_explained_has_its_heading_in_the_colour_of_text(page: Page):
    opened(page, "/?map=gdp_per_capita")
    expect(page.locator("#about-map")).not_to_be_empty()
    text = page.evaluate("() => getComputedStyle(document.body).color")
    for words in ("#map-label", "#peers h3"):
        expect(page.locator(words).first).to_have_css("color", text)


def test_no_data_and_an_unreliable_estimate_look_different(page: Page):
    opened(page, "/?map=gdp_per_capita&year=1962&country=none")
    missing = paint_at(page, "RUS")  # has none then
    page.locator("#variable").select_option(TEMPERATURE)
    expect(page.locator("#map-label")).to_have_text("Temperature change")
    page.wait_for_timeout(200)
    unreliable = paint_at(page, "RUS")
    assert LIGHT["land"] in missing
    assert LIGHT["doubt"] in unreliable
    assert not missing & unreliable


def test_the_switch_is_there_where_there_is_something_unreliable(page: Page):
    opened(page, "/?map=gdp_per_capita")
    switch, key = page.get_by_label("Show unreliable estimates"), page.locator("#legend .kind")
    expect(switch).to_be_hidden()
    expect(key).to_have_text(["no data"])
    page.locator("#tab-table").click()  # it ranks by warming as well
    expect(switch).to_be_visible()
    page.locator("#tab-map").click()
    page.locator("#variable").select_option(TEMPERATURE)
    expect(switch).to_be_visible()
    expect(key).to_have_text(["Unreliable estimate: hover for the reason", "no data"])


def test_long_means_have_a_scale_of_their_own_which_the_legend_names(page: Page):
    opened(page)
    assert max(MEANS.edges) < max(ATLAS.scale(TEMPERATURE).edges)
    assert MEANS.edges[0] == -MEANS.edges[-1]
    unit = page.locator("#legend .unit")
    expect(bins_of(page)).to_have_count(len(MEANS.colours))
    expect(unit).to_have_text("°C, scale of means")
    page.locator("#period").select_option("1995-2024")
    expect(unit).to_have_text("°C, scale of means")
    page.locator("#year").press("ArrowLeft")
    expect(bins_of(page)).to_have_count(len(ATLAS.scale(TEMPERATURE).colours))
    expect(unit).to_have_text("°C")


def test_marking_a_colour_fades_the_other_countries(page: Page):
    opened(page, "/?country=none")
    opaque = f"""(canvas, [x, y]) => {{ {COPIED}
      const ratio = canvas.width / canvas.clientWidth;
      return copied(canvas).getImageData(x * ratio, y * ratio, 1, 1).data[3]; }}"""
    box = page.locator("#figure-map").bounding_box()
    assert box is not None

    def alpha(iso3: str) -> int:
        x, y = label(page, iso3)
        at = [x - box["x"], y - box["y"]]
        return int(page.locator("#figure-map canvas.fills").evaluate(opaque, at))

    canada = int(MEANS.bins(RECENT)["CAN"])
    assert canada != int(MEANS.bins(RECENT)["AUS"])
    bins_of(page).nth(canada).click()
    assert alpha("CAN") == 255
    assert max(alpha("AUS"), alpha("CHN")) < 128
    page.keyboard.press("Escape")
    page.mouse.move(*on_screen(page, *OPEN_SEA))
    page.wait_for_timeout(50)
    assert (alpha("CAN"), alpha("AUS"), alpha("CHN")) == (255, 255, 255)


def test_a_marker_hides_no_other_country_until_one_has_zoomed_in(page: Page):
    opened(page, "/?country=none")
    marks = page.locator("#figure-map canvas.marks")

    def inked(iso3: str) -> bool:
        x, y = label(page, iso3)
        box = page.locator("#figure-map").bounding_box()
        assert box is not None
        return any(marks.evaluate(AROUND, [x - box["x"], y - box["y"]]))

    inland = ("LIE", "AND", "SMR", "LUX")
    assert not any(inked(iso3) for iso3 in inland)
    assert inked("TUV")
    assert hits(page, [label(page, "CHE")]) == ["Switzerland"]
    page.locator("#zoom").select_option("europe")
    page.wait_for_timeout(400)
    assert all(inked(iso3) for iso3 in ("LIE", "AND", "SMR"))


def test_uncertain_series_are_ranked_where_that_is_asked(page: Page):
    opened(page, "/?country=CHN")
    expect(page.locator("#rank")).to_have_text("not ranked")
    page.get_by_label("Show unreliable estimates").check()
    values = RECENT.dropna()
    rank = f"rank {int((values > values['CHN']).sum()) + 1} of {len(values)}"
    expect(page.locator("#rank")).to_have_text(rank)
    page.mouse.move(*label(page, "CHN"))
    expect(page.locator("#tooltip")).to_contain_text(rank)
    assert link_of(page) == {"country": "CHN", "flagged": "1"}
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(page.locator("#rank")).to_have_text(rank)
    expect(page.get_by_label("Show unreliable estimates")).to_be_checked()


# Small countries


def hits(page: Page, points: list[tuple[float, float]]) -> list[str]:
    """The countries that the map has at points of the window, "" for none: hovered, not clicked."""
    found = []
    for x, y in points:
        page.mouse.move(x, y)
        page.wait_for_timeout(40)
        tooltip = page.locator("#tooltip b")
        found.append(tooltip.inner_text() if page.locator("#tooltip").is_visible() else "")
    return found


def test_a_small_country_is_hit_from_the_sea_within_20_px(page: Page):
    opened(page)
    x, y = label(page, "BMU")
    points = [(x - 18, y), (x + 18, y), (x, y + 18), (x, y - 24), (x + 24, y)]
    assert hits(page, points) == ["Bermuda", "Bermuda", "Bermuda", "", ""]


def test_a_small_country_without_a_coast_is_not_hit_from_the_sea(page: Page):
    opened(page)
    sea, (x, y) = on_screen(page, *BISCAY), label(page, "AND")
    assert math.hypot(sea[0] - x, sea[1] - y) < 20
    assert "Andorra" not in hits(page, [sea])
    page.locator("#zoom").select_option("europe")
    page.wait_for_timeout(300)
    assert hits(page, [label(page, "AND")]) == ["Andorra"]


def test_a_countrys_own_land_wins_over_a_small_one_nearby(page: Page):
    opened(page)
    for iso3 in ("ITA", "ISR", "ESP", "MYS", "SAU"):
        assert hits(page, [label(page, iso3)]) == [COUNTRIES[iso3].name]


# Dark


@pytest.mark.parametrize("variable", ["gdp_per_capita", "fertility"])
def test_in_the_dark_more_is_lighter_on_map_and_legend(visitor: Callable[..., Page], variable: str):
    page = opened(visitor(color_scheme="dark"), f"/?map={variable}&year=2010")
    value = ATLAS.store.values(variable).loc["CAN", 2010]
    assert colour_at(page, "CAN") == colour_of(value, variable, "dark")
    swatches = bins_of(page).evaluate_all(
        "all => all.map((b) => b.style.getPropertyValue('--colour'))"
    )
    assert swatches == list(ATLAS.scale(variable).dark)
    page.locator("#theme").click()
    page.wait_for_timeout(200)
    assert colour_at(page, "CAN") == colour_of(value, variable)


# Small screens


def test_the_controls_of_the_map_fit_a_phone(visitor: Callable[..., Page]):
    page = opened(
        visitor(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True),
        "/?period=1991-2020&zoom=africa",
    )
    with_settings(page)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    for name in ("period", "period-first", "period-last", "zoom", "zoom-out", "flagged"):
        box = page.locator(f"#{name}").bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= 390
    page.keyboard.press("Escape")
    page.touchscreen.tap(*label(page, "TCD"))
    name_is(page, "Chad")


# Numbers


def test_large_numbers_are_written_alike_on_axis_legend_and_tooltip(page: Page):
    opened(page, "/?map=population&indicator=population&country=USA")
    ticks = page.evaluate(
        "() => Bokeh.documents.flatMap((d) => d.roots()).find((r) => r.name === 'indicator')"
        ".left[0].formatter.doFormat([0, 950, 1500, 2.5e6, 3e8, 1.41e9])"
    )
    assert ticks == ["0", "950", "1.5k", "2.5M", "300M", "1.41B"]
    assert "10M" in bins_of(page).all_inner_texts()
    page.mouse.move(*label(page, "CHN"))
    expect(page.locator("#tooltip")).to_contain_text("1.41B people")
