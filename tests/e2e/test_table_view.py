"""The ranking table beside the map: opened, sorted, filtered, walked through by keyboard."""

import io
from collections.abc import Callable
from urllib.parse import urlsplit

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from playwright.sync_api import Page, Request, expect

from dashboard import climate
from dashboard.indicators import read_catalogue
from dashboard.parts.scatter import latest
from dashboard.state import TEMPERATURE
from dashboard.store import Store
from dashboard.views.cards import caution, signed
from tests.e2e import person

STORE, CATALOGUE = Store.read(), read_catalogue()
COUNTRIES = STORE.countries
TEMPERATURES = STORE.values(TEMPERATURE)
GOOD = [iso3 for iso3, country in COUNTRIES.items() if country.quality.is_good]
DASH = "–"
ROWS = """() => [...document.querySelectorAll("#ranking tbody tr")].filter((row) => !row.hidden)
  .map((row) => [...row.cells].map((cell) => cell.textContent.trim()))"""


def opened(page: Page, link: str = "/?view=table") -> Page:
    person.opened(page, link)
    if "view=table" in link:
        expect(page.locator("#ranking tbody tr").first).to_be_attached()
    return page


def listed(page: Page) -> pd.DataFrame:
    """The rows that are listed, as they are written, by the name of the country."""
    columns = ["rank", "name", "value", "trend", "indicator", "line", "compare"]
    rows = pd.DataFrame(page.evaluate(ROWS), columns=columns)
    rows["name"] = rows["name"].str.removesuffix("uncertain").str.strip()
    return rows.set_index("name")


def picture(page: Page) -> np.ndarray:
    shot = Image.open(io.BytesIO(page.locator("#figure-map").screenshot()))
    return np.asarray(shot.convert("RGB")).astype(int)


def row(page: Page, iso3: str):
    name = page.get_by_role("rowheader").get_by_role("button", name=COUNTRIES[iso3].name)
    return page.locator("#ranking tbody tr").filter(has=name)


def anomalies(year: int | None = None) -> pd.Series:
    """Of a year, or of what the table shows at first: the mean of 2015-2024."""
    level = TEMPERATURES.loc[:, 2015:2024].mean(axis=1) if year is None else TEMPERATURES[year]
    return level - climate.normals(TEMPERATURES, climate.DEFAULT_BASELINE)


def names(iso3s) -> list[str]:
    return [COUNTRIES[iso3].name for iso3 in iso3s]


def by_size(values: pd.Series, *, least_first: bool = False) -> list[str]:
    """Names in the order of their values, good series alone."""
    good = values[GOOD].dropna()
    return names(good.sort_values(ascending=least_first, kind="stable").index)


# The tabs


def test_the_tabs_lead_to_table_and_map_and_the_address_follows(page: Page):
    opened(page, "/")
    page.get_by_role("tab", name="Table").click()
    expect(page.get_by_role("tabpanel", name="Table")).to_be_visible()
    expect(page.locator("#figure-map")).to_be_hidden()
    expect(page.locator("#year")).to_be_visible()
    assert person.link_of(page) == {"view": "table"}
    page.go_back()
    expect(page.locator("#figure-map")).to_be_visible()
    expect(page.locator("#view-table")).to_be_hidden()
    assert person.link_of(page) == {}


def test_arrow_keys_lead_from_tab_to_tab(page: Page):
    opened(page, "/")
    page.get_by_role("tab", name="Map").focus()
    for key, name in (("ArrowRight", "Table"), ("End", "Scatter"), ("ArrowRight", "Map")):
        page.keyboard.press(key)
        tab = page.get_by_role("tab", name=name)
        expect(tab).to_be_focused()
        expect(tab).to_have_attribute("aria-selected", "true")
    assert page.locator('[role="tab"][tabindex="0"]').count() == 1


def test_what_table_and_scatter_need_is_read_when_they_are_opened(page: Page):
    heard: list[str] = []

    def hear(request: Request) -> None:
        heard.append(urlsplit(request.url).path.rsplit("/", 1)[-1])

    page.on("request", hear)
    opened(page, "/")
    page.locator("#year").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(500)
    assert not {"table.js", "scatter.js"} & set(heard)
    assert page.locator("#ranking tbody tr").count() == 0
    page.get_by_role("tab", name="Table").click()
    expect(page.locator("#ranking tbody tr")).to_have_count(len(COUNTRIES))
    assert "table.js" in heard
    assert "scatter.js" not in heard


def test_the_map_that_comes_back_has_the_colours_of_the_year(page: Page):
    opened(page, "/?year=1976")
    page.wait_for_timeout(500)
    expected = picture(page)
    opened(page)
    page.locator("#year").fill("1976")
    page.get_by_role("tab", name="Map").click()
    page.mouse.move(5, 5)
    page.wait_for_timeout(800)
    differs = (np.abs(picture(page) - expected) > 30).any(axis=2)
    assert differs.mean() < 0.001


# What it says


def test_the_table_ranks_the_countries_whose_series_are_good(page: Page):
    opened(page)
    rows = listed(page)
    ranked = rows[rows["rank"] != DASH]
    assert ranked.index.tolist() == by_size(anomalies())
    assert ranked["rank"].astype(int).is_monotonic_increasing
    assert len(rows) == len(COUNTRIES)
    expected = {COUNTRIES[iso3].name: f"{signed(anomalies()[iso3], 2)}" for iso3 in GOOD}
    assert ranked["value"].to_dict() == expected
    expect(page.locator("#table-count")).to_have_text(f"249 countries, {len(ranked)} ranked")
    head = page.locator("#ranking th.value")
    expect(head).to_contain_text("Temperature change °C, 2015–2024 against 1981–2010")
    page.locator("#year").press("ArrowLeft")
    expect(head).not_to_contain_text("against")


def test_trends_are_those_since_the_chosen_year(page: Page):
    opened(page, "/?view=table&trend=1979")
    trends = climate.trends_per_decade(TEMPERATURES, 1979, 2024)
    rows = listed(page)
    for iso3 in ("BRA", "IND", "CAN", "AUS"):
        assert rows.loc[COUNTRIES[iso3].name, "trend"] == signed(trends[iso3], 2)


def test_an_indicator_has_its_last_value_and_the_year_of_that(page: Page):
    opened(page, "/?view=table&indicator=fertility&year=2000")
    expected = latest(STORE.values("fertility"), 2000, CATALOGUE["fertility"].tolerance)
    rows = listed(page)["indicator"]
    for iso3, found in expected.head(60).iterrows():
        assert rows[COUNTRIES[iso3].name] == f"{found['value']:.2f} {found['year']:.0f}"
    without = names(set(COUNTRIES) - set(expected.index))
    assert set(rows[without]) == {DASH}


def test_a_year_changes_numbers_and_no_row_and_asks_no_server(page: Page):
    opened(page)
    page.wait_for_timeout(300)
    page.evaluate("window.rows = [...document.querySelectorAll('#ranking tbody tr')]")
    devtools, frames = page.context.new_cdp_session(page), []
    devtools.send("Network.enable")
    devtools.on("Network.webSocketFrameSent", lambda frame: frames.append(frame["response"]))
    page.locator("#year").fill("1990")
    rows = listed(page)
    assert rows[rows["rank"] != DASH].index.tolist() == by_size(anomalies(1990))
    assert rows.loc["Brazil", "value"] == signed(anomalies(1990)["BRA"], 2)
    same = "window.rows.every((row) => row.isConnected)"
    assert page.evaluate(same)
    assert not [frame for frame in frames if "ModelChanged" in frame["payloadData"]]


def test_a_row_has_a_line_once_it_is_seen(page: Page):
    opened(page)
    path = row(page, "BRA").locator("path")
    expect(path).to_have_attribute("d", "M" + path.get_attribute("d")[1:])
    assert path.get_attribute("d").count("L") == 76
    last = page.locator("#ranking tbody tr").last
    assert last.locator("path").get_attribute("d") is None
    first = page.locator("#ranking tbody tr").first
    first.scroll_into_view_if_needed()
    expect(first.locator("path[d]")).to_be_attached()


def test_a_row_s_line_is_not_cut_off_where_the_map_shows_a_mean(page: Page):
    opened(page)
    heights = r"""(row) => row.querySelector("path").getAttribute("d").match(/ [\d.]+/g)
      .map(Number)"""
    for iso3 in ("MDA", "FIN"):  # whose single years differ most, far beyond the scale of means
        drawn = row(page, iso3).evaluate(heights)
        assert sum(height in (0, 20) for height in drawn) <= 1, iso3  # one may be the limit


def test_values_between_gaps_are_dots_on_a_row_s_line_and_so_is_one_alone(page: Page):
    opened(page)
    line = "async (values) => (await import('isotherm/views/ranking.js')).rowLine(values, [0, 10])"
    assert page.evaluate(line, [0, np.nan, 10, np.nan, 5, 10]) == (
        "M0.0 20.0h0M38.4 0.0h0M76.8 10.0h0L96.0 0.0"
    )
    assert page.evaluate(line, [5]) == "M0.0 10.0h0"
    expect(row(page, "BRA").locator("path")).to_have_css("stroke-linecap", "round")


def test_uncertain_series_are_listed_below_and_ranked_when_asked_for(page: Page):
    opened(page)
    rows = listed(page)
    uncertain = anomalies().drop(GOOD).dropna()
    place = rows.index.get_loc
    lowest = max(place(name) for name in by_size(anomalies()))
    assert min(place(name) for name in names(uncertain.index)) > lowest
    expect(row(page, "CHL").locator(".doubt")).to_have_attribute(
        "title", caution(COUNTRIES["CHL"].quality)
    )
    page.get_by_label("Show unreliable estimates").check()
    ranks = climate.ranks(anomalies().dropna())
    rows = listed(page)
    for iso3 in ("CHL", "BRA", "CHE"):
        assert rows.loc[COUNTRIES[iso3].name, "rank"] == f"{ranks[iso3]:.0f}"


# Sorting and filtering


@pytest.mark.parametrize("column", ["trend", "indicator", "value"])
def test_ranks_follow_the_sorted_column(page: Page, column: str):
    opened(page, f"/?view=table&indicator=fertility&sort={column}")
    values = {
        "value": anomalies()[GOOD],
        "trend": climate.trends_per_decade(TEMPERATURES, 1960, 2024)[GOOD],
        "indicator": latest(STORE.values("fertility"), 2024, CATALOGUE["fertility"].tolerance)[
            "value"
        ],
    }[column]
    largest = {COUNTRIES[i].name: int((values > v).sum()) + 1 for i, v in values.dropna().items()}
    rows = listed(page)["rank"]
    ranked = rows[rows != DASH].astype(int)
    assert ranked.is_monotonic_increasing
    assert ranked.to_dict() == largest
    head = {
        "value": "Temperature change",
        "trend": "Trend",
        "indicator": CATALOGUE["fertility"].label,
    }[column]
    expect(page.locator("th.rank")).to_have_attribute("title", f"by {head}, the largest first")


def test_a_filter_lists_the_members_of_the_united_nations(page: Page):
    opened(page)
    page.get_by_label("UN members").check()
    members = {country.name for country in COUNTRIES.values() if country.is_un_member}
    assert set(listed(page).index) == members
    good = len([iso3 for iso3 in GOOD if COUNTRIES[iso3].is_un_member])
    expect(page.locator("#table-count")).to_have_text(
        f"193 countries, {good} of {len(GOOD)} ranked"
    )
    assert person.link_of(page)["un"] == "1"
    opened(page, page.url)
    expect(page.get_by_label("UN members")).to_be_checked()
    assert set(listed(page).index) == members


def test_no_value_is_of_a_later_year(page: Page):
    opened(page, "/?view=table&year=1950")
    assert set(listed(page)["indicator"]) == {DASH}
    page.locator("#year").fill("1961")
    assert listed(page).loc["Brazil", "indicator"] == DASH
    years = listed(page)["indicator"].str.extract(r" (\d{4})$")[0].dropna()
    assert set(years) <= {"1961"}
    page.locator("#year").fill("1995")
    shown = listed(page)["indicator"]
    then = shown[shown != DASH].str[-4:].astype(int)
    assert len(then) > 100
    assert then.between(1990, 1995).all()


@pytest.mark.parametrize(
    ("column", "header"),
    [("value", "Temperature change"), ("trend", "Trend"), ("indicator", "Life expectancy")],
)
def test_a_header_sorts_by_its_column_and_again_the_other_way(page: Page, column, header):
    opened(page, "/?view=table&indicator=life_expectancy&sort=name")
    indicated = latest(STORE.values("life_expectancy"), 2024, 5)["value"].reindex(
        TEMPERATURES.index
    )
    values = {
        "value": anomalies(),
        "trend": climate.trends_per_decade(TEMPERATURES, 1960, 2024),
        "indicator": indicated,
    }[column]
    head = page.get_by_role("columnheader", name=header)
    for direction, least_first in (("descending", False), ("ascending", True)):
        head.get_by_role("button").click()
        expect(head).to_have_attribute("aria-sort", direction)
        shown = [name for name in listed(page).index if name in by_size(values)]
        by_name = {COUNTRIES[iso3].name: value for iso3, value in values.items()}
        order = [by_name[name] for name in shown]
        assert order == sorted(order, reverse=not least_first)
    assert person.link_of(page)["sort"] == f"-{column}"
    assert page.locator("#ranking [aria-sort]").count() == 1


def test_names_go_from_a_to_z_and_back(page: Page):
    opened(page)
    head = page.get_by_role("columnheader", name="Country")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    assert listed(page).index.tolist() == names(COUNTRIES)
    head.get_by_role("button").click()
    assert listed(page).index.tolist() == names(COUNTRIES)[::-1]


def test_filters_list_the_countries_of_a_region_and_a_climate_zone(page: Page):
    opened(page)
    page.get_by_label("Region").select_option("Africa")
    page.get_by_label("Climate").select_option("BWh")
    expected = {
        c.name for c in COUNTRIES.values() if (c.region, c.climate_zone) == ("Africa", "BWh")
    }
    assert set(listed(page).index) == expected
    expect(page.locator("#table-count")).to_contain_text(f"{len(expected)} countries")
    assert (person.link_of(page)["region"], person.link_of(page)["zone"]) == ("Africa", "BWh")
    link = page.url
    opened(page, link)
    assert set(listed(page).index) == expected
    expect(page.get_by_label("Region")).to_have_value("Africa")
    page.get_by_label("Region").select_option("")
    page.get_by_label("Climate").select_option("")
    assert len(listed(page)) == len(COUNTRIES)


def test_filters_leave_the_ranks_among_all_countries(page: Page):
    opened(page)
    before = listed(page)["rank"]
    page.get_by_label("Region").select_option("Europe")
    after = listed(page)["rank"]
    assert after.to_dict() == before[after.index].to_dict()


# Choosing countries


def test_a_click_on_a_row_selects_and_marks_it(page: Page):
    opened(page)
    target = page.locator("#ranking tbody tr").nth(3)
    target.scroll_into_view_if_needed()
    name = target.locator("th button").text_content()  # drawn or not: it is scrolled to
    target.locator("td.trend").click()
    expect(page.locator("#country-name")).to_have_text(name)
    expect(target.locator("th button")).to_have_attribute("aria-current", "true")
    assert page.locator("#ranking [aria-current]").count() == 1


def in_sight(page: Page, line) -> bool:
    """Whether a row is whole within the rows that are seen, below the heads."""
    box, head, own = (
        page.locator(place).bounding_box() for place in (".rows", "#ranking thead", line)
    )
    return own["y"] >= head["y"] + head["height"] - 1 and own["y"] + own["height"] <= (
        box["y"] + box["height"] + 1
    )


def scrolled(page: Page) -> float:
    return page.locator(".rows").evaluate("box => box.scrollTop")


def test_the_table_opens_at_its_top_and_pins_the_selected_row(page: Page):
    opened(page)
    assert scrolled(page) == 0
    assert in_sight(page, "#ranking tbody tr >> nth=0")
    assert listed(page).index.get_loc("Brazil") > 20
    assert in_sight(page, "#ranking tr.pinned")
    expect(page.locator("#ranking tr.pinned th")).to_contain_text("Brazil")
    for top in (1000, 5000):
        page.locator(".rows").evaluate("(box, top) => { box.scrollTop = top; }", top)
        assert in_sight(page, "#ranking tr.pinned")
    page.get_by_role("tab", name="Map").click()
    page.get_by_role("tab", name="Table").click()
    assert scrolled(page) == 0


def test_a_sorted_or_filtered_table_is_at_its_top(page: Page):
    opened(page)
    for act in (
        lambda: page.get_by_role("columnheader", name="Trend").get_by_role("button").click(),
        lambda: page.get_by_label("Region").select_option("Africa"),
    ):
        page.locator(".rows").evaluate("box => { box.scrollTop = 900; }")
        act()
        page.wait_for_function("() => document.querySelector('.rows').scrollTop === 0")


def test_a_country_chosen_elsewhere_is_scrolled_to(page: Page):
    opened(page)
    page.locator("#search").fill("Fiji")
    page.keyboard.press("Enter")
    expect(page.locator("#country-name")).to_have_text("Fiji")
    box, line = page.locator(".rows").bounding_box(), row(page, "FJI").bounding_box()
    assert box["y"] < line["y"]
    assert line["y"] + line["height"] <= box["y"] + box["height"]


def test_shift_click_and_the_button_compare(page: Page):
    opened(page)
    row(page, "DEU").locator("td.value").click(modifiers=["Shift"])
    row(page, "SWE").get_by_role("button", name="Compare Sweden").click()
    assert person.link_of(page)["compare"] == "DEU-SWE"
    colours = [
        row(page, iso3).locator(".dot").evaluate("dot => dot.style.background")
        for iso3 in ("BRA", "DEU", "SWE")
    ]
    assert colours == [f"var(--compared-{place})" for place in range(3)]
    row(page, "DEU").get_by_role("button", name="Compare Germany").click()
    assert person.link_of(page)["compare"] == "SWE"
    expect(row(page, "DEU").locator(".dot")).to_be_hidden()


def test_the_keyboard_walks_the_rows_selects_and_compares(page: Page):
    opened(page)
    page.get_by_role("columnheader", name="GDP").get_by_role("button").focus()
    page.keyboard.press("Tab")
    expect(row(page, "BRA").locator("th button")).to_be_focused()
    following = listed(page).index[listed(page).index.get_loc("Brazil") + 2]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    focused = "document.activeElement"
    assert page.evaluate(f"{focused}.textContent") == following
    page.keyboard.press("ArrowRight")
    assert page.evaluate(f"{focused}.ariaLabel") == f"Compare {following}"
    page.keyboard.press("Enter")
    assert person.link_of(page)["compare"]
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Home")
    top = page.evaluate(f"{focused}.textContent")
    page.keyboard.press("Enter")
    expect(page.locator("#country-name")).to_have_text(top)


# Room


@pytest.mark.parametrize("width", [1024, 1366, 2560])
def test_years_of_a_header_are_not_parted_and_the_time_line_keeps_clear(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    opened(page)
    years = page.locator("#ranking thead .whole")
    expect(years).to_have_text(["2015–2024", "1981–2010", "1960–2024"])
    lines = "(years) => years.map((one) => one.getClientRects().length)"
    assert years.evaluate_all(lines) == [1, 1, 1]
    rows, says = page.locator("#view-table .rows").bounding_box(), page.locator("#year-says")
    assert rows is not None
    assert rows["y"] + rows["height"] <= says.bounding_box()["y"] + 1


def test_the_table_scrolls_inside_and_the_page_does_not(page: Page):
    opened(page)
    root = "document.scrollingElement"
    assert page.evaluate(f"{root}.scrollHeight") <= 900
    assert page.evaluate(f"{root}.scrollWidth") <= 1440
    head = page.locator("#ranking thead")
    before = head.bounding_box()
    page.locator(".rows").evaluate("box => { box.scrollTop = 4000; }")
    assert head.bounding_box() == before


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)], ids=str)
def test_no_name_is_cut(visitor: Callable[..., Page], size: tuple[int, int]):
    page = opened(visitor(viewport=dict(zip(("width", "height"), size, strict=True))))
    page.add_style_tag(content="#ranking tbody tr { content-visibility: visible !important; }")
    heads = '[...document.querySelectorAll("#ranking tbody th")]'
    cut = page.evaluate(
        f"() => {heads}"
        + """.filter((th) => {
      const [name, cell] = [th.querySelector("button"), th].map((e) => e.getBoundingClientRect());
      return name.right > cell.right || name.bottom > cell.bottom + 1 || name.top < cell.top - 1
        || th.scrollWidth > th.clientWidth || th.scrollHeight > th.clientHeight + 1;
    }).map((th) => th.textContent)"""
    )
    assert cut == []
    assert page.locator("#ranking tbody tr").count() == len(COUNTRIES)


def test_a_phone_shows_the_table_without_scrolling_sideways(visitor: Callable[..., Page]):
    size = {"width": 390, "height": 844}
    page = opened(visitor(viewport=size, has_touch=True, is_mobile=True))
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert page.evaluate("innerWidth") == 390
    assert page.locator(".rows").evaluate("box => box.scrollWidth <= box.clientWidth")
    expect(page.locator("td.indicator").first).to_be_hidden()
    row(page, "BRA").scroll_into_view_if_needed()
    page.get_by_role("rowheader").get_by_role("button", name="Congo", exact=True).tap()
    expect(page.locator("#country-name")).to_have_text("Congo")


@pytest.mark.parametrize(
    "link", ["sort=value", "sort=-trend&flagged=1", "sort=-name", "sort=trend&region=Africa"]
)
def test_its_file_has_the_rows_in_the_order_of_the_page(page: Page, link: str):
    shown = listed(opened(page, f"/?view=table&{link}")).index
    text = page.request.get(f"/download/table.csv?view=table&{link}").text()
    rows = pd.read_csv(io.BytesIO(text.encode()))
    assert rows["country"].tolist() == list(shown)
