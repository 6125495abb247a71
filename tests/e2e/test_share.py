"""Taking away what is shown: links, files, frames, Python, and the page of sources and methods."""

import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from dashboard import climate
from dashboard.atlas import the_atlas
from dashboard.climate import Years
from dashboard.state import LINK, TEMPERATURE
from dashboard.views.theme import DARK, LIGHT
from tests.e2e.person import fill, label, link_of, opened, with_settings

ATLAS = the_atlas()
STORE = ATLAS.store
ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
EVERY_CHOICE = {
    "map": "fertility",
    "year": "2005",
    "country": "IND",
    "compare": "USA-DEU",
    "indicator": "urban_share",
    "baseline": "1971-2000",
    "period": "1995-2014",
    "trend": "1980",
    "view": "table",
    "zoom": "africa",
    "region": "Africa",
    "zone": "Aw",
    "un": "1",
    "sort": "-trend",
    "flagged": "1",
    "log": "1",
    "linear": "1",
    "multiples": "1",
    "units": "F",
}


def sharing(page: Page) -> None:
    page.locator("#share").click()
    expect(page.locator("#sharing")).to_be_visible()


def downloaded(page: Page, figure: str, kind: str) -> tuple[str, bytes]:
    """Save a figure's file as a person does; return its name and content."""
    with page.expect_download() as download:
        page.locator(f"#sharing [data-figure={figure}] .file", has_text=kind).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def table_of(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content))  # as anybody would


# The dialog and the link


def test_the_link_is_copied(visitor: Callable[..., Page]):
    page = opened(visitor(permissions=["clipboard-read", "clipboard-write"]), "/?country=IND")
    page.locator("#indicator").select_option("fertility")
    sharing(page)
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#share-told")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.url
    assert link_of(page) == {"country": "IND", "indicator": "fertility"}


def test_where_nothing_may_be_copied_the_link_is_selected(page: Page):
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'clipboard', { value: null })")
    opened(page)
    sharing(page)
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#share-told")).to_contain_text("Ctrl+C")
    assert page.evaluate("getSelection().toString()") == page.url


def test_the_dialog_is_opened_and_left_by_keyboard(page: Page):
    opened(page, "/?country=IND")
    page.locator("#share").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#share-link")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#sharing")).to_be_hidden()
    expect(page.locator("#share")).to_be_focused()
    expect(page.locator("#country-name")).to_have_text("India")  # Escape closed no more than that


def test_each_figure_has_a_button_that_leads_to_its_files(page: Page):
    opened(page)
    for figure in ("map", "stripes", "temperature", "indicator"):
        button = page.locator(f".take:has(+ #figure-{figure}) button")
        expect(button).to_have_css("opacity", "0")
        page.locator(f"#figure-{figure}").hover()
        expect(button).to_have_css("opacity", "1")
        button.focus()
        page.keyboard.press("Enter")
        expect(page.locator(f"#sharing [data-figure={figure}] .file").first).to_be_focused()
        page.keyboard.press("Escape")
        page.mouse.move(2, 2)


def test_nothing_of_it_is_read_before_it_is_opened(page: Page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path.rpartition("/")[2]))
    opened(page)
    page.wait_for_timeout(300)
    later = {"sharing.js", "download.js", "svg.js", "svgmap.js", "svgchart.js", "embed.js"}
    assert not later & set(asked)
    sharing(page)
    expect(page.locator("#share-link")).to_have_value(page.url)
    assert later - set(asked) == {"embed.js"}


def test_the_dialog_fits_a_phone(visitor: Callable[..., Page]):
    size = {"width": 390, "height": 844}
    page = opened(visitor(viewport=size, has_touch=True, is_mobile=True))
    with_settings(page).locator("#share").tap()
    expect(page.locator("#sharing")).to_be_visible()
    box = page.locator("#sharing").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


# Files


def test_the_maps_csv_is_the_stores(page: Page):
    opened(page, "/?year=1998&baseline=1971-2000")
    sharing(page)
    name, content = downloaded(page, "map", "CSV")
    assert name == "isotherm-temperature-change-1998.csv"
    rows, values = table_of(content).set_index("iso3"), STORE.values(TEMPERATURE)
    expected = values[1998] - climate.normals(values, Years(1971, 2000))
    np.testing.assert_allclose(rows["value"].reindex(expected.index), expected, atol=1e-6)
    assert rows.loc["STP", "country"] == "São Tomé and Príncipe"
    assert set(rows["value_unit"]) == {"°C"}
    assert rows["source"].str.contains("NCEP/NCAR").all()
    name, content = downloaded(page, "map", "JSON")
    assert name == "isotherm-temperature-change-1998.csv-metadata.json"
    told = json.loads(content)
    assert told["file"] == "isotherm-temperature-change-1998.csv"
    assert told["baseline"] == "1971-2000"
    assert "1998" in told["title"]
    assert told["link"] == f"{page.url.partition('?')[0]}?year=1998&baseline=1971-2000"


def test_all_data_are_a_zip_of_plain_csv_files_with_what_they_are(page: Page):
    opened(page)
    sharing(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="All data (ZIP)").click()
    assert waiting.value.suggested_filename == "isotherm-data.zip"
    with zipfile.ZipFile(waiting.value.path()) as zipped:
        rows = pd.read_csv(zipped.open("temperature.csv")).set_index(["iso3", "year"])["value"]
        files = {file["file"] for file in json.load(zipped.open("metadata.json"))["files"]}
        assert files < set(zipped.namelist())
        assert "LICENSE.txt" in zipped.namelist()
    assert rows["BRA", 1998] == STORE.values(TEMPERATURE).loc["BRA", 1998]


def test_compared_countries_series_are_the_stores(page: Page):
    opened(page, "/?country=IND&compare=USA&indicator=fertility")
    sharing(page)
    name, content = downloaded(page, "indicator", "CSV")
    assert name == "isotherm-fertility-ind-usa.csv"
    for iso3, rows in table_of(content).groupby("iso3"):
        series = STORE.series(str(iso3), "fertility")
        assert rows["value"].tolist() == series["value"].tolist()
    _, content = downloaded(page, "temperature", "CSV")
    rows = table_of(content)
    own = rows[rows["iso3"] == "USA"]
    anomalies = climate.anomaly(STORE.series("USA", TEMPERATURE), Years(1981, 2010))
    np.testing.assert_allclose(own["anomaly"], anomalies["value"], atol=1e-6)


def test_the_tables_csv_has_the_rows_that_are_shown(page: Page):
    opened(page, "/?view=table&region=Africa&zone=Aw")
    sharing(page)
    name, content = downloaded(page, "table", "CSV")
    assert name == "isotherm-temperature-change-2015-2024-ranking.csv"
    wanted = {
        iso3
        for iso3, country in STORE.countries.items()
        if (country.region, country.climate_zone) == ("Africa", "Aw")
    }
    assert set(table_of(content)["iso3"]) == wanted


@pytest.mark.parametrize(("scheme", "theme"), [("light", LIGHT), ("dark", DARK)])
def test_the_maps_svg_has_a_path_in_its_colour_for_each_country(
    visitor: Callable[..., Page], scheme: str, theme: dict[str, str]
):
    page = opened(visitor(color_scheme=scheme), "/?year=1998")
    sharing(page)
    name, content = downloaded(page, "map", "SVG")
    assert name == "isotherm-temperature-change-1998.svg"
    root = ET.fromstring(content)
    paths = {
        path.get("id"): group.get("fill")
        for group in root.iter(f"{SVG}g")
        for path in group.findall(f"{SVG}path[@id]")
    }
    assert set(paths) == set(STORE.countries)
    bins = page.locator("#legend .bin")
    colours = bins.evaluate_all("all => all.map((b) => b.style.getPropertyValue('--colour'))")
    values = STORE.values(TEMPERATURE)
    numbers = ATLAS.scale(TEMPERATURE).bins(
        values[1998] - climate.normals(values, Years(1981, 2010))
    )
    for iso3, number in numbers.items():
        expected = theme["land"] if np.isnan(number) else colours[int(number)]
        if not np.isnan(number) and not STORE.countries[iso3].quality.is_good:
            expected = theme["doubt"]
        assert paths[iso3] == expected, iso3
    assert root.find(f"{SVG}rect").get("fill") == theme["surface"]
    texts = " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    for words in (
        "1998",
        "1981–2010",
        "NCEP/NCAR",
        "Natural Earth",
        "no data",
        "unreliable estimate",
        "?year=1998",
    ):
        assert words in texts


def test_the_maps_files_show_the_colours_that_the_map_shows(page: Page):
    opened(page, "/?year=1998&country=none")
    x, y = label(page, "CAN")
    box = page.locator("#figure-map").bounding_box()
    assert box is not None
    sharing(page)
    _, svg = downloaded(page, "map", "SVG")
    _, png = downloaded(page, "map", "PNG")
    root = ET.fromstring(svg)
    groups = [g for g in root.iter(f"{SVG}g") if g.find(f"{SVG}path[@id='CAN']") is not None]
    assert [group.get("fill") for group in groups] == [fill(page, "CAN")]
    # The map is 960 pixels wide, where the sheet puts it; a PNG has two pixels for each.
    picture = next(g for g in root.iter(f"{SVG}g") if g.find(f"{SVG}svg") is not None)
    left, top = map(float, re.findall(r"[0-9.]+", picture.get("transform") or ""))
    by = 960 / box["width"]
    at = 2 * (left + by * (x - box["x"])), 2 * (top + by * (y - box["y"]))
    found = Image.open(io.BytesIO(png)).convert("RGB").getpixel((round(at[0]), round(at[1])))
    assert "#" + "".join(f"{channel:02x}" for channel in found) == fill(page, "CAN")


def test_a_charts_svg_is_drawn_in_lines_and_tells_what_it_is(page: Page):
    opened(page, "/?country=IND&compare=USA")
    sharing(page)
    for figure in ("temperature", "stripes", "indicator"):
        _, content = downloaded(page, figure, "SVG")
        root = ET.fromstring(content)
        assert not list(root.iter(f"{SVG}image")), figure
        assert len(list(root.iter(f"{SVG}path"))) > 4, figure
        texts = " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
        for words in ("India", "United States", "Snapshot of", "compare=USA"):
            assert words in texts, figure


def test_a_png_shows_the_figure_twice_as_sharp(page: Page):
    opened(page)
    sharing(page)
    for figure in ("map", "temperature", "stripes", "indicator"):
        name, content = downloaded(page, figure, "PNG")
        assert name.endswith(".png")
        picture = np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))
        _, svg = downloaded(page, figure, "SVG")
        root = ET.fromstring(svg)
        assert picture.shape[1::-1] == (2 * int(root.get("width")), 2 * int(root.get("height")))
        assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 20, figure


def test_the_scatter_is_taken_away_with_its_names(page: Page):
    opened(page, "/?view=scatter&country=IND&compare=USA")
    page.wait_for_function("() => document.querySelectorAll('#scatter-marks text').length === 2")
    sharing(page)
    name, content = downloaded(page, "scatter", "SVG")
    assert name == "isotherm-gdp-per-person-and-warming-2024.svg"
    texts = " ".join("".join(text.itertext()) for text in ET.fromstring(content).iter(f"{SVG}text"))
    assert "United States" in texts
    assert len(downloaded(page, "scatter", "CSV")[1]) > 5000


# Python


def test_the_snippet_computes_the_pages_figures(page: Page):
    opened(page, "/?country=IND&baseline=1971-2000&trend=1980")
    sharing(page)
    page.locator("#share-python summary").click()
    code = page.locator("#python-code")
    page.wait_for_function("() => document.getElementById('python-code').value.includes('climate')")
    ran = subprocess.run(
        [sys.executable, "-c", code.input_value()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    page.keyboard.press("Escape")
    for shown in ("#anomaly", '[data-field="trend"]'):
        text = page.locator(shown).inner_text().replace("\N{MINUS SIGN}", "-")
        assert text in ran.stdout


# Frames


@pytest.mark.parametrize(
    ("what", "seen", "unseen"),
    [("map", "#figure-map", "#country"), ("country", "#country", ".world")],
)
def test_the_code_of_a_frame_shows_that_part_alone(page: Page, what: str, seen: str, unseen: str):
    opened(page, "/?country=IND&year=1998")
    sharing(page)
    page.locator("#share-embed summary").click()
    page.locator(f"#share-embed [value={what}]").check()
    code = page.locator("#embed-code").input_value()
    page.goto("/methods")
    page.evaluate("code => { document.body.innerHTML = code; }", code)
    frame = page.frame_locator("iframe")
    expect(frame.locator("html[data-ready]")).to_be_attached(timeout=15000)
    expect(frame.locator(seen)).to_be_visible()
    for selector in (unseen, "header", "footer"):
        expect(frame.locator(selector).first).to_be_hidden()
    whole = frame.get_by_role("link", name="Isotherm")
    expect(whole).to_have_attribute("target", "_blank")
    expect(whole).to_have_attribute("href", page.url.replace("methods", "?year=1998&country=IND"))


def test_a_sandboxed_frame_shows_its_map_and_says_what_it_cannot(page: Page, server: str):
    opened(page)
    page.goto("/methods")
    address = f"{server}?embed=map&country=IND"
    frame = f'<iframe src="{address}" sandbox="allow-scripts" width="800" height="520"></iframe>'
    page.evaluate("code => { document.body.innerHTML = code; }", frame)
    inside = page.frame_locator("iframe")
    expect(inside.locator("html[data-ready]")).to_be_attached(timeout=15000)
    inside.locator("#year").press("Home")
    expect(inside.locator("#map-year")).to_have_text("1948")
    expect(inside.locator("#offline")).to_be_hidden()
    area = inside.locator("#figure-map").bounding_box()
    page.mouse.click(area["x"] + 0.53 * area["width"], area["y"] + 0.55 * area["height"])  # Africa
    expect(inside.locator("#offline")).to_contain_text('its sandbox lacks "allow-same-origin"')


@pytest.mark.parametrize("what", ["map", "country"])
def test_a_frame_of_400_by_300_holds_its_part(visitor: Callable[..., Page], what: str):
    page = opened(visitor(viewport={"width": 400, "height": 300}), f"/?embed={what}&country=IND")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 400
    if what == "map":
        assert page.evaluate("document.scrollingElement.scrollHeight") <= 300
        expect(page.locator("#year")).to_be_in_viewport()
        page.locator("#year").press("Home")
        expect(page.locator("#map-year")).to_have_text("1948")
    else:
        expect(page.locator("#anomaly")).to_be_in_viewport()
        assert page.locator("#anomaly").inner_text() != ""


def test_a_frames_link_to_the_whole_view_follows_what_is_chosen(page: Page):
    opened(page, "/?embed=1")
    page.locator("#year").press("Home")
    expect(page.locator("#whole")).to_have_attribute(
        "href", page.url.partition("?")[0] + "?year=1948"
    )


# Sources and methods


def test_the_methods_page_needs_no_script_and_follows_the_theme(visitor: Callable[..., Page]):
    for scheme, theme in (("light", LIGHT), ("dark", DARK)):
        page = visitor(java_script_enabled=False, color_scheme=scheme)
        page.goto("/methods")
        expect(page.get_by_role("heading", name="Sources and methods")).to_be_visible()
        red, green, blue = (int(theme["page"][n : n + 2], 16) for n in (1, 3, 5))
        expect(page.locator("body")).to_have_css("background-color", f"rgb({red}, {green}, {blue})")


def test_the_methods_page_has_the_theme_that_was_chosen_and_fits_a_phone(
    visitor: Callable[..., Page],
):
    page = with_settings(opened(visitor(viewport={"width": 390, "height": 844})))
    page.locator("#theme").click()
    page.goto("/methods")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390


def test_the_page_leads_to_sources_and_methods_and_back(page: Page):
    opened(page)
    for place in ("footer", ".about"):
        expect(page.locator(place).get_by_role("link", name="Sources and methods")).to_be_visible()
    page.locator("footer").get_by_role("link", name="Sources and methods").click()
    expect(page.locator("h1")).to_have_text("Sources and methods")
    page.get_by_role("link", name="Isotherm", exact=True).click()
    page.wait_for_selector("html[data-ready]")


# Links


def test_a_link_with_every_choice_restores_every_choice(page: Page):
    # A page has one record to choose from here; test_records.py restores another.
    assert set(EVERY_CHOICE) | {"embed", "record"} == set(LINK)
    query = "&".join(f"{name}={value}" for name, value in EVERY_CHOICE.items())
    opened(page, f"/?{query}")
    page.wait_for_timeout(500)
    assert link_of(page) == EVERY_CHOICE
    expect(page.locator("#notices")).to_be_empty()
    for control, name in (("variable", "map"), ("indicator", "indicator"), ("zoom", "zoom")):
        expect(page.locator(f"#{control}")).to_have_value(EVERY_CHOICE[name])
    expect(page.locator("#map-title")).to_contain_text("mean of 1995–2014")
    expect(page.locator("#country-name")).to_have_text("India")
    expect(page.locator("#flagged")).to_be_checked()
    expect(page.locator("#tab-table")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#compared li")).to_have_count(3)
    expect(page.locator("#year")).to_have_value("2005")


BAD = {
    "country": "\N{EARTH GLOBE AMERICAS}",
    "year": "1066",
    "compare": "IND-USA-DEU-FRA-ITA-ESP-CHN",
    "baseline": "1990-1961",
    "map": "9" * 5_000,
    "view": "globe",
    "embed": "XXX",
}


def test_bad_values_show_the_usual_view_and_one_notice_that_names_each(page: Page):
    opened(page, "/?" + "&".join(f"{name}={value}" for name, value in BAD.items()))
    expect(page.locator("#notices p")).to_have_count(1)
    for name in BAD:
        said = "No data for 1066 (we have" if name == "year" else f"The link's {name}, "
        expect(page.locator("#notices p")).to_contain_text(said)
    assert len(page.locator("#notices p").inner_text()) < 120 * len(BAD)
    expect(page.locator("#country-name")).to_have_text("Brazil")
    expect(page.locator("#map-year")).to_have_text("2015–2024")
    expect(page.locator("header")).to_be_visible()


def test_a_repeated_parameter_is_told_and_none_is_taken(page: Page):
    opened(page, "/?country=IND&country=USA")
    expect(page.locator("#notices p")).to_contain_text("country more than once")
    expect(page.locator("#country-name")).to_have_text("Brazil")
