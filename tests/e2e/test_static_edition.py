"""The static edition, exported once, behind a server of files alone, in a real browser."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from playwright.sync_api import Page, expect

from benchmarks.ports import free_port
from dashboard.app import PARTS
from dashboard.atlas import Atlas
from dashboard.edition.export import index_page
from dashboard.edition.offer import PACKS, combinations
from dashboard.edition.packed import unpacked
from dashboard.edition.rendering import pack_of, with_page
from dashboard.state import ViewState
from tests.e2e.person import opened
from tests.serving import ROOT, running

MOST = 25_000_000  # bytes of a site with all countries and indicators
LIVE = "https://live.invalid/map/"
OWN = ROOT / "docs" / "gallery"
LATITUDE = """[latitude]
label = "Distance from the equator"
unit = "degrees"
source = "csv"
path = "latitude.csv"
description = "Degrees of latitude."
tolerance = 100
"""


class Files(SimpleHTTPRequestHandler):
    """Python's own server of files: no compression, no other pages, no headers of ours."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue with one series of the deployer's own."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "latitude.csv").write_bytes((OWN / "latitude.csv").read_bytes())
    (folder / "mine.toml").write_text(LATITUDE)
    return folder / "mine.toml"


@pytest.fixture(scope="module")
def atlas(catalogue: Path) -> Iterator[Atlas]:
    """What the site was made of."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ISOTHERM_CATALOGUE", str(catalogue))
        yield Atlas.open()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, catalogue: Path) -> Path:
    """An exported site, in a folder below the root of its host."""
    folder = tmp_path_factory.mktemp("host") / "news" / "map"
    command = [sys.executable, "-W", "error", "-m", "dashboard", "export", str(folder)]
    environ = {**os.environ, "ISOTHERM_CATALOGUE": str(catalogue)}
    done = subprocess.run(
        [*command, "--live", LIVE],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def host(site: Path) -> Iterator[str]:
    """Where any host of files has it."""
    serve = partial(Files, directory=str(site.parents[1]))
    with ThreadingHTTPServer(("localhost", free_port()), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/news/map/"
        server.shutdown()


@pytest.fixture
def reader(visitor: Callable[..., Page], host: str) -> Page:
    """A reader of the site: what the console warns of and each request that fails is a fault."""
    return visitor(host)


def texts(page: Page) -> dict[str, str]:
    """What the country's panel says, by field."""
    return page.eval_on_selector_all(
        "#country [data-field]",
        "(all) => Object.fromEntries(all.map((one) => [one.dataset.field, one.textContent]))",
    )


def chosen(atlas: Atlas, **choices: Any) -> ViewState:
    state = atlas.new_state()
    assert not state.choose(choices)
    return state


def part(atlas: Atlas, name: str, state: ViewState) -> Any:
    """What the server answers, as the browser reads it."""
    return json.loads(json.dumps(with_page(atlas, name, PARTS[name][1](atlas, state))))


def test_it_is_small_whole_and_asks_no_server(site: Path):
    files = [file for file in site.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= MOST
    assert (
        len(list(site.glob("country/*.html")))
        == len(list(site.glob("country/*/stripes.png")))
        == 249
    )
    for page in [*site.glob("*.html"), *site.glob("country/*.html")]:
        for address in re.findall(r' (?:href|src)="([^"#:]+)"', page.read_text("utf-8")):
            target = page.parent / address.partition("?")[0]
            assert (target / "index.html" if target.is_dir() else target).is_file(), (page, address)
    own = site / "index.html"
    assert "Distance from the equator" in own.read_text("utf-8")
    assert not (site / "sitemap.xml").exists()  # nobody has said where it will be


@pytest.mark.parametrize(
    ("pack", "value"),
    [
        ("country", "BRA"), ("country", "WORLD"), ("country", "TUV"), ("country", ""),
        ("indicator", "FRA"), ("map", "warming_rate"), ("map", "latitude"), ("record", ""),
        ("table", "gdp_per_capita"), ("scatter", "urban_share"),
    ],
)  # fmt: skip
def test_each_part_is_what_the_server_answers(site: Path, atlas: Atlas, pack: str, value: str):
    kind = next(one for one in PACKS if one.name == pack)
    (file,) = site.glob(f"parts-*/{pack}/{value or ('none' if kind.file else 'all')}.bin")
    found, count = unpacked(file.read_bytes()), 0
    for name in kind.parts:
        for key, choices in list(combinations(atlas, kind, name, value))[::5]:
            state = chosen(atlas, view=kind.view or "map", **choices)
            assert found[name][key] == part(atlas, name, state)
            count += 1
    assert count
    assert file.read_bytes() == pack_of(atlas, kind, value)  # another process makes the same bytes


def test_the_page_is_the_same_bytes_again(site: Path, atlas: Atlas):
    (parts,) = site.glob("parts-*")
    assert (site / "index.html").read_text("utf-8") == index_page(atlas, parts.name, LIVE)


@pytest.mark.parametrize(
    "choices",
    [
        {"iso3": "FRA"},
        {"iso3": "WORLD", "units": "F"},
        {"iso3": "TUV", "baseline": "1991-2020", "trend_start": 1979},
        {"iso3": "IND", "indicator": "life_expectancy", "log": True, "year": 1999, "period": ""},
    ],
)
def test_a_link_opens_with_the_atlas_s_own_answers(
    reader: Page, host: str, atlas: Atlas, choices: Any
):
    state = chosen(atlas, **choices)
    opened(reader, f"{host}?{state.query()}")
    expect(reader.locator("#country-name")).to_have_text(
        part(atlas, "country", state)["text"]["name"]
    )
    said = texts(reader)
    country, indicator = (part(atlas, name, state)["text"] for name in ("country", "indicator"))
    assert {name: said[name] for name in country if name in said} == {
        n: t for n, t in country.items() if n in said
    }
    expect(reader.locator("footer [data-field=source]")).to_have_text(indicator["source"])
    expect(reader.locator("#indicator")).to_have_value(state.indicator)
    headline = part(atlas, "headline", state)["full"]
    assert reader.locator("[data-headline=full]").inner_text() == " ".join(
        filter(None, (*(headline[n] for n in ("lead", "change", "rest")), "How?"))
    )
    assert reader.locator("#units").inner_text() == f"°{state.units}"
    assert reader.locator("#baseline").input_value() == state.baseline
    assert reader.locator("#trend-start").input_value() == str(state.trend_start)
    assert parse_qs(reader.url.partition("?")[2]) == parse_qs(state.query())
    assert not reader.locator("#notices").inner_text()


def test_the_browser_reads_each_part_as_the_server_answers(reader: Page, host: str, atlas: Atlas):
    opened(reader, host)
    read = """async (choices) => {
      const { Edition } = await import("isotherm/state/edition.js");
      const start = JSON.parse(document.getElementById("start").textContent);
      return new Edition(start, start.state).parts({ ...start.state, ...choices });
    }"""
    for choices in (
        {"iso3": "USA", "baseline": "1951-1980", "units": "F", "trend_start": 1979},
        {"iso3": "EUROPE", "baseline": "1991-2020", "flagged": True, "variable": "warming_rate"},
        {"iso3": "JPN", "indicator": "population", "view": "scatter", "year": 1987, "linear": True},
        {"iso3": "", "indicator": "latitude", "view": "table", "variable": "latitude"},
    ):
        found, state = reader.evaluate(read, choices), chosen(atlas, **choices)
        assert {"country", "indicator"} <= found.keys()
        for name in found:
            assert found[name] == part(atlas, name, state), (name, choices)


def test_a_reader_goes_everywhere(reader: Page, host: str, atlas: Atlas):
    opened(reader, host)
    name = reader.locator("#country-name")
    expect(name).to_have_text("Brazil")
    for found, wanted in (("fra", "France"), ("world", "World")):
        reader.locator("#search").fill(found)
        reader.keyboard.press("Enter")
        expect(name).to_have_text(wanted)
    reader.go_back()
    expect(name).to_have_text("France")
    expect(reader.locator("[data-field=trend]")).to_have_text(
        part(atlas, "country", chosen(atlas, iso3="FRA"))["text"]["trend"]
    )
    reader.locator("#year-typed").fill("1999")
    reader.keyboard.press("Enter")
    expect(reader.locator("#map-year")).to_have_text("1999")
    reader.locator("#variable").select_option("latitude")
    expect(reader.locator("#map-label")).to_have_text("Distance from the equator")
    reader.locator("#variable").select_option("temperature")
    reader.locator("#baseline").select_option("1961-1990")
    expect(reader.locator("#map-against")).to_have_text("against 1961–1990")
    reader.locator("#indicator").select_option("life_expectancy")
    expect(reader.locator("#tab-table")).to_be_visible()
    reader.locator("#tab-table").click()
    expect(reader.locator("#ranking tbody tr").first).to_be_visible()
    reader.locator("#tab-scatter").click()
    scatter = part(
        atlas, "scatter", chosen(atlas, view="scatter", indicator="life_expectancy", year=1999)
    )
    expect(reader.locator("[data-scatter=correlation]")).to_have_text(
        scatter["text"]["correlation"]
    )
    reader.locator("#tab-map").click()
    reader.locator("#share").click()
    expect(reader.locator("#share-link")).to_have_value(reader.url)
    assert "baseline=1961-1990" in reader.url
    reader.locator("#sharing [aria-label=Close]").click()
    lines = "(line) => line.getClientRects().length && line.offsetHeight"
    assert reader.locator("footer p").evaluate(lines) < 30  # one line: columns end above it
    assert reader.locator(".headline .full a").get_attribute("href") == "methods.html#headline"
    reader.locator("#country-page").click()
    expect(reader.locator("h1")).to_have_text("France")
    reader.get_by_text("France on the map").click()
    reader.wait_for_selector("html[data-ready]")
    expect(name).to_have_text("France")


def test_what_is_not_there_is_refused_and_leads_to_the_live_page(reader: Page, host: str):
    opened(reader, host)
    before = texts(reader)
    reader.locator("#search").fill("india")
    reader.keyboard.press("Shift+Enter")
    notice = reader.locator("#notices")
    expect(notice).to_contain_text("A comparison of countries is not in this static edition")
    expect(notice.locator("a")).to_have_attribute("href", f"{LIVE}?compare=IND")
    expect(reader.locator("#compared")).to_be_hidden()
    assert texts(reader) == before
    assert "compare" not in reader.url
    same = "(link) => getComputedStyle(link).color === getComputedStyle(link.parentElement).color"
    assert notice.locator("a").evaluate(same)  # as legible as the notice, whatever the theme
    opened(reader, f"{host}?trend=1979&view=scatter")
    expect(notice).to_contain_text(
        "A trend since 1979 beside a scatter is not in this static edition"
    )
    expect(reader.locator("[data-scatter=trend]").first).to_contain_text("1960")


@pytest.mark.parametrize(
    "query",
    [
        "country=XXX&map=wealth", "year=1850", "baseline=1850-1900", "year=1999&year=2000",
        "country=&units=K", f"indicator={'x' * 60}",
    ],
)  # fmt: skip
def test_a_bad_link_has_the_live_page_s_notices(reader: Page, host: str, atlas: Atlas, query: str):
    state = atlas.new_state()
    asked = parse_qs(query, keep_blank_values=True)
    notices = state.restore(
        {name: [text.encode() for text in all_] for name, all_ in asked.items()}
    )
    opened(reader, f"{host}?{query}")
    expect(reader.locator("#notices p")).to_have_text(" ".join(notices))
    expect(reader.locator("#country-name")).to_have_text("Brazil")


def test_a_full_server_leads_to_the_copy(visitor: Callable[..., Page], site: Path):
    settings = {"ISOTHERM_EDITION": str(site), "ISOTHERM_MAX_SESSIONS": "1"}
    with running(free_port(), **settings) as url:
        inside = visitor(url)
        opened(inside, f"{url}?country=IND")
        inside.wait_for_function(
            "() => Bokeh.documents.flatMap((d) => d.roots()).some((r) => r.tags[0] == 'shown')"
        )
        outside = visitor(url, expected=["503"])
        answer = outside.goto(f"{url}?{urlencode({'country': 'FRA', 'year': 1999})}")
        assert answer
        assert (answer.status, answer.headers["retry-after"]) == (503, "10")
        date = json.loads((site / "edition.json").read_text())["date"]
        expect(outside.locator("main")).to_contain_text(f"of the figures of {date}")
        outside.get_by_text("a static copy").click()
        outside.wait_for_selector("html[data-ready]")
        expect(outside.locator("#country-name")).to_have_text("France")
        expect(outside.locator("#map-year")).to_have_text("1999")
        assert "/edition/?" in outside.url
        for page in (inside, outside):
            page.close()  # before their server ends
