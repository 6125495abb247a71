"""Each notebook, as `panel serve` serves it: its widgets answer, and it asks no other host."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from benchmarks.ports import free_port
from dashboard.boundaries import read_boundaries
from dashboard.projection import equal_earth
from tests.serving import started

ROOT = Path(__file__).parents[2]
PATIENCE = 120_000  # ms: a session runs the notebook from top to bottom
# What the browser says of its software rendering, and Panel's list of choices of itself.
SAID = ("GPU stall due to ReadPixels", "allowHTML will default to false")


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """The address of a server of all notebooks."""
    notebooks = sorted(map(str, (ROOT / "notebooks").glob("*.ipynb")))
    port = str(free_port())
    command = [sys.executable, "-m", "panel", "serve", *notebooks, "--port", port]
    with started(command, url := f"http://localhost:{port}/"):
        yield url


@pytest.fixture
def opened(visitor: Callable[..., Page], served: str) -> Callable[[str], Page]:
    """Open a notebook by the end of its address."""

    def opened(address: str) -> Page:
        page = visitor(served, expected=SAID)
        page.goto(served + address, timeout=PATIENCE)
        drawn = page.locator(".bk-Canvas, .choropleth-root[data-step]").first
        expect(drawn).to_be_visible(timeout=PATIENCE)
        return page

    return opened


def click(world: Locator, lon: float, lat: float) -> None:
    """Click a place on a map that shows all countries, in the middle and with a margin of 6 px."""
    box = world.bounding_box()
    assert box is not None
    west, south, east, north = read_boundaries().total_bounds
    each = min((box["width"] - 12) / (east - west), (box["height"] - 12) / (north - south))
    x, y = (float(metres) for metres in equal_earth(lon, lat))
    right = box["width"] / 2 + (x - (west + east) / 2) * each
    down = box["height"] / 2 - (y - (south + north) / 2) * each
    world.click(position={"x": right, "y": down})


def test_the_choropleth_answers_a_click_and_its_slider(opened: Callable[[str], Page]):
    page = opened("01_choropleth")
    expect(page.get_by_role("heading", name="Brazil")).to_be_visible()
    world = page.locator(".choropleth-root .map")
    click(world, -100, 60)
    expect(page.get_by_role("heading", name="Canada")).to_be_visible()
    expect(page.get_by_text("in 2024. Rank")).to_be_visible()
    before = world.screenshot()
    page.locator(".noUi-handle").press("ArrowLeft")
    expect(page.get_by_text("in 2023. Rank")).to_be_visible()
    assert world.screenshot() != before


def test_the_series_are_of_the_indicator_that_is_chosen(opened: Callable[[str], Page]):
    page = opened("02_country_series")
    before = page.locator(".bk-Canvas").last.screenshot()
    page.get_by_label("Indicator").select_option("Life expectancy")
    expect(page.get_by_text("Life expectancy (years)")).to_be_visible()
    page.get_by_role("button", name="Remove item").first.click()
    expect(page.locator("b", has_text="Brazil")).to_have_count(0)
    expect(page.locator("b", has_text="Mexico")).to_be_visible()
    assert page.locator(".bk-Canvas").last.screenshot() != before


def test_the_trend_says_what_is_wrong_with_a_series(opened: Callable[[str], Page]):
    page = opened("03_warming_trend")
    expect(page.get_by_text("Clear warming trend")).to_be_visible()
    page.get_by_label("Country").select_option("Switzerland")
    expect(page.get_by_role("heading", name="Switzerland")).to_be_visible()
    expect(page.get_by_text("not reliable: fault in the record")).to_be_visible()


def test_the_peers_are_of_the_zone_that_is_chosen(opened: Callable[[str], Page]):
    page = opened("04_climate_zone_peers")
    expect(page.locator("b", has_text="Ethiopia")).to_be_visible()
    page.get_by_label("Climate zone").select_option("Hot desert (10)")
    expect(page.locator("b", has_text="Eritrea")).to_be_visible()
    expect(page.locator("th", has_text="Somalia")).to_be_visible()


def test_the_scatter_tells_of_a_file_of_the_gallery(opened: Callable[[str], Page]):
    page = opened("05_indicators")
    expect(page.get_by_role("heading", name="Life expectancy (years)")).to_be_visible()
    page.get_by_label("Indicator").select_option("Distance from the equator")
    expect(page.get_by_role("heading", name="Distance from the equator")).to_be_visible()
    expect(page.get_by_text("Rank correlation")).to_have_count(0)  # not with the embedded record


def test_the_small_app_takes_a_link_and_a_click(opened: Callable[[str], Page]):
    page = opened("06_assemble?country=IND&year=1998")
    expect(page.get_by_role("heading", name="India")).to_be_visible()
    expect(page.locator(".bk-slider-value", has_text="1998")).to_be_visible()
    click(page.locator(".choropleth-root .map"), -100, 60)
    expect(page.get_by_role("heading", name="Canada")).to_be_visible()
    expect(page.get_by_label("Country")).to_have_value("Canada")
    page.get_by_label("Indicator").select_option("Population")
    expect(page.get_by_text("Population (people)")).to_be_visible()
