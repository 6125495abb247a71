"""The country's panel: search, comparison, baseline, trend, peers, units."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from PIL import Image
from playwright.sync_api import Page, WebSocketRoute, expect

from dashboard import climate
from dashboard.climate import Years
from dashboard.state import TEMPERATURE
from dashboard.store import Store
from dashboard.views.cards import signed
from tests.e2e.person import link_of, opened, opened_with_session, outlines

STORE = Store.read()


def found(page: Page, text: str) -> list[str]:
    page.locator("#search").fill(text)
    options = page.locator("#search-list [role=option]")
    expect(options.first).to_be_visible()
    return [option.split("\n")[0].strip() for option in options.all_inner_texts()]


# Search


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("UK", "United Kingdom"),
        ("Ivory Coast", "Ivory Coast"),
        ("cote divoire", "Ivory Coast"),
        ("Burma", "Myanmar"),
        ("DRC", "Congo, The Democratic Republic of the"),
        ("Holland", "Netherlands"),
        ("deu", "Germany"),
        ("Federative Republic", "Brazil"),
        ("Kazakstan", "Kazakhstan"),
        ("Philipines", "Philippines"),
        ("Swizerland", "Switzerland"),
    ],
)
def test_a_country_is_found_by_any_of_its_names_and_in_spite_of_a_slip(page: Page, text, name):
    opened(page)
    first = found(page, text)[0]
    page.keyboard.press("Enter")
    assert first == STORE.countries[selected(page)].name
    assert first == name or name.split(",")[0] in first


def selected(page: Page) -> str:
    page.wait_for_function("() => document.querySelector('#search').value === ''")
    return link_of(page).get("country", "BRA")


def test_the_search_tells_the_value_that_the_map_shows(page: Page):
    opened(page)
    found(page, "Brazil")
    expect(page.locator("#search-list [role=option]").first).to_contain_text(
        page.locator("#anomaly").inner_text()
    )


# Stripes


def test_stripes_fill_the_panels_width_and_leave_nothing_to_scroll_for(
    visitor: Callable[..., Page],
):
    for size, height in (((1440, 900), 96), ((390, 844), 64)):
        page = opened(visitor(viewport=dict(zip(("width", "height"), size, strict=True))))
        stripes, panel = (
            page.locator(place).bounding_box() for place in ("#figure-stripes", "#country")
        )
        assert stripes is not None
        assert panel is not None
        assert stripes["height"] == pytest.approx(height, abs=0.1)
        assert abs(stripes["width"] - panel["width"]) <= 2  # its border
        assert page.evaluate("() => document.documentElement.scrollWidth") == size[0]
        if size[1] == 900:
            assert page.evaluate("() => document.documentElement.scrollHeight") == 900
            panel_of = "() => { const p = document.getElementById('country');"
            assert page.evaluate(f"{panel_of} return p.scrollHeight <= p.clientHeight; }}")


def test_a_stripe_names_its_year_under_the_pointer_and_a_click_chooses_it(page: Page):
    opened_with_session(page)
    page.wait_for_selector("#figure-stripes .cursor")
    stripes = page.locator("#figure-stripes").bounding_box()
    assert stripes is not None
    readout, cursor = (
        page.locator("[data-readout=stripes]"),
        page.locator("#figure-stripes .cursor"),
    )
    anomalies = climate.anomaly(STORE.series("BRA", TEMPERATURE), Years(1981, 2010))
    value = anomalies.set_index("year")["value"][1998]
    x = stripes["x"] + stripes["width"] * (1998 - 1948 + 0.5) / (2024 - 1948 + 1)
    before = cursor.bounding_box()
    page.mouse.move(x, stripes["y"] + 40)
    expect(readout).to_have_text(f"1998: {signed(value, 2)} °C")
    under = cursor.bounding_box()
    assert under is not None
    assert abs(under["x"] - x) < 2
    assert link_of(page) == {}
    page.mouse.move(stripes["x"] + 20, stripes["y"] - 60)
    expect(readout).to_have_text("")
    assert cursor.bounding_box() == before
    page.mouse.click(x, stripes["y"] + 40)
    expect(page.locator("#map-year")).to_have_text("1998")
    assert link_of(page)["year"] == "1998"


def test_one_click_gives_the_picture_of_the_country_that_is_seen(page: Page):
    opened_with_session(page)
    page.locator("#search").fill("India")
    page.keyboard.press("Enter")
    expect(page.locator("#country-name")).to_have_text("India")
    with page.expect_download() as download:
        page.locator("#stripes-picture").click()
    assert download.value.suggested_filename == "warming-stripes-IND.png"
    with Image.open(download.value.path()) as picture:
        assert picture.size == (1200, 630)
    expect(page.locator("[data-key=stripes]")).to_contain_text("The country's own scale")


# Comparison


def test_countries_are_compared_and_left_by_keyboard_alone(page: Page):
    opened(page)
    page.locator("#compare").press("Enter")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("India")
    page.keyboard.press("Enter")
    expect(page.locator("#compared li")).to_have_count(2)
    assert link_of(page) == {"compare": "IND"}
    page.get_by_role("button", name="Take Brazil out of the comparison").press("Enter")
    expect(page.locator("#country-name")).to_have_text("India")
    assert link_of(page) == {"country": "IND"}
    expect(page.locator("#compared")).to_be_hidden()


def test_a_compared_country_has_one_colour_on_map_chip_and_charts(page: Page):
    opened(page, "/?compare=IND-CAN")
    lines = """name => Bokeh.documents[0].get_model_by_name(name).renderers
        .find(({name}) => name === 'years' || name === 'series').data_source.data.color"""
    page.wait_for_function("() => Bokeh.documents[0].get_model_by_name('comparison') !== null")
    charts = [page.evaluate(lines, name) for name in ("comparison", "indicator")]
    chips = page.eval_on_selector_all(
        "#compared li", "items => items.map(item => getComputedStyle(item).borderLeftColor)"
    )
    assert charts[0] == charts[1]
    assert len(set(charts[0])) == 3
    assert chips == [rgb(colour) for colour in charts[0]]
    assert set(charts[0]) <= set(outlines(page))


def test_in_a_narrow_comparison_no_unit_and_no_last_year_is_parted(page: Page):
    page.set_viewport_size({"width": 1024, "height": 768})
    opened_with_session(page, "/?country=IND&compare=NGA-BRA")
    ranges = page.locator("#comparison td:nth-child(3) .quiet")
    expect(ranges).to_have_text([re.compile(r"to .*\s°C")] * 3)
    assert [text[-3:] for text in ranges.all_text_contents()] == ["\u00a0°C"] * 3
    for years in ("#compared-when", '#comparison thead [data-field="baseline"]'):
        assert page.locator(years).evaluate("(one) => one.getClientRects().length") == 1


def test_the_lines_of_compared_countries_are_named_at_their_ends(page: Page):
    opened(page, "/?country=IND&compare=NGA-BRA")
    for slot in ("temperature", "indicator"):
        names = page.locator(f"#figure-{slot} .ends text")
        expect(names).to_have_text(["India", "Nigeria", "Brazil"])
        boxes = [name.bounding_box() for name in names.all()]
        boxes.sort(key=lambda box: box["y"])
        area = page.locator(f"#figure-{slot}").bounding_box()
        assert boxes[-1]["y"] + boxes[-1]["height"] <= area["y"] + area["height"] + 2
        assert all(box["x"] + box["width"] <= area["x"] + area["width"] + 1 for box in boxes)
        assert all(lower["y"] - upper["y"] >= 12 for upper, lower in pairwise(boxes))
        ends = page.eval_on_selector_all(f"#figure-{slot} .ends .lead", LEADS)
        page.wait_for_timeout(200)  # the frame leaves them their room
        lines = page.evaluate(LAST, [slot, "smooths" if slot == "temperature" else "series"])
        assert [colour for *_, colour in ends] == [f"var(--compared-{n})" for n in range(3)]
        for (x, y, _), (right, height) in zip(ends, lines, strict=True):
            assert abs(y - height) < 0.5
            assert 0 <= x - right <= 2
    page.get_by_role("button", name="Take Nigeria out of the comparison").click()
    expect(page.locator("#figure-temperature .ends text")).to_have_text(["India", "Brazil"])
    page.get_by_role("button", name="Take Brazil out of the comparison").click()
    expect(page.locator(".ends text")).to_have_count(0)


# Where the lines that lead to names begin, and their colour.
LEADS = r"""(leads) => leads.map((lead) => {
  const [x, y] = lead.getAttribute("d").match(/[\d.]+/g).map(Number);
  return [x, y, lead.getAttribute("stroke")];
})"""
# The right edge of a chart's frame, and the height of each line's last value.
LAST = """([slot, layer]) => {
  const name = slot === "temperature" ? "comparison" : slot;
  const [{ frame, model }] = Bokeh.index.query(({ model }) => model.name === name);
  const lines = model.renderers.find((renderer) => renderer.name === layer).data_source.data.ys;
  const last = (line) => [...line].findLast((value) => !Number.isNaN(value));
  return lines.map((line) => [frame.bbox.right, frame.y_scale.compute(last(line))]);
}"""


def rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[n : n + 2], 16)) for n in (1, 3, 5))})"


def test_a_seventh_country_is_refused_in_words(page: Page):
    opened(page, "/?compare=IND-CAN-USA-AUS-ZAF")
    expect(page.locator("#compare")).to_be_disabled()
    page.locator("#search").fill("Norway")
    page.keyboard.press("Shift+Enter")
    expect(page.locator("#compared .hint")).to_contain_text("At most 6")
    assert link_of(page) == {"compare": "IND-CAN-USA-AUS-ZAF"}


def test_side_by_side_gives_each_country_a_chart_with_its_value(page: Page):
    opened(page, "/?compare=IND-CAN")
    page.locator("#multiples").click()
    charts = page.locator("#side-by-side figure")
    expect(charts).to_have_count(3)
    expect(charts.first).to_contain_text(page.locator("#anomaly").inner_text())
    expect(page.locator("#figure-temperature")).to_be_hidden()
    assert link_of(page) == {"compare": "IND-CAN", "multiples": "1"}
    page.locator("#multiples").click()
    expect(page.locator("#figure-temperature")).to_be_visible()


def test_a_chip_puts_its_country_first(page: Page):
    opened(page, "/?compare=IND-CAN")
    page.get_by_role("button", name="Canada", exact=True).click()
    expect(page.locator("#country-name")).to_have_text("Canada")
    assert link_of(page) == {"country": "CAN", "compare": "BRA-IND"}


SAID = ("anomaly", "rank", "trend", "interval", "value", "year", "quality", "reason")


def alone(page: Page) -> dict[str, str]:
    """What the panel says of the one country that is chosen."""
    found: dict[str, str] = page.evaluate(
        """names => Object.fromEntries(names.map(name => [name, (document.getElementById(name)
            ?? document.querySelector(`#country [data-field="${name}"]`)).textContent]))""",
        [name for name in SAID if name != "year"],
    )
    return {**found, "year": page.locator(".picker [data-field=year]").inner_text()}


def rows(page: Page) -> dict[str, dict[str, str]]:
    """What the table of the compared countries says of each, by its name."""
    found: dict[str, dict[str, str]] = {}
    for body in page.locator("#comparison tbody").all():
        expect(body).not_to_contain_text("…")
        cells = [
            cell.locator("b, .quiet").all_text_contents()
            for cell in body.locator("tr").nth(0).locator("td").all()
        ]
        (anomaly, rank), (trend, within), (value, year) = cells
        doubt = body.locator(".doubt td")
        said = doubt.text_content() or "" if doubt.count() else ""
        quality = doubt.locator("b").text_content() or "" if said else ""
        found[body.locator("th").text_content() or ""] = {
            "anomaly": anomaly,
            "rank": rank,
            "trend": trend,
            "interval": f"95 % interval {within}".replace("\u00a0", " "),
            "value": value,
            "year": year,
            "quality": quality,
            "reason": said.removeprefix(f"{quality} "),
        }
    return found


@pytest.mark.parametrize("units", ["C", "F"])
@pytest.mark.parametrize("when", ["year=1998", "period=2005-2014&indicator=fertility"])
def test_the_table_says_of_each_country_what_it_says_alone(page: Page, units: str, when: str):
    expected = {}
    for iso3 in ("BRA", "IND", "NGA"):
        opened(page, f"/?country={iso3}&units={units}&{when}")
        expected[STORE.countries[iso3].name] = alone(page)
    opened(page, f"/?country=BRA&compare=IND-NGA&units={units}&{when}")
    assert rows(page) == expected
    assert expected["India"]["quality"]
    assert all(f"°{units}" in row["anomaly"] + row["trend"] for row in expected.values())
    expect(page.locator(".figures")).to_be_hidden()


def test_the_table_follows_year_trend_indicator_and_units(page: Page):
    opened_with_session(page, "/?country=BRA&compare=IND-NGA&year=1998")
    page.locator("#year").press("ArrowLeft")
    expect(page.locator("#compared-when")).to_have_text("1997")
    page.locator("#comparison #trend-start").select_option("1979")
    page.locator("#indicator").select_option("fertility")
    page.locator("#units").click()
    expect(page.locator("#comparison tbody").last.locator("td").nth(1)).to_contain_text("°F")
    expect(page.locator("#compared-indicator")).to_contain_text("Fertility")
    followed = rows(page)
    opened(page, "/?country=NGA&year=1997&trend=1979&indicator=fertility&units=F")
    assert followed["Nigeria"] == alone(page)


def test_who_leaves_a_comparison_has_the_panel_of_the_one_country_again(page: Page):
    opened(page, "/?compare=IND-NGA")
    expect(page.locator("#country-page")).to_be_hidden()
    page.locator("#alone").click()
    expect(page.locator("#comparison")).to_be_hidden()
    expect(page.locator(".figures #trend-start")).to_be_visible()
    expect(page.locator("#country-name")).to_be_visible()
    expect(page.locator(".title #compare")).to_be_visible()


def test_a_link_without_a_country_but_with_compared_ones_selects_the_first(page: Page):
    opened(page, "/?country=none&compare=IND")
    expect(page.locator("#country-name")).to_have_text("India")
    expect(page.locator("#figure-temperature")).to_be_visible()
    assert link_of(page) == {"country": "IND"}


def test_escape_leaves_the_comparison_and_then_the_country(page: Page):
    opened(page, "/?compare=IND")
    page.keyboard.press("Escape")
    expect(page.locator("#compared")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("#country-name")).to_have_text("No country is chosen")
    page.locator("#extremes button").first.click()
    expect(page.locator("#country-name")).not_to_have_text("No country is chosen")


# Baseline


def test_another_baseline_changes_map_panel_and_link_at_once(page: Page):
    opened(page)
    before = page.locator("#anomaly").inner_text()
    page.locator("#baseline").select_option("1991-2020")
    anomalies = climate.anomaly(STORE.series("BRA", TEMPERATURE), Years(1991, 2020))
    expect(page.locator("#anomaly")).to_have_text(
        f"{signed(anomalies['value'].tail(10).mean(), 2)} °C"
    )
    assert page.locator("#anomaly").inner_text() != before
    expect(page.locator("#map-against")).to_have_text("against 1991–2020")
    expect(page.locator("#country [data-field=baseline]").first).to_have_text("1991–2020")
    assert link_of(page) == {"baseline": "1991-2020"}


def test_a_baseline_of_other_years_is_written_and_kept_in_the_list(page: Page):
    opened(page)
    page.locator("#baseline").select_option("custom")
    page.locator("#baseline-first").fill("1950")
    page.locator("#baseline-last").fill("1979")
    page.locator("#baseline-last").press("Enter")
    expect(page.locator("#map-against")).to_have_text("against 1950–1979")
    expect(page.locator("#baseline")).to_have_value("1950-1979")
    expect(page.locator("#baseline-years")).to_be_hidden()


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("1990", "1961", "comes after"),
        ("1961", "1965", "needs 10 years"),
        ("1900", "1930", "from 1948 to 2024"),
        ("", "1990", "Write two years"),
    ],
)
def test_years_that_are_no_baseline_are_told_and_change_nothing(page: Page, first, last, words):
    opened(page)
    page.locator("#baseline").select_option("custom")
    page.locator("#baseline-first").fill(first)
    page.locator("#baseline-last").fill(last)
    page.locator("#baseline-years").evaluate("form => { form.noValidate = true; }")
    page.locator("#baseline-years button[type=submit]").click()
    expect(page.locator("#baseline-told")).to_contain_text(words)
    page.keyboard.press("Escape")
    expect(page.locator("#baseline")).to_have_value("1981-2010")
    assert link_of(page) == {}


# Trend, peers, units


def test_the_trend_starts_where_it_is_told_to(page: Page):
    opened(page)
    page.locator("#trend-start").select_option("1979")
    trend = climate.trend(STORE.series("BRA", TEMPERATURE), 1979, 2024)
    shown = page.locator("#country [data-field=trend]")
    expect(shown).to_have_text(f"{signed(trend.per_decade, 2)} °C")
    expect(page.locator("#peers-measure")).to_contain_text("1979–2024")
    expect(page.locator("[data-key=temperature]")).to_contain_text("trend since 1979")
    page.locator(".robust summary").click()
    expect(page.locator("[data-field=robust]")).to_contain_text(signed(trend.theil_sen, 2))
    assert link_of(page) == {"trend": "1979"}


def test_the_peers_say_median_and_rank_and_a_dot_selects(page: Page):
    opened(page)
    trends = climate.trends_per_decade(STORE.values(TEMPERATURE), 1960, 2024)
    zone = STORE.countries["BRA"].climate_zone
    members = [
        iso3 for iso3, c in STORE.countries.items() if c.climate_zone == zone and c.quality.is_good
    ]
    place = climate.rank(trends[members], "BRA")
    assert place is not None
    first = page.locator("#peers-groups > div").first
    expect(first).to_contain_text(f"of {place[1]}, median {signed(trends[members].median(), 2)} °C")
    assert re.search(rf"is {place[0]}(st|nd|rd|th) of", first.inner_text())
    other = first.locator("circle:not(.own)").last
    index = int(other.get_attribute("data-place") or "")
    other.hover()
    expect(page.locator("#tooltip")).to_contain_text("per decade")
    other.click()
    expect(page.locator("#country-name")).to_have_text(list(STORE.countries.values())[index].name)


def test_peers_that_arrive_when_no_country_is_chosen_any_more_are_no_fault(page: Page):
    def hold(socket: WebSocketRoute) -> None:
        """Let nothing come after the answer for India."""
        answers: list[str | bytes] = []

        def answer(message: str | bytes) -> None:
            if not answers:
                socket.send(message)
            if r"\"iso3\": \"IND\"" in str(message):
                answers.append(message)

        socket.connect_to_server().on_message(answer)

    page.route_web_socket(re.compile("/ws"), hold)
    opened_with_session(page)
    page.locator("#search").fill("India")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator("#country-name")).to_have_text("India")
    expect(page.locator("#peers-groups")).to_contain_text("India is")


def test_an_axis_keeps_its_room_whatever_its_labels(page: Page):
    opened(page)
    frame = """() => {
      const [view] = Bokeh.index.query(({ model }) => model.name === "indicator");
      return view.views.get_one(view.model.left[0]).layout.bbox.width;
    }"""
    before = page.evaluate(frame)
    page.locator("#indicator").select_option("population")
    page.wait_for_function(
        "() => document.querySelector('[data-field=value]').textContent.length > 9"
    )
    assert page.evaluate(frame) == before > 20


@pytest.mark.parametrize("log", ["0", "1"])
def test_no_number_of_a_low_charts_axis_lies_over_another(page: Page, log: str):
    page.set_viewport_size({"width": 1366, "height": 768})
    opened(page, f"/?country=IND&compare=NGA-BRA&multiples=1&log={log}")
    name = "indicator_log" if log == "1" else "indicator"
    drawn = f"() => [...Bokeh.index.query(({{ model }}) => model.name === '{name}')].length"
    page.wait_for_function(drawn)
    page.wait_for_timeout(300)  # its first layout
    heights = page.evaluate(
        """(name) => {
          const [view] = Bokeh.index.query(({ model }) => model.name === name);
          const axis = view.views.get_one(view.model.left[0]);
          const { y_scale } = view.frame, size = parseFloat(axis.model.major_label_text_font_size);
          const [, ticks] = axis.tick_coords.major;
          return ticks.map((tick) => y_scale.compute(tick) / size);
        }""",
        name,
    )
    assert len(heights) >= 2
    assert min(before - after for before, after in pairwise(heights)) > 1


def test_degrees_fahrenheit_are_everywhere(page: Page):
    opened(page)
    page.locator("#units").click()
    anomalies = climate.anomaly(STORE.series("BRA", TEMPERATURE), Years(1981, 2010))
    expected = f"{signed(anomalies['value'].tail(10).mean() * 1.8, 2)} °F"
    expect(page.locator("#anomaly")).to_have_text(expected)
    for place in ("[data-field=trend]", "[data-field=interval]", "[data-field=unit-degrees]"):
        expect(page.locator(f"#country {place}").first).to_contain_text("°F")
    expect(page.locator("#peers-measure")).to_contain_text("°F")
    assert page.locator("main").inner_text().count("°C") == 0
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(page.locator("#anomaly")).to_have_text(expected)


def test_the_indicators_axis_can_be_logarithmic_where_its_values_allow(page: Page):
    opened(page)
    page.locator("#log").click()
    page.wait_for_function(
        "() => Bokeh.documents[0].get_model_by_name('indicator_log')?.y_scale.type === 'LogScale'"
    )
    assert link_of(page) == {"log": "1"}
    page.locator("#indicator").select_option("fertility")
    expect(page.locator("#log")).to_be_hidden()


def test_a_figure_that_a_comparison_hides_has_no_button(visitor: Callable[..., Page]):
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    page = opened_with_session(visitor(**phone), "/?country=IND&compare=NGA-BRA")
    page.locator("#glance").tap()
    shown = page.locator("#country .take button:visible")
    expect(shown).to_have_count(2)
    for button, figure in zip(shown.all(), ("temperature", "indicator"), strict=True):
        expect(button).to_have_attribute("aria-label", f"Download: {figure}")
    page.get_by_role("button", name="Side by side").tap()
    expect(shown).to_have_count(1)


def test_the_panel_fits_a_phone_with_six_countries(visitor: Callable[..., Page]):
    page = opened(visitor(viewport={"width": 390, "height": 844}), "/?compare=IND-CAN-USA-AUS-ZAF")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_charts_keep_their_height_from_one_country_to_the_next(page: Page):
    """Else each click would lay out both figures anew, and no two countries could be compared."""
    opened(page)
    heights = [chart_heights(page, name) for name in ("Canada", "Algeria", "Canada")]
    assert heights[1] == heights[2]  # Algeria's warning took room from the charts
    assert all(later < first for first, later in zip(heights[0], heights[1], strict=True))
    page.set_viewport_size({"width": 1440, "height": 1100})
    page.wait_for_function(
        "height => document.querySelector('#figure-temperature').offsetHeight > height + 50",
        arg=heights[1][0],
    )
    taller = chart_heights(page, "Brazil")
    assert all(now > before for now, before in zip(taller, heights[1], strict=True))
    page.wait_for_function(
        "height => Bokeh.index.query_one(v => v.model.name === 'temperature').bbox.height > height",
        arg=heights[1][0],
    )


def chart_heights(page: Page, name: str) -> list[int]:
    """Select a country by its name, and return how high its charts are in pixels."""
    page.locator("#search").fill(name)
    page.keyboard.press("Enter")
    expect(page.locator("#country-name")).to_have_text(name)
    page.wait_for_timeout(200)
    slots = ["temperature", "indicator"]
    ask = "slots => slots.map((slot) => document.getElementById(`figure-${slot}`).offsetHeight)"
    heights: list[int] = page.evaluate(ask, slots)
    return heights
