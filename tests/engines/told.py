"""The page of the documents that says what each engine came to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

ENGINES = ("Chromium", "Firefox", "WebKit")
FIGURES = {
    "click": (
        "Click on a country until its charts are drawn",
        "ms",
        "at most 1.3 times Chromium's",
    ),
    "visible": ("First visit until the map is visible", "ms", "at most 1.3 times Chromium's"),
    "play": ("Play", "maps a second", "Firefox: at least 0.9 of Chromium's"),
}
SLOWEST, LEAST = 1.3, 0.9
HEAD = """# Engines

What a person does with the page is tried in the engines of Chrome and Edge (Chromium), of Firefox,
and of Safari (WebKit, as WebKitGTK). `make test-engines` does it, and wrote this page.
"""
NOTES = """
WebKit prints to no file here: what is printed there is looked at on the screen, by the rules for
paper. Its window cannot be as narrow as a phone: there the page is in a frame of 390 by 844 pixels.
"""
MEASURED = """
## Figures

Medians of five visits in one run, without a graphics card. They are told, not judged: a busy
machine has others. On its virtual screen WebKit paints in software, seldom more than 35 times a
second whatever the page does: how it plays there says little of how it plays on a phone.

Where WebKit's time goes was looked at with marks in the page: our script gives the commands that
draw the map about as soon as in Chromium, and draws no more for a click. Most of the rest is the
painting itself, in software: of the countries' paths before the first frame, and of the charts.
"""


@dataclass
class Told:
    """What the tests of one run came to."""

    functions: dict[str, dict[str, str]] = field(default_factory=dict)
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)

    def takes(self, function: str, engine: str, outcome: str) -> None:
        """Take one outcome; of several of one function the worst is told."""
        worst = ("failed", "skipped", "passed")
        before = self.functions.setdefault(words(function), {}).get(engine, outcome)
        self.functions[words(function)][engine] = min(before, outcome, key=worst.index)

    def page(self) -> str:
        """Return the page, as Markdown."""
        said = {"passed": "works", "failed": "fails", "skipped": "not tried", "": "not tried"}
        functions = [
            [function, *(said[of.get(engine, "")] for engine in ENGINES)]
            for function, of in self.functions.items()
        ]
        versions = [f"{engine} {self._version(engine)}".strip() for engine in ENGINES]
        text = f"{HEAD}\n{table(['Function', *versions], functions)}{NOTES}"
        if set(self.figures) >= {ENGINES[0]}:
            rows = [self._row(name) for name in FIGURES]
            text += f"{MEASURED}\n{table(['', *ENGINES, 'Wanted'], rows)}"
        return text

    def _version(self, engine: str) -> str:
        return str(self.figures.get(engine, {}).get("version", ""))

    def _row(self, name: str) -> Sequence[str]:
        label, unit, wanted = FIGURES[name]
        of = {engine: figures[name] for engine, figures in self.figures.items()}
        return [f"{label}, {unit}", *(_beside(of, engine) for engine in ENGINES), wanted]


def _beside(of: Mapping[str, float], engine: str) -> str:
    if engine not in of:
        return "not tried"
    value, usual = of[engine], of[ENGINES[0]]
    shown = f"{value:,.0f}" if value >= 100 else f"{value:.1f}"
    return shown if engine == ENGINES[0] else f"{shown} ({value / usual:.2f} times)"


def words(function: str) -> str:
    """The name of a test as words."""
    said = function.removeprefix("test_").replace("_", " ")
    return said[0].upper() + said[1:]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
