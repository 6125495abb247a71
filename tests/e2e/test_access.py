"""The page for everyone: by keyboard, by touch, by ear, on small screens, in system colours."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dashboard import climate
from dashboard.atlas import the_atlas
from dashboard.climate import Years
from dashboard.state import TEMPERATURE
from dashboard.views.cards import signed
from tests.e2e.person import label, opened_with_session

ATLAS = the_atlas()
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
TOUCH = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
SIX = "/?country=BRA&compare=IND-USA-DEU-NGA-CHN"
VIEWS = {
    "the first view": "/",
    "six countries": SIX,
    "six countries side by side": f"{SIX}&multiples=1",
    "the table": "/?view=table",
    "the scatter": "/?view=scatter",
    "no country": "/?country=none",
    "a bad link with its notice": "/?country=XX&year=1",
    "an uncertain series": "/?country=CHN&period=1995-2014&zoom=asia",
    "the map in a frame": "/?embed=map",
    "the country in a frame": "/?embed=country",
}
NARROW = "() => matchMedia('(max-width: 56.25em)').matches"


def where(page: Page, part: str) -> Page:
    """Open what a narrow page has behind its button of settings, or in its sheet."""
    shown = {"settings": "[data-usable] #settings", "glance": "#glance"}[part]
    if page.evaluate(NARROW) and page.locator(f"{shown}[aria-expanded=false]").count():
        page.locator(shown).click()
    return page


OPENED = {
    "the years of a baseline": lambda page: (
        where(page, "settings").locator("#baseline").select_option("custom")
    ),
    "the share dialog": lambda page: where(page, "settings").locator("#share").click(),
    "the list of countries": lambda page: page.locator("#search").focus(),
    "the details of a trend": lambda page: where(page, "glance").locator(".robust summary").click(),
    "the charts as a table": lambda page: (
        where(page, "glance").locator("[data-table=charts] summary").click()
    ),
    "the peers as a table": lambda page: page.locator("[data-table=peers] summary").click(),
}
LAYERED = """() => document.documentElement.dataset.sheet === "open"
  || document.getElementById("settings").ariaExpanded === "true"
"""
# What Tab has come to: which one, how it looks there; null after the last.
STOP = """() => {
  let stop = document.activeElement;
  while (stop.shadowRoot?.activeElement) stop = stop.shadowRoot.activeElement;
  if (stop === document.body) return null;
  const { outlineStyle, outlineWidth, opacity } = getComputedStyle(stop);
  const { x, y, width, height } = stop.getBoundingClientRect();
  const { DOCUMENT_POSITION_FOLLOWING } = Node, before = window.stopped?.at(-1);
  (window.stopped ??= []).push(stop);
  return {
    number: window.stopped.indexOf(stop), html: stop.outerHTML.slice(0, 80), id: stop.id,
    ring: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && opacity === "1",
    seen: width > 0 && height > 0 && x >= 0 && y >= 0
      && x + width <= innerWidth && y + height <= innerHeight,
    follows: !before || Boolean(before.compareDocumentPosition(stop) & DOCUMENT_POSITION_FOLLOWING),
  };
}"""
# All that Tab should come to: of a group with arrow keys the one with tabindex 0.
REACHABLE = """() => [...document.querySelectorAll(
  "a[href], button, input, select, summary, textarea, [tabindex='0']"
)].filter((element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility({
  visibilityProperty: true, contentVisibilityAuto: true,
})).length"""
# How large what can be hit is: with its label; a country of the table is hit with its row. Links
# within a sentence are as high as its lines.
TARGETS = """() => [...document.querySelectorAll("button, select, input, summary, a[href]")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }))
  .filter((element) => !element.matches("p > a, p > span a, .skip"))
  .map((element) => ({
    html: element.outerHTML.slice(0, 80),
    boxes: [element, element.closest("tbody tr"), ...(element.labels ?? [])].filter(Boolean)
      .map((hit) => hit.getBoundingClientRect()),
  })).map(({ html, boxes }) => ({
    html, width: Math.max(...boxes.map(({ width }) => width)),
    height: Math.max(...boxes.map(({ height }) => height)),
  }))"""
# What reaches beyond the window's right edge.
BEYOND = """() => [...document.querySelectorAll("h2, h3, p, dl, button, select, input, .figure")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }))
  .filter((element) => !element.closest(".hidden, .skip, .rows"))
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
  .map((element) => element.outerHTML)"""
OF_COLOUR = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
SMALLEST_TARGET = 24  # pixels, WCAG 2.2


def opened(page: Page, path: str = "/") -> Page:
    opened_with_session(page, path)
    page.wait_for_function("() => document.getElementById('map-gist').textContent !== ''")
    return page


def finds_nothing(page: Page, rules: dict[str, Any] | None = None) -> None:
    """Check that axe-core finds nothing serious, by all its rules or by some."""
    # Told of violations alone: to describe each of the table's 2,000 cells that passes takes 10 s.
    options = {"resultTypes": ["violations"], **(rules or {})}
    found = Axe().run(page, options=options).response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    told = [(one["id"], [node["html"] for node in one["nodes"]]) for one in serious]
    assert not serious, json.dumps(told, indent=1)


def finds_nothing_in_either_theme(page: Page) -> None:
    """Check one opened page in both themes: it follows the system's at once."""
    page.emulate_media(color_scheme="light")
    finds_nothing(page)
    page.emulate_media(color_scheme="dark")
    finds_nothing(page, OF_COLOUR)  # a theme changes no element, name or order


def walked(page: Page, most: int = 80) -> list[dict[str, Any]]:
    """Press Tab from the start of the page to its end."""
    stops: list[dict[str, Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            return stops
        stops.append(stop)
    raise AssertionError(f"{most} times Tab do not lead through the page")


def place_of(stops: list[dict[str, Any]], name: str) -> int:
    return 1 + next(i for i, stop in enumerate(stops) if stop["id"] == name)


def width(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


RECENT = Years(2015, 2024)  # what the map shows at first


def anomaly(iso3: str, when: int | Years, baseline: Years = climate.DEFAULT_BASELINE) -> str:
    """Of a year, or the mean over years."""
    first, last = when if isinstance(when, Years) else (when, when)
    anomalies = climate.anomaly(ATLAS.store.series(iso3, TEMPERATURE), baseline)
    value = anomalies.set_index("year")["value"].loc[first:last].mean()
    return f"{signed(value, 2)} °C"


def hear(page: Page) -> None:
    """Keep all that is announced from now on in window.heard."""
    page.evaluate(
        """() => {
          const voice = document.getElementById("announce");
          window.heard = [];
          new MutationObserver(() => window.heard.push(voice.textContent))
            .observe(voice, { childList: true, characterData: true, subtree: true });
        }"""
    )


def heard(page: Page) -> list[str]:
    """What has been announced, once it has been silent for a while."""
    page.wait_for_timeout(1000)
    return list(page.evaluate("window.heard.splice(0)"))


def announced(page: Page, words: str) -> list[str]:
    expect(page.locator("#announce")).to_contain_text(words)
    return heard(page)


# axe-core


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_serious_in_any_view_of_either_theme(visitor: Callable[..., Page], size):
    page = visitor(viewport=size)
    for path in VIEWS.values():
        finds_nothing_in_either_theme(opened(page, path))
    for path in ("/methods", "/stats"):
        page.goto(path)
        finds_nothing_in_either_theme(page)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_serious_in_what_is_opened_in_either_theme(
    visitor: Callable[..., Page], size
):
    page = opened(visitor(viewport=size))
    for act in OPENED.values():
        act(page)
        page.wait_for_timeout(200)
        finds_nothing_in_either_theme(page)
        page.keyboard.press("Escape")
        page.wait_for_timeout(300)  # what closes by a step back in history takes a moment
        if page.evaluate(LAYERED):  # what it was in is closed, too
            page.keyboard.press("Escape")
            page.wait_for_timeout(300)
        assert not page.evaluate(LAYERED)
    expect(page.locator("#country-name")).to_have_text("Brazil")  # each one was open, and closed


# The keyboard


@pytest.mark.parametrize("path", [SIX, "/?view=table", "/?view=scatter", "/?country=none"])
def test_tab_comes_to_everything_once_in_order_and_shows_where_it_is(page: Page, path: str):
    opened(page, path)
    reachable = page.evaluate(REACHABLE)
    stops = walked(page)
    assert len(stops) == reachable > 20
    assert len({stop["number"] for stop in stops}) == len(stops)
    assert all(stop["follows"] for stop in stops)
    assert [stop for stop in stops if not (stop["ring"] and stop["seen"])] == []


def test_search_and_views_are_a_few_stops_from_the_start(page: Page):
    stops = walked(opened(page))
    assert place_of(stops, "search") <= 5
    assert place_of(stops, "tab-map") <= 10  # the headline's line and "How?" among them


def test_the_first_stop_leads_past_everything_to_the_country(page: Page):
    opened(page)
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#country")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#compare")).to_be_focused()


@pytest.mark.parametrize(
    ("path", "button", "then"),
    [
        (SIX, "Take India out of the comparison", "Brazil"),
        (SIX, "Clear", "Compare"),
        ("/?compare=IND", "Take Brazil out of the comparison", "Compare"),
    ],
)
def test_a_button_that_goes_hands_its_focus_on(page: Page, path: str, button: str, then: str):
    panel = opened(page, path).locator("#country")
    panel.get_by_role("button", name=button, exact=True).press("Enter")
    expect(panel.get_by_role("button", name=then, exact=True)).to_be_focused()


def test_a_country_from_the_lists_of_the_warmest_takes_the_focus_to_its_panel(page: Page):
    opened(page, "/?country=none").locator("#extremes button").first.press("Enter")
    expect(page.locator("#country")).to_be_focused()
    expect(page.locator("#anomaly")).not_to_have_text("–")


def test_escape_closes_what_is_open_before_it_leaves_the_country(page: Page):
    summary = opened(page).locator(".robust summary")
    summary.press("Enter")
    expect(page.locator(".robust p")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".robust p")).to_be_hidden()
    expect(summary).to_be_focused()
    expect(page.locator("#country-name")).to_have_text("Brazil")


def test_the_years_of_a_baseline_go_away_with_the_focus(page: Page):
    opened(page).locator("#baseline").select_option("custom")
    expect(page.locator("#baseline-first")).to_be_focused()
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(page.locator("#baseline-years")).to_be_hidden()
    expect(page.locator("#units")).to_be_focused()
    expect(page.locator("#baseline")).to_have_value("1981-2010")


# The ear


def test_a_choice_is_announced_once_with_its_figures(page: Page):
    opened(page)
    hear(page)
    assert heard(page) == []
    page.locator("#search").fill("Mexico")
    page.keyboard.press("Enter")
    [said] = announced(page, "Mexico")
    assert said.startswith(
        f"Mexico: {anomaly('MEX', RECENT)} in 2015–2024 against 1981–2010, rank "
    )
    assert " per decade." in said


def test_comparison_and_baseline_are_announced_once(page: Page):
    opened(page)
    hear(page)
    page.locator("#compare").press("Enter")
    page.keyboard.type("India")
    page.keyboard.press("Enter")
    [said] = announced(page, "Compared with")
    assert said.endswith(f"Compared with India {anomaly('IND', RECENT)}.")
    page.locator("#baseline").select_option("1991-2020")
    [said] = announced(page, "1991–2020")
    assert said.startswith(f"Brazil: {anomaly('BRA', RECENT, Years(1991, 2020))} in 2015–2024")


def test_a_year_is_announced_when_it_has_settled_and_not_while_it_plays(
    visitor: Callable[..., Page],
):
    page = opened(visitor(reduced_motion="reduce"), "/?year=1960")  # slowly: 20 s to its end
    hear(page)
    page.locator("#play").press("Enter")
    expect(page.locator("#map-year")).not_to_have_text("1960")
    page.wait_for_timeout(600)
    assert page.evaluate("window.heard") == []
    page.locator("#play").press("Enter")
    year = page.locator("#map-year").text_content()
    [said] = heard(page)
    assert f" in {year} against" in said
    page.locator("#year").press("ArrowLeft")
    [said] = heard(page)
    assert f" in {int(year or 0) - 1} against" in said


def test_a_map_of_an_indicator_is_announced_with_its_value(page: Page):
    opened(page)
    hear(page)
    page.locator("#variable").select_option("fertility")
    said = announced(page, ATLAS.catalogue["fertility"].label)
    assert len(said) == 1


# Pictures in words


def test_each_picture_is_named_by_what_it_shows(page: Page):
    opened(page)
    series = climate.anomaly(ATLAS.store.series("BRA", TEMPERATURE), climate.DEFAULT_BASELINE)
    least, most = (series.loc[found(series["value"])] for found in (_least, _most))
    reach = f"lowest {signed(least['value'], 2)} °C in {least['year']:.0f}, "
    reach += f"highest {signed(most['value'], 2)} °C in {most['year']:.0f}"
    temperature = page.get_by_role("img", name=re.compile("^Temperature of Brazil"))
    expect(temperature).to_have_attribute("aria-label", re.compile(re.escape(reach)))
    expect(temperature).to_have_attribute("aria-label", re.compile("95 % interval .*warming"))
    stripes = page.get_by_role("img", name=re.compile("^Warming stripes of Brazil"))
    expect(stripes).to_have_attribute("aria-label", re.compile(re.escape(reach)))
    expect(page.get_by_role("img", name=re.compile("^GDP per person of Brazil"))).to_be_visible()
    expect(
        page.get_by_role("img", name=re.compile("mean of 2015–2024 .*World map of"))
    ).to_be_visible()


def _least(values) -> int:
    return int(values.idxmin())


def _most(values) -> int:
    return int(values.idxmax())


def test_the_names_of_pictures_follow_what_is_chosen(page: Page):
    opened(page)
    page.locator("#search").fill("India")
    page.keyboard.press("Shift+Enter")
    names = page.get_by_role("img", name=re.compile("^Temperature of Brazil, India against"))
    expect(names).to_have_attribute("aria-label", re.compile(re.escape(anomaly("IND", RECENT))))
    page.locator("#indicator").select_option("fertility")
    expect(page.get_by_role("img", name=re.compile("^Fertility of Brazil, India"))).to_be_visible()
    page.locator("#year").press("Home")
    expect(page.get_by_role("img", name=re.compile("in 1948 .*World map"))).to_be_visible()


# Pictures as tables


def rows_of(page: Page, table: str) -> list[list[str]]:
    place = page.locator(f"[data-table={table}] .numbers tbody")
    expect(place.locator("tr").first).to_be_visible()
    texts = "(row) => [...row.cells].map((cell) => cell.textContent)"
    rows = f"(bodies) => bodies.flatMap((body) => [...body.rows].map({texts}))"
    return list(place.evaluate_all(rows))


def test_the_charts_are_a_table_of_years_when_asked_for(page: Page):
    opened(page)
    assert page.locator(".numbers").count() == 0
    page.locator("[data-table=charts] summary").press("Enter")
    rows = {row[0]: row for row in rows_of(page, "charts")}
    series = climate.anomaly(ATLAS.store.series("BRA", TEMPERATURE), climate.DEFAULT_BASELINE)
    gdp = ATLAS.store.series("BRA", "gdp_per_capita").set_index("year")["value"]
    for year, value in zip(series["year"], series["value"], strict=True):
        assert rows[str(year)][1] == signed(value, 2)
        assert rows[str(year)][3] == (f"{gdp[year]:,.0f}" if year in gdp.index else "–")


def test_the_table_follows_the_comparison(page: Page):
    opened(page)
    page.locator("[data-table=charts] summary").press("Enter")
    rows_of(page, "charts")
    page.locator("#search").fill("India")
    page.keyboard.press("Shift+Enter")
    heads = page.locator("[data-table=charts] table").first.locator("thead th")
    expect(heads).to_have_count(7)
    expect(heads.nth(1)).to_have_text("Temperature, °C against 1981–2010")
    last = {row[0]: row for row in rows_of(page, "charts")}["2024"]
    assert last[1:3] == [anomaly(iso3, 2024).removesuffix(" °C") for iso3 in ("BRA", "IND")]


def test_peers_and_dots_are_tables_when_asked_for(page: Page):
    opened(page, "/?view=scatter")
    page.locator("[data-table=peers] summary").press("Enter")
    peers = dict(rows_of(page, "peers"))
    assert peers["Brazil"] == signed(ATLAS.trends(1960)["BRA"], 2)
    page.locator("[data-table=scatter] summary").press("Enter")
    dots = {row[0]: row[1:] for row in rows_of(page, "scatter")}
    assert dots["Brazil"][2] == peers["Brazil"]
    assert dots["China"][3] == "uncertain"


# Small screens and fingers


@pytest.mark.parametrize("path", [SIX, "/?view=table", "/?view=scatter", "/?country=none"])
@pytest.mark.parametrize("size", [(390, 844), (320, 568), (720, 450)])
def test_nothing_goes_beyond_a_narrow_or_an_enlarged_page(visitor, path: str, size):
    page = opened(visitor(viewport={"width": size[0], "height": size[1]}), path)
    assert width(page) == size[0]
    assert page.evaluate(BEYOND) == []


@pytest.mark.parametrize("path", [SIX, "/?view=table", "/?view=scatter", "/?country=none"])
def test_what_a_finger_may_hit_is_24_pixels_wide_and_high(visitor: Callable[..., Page], path: str):
    page = opened(visitor(**TOUCH), path)
    for part in ("page", "settings", "glance"):
        if part != "page":
            page.keyboard.press("Escape")
            page.locator(f"#{part}").tap()
        targets = page.evaluate(TARGETS)
        assert len(targets) > 10
        small = [hit for hit in targets if min(hit["width"], hit["height"]) < SMALLEST_TARGET]
        assert small == [], part


def tap(page: Page, iso3: str) -> None:
    """Tap a country's label point on the map."""
    page.touchscreen.tap(*label(page, iso3))


def test_a_tap_tells_selects_and_leads_to_the_panel(visitor: Callable[..., Page]):
    page = opened(visitor(**TOUCH))
    tap(page, "CAN")
    expect(page.locator("#tooltip")).to_contain_text("Canada")
    glance = page.locator("#glance")
    expect(glance).to_contain_text(f"Canada {anomaly('CAN', RECENT)} in 2015–2024")
    expect(page.locator("#country-name")).to_have_text("Canada")
    glance.tap()
    expect(page.locator("#country")).to_be_focused()
    expect(page.locator("#country-name")).to_be_in_viewport()
    expect(page.locator("#tooltip")).to_be_hidden()


def test_the_handle_of_the_sheet_follows_the_year_and_the_country(visitor: Callable[..., Page]):
    page = opened(visitor(**TOUCH))
    page.locator("#year").press("ArrowLeft")
    expect(page.locator("#glance")).to_contain_text(f"Brazil {anomaly('BRA', 2023)} in 2023")
    page.locator("#play").press("Escape")
    expect(page.locator("#country-name")).to_have_text("No country is chosen")
    expect(page.locator("#glance")).to_contain_text("Warmed most, warmed least")


def test_a_desktop_has_no_sheet(page: Page):
    assert opened(page).locator("#glance").count() == 0


# What a person's system asks for


def test_reduced_motion_plays_slowly_and_nothing_else_moves(visitor: Callable[..., Page]):
    page = opened(visitor(reduced_motion="reduce"), "/?year=1950")
    page.locator("#search").fill("India")
    page.keyboard.press("Enter")
    expect(page.locator("#country-name")).to_have_text("India")
    assert page.evaluate("document.getAnimations().length") == 0
    page.evaluate(
        """() => {
          const slider = document.getElementById("year");
          window.years = [];
          const keep = (at) => {
            const { value: year } = slider;
            if (window.years.at(-1)?.year !== year) window.years.push({ year, at });
            if (window.years.length < 4) requestAnimationFrame(keep);
          };
          keep(performance.now());
          document.getElementById("play").click();
        }"""
    )
    page.wait_for_function("() => window.years.length === 4")
    times = page.evaluate("window.years.map(({ at }) => at)")
    assert times[3] - times[1] > 500  # a third of a second a year


def test_the_systems_own_colours_leave_choices_told_apart(visitor: Callable[..., Page]):
    page = opened(visitor(forced_colors="active"), SIX)
    ground = "(e) => getComputedStyle(e).backgroundColor"
    tabs = [page.locator(f"#tab-{name}").evaluate(ground) for name in ("map", "table")]
    assert tabs[0] != tabs[1]
    edges = "(chips) => chips.map((c) => getComputedStyle(c).borderLeftColor)"
    assert len(set(page.locator("#compared li").evaluate_all(edges))) == 6
    swatches = "(bins) => bins.map((b) => getComputedStyle(b).backgroundColor)"
    assert len(set(page.locator(".bin .swatch").evaluate_all(swatches))) > 8
    rows = page.locator("#comparison tbody > tr:first-child > th")
    assert rows.evaluate_all(edges) == page.locator("#compared li").evaluate_all(edges)
    page.locator("#share").focus()
    assert page.evaluate(STOP)["ring"]


def test_forced_colours_keep_the_track_of_the_years_and_a_pinned_row_hides_what_is_under_it(
    visitor: Callable[..., Page],
):
    page = opened(visitor(forced_colors="active", color_scheme="dark"), "/?view=table")
    band = "(e) => getComputedStyle(e).backgroundColor"
    accent = page.evaluate(
        "() => getComputedStyle(document.documentElement).getPropertyValue('--accent')"
    )
    colour = [int(accent.strip()[n : n + 2], 16) for n in (1, 3, 5)]
    assert page.locator("#mean-band").evaluate(band) == f"rgb({', '.join(map(str, colour))})"
    expect(page.locator("#year")).to_have_css("forced-color-adjust", "none")
    row = page.locator("#ranking tbody tr.pinned")
    assert row.evaluate(band).startswith("rgb(")  # not rgba: nothing shines through
    texts = "(row) => [...row.cells].slice(0, 4).map((cell) => getComputedStyle(cell).color)"
    assert len(set(row.evaluate(texts))) == 1
