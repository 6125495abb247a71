"""The gallery's card on the page, and a card that fails."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error, Locator, Page, expect

from benchmarks.ports import free_port
from tests.e2e.person import label, opened_with_session
from tests.serving import wait_for

ROOT = Path(__file__).parents[2]
GALLERY = ROOT / "docs" / "gallery"
PATIENCE, PAUSE, TRIES = 2000, 200, 60  # ms, ms
SAID = ("GPU stall due to ReadPixels",)


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path, str], str]]:
    """Serve with an extension that is found in a folder; return the address."""
    running: list[subprocess.Popen[bytes]] = []

    def start(folder: Path, extension: str) -> str:
        port = free_port()
        path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
        state = str(tmp_path_factory.mktemp("state"))
        environ = {"ISOTHERM_EXTENSION": extension, "ISOTHERM_STATE_DIR": state, "PYTHONPATH": path}
        command = [sys.executable, "-m", "dashboard", "serve", "--port", str(port)]
        process = subprocess.Popen(command, cwd=folder, env={**os.environ, **environ})
        running.append(process)
        wait_for(f"http://localhost:{port}/", process)
        return f"http://localhost:{port}/"

    yield start
    for process in running:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


@pytest.fixture(scope="module")
def gallery(serve: Callable[[Path, str], str]) -> str:
    return serve(GALLERY, "card:panel")


def picture(card: Locator) -> bytes:
    """Return what the chart looks like, nothing while it is drawn anew."""
    try:
        return card.locator(".bk-Canvas").screenshot(timeout=PATIENCE)
    except Error:
        return b""


def still(card: Locator) -> bytes:
    """Return what the chart looks like once it stays so."""
    last = b""
    for _ in range(TRIES):
        last, before = picture(card), last
        if last and last == before:
            return last
        card.page.wait_for_timeout(PAUSE)
    raise AssertionError("the chart does not come to rest")


def until_changed(card: Locator, before: bytes) -> bytes:
    """Return what the chart looks like once that is something else."""
    for _ in range(TRIES):
        if (now := still(card)) != before:
            return now
        card.page.wait_for_timeout(PAUSE)
    raise AssertionError("the chart stays as it was")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_card_follows_what_is_chosen_on_the_page(
    visitor: Callable[..., Page], gallery: str, scheme: str
):
    page = opened_with_session(visitor(gallery, expected=SAID, color_scheme=scheme))
    card = page.get_by_role("region", name="More of this country")
    expect(card.get_by_role("heading", name="GDP per person")).to_be_visible()
    expect(card.locator(".bk-Canvas")).to_be_visible()
    before = still(card)
    page.evaluate("scrollTo(0, 0)")
    page.mouse.click(*label(page, "CAN"))
    expect(page.locator("#country-name")).to_have_text("Canada")
    canada = until_changed(card, before)
    card.get_by_role("button", name="max").click()
    until_changed(card, canada)
    page.locator("#indicator").select_option("population")
    expect(card.get_by_role("heading", name="Population")).to_be_visible()
    colour = card.get_by_role("heading").first.evaluate(
        "element => getComputedStyle(element).color"
    )
    assert colour == page.locator("#country-name").evaluate(
        "element => getComputedStyle(element).color"
    )


def test_the_card_has_room_on_a_phone_and_none_in_a_frame(
    visitor: Callable[..., Page], gallery: str
):
    page = visitor(gallery, expected=SAID, viewport={"width": 390, "height": 844})
    opened_with_session(page)
    card = page.get_by_role("region", name="More of this country")
    expect(card.locator(".bk-Canvas")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    opened_with_session(page, "/?embed=map")
    expect(page.locator("#extension")).to_have_count(0)


def test_a_card_that_fails_is_told_and_the_page_works(
    visitor: Callable[..., Page], serve: Callable[[Path, str], str], tmp_path: Path
):
    (tmp_path / "mine.py").write_text("def panel(state):\n    return state.nothing\n")
    page = opened_with_session(visitor(serve(tmp_path, "mine:panel")))
    expect(page.locator("#notices")).to_contain_text("own card could not be made")
    page.mouse.click(*label(page, "CAN"))
    expect(page.locator("#country-name")).to_have_text("Canada")
