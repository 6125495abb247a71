"""Own indicators with values that are all alike, very large or very small: the page shows them."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from benchmarks.ports import free_port
from tests.e2e.person import label, opened
from tests.serving import started

VALUES: dict[str, Callable[[int], float]] = {
    "alike": lambda _: 5.0,
    "zero": lambda _: 0.0,
    "large": lambda n: n * 1e29,
    "largest": lambda _: 1e30,
}
TIMES = "\N{MULTIPLICATION SIGN}"
LEGENDS = {
    "alike": ["5"],
    "zero": ["0"],
    "large": [f"2{TIMES}10²⁹", f"4{TIMES}10²⁹", f"6{TIMES}10²⁹", f"8{TIMES}10²⁹"],
    "largest": [f"1{TIMES}10³⁰"],
}
COUNTRIES = ["FRA", "ESP", "DEU", "IND", "USA", "BRA", "CHN", "CAN", "AUS", "ZAF"]


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("own")
    entries = []
    for name, value in VALUES.items():
        rows = [
            f"{iso3},{year},{value(n)!r}\n"
            for n, iso3 in enumerate(COUNTRIES, 1)
            for year in range(2000, 2025)
        ]
        (folder / f"{name}.csv").write_text("iso3,year,value\n" + "".join(rows), encoding="utf-8")
        entries.append(
            f'[{name}]\nlabel = "All {name}"\nunit = "things"\nsource = "Me"\npath = "{name}.csv"\n'
        )
    (folder / "mine.toml").write_text("\n".join(entries), encoding="utf-8")
    port = free_port()
    environ = {**os.environ, "ISOTHERM_CATALOGUE": str(folder / "mine.toml")}
    command = [sys.executable, "-m", "dashboard", "serve", "--port", str(port)]
    with started(command, url := f"http://localhost:{port}/", env=environ):
        yield url


@pytest.mark.parametrize("name", VALUES)
def test_the_legend_has_numbers(visitor: Callable[..., Page], own_server: str, name: str):
    page = opened(visitor(own_server), f"/?map={name}&indicator={name}")
    seen = page.locator("#legend .bin span").evaluate_all(
        "all => all.filter((s) => getComputedStyle(s).visibility !== 'hidden')"
        ".map((s) => s.textContent)"
    )
    assert seen == LEGENDS[name]
    expect(page.locator("#map-label")).to_have_text(f"All {name}")
    expect(page.locator("#notices")).to_be_empty()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 1440
    page.locator("#year").press("ArrowLeft")
    expect(page.locator("#map-year")).to_have_text("2023")


def test_a_tooltip_keeps_its_sentences_apart(page: Page):
    opened(page, "/?year=2010")
    page.mouse.move(*label(page, "ARG"))  # a large country whose series is uncertain
    tooltip = page.locator("#tooltip")
    expect(tooltip).to_contain_text("not ranked")
    said = tooltip.evaluate("e => e.textContent")
    assert re.search(r"^Argentina 2010: .*, not ranked [A-Z]", said), said
