"""What a person does with the page, in every engine: each function is written once."""

import http.server
import io
import re
import threading
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from PIL import Image

from benchmarks.ports import free_port
from dashboard.atlas import the_atlas
from dashboard.state import TEMPERATURE
from dashboard.views.theme import DARK, LIGHT
from tests.e2e.test_print import ONLY_DARK, PAPER, share
from tests.e2e.test_screens import BEYOND, TICKS
from tests.engines.person import Person
from tests.serving import running

# How many colours cover a fair part of the map, greys apart.
COLOURS = """() => {
  const canvas = document.querySelector("#figure-map canvas.fills");
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  copy.getContext("2d").drawImage(canvas, 0, 0);
  const { data } = copy.getContext("2d").getImageData(0, 0, copy.width, copy.height), found = {};
  for (let i = 0; i < data.length; i += 4) {
    const parts = [data[i], data[i + 1], data[i + 2]];
    if (data[i + 3] === 255 && Math.max(...parts) - Math.min(...parts) > 12)
      found[parts.join()] = (found[parts.join()] ?? 0) + 1;
  }
  return Object.values(found).filter((count) => count > 100).length;
}"""
# How far a person can scroll sideways, in the page and in what it has that scrolls.
SIDEWAYS = """() => Math.max(document.documentElement.scrollWidth - innerWidth,
  ...[...document.querySelectorAll("#country, #controls, #sharing, .world")]
    .filter((box) => box.checkVisibility({ visibilityProperty: true }))
    .filter((box) => ["auto", "scroll"].includes(getComputedStyle(box).overflowX))
    .map((box) => box.scrollWidth - box.clientWidth))"""
# Whether the charts of the panel have ink on their canvases.
CHARTED = """() => {
  const canvases = (root) => [...root.querySelectorAll("*")].flatMap((element) => [
    ...(element.localName === "canvas" ? [element] : []),
    ...(element.shadowRoot ? canvases(element.shadowRoot) : []),
  ]);
  const inked = (canvas) => {
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [canvas.width, canvas.height];
    const context = copy.getContext("2d");
    context.drawImage(canvas, 0, 0);
    return context.getImageData(0, 0, copy.width, copy.height).data.some((value) => value);
  };
  return ["stripes", "temperature", "indicator"].every((name) =>
    canvases(document.getElementById(`figure-${name}`)).some((c) => c.width && inked(c)));
}"""
FOCUS = "(selector) => document.querySelector(selector).focus()"
RINGED = "() => document.activeElement.matches(':focus-visible')"
# What plays is halted by the page's own clock: a driver may be seconds late, and the end is near.
HALTED = """(year) => new Promise((done) => {
  const look = () => {
    const reached = Number(document.getElementById("year").value);
    if (reached < year) return requestAnimationFrame(look);
    document.getElementById("play").click();
    return done(reached);
  };
  look();
})"""
# The rules for paper hold for the screen: not every engine prints to a file.
ON_PAPER = """() => {
  const rules = (sheet) => [...sheet.cssRules].forEach((rule) => {
    const of = { print: "all", screen: "not all" }[rule.media?.mediaText];
    if (of) rule.media.mediaText = of;
    else if (rule instanceof CSSGroupingRule) rules(rule);
    if (rule instanceof CSSImportRule && rule.styleSheet) rules(rule.styleSheet);
  });
  for (const sheet of document.styleSheets) rules(sheet);
}"""
FIXED = "a key that stays the same after each start"
# What browsers, and Bokeh, say of a server that is away, or that does not know a page's session.
AWAY = ("ERR_", "websocket", "WebSocket", "The connection to", "establish a connection", "403")
CHARTS = ("map", "stripes", "temperature", "indicator")


def name_is(person: Person, name: str) -> None:
    person.so(lambda: person.text("#country-name"), lambda seen: seen == name, name)


def find(person: Person, name: str) -> None:
    """Find a country by its name."""
    person.click("#search")
    person.type(name)
    person.shown("#search-list li")
    person.key("Enter")


def fits(person: Person) -> None:
    """Nothing can be scrolled sideways, and nothing is beyond the window."""
    person.until(f"() => ({SIDEWAYS})() <= 0")
    assert person.evaluate(BEYOND) == []


def pages(pdf: bytes) -> int:
    """How many pages a PDF has, whose objects may be packed."""
    found = [pdf]
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        with suppress(zlib.error):
            found.append(zlib.decompressobj().decompress(packed))
    return sum(len(re.findall(rb"/Type\s*/Page\b", part)) for part in found)


def test_open(person: Person, server: str):
    person.opened(server)
    person.until(f"() => ({COLOURS})() >= 5")
    person.until(CHARTED)
    name_is(person, "Brazil")
    fits(person)
    # Everything that is essential is seen without scrolling, and no label is too small to be read.
    person.until("() => document.documentElement.scrollHeight <= 900")
    panel = "() => document.getElementById('country')"
    person.until(f"() => ({panel})().scrollHeight <= ({panel})().clientHeight + 1")
    assert person.evaluate(TICKS) >= 11


def test_click_twice(person: Person, server: str):
    person.opened(server)
    for iso3, name in (("IND", "India"), ("CAN", "Canada")):
        before = person.text("#anomaly")
        person.click_at(*person.label(iso3))
        name_is(person, name)
        person.so(lambda: person.text("#anomaly"), lambda now, then=before: now != then, name)
        person.says("#tooltip", name)  # the pointer is still there
    person.until(CHARTED)
    assert person.link()["country"] == "CAN"


def test_years_by_key_and_mouse(person: Person, server: str):
    person.opened(f"{server}?year=2000")
    before = person.fill("CAN")
    person.evaluate(FOCUS, "#year")
    person.key("ArrowLeft")
    person.says("#map-year", "1999")
    person.key("Home")
    person.says("#map-year", "1948")
    person.says("#anomaly-year", "1948")
    person.so(lambda: person.fill("CAN"), lambda now: now != before, "the map follows")
    box = person.box("#year")
    person.click_at(box["left"] + box["width"] / 2, box["top"] + box["height"] / 2)
    person.until("() => Math.abs(document.getElementById('year').value - 1986) <= 1")
    chosen = int(person.text("#map-year"))
    person.key("ArrowRight")
    person.says("#map-year", str(chosen + 1))
    # The arrow keys show where they are, after a click too.
    person.click("#legend .bin")
    person.key("ArrowRight")
    person.until(RINGED)


def test_play(person: Person, server: str):
    def fills() -> list[str]:
        return [person.fill(iso3) for iso3 in ("CAN", "BRA", "AUS")]

    person.opened(f"{server}?year=1950")
    before = fills()
    person.click("#play")
    halted = person.evaluate(HALTED, 1957)
    assert 1957 <= halted < 2024
    assert int(person.link()["year"]) == halted
    person.so(fills, lambda now: now != before, "the map plays")
    person.says("#map-year", str(halted))
    person.says("#anomaly-year", str(halted))
    person.click("#play")
    person.until("(year) => Number(document.getElementById('year').value) > year", halted)


def test_variable(person: Person, server: str):
    person.opened(f"{server}?country=IND")
    before = person.fill("CAN")
    person.choose("#variable", "GDP per person")
    person.says("#map-title", "GDP per person")
    person.so(lambda: person.fill("CAN"), lambda now: now != before, "another map")
    person.until(f"() => ({COLOURS})() >= 5")
    assert person.link()["map"] == "gdp_per_capita"
    name_is(person, "India")


def test_search(person: Person, server: str):
    person.opened(server)
    person.click("#search")
    person.type("mong")
    person.says("#search-list", "Mongolia")
    person.key("Enter")
    name_is(person, "Mongolia")
    assert person.link()["country"] == "MNG"


def test_compare(person: Person, server: str):
    person.opened(server)
    person.click("#compare")
    person.until("() => document.activeElement.id === 'search'")
    person.type("India")
    person.shown("#search-list li")
    person.key("Enter")
    person.until("() => document.querySelectorAll('#compared li').length === 2")
    person.shown("#comparison table")
    assert person.link()["compare"] == "IND"
    person.click("#multiples")
    person.until("() => document.querySelectorAll('#side-by-side svg').length >= 2")
    fits(person)
    person.click("#alone")
    person.hidden("#compared")


def test_table(person: Person, server: str):
    person.opened(f"{server}?flagged=1")
    person.click("#tab-table")
    person.until("() => document.querySelectorAll('#ranking tbody tr').length > 100")
    cut = "cell.scrollWidth > cell.clientWidth"
    ranks = "[...document.querySelectorAll('#ranking tbody .rank')]"
    assert person.evaluate(f"() => {ranks}.filter((cell) => {cut}).length") == 0
    names = "[...document.querySelectorAll('#ranking tbody .name button')]"
    second = person.evaluate(f"() => {names}[1].textContent.trim()")
    person.click("#ranking tbody tr .name button")
    person.key("ArrowDown")
    person.until("(name) => document.activeElement.textContent.trim() === name", second)
    person.until(RINGED)
    person.key("Enter")
    name_is(person, second)
    fits(person)
    person.resize(900, 844)
    person.until("() => innerWidth === 900")
    person.until(f"() => {ranks}.some((cell) => cell.textContent.trim().length === 3)")
    assert person.evaluate(f"() => {ranks}.filter((cell) => {cut}).length") == 0


def test_scatter(person: Person, server: str):
    person.opened(server)
    person.click("#tab-scatter")
    person.until("() => document.querySelectorAll('#scatter-marks text').length >= 1")
    person.until("() => document.querySelector('#figure-scatter .bk-Figure')")
    find(person, "India")
    name_is(person, "India")
    marked = "() => document.getElementById('scatter-marks').textContent.includes('India')"
    person.until(marked)
    fits(person)


def test_dark(person: Person, server: str):
    person.opened(f"{server}?country=IND")  # its panel scrolls
    person.click("#theme")
    dark = "() => document.documentElement.dataset.theme === 'dark'"
    person.until(dark)
    colour = "() => getComputedStyle(document.body).backgroundColor"
    red, green, blue = (int(DARK["page"][n : n + 2], 16) for n in (1, 3, 5))
    assert person.evaluate(colour) == f"rgb({red}, {green}, {blue})"

    def pixels() -> np.ndarray:
        shown = Image.open(io.BytesIO(person.picture())).convert("RGB")
        return np.asarray(shown).astype(int)

    person.so(lambda: share(pixels(), DARK["sea"]), lambda part: part > 0.03, "a dark sea")
    seen = pixels()
    assert share(seen, DARK["surface"]) > 0.1
    for name in ("page", "surface", "sea"):
        assert share(seen, LIGHT[name]) < 0.002, name
    person.opened(server)  # kept
    assert person.evaluate(dark)


def test_share_and_the_three_files(person: Person, server: str):
    person.resize(1440, 1100)
    person.opened(f"{server}?country=IND")
    families = person.evaluate("() => getComputedStyle(document.documentElement).fontFamily")
    person.click("#share")
    person.shown("#sharing")
    last = person.box("#sharing > *:last-child")
    dialog = person.box("#sharing")
    assert dialog["top"] + dialog["height"] - last["top"] - last["height"] < 40
    value = "() => document.getElementById('share-link').value"
    assert "country=IND" in person.evaluate(value)
    row = "#sharing [data-figure=temperature]"
    svg = person.saved(lambda: person.click(f"{row} [data-kind=svg]"), "</svg>")
    drawn = ET.fromstring(svg)
    named = {of.get("font-family") for of in drawn.iter() if of.get("font-family")}
    assert named == {families}
    assert "India" in "".join(drawn.itertext())
    png = person.saved(lambda: person.click(f"{row} [data-kind=png]"), "IEND.{4}")
    picture = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
    assert share(picture, LIGHT["surface"]) > 0.4
    person.says("#share-told", "Saved")
    last_year = the_atlas().store.series("IND", TEMPERATURE)["year"].max()
    person.saved(lambda: person.click(f'{row} a[href*=".csv"]'), rf"\b{last_year}\b[^\n]*\n")
    person.click("#sharing [aria-label=Close]")
    person.hidden("#sharing")


def test_link_with_state(person: Person, server: str):
    query = "country=IND&year=1998&compare=USA-FRA&view=table&units=F&baseline=1961-1990"
    person.opened(f"{server}?{query}")
    name = the_atlas().store.countries["IND"].name
    person.until("() => document.querySelectorAll('#compared li').length === 3")
    person.says("#compared", name)
    person.shown("#ranking")
    person.says("#units", "°F")
    assert person.evaluate("() => document.getElementById('baseline').value") == "1961-1990"
    said = person.link()
    assert said == {pair.split("=")[0]: pair.split("=")[1] for pair in query.split("&")}
    person.click("#tab-map")
    person.says("#map-year", "1998")
    person.back()  # a step within the page
    person.shown("#ranking")


def test_leave_and_come_back(person: Person, server: str):
    person.opened(f"{server}?country=IND")
    person.click("a[href^='methods']")
    person.until("() => location.pathname === '/methods' && document.readyState === 'complete'")
    person.back()
    person.until("() => location.search === '?country=IND' && Boolean(window.Bokeh)")
    name_is(person, "India")
    find(person, "Mongolia")
    name_is(person, "Mongolia")
    person.says("#anomaly", "°C")
    assert not person.sees("#offline")


def test_restart_with_and_without_a_key(person: Person):
    port = free_port()
    chosen = iter(("Mongolia", "Canada", "Peru"))

    def choose() -> None:
        name = next(chosen)
        find(person, name)
        name_is(person, name)
        person.hidden("#offline")

    with running(port, ISOTHERM_SECRET_KEY=FIXED) as url:
        person.opened(f"{url}?country=IND")
        choose()
    with running(port, ISOTHERM_SECRET_KEY=FIXED):
        person.hidden("#offline")
        name_is(person, "Mongolia")
        choose()
        person.evaluate("() => { window.before = true; }")
    with running(port):  # without one, each start makes its own
        person.until("() => window.before === undefined && document.readyState === 'complete'")
        name_is(person, "Canada")
        choose()
        person.goto("about:blank")
    # All of it is what a browser says of a server that is away.
    said = person.complaints()
    assert all(any(words in each for words in AWAY) for each in said), said
    said.clear()


@contextmanager
def framing(address: str, folder: Path) -> Iterator[str]:
    """Serve a page of another origin that has the app in a frame; yield its address."""
    frame = f'<iframe src="{address}" width="800" height="520"></iframe>'
    page = f'<!doctype html><html lang="en"><title>A page</title><h1>A page</h1>{frame}'
    (folder / "index.html").write_text(page, encoding="utf-8")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{host.server_port}/index.html"
        host.shutdown()


def test_embed_in_a_frame(person: Person, server: str, tmp_path: Path):
    (tmp_path / "favicon.ico").write_bytes(b"")
    with framing(f"{server}?embed=map&country=IND", tmp_path) as address:
        person.goto(address)
        person.enter("iframe")
        person.until("() => document.documentElement.hasAttribute('data-ready')")
        person.until(f"() => ({COLOURS})() >= 5")
        assert not person.sees("header")
        person.until(f"() => ({SIDEWAYS})() <= 0")
        person.click_at(*person.label("CAN"))
        person.says("#tooltip", "Canada")
        person.until("() => document.getElementById('whole').href.includes('country=CAN')")
        whole = person.evaluate("() => document.getElementById('whole').href")
        assert whole.startswith(server)
        assert "embed" not in urlsplit(whole).query


def test_a_phone_fresh_and_after_a_turn(person: Person, server: str):
    person.resize(390, 844)
    person.opened(f"{server}?country=IND")
    assert person.evaluate("() => [innerWidth, innerHeight]") == [390, 844]
    person.until(f"() => ({COLOURS})() >= 5")
    fits(person)
    person.click("#glance")
    person.until(CHARTED)
    fits(person)
    person.click("#glance")
    for size in ((844, 390), (390, 844), (1440, 900), (390, 844)):
        person.resize(*size)
        person.until("([width]) => innerWidth === width", list(size))
        fits(person)
    find(person, "Canada")
    person.says("#glance", "Canada")


def test_print(person: Person, server: str):
    person.opened(f"{server}?country=IND")
    colours = person.evaluate("""() => [...document.querySelectorAll("#legend .bin")]
      .map((bin) => bin.style.getPropertyValue("--colour"))""")
    person.click("#theme")
    person.key("Control")  # the shortcut's first key
    person.until("() => document.documentElement.dataset.printable")
    if person.prints:
        assert pages(person.printed()) == 1
        assert not person.sees("#printed")
    person.evaluate("() => { dispatchEvent(new Event('beforeprint')); }")
    charts = "(name) => document.querySelectorAll(`#printed .drawing.${name} svg path`).length > 4"
    for name in CHARTS:
        person.until(charts, name)
    said = person.evaluate("() => document.getElementById('printed').textContent")
    for words in ("India", "NCEP/NCAR", "Natural Earth", "Snapshot of", server):
        assert words in said
    person.resize(PAPER["width"], PAPER["height"])
    person.evaluate(ON_PAPER)

    def pixels() -> np.ndarray:
        return np.asarray(Image.open(io.BytesIO(person.picture())).convert("RGB")).astype(int)

    person.so(pixels, lambda seen: share(seen, LIGHT["sea"]) > 0.03, "a light sea")
    paper = pixels()
    assert share(paper, "#ffffff") > 0.4
    for colour in ONLY_DARK:
        assert share(paper, colour) < 0.001, colour
    assert len(colours) >= 8  # the light ones, each in the key and most on the map
    assert all(share(paper, colour) > 0.0003 for colour in colours)
    person.evaluate("() => { dispatchEvent(new Event('afterprint')); }")
    assert person.evaluate("() => document.documentElement.dataset.theme") == "dark"
