"""The Choropleth component beside a HoloViews DynamicMap of the same counties, in one run.

`python -m benchmarks.choropleth [rounds]` prints medians and their ratios. A step is what a person
waits for: from the slider's new value until new pixels are on the map's canvas, seen frame by
frame. Bytes are those of the websocket, which carries shapes, numbers and steps.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser

from benchmarks.browser import Visit, chromium
from benchmarks.reference.counties import STEPS, counties
from benchmarks.servers import ROOT, Server, started

SUBJECTS = ("choropleth", "dynamicmap")
_STEPS = 5  # a visit
_FOLDER = Path(__file__).parent / "reference"
_PROBE = (Path(__file__).parent / "choropleth_probe.js").read_text(encoding="utf-8")
# What is measured, its unit, and what the component's part of the DynamicMap's must be at most.
TARGETS = {
    "first drawing": ("ms", 1 / 3),
    "step": ("ms", 1 / 20),
    "bytes of the first drawing": ("kB", None),
    f"bytes with {_STEPS} steps": ("kB", 1 / 10),
}
FRAME = 16.7  # ms

Readings = dict[str, list[float]]


def run(rounds: int) -> dict[str, Readings]:
    """Return all readings, by app and by what was measured."""
    readings: dict[str, Readings] = {name: defaultdict(list) for name in SUBJECTS}
    with ExitStack() as stack:
        servers = {name: stack.enter_context(_served(name)) for name in SUBJECTS}
        browser = stack.enter_context(chromium())
        for _ in range(rounds):
            for name in SUBJECTS:  # each server has answered once, so that its caches are warm
                visit_once(browser, servers[name], readings[name])
    return readings


def _served(name: str) -> AbstractContextManager[Server]:
    command = [sys.executable, "-m", "panel", "serve", str(_FOLDER / f"counties_{name}.py")]
    # What this process imports, bokeh_sampledata among it, its servers import too.
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return started(name, [*command, "--port"], f"/counties_{name}", {"PYTHONPATH": path})


def visit_once(browser: Browser, server: Server, readings: Readings) -> None:
    """Open the app as a new visitor, and step through it."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(_PROBE)
    visit = Visit(context)
    readings["first drawing"].append(visit.open(server.url))
    visit.settle()
    readings["bytes of the first drawing"].append(visit.websocket / 1000)
    for step in range(1, _STEPS + 1):
        seen = visit.page.evaluate("step => bench.step(step)", step % STEPS)
        readings["step"].append(seen["shown"])
        readings["busy"].append(seen["busy"])
        visit.page.wait_for_timeout(150)
    visit.settle()
    readings[f"bytes with {_STEPS} steps"].append(visit.websocket / 1000)
    readings["all bytes"].append((visit.websocket + visit.http) / 1000)
    context.close()


def report(readings: dict[str, Readings]) -> list[str]:
    """Return the table, line by line."""
    ours, theirs = (readings[name] for name in SUBJECTS)
    lines = [f"{'':28}{'Choropleth':>12}{'DynamicMap':>12}{'ratio':>8}  target"]
    for name, (unit, target) in TARGETS.items():
        own, other = median(ours[name]), median(theirs[name])
        wanted = f"1/{1 / target:.0f} or less" if target else ""
        lines.append(
            f"{name:28}{own:9.1f} {unit}{other:9.1f} {unit}  1/{other / own:5.1f}  {wanted}"
        )
    held = sum(step <= FRAME + 0.5 for step in ours["step"]) / len(ours["step"])
    lines.append(f"steps shown within one frame ({FRAME} ms): {held:.0%}")
    lines.append(f"the browser is busy with a step for {median(ours['busy']):.1f} ms")
    own, other = (median(readings[name]["all bytes"]) for name in SUBJECTS)
    lines.append(
        f"all bytes, scripts included: {own:.0f} kB and {other:.0f} kB (1/{other / own:.1f})"
    )
    return lines


def main(arguments: Sequence[str]) -> None:
    """Measure, and print the table."""
    shapes, source = counties()
    points = int(shapes.geometry.count_coordinates().sum())
    print(f"{len(shapes)} counties ({source}), {points:,} points")
    print("\n".join(report(run(int(arguments[0]) if arguments else 2))))


if __name__ == "__main__":
    main(sys.argv[1:])
