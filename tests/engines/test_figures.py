"""How fast each engine is with the page: measured in one run, told, and not judged."""

import json
from collections.abc import Callable
from statistics import median

import pytest

from benchmarks.subjects import CLICKED
from tests.engines.conftest import Engine
from tests.engines.person import SESSION, Person
from tests.engines.test_functions import CHARTED, COLOURS

TIMES = 5  # where they are told; else it is enough that they can be taken
QUIET = 500  # ms without drawing: the charts show what was chosen
PLAYED = 2_000  # ms
# From now on the page notes when it draws on some canvases: by frames, and from the pointer on.
LISTEN = """(kind) => {
  const canvases = (root) => [...root.querySelectorAll("*")].flatMap((element) => [
    ...(element.localName === "canvas" ? [element] : []),
    ...(element.shadowRoot ? canvases(element.shadowRoot) : []),
  ]);
  const of = { charts: ["temperature", "indicator"], map: ["map"] }[kind];
  const groups = of.map((name) => new Set(canvases(document.getElementById(`figure-${name}`))));
  const drawn = groups.map(() => []);
  let start = 0;
  addEventListener("pointerup", ({ timeStamp }) => { start ||= timeStamp; }, true);
  const { prototype } = CanvasRenderingContext2D;
  for (const name of ["fill", "stroke", "fillRect", "clearRect", "drawImage", "putImageData"]) {
    const draw = prototype[name];
    prototype[name] = function (...what) {
      const n = groups.findIndex((group) => group.has(this.canvas));
      if (n >= 0) drawn[n].push(performance.now());
      return draw.apply(this, what);
    };
  }
  const since = (times) => times.filter((at) => at >= start);
  window.told = () => ({ start, now: performance.now(), drawn: drawn.map(since) });
}"""
CHARTS_DONE = f"""() => {{
  const {{ start, now, drawn }} = window.told();
  const last = Math.max(...drawn.map((all) => all.at(-1) ?? Infinity));
  return start && now - last > {QUIET} ? last - start : null;
}}"""
# Drawings closer together than this are of one frame.
FRAMES = f"""() => {{
  const {{ start, now, drawn: [all] }} = window.told();
  if (!start || now - start < {PLAYED}) return null;
  const frames = all.filter((at, n) => at - start < {PLAYED} && (!n || at - all[n - 1] > 8));
  return frames.length > 2 ? (1000 * (frames.length - 1)) / (frames.at(-1) - frames[0]) : null;
}}"""
# Asked again and again from the first moment, when there is no map yet.
VISIBLE = f"""() => document.querySelector("#figure-map canvas.fills")?.width
  && ({COLOURS})() >= 5 && performance.now()"""
GO = "(address) => { location.href = address; }"


def _visible(person: Person, address: str) -> float:
    """ms from the page's start until its map has colours; no driver's own waiting is in it."""
    person.goto("about:blank")
    person.evaluate(GO, address)
    return float(person.until(VISIBLE))


def _click(person: Person, iso3: str) -> float:
    """ms from a click on a country until the last of the drawing of its charts."""
    place = person.label(iso3)
    person.move(*place)
    person.evaluate("() => new Promise((done) => setTimeout(done, 500))")
    person.evaluate(LISTEN, "charts")
    person.click_at(*place)
    return float(person.until(CHARTS_DONE))


def _played(person: Person) -> float:
    """How many maps a second."""
    person.evaluate(LISTEN, "map")
    person.click("#play")
    return float(person.until(FRAMES))


def test_figures(
    engine: Engine,
    server: str,
    record_property: Callable[[str, object], None],
    request: pytest.FixtureRequest,
):
    times = TIMES if request.config.getoption("--engines-page") else 1
    readings: dict[str, list[float]] = {"click": [], "visible": [], "play": []}
    for iso3 in CLICKED[:times]:
        person = engine.visitor()
        try:
            readings["visible"].append(_visible(person, f"{server}?country=FRA&year=1950"))
            person.until(SESSION)
            person.until(CHARTED)
            readings["click"].append(_click(person, iso3))
            readings["play"].append(_played(person))
        finally:
            person.close()
    assert all(len(read) == times for read in readings.values())
    told = {name: median(read) for name, read in readings.items()}
    record_property("figures", json.dumps({"version": engine.version, **told}))
