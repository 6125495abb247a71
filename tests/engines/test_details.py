"""What one engine once made of a detail, looked at in each: what no other engine can tell of it."""

import io
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import numpy as np
import pytest
from PIL import Image

from dashboard.views.theme import LIGHT
from tests.e2e.test_access import REACHABLE, STOP
from tests.e2e.test_print import share
from tests.engines.person import Person
from tests.engines.playwrights import Playwrights
from tests.engines.test_functions import FOCUS, fits

WIDTHS = (320, 360, 390, 430, 950, 1024)
# Texts that go beyond the window, or beyond what they are in and are cut there. What is hidden from
# the eye alone is a pixel wide.
CUT = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = new Set();
  const clips = (element) => {
    const boxes = [];
    for (let box = element; box; box = box.parentElement)
      if (getComputedStyle(box).overflowX !== "visible") boxes.push(box.getBoundingClientRect());
    return boxes;
  };
  while (texts.nextNode()) {
    const text = texts.currentNode, element = text.parentElement, range = document.createRange();
    if (!text.data.trim() || element.closest("select, .hidden, .skip")) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const within = clips(element);
    if (within.some(({ width }) => width <= 1)) continue;
    range.selectNodeContents(text);
    for (const { left, right } of range.getClientRects())
      if ([{ left: 0, right: innerWidth }, ...within]
        .some((box) => right > box.right + 1 || left < box.left - 1)) found.add(text.data.trim());
  }
  return [...found];
}"""
# How wide a text is: on a canvas, in the typeface of each axis, and in the page.
DRAWN = """() => {
  const { fontFamily } = getComputedStyle(document.documentElement), text = "Temperature 1,234 °C";
  const context = document.createElement("canvas").getContext("2d");
  const span = document.body.appendChild(document.createElement("span"));
  span.textContent = text;
  const inPage = (family) => {
    span.style.cssText = "position: absolute; white-space: pre; font: 16px " + family;
    return span.getBoundingClientRect().width;
  };
  const axes = Bokeh.documents.flatMap((all) => all.roots()).filter((root) => root.renderers)
    .flatMap(({ left, below }) => [...left, ...below]);
  const onCanvas = (axis) => {
    context.font = "16px " + axis.major_label_text_font;
    return context.measureText(text).width;
  };
  const told = { axes: axes.map(onCanvas), page: inPage(fontFamily), serif: inPage("serif") };
  span.remove();
  return told;
}"""
UNDERLINED = """() => [...document.querySelectorAll(".robust summary")].map((element) => {
  const { textDecorationLine, textDecorationStyle } = getComputedStyle(element);
  return [textDecorationLine, textDecorationStyle];
})"""
TO_OTHER_YEARS = """() => {
  const { options, selectedIndex } = document.getElementById("baseline");
  return [...options].findIndex(({ value }) => value === "custom") - selectedIndex;
}"""
AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text("utf-8")
SERIOUS = f"""() => {{
  if (!window.axe) {{ {AXE} }}
  return axe.run({{ resultTypes: ["violations"] }}).then(({{ violations }}) => violations
    .filter(({{ impact }}) => ["serious", "critical"].includes(impact))
    .map(({{ id, nodes }}) => [id, nodes.map(({{ html }}) => html)]));
}}"""
MOST_STOPS = 120


@pytest.mark.parametrize("query", ["?country=IND", "?country=IND&embed=country"])
def test_the_panel_fits_every_width(person: Person, server: str, query: str):
    person.resize(WIDTHS[0], 800)
    person.opened(f"{server}{query}")
    if person.sees("#glance"):
        person.click("#glance")  # it stays open as the window grows
    for width in WIDTHS:
        person.resize(width, 800)
        person.until("(width) => innerWidth === width", width)
        person.shown("#anomaly")
        fits(person)
        person.so(lambda: person.evaluate(CUT), lambda cut: cut == [], f"no text is cut at {width}")


def test_all_that_can_be_used_is_one_stop_of_tab(person: Person, server: str):
    person.opened(f"{server}?view=table")
    person.until("() => document.querySelectorAll('#ranking tbody tr').length > 50")
    stops = []
    for _ in range(MOST_STOPS):
        person.key("Tab")
        stop = person.evaluate(STOP)
        if stop is None or stop["number"] < len(stops):
            break
        stops.append(stop)
    assert [stop["number"] for stop in stops] == list(range(person.evaluate(REACHABLE)))
    assert not [stop["html"] for stop in stops if not stop["ring"] or not stop["seen"]]


def test_axe_finds_nothing_serious(person: Person, server: str):
    person.opened(f"{server}?view=scatter&country=IND")
    assert person.evaluate(SERIOUS) == []
    person.click("#tab-map")
    person.shown("#figure-map")
    person.click("#share")
    person.shown("#sharing")
    assert person.evaluate(SERIOUS) == []


def test_texts_have_one_typeface_and_dotted_underlines(person: Person, server: str):
    person.opened(f"{server}?country=IND")
    person.shown(".robust summary")
    assert person.evaluate(UNDERLINED) == [["underline", "dotted"]]
    drawn = person.evaluate(DRAWN)
    assert len(drawn["axes"]) >= 4
    assert drawn["axes"] == pytest.approx([drawn["page"]] * len(drawn["axes"]), abs=0.1)
    assert abs(drawn["page"] - drawn["serif"]) > 1


def test_a_baseline_is_typed_over_another(person: Person, server: str):
    person.opened(f"{server}?baseline=1961-1990")
    person.evaluate(FOCUS, "#baseline")
    for _ in range(person.evaluate(TO_OTHER_YEARS)):
        person.key("ArrowDown")
    person.until("() => document.activeElement.id === 'baseline-first'")
    person.type("1950")
    person.key("Tab")
    person.type("1979")
    values = (
        "() => ['first', 'last'].map((end) => document.getElementById(`baseline-${end}`).value)"
    )
    person.so(lambda: person.evaluate(values), lambda seen: seen == ["1950", "1979"], "years")
    person.key("Enter")
    person.so(person.link, lambda said: said.get("baseline") == "1950-1979", "the link has it")


@pytest.fixture
def guarded(engine: Playwrights) -> Iterator[Person]:
    """Somebody whose browser lets no page read what it has drawn."""
    with engine.guarded() as person:
        yield person
        assert person.complaints() == []


@pytest.mark.parametrize("engine", ["Firefox"], indirect=True)
def test_where_the_canvas_is_guarded_colours_are_right_and_no_noise_is_saved(
    guarded: Person, server: str
):
    guarded.opened(f"{server}?country=IND")
    box = guarded.box("#figure-map")
    colours = guarded.evaluate("""() => [...document.querySelectorAll("#legend .bin")]
      .map((bin) => bin.style.getPropertyValue("--colour"))""")

    def on_map() -> np.ndarray:
        edges = (box["left"], box["top"], box["left"] + box["width"], box["top"] + box["height"])
        picture = Image.open(io.BytesIO(guarded.picture())).convert("RGB").crop(edges)
        return np.asarray(picture).astype(int)

    guarded.so(on_map, lambda seen: share(seen, LIGHT["doubt"]) > 0.05, "hatched countries")
    seen = on_map()
    assert len(colours) >= 8
    assert sum(share(seen, colour) > 0.0003 for colour in colours) >= 5
    guarded.click("#share")
    guarded.shown("#sharing")
    guarded.click("#sharing [data-figure=map] [data-kind=png]")
    guarded.says("#share-told", "SVG is not affected")
    guarded.saved(lambda: guarded.key("Enter"), "</svg>")  # that button has the focus
    guarded.says("#share-told", "Saved")
