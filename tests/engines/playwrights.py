"""Chromium and Firefox, both by Playwright."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Error, Page, sync_playwright

from benchmarks.browser import ARGUMENTS, program
from tests.e2e.conftest import HEAR_VIOLATIONS, LATE
from tests.engines.firefox import installed
from tests.engines.person import PATIENCE, PageLeftError, Person

LEFT = ("context was destroyed", "navigation", "no such frame", "Cannot find context", "detached")
Launch = Callable[[Mapping[str, Any]], Browser]
A4 = (8.27, 11.7)  # inches
INCH = 2.54  # centimetres: what Playwright gives Firefox as inches is taken as these
# Without a window Firefox sees no pointing device: as with a mouse, that is fine and hovers.
MOUSE = {"ui.primaryPointerCapabilities": 6, "ui.allPointerCapabilities": 6}
# What WebDriver BiDi does with the pointer reaches no frame that has a process of its own.
ONE_PROCESS = {"fission.autostart": False, "fission.webContentIsolationStrategy": 0}
# What Tor's browser has set, and who asks for it: no page may read what it has drawn.
GUARDED = {"privacy.resistFingerprinting": True}
# What Firefox says of itself, not of the page.
OWN = (
    "Layout was forced before the page was fully loaded",
    "preloaded with link preload was not used within a few seconds",  # by the clock, as Chromium
)


class Visitor(Person):
    """Someone in a context of their own."""

    complains = prints = True

    def __init__(self, engine: str, browser: Browser, downloads: Path) -> None:
        self.engine, self.downloads = engine, downloads
        self.context = browser.new_context(viewport={"width": 1440, "height": 900})
        self.context.set_default_timeout(1000 * PATIENCE)
        self.page: Page = self.context.new_page()
        self.page.add_init_script(HEAR_VIOLATIONS)
        self.inside = self.page.main_frame
        self.offset: tuple[float, float] = (0, 0)
        self.heard: list[str] = []
        self.page.on("pageerror", lambda error: self.heard.append(f"page: {error}"))
        self.page.on("console", self._hear)

    def _hear(self, message: Any) -> None:
        known = any(words in message.text for words in (LATE, *OWN))
        if message.type in ("error", "warning") and not known:
            self.heard.append(f"console: {message.text}")

    def goto(self, address: str) -> None:
        self.page.goto(address)

    def evaluate(self, function: str, argument: Any = None) -> Any:
        try:
            return self.inside.evaluate(function, argument)
        except Error as error:
            if any(words in error.message for words in LEFT):
                raise PageLeftError(error.message) from error
            raise

    def move(self, x: float, y: float) -> None:
        self.page.mouse.move(x + self.offset[0], y + self.offset[1])

    def press(self) -> None:
        self.page.mouse.down()
        self.page.mouse.up()

    def key(self, name: str) -> None:
        self.page.keyboard.press(name)

    def resize(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def back(self) -> None:
        self.page.go_back(wait_until="commit")

    def enter(self, selector: str) -> None:
        box = self.box(selector)
        self.offset = (box["left"], box["top"])
        frame = self.page.locator(selector).element_handle().content_frame()
        assert frame is not None
        self.inside = frame

    def picture(self) -> bytes:
        return self.page.screenshot()

    def printed(self) -> bytes:
        inch = INCH if self.engine == "Firefox" else 1.0
        width, height = (f"{side * inch}in" for side in A4)
        return self.page.pdf(prefer_css_page_size=True, width=width, height=height)

    def complaints(self) -> list[str]:
        return self.heard

    def close(self) -> None:
        self.context.close()


class Playwrights:
    """An engine that makes visitors, until the block that made it ends."""

    def __init__(self, engine: str, launch: Launch, downloads: Path) -> None:
        self.engine, self.launch, self.downloads = engine, launch, downloads
        self.browser = launch({})
        self.version = self.browser.version

    def visitor(self) -> Person:
        """Return somebody new."""
        return Visitor(self.engine, self.browser, self.downloads)

    @contextmanager
    def guarded(self) -> Iterator[Person]:
        """Run another browser, which guards the canvas, with somebody new in it."""
        browser = self.launch(GUARDED)
        try:
            yield Visitor(self.engine, browser, self.downloads)
        finally:
            browser.close()


@contextmanager
def playwrights(engine: str) -> Iterator[Playwrights]:
    """Run Chromium or Firefox until the block ends."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        playwright = stack.enter_context(sync_playwright())
        downloads = folder / "downloads"
        downloads.mkdir()
        wrapper = folder / "firefox"
        relay = Path(__file__).with_name("firefox.py")
        wrapper.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{relay}" "$@"\n')
        wrapper.chmod(0o700)

        def launch(preferences: Mapping[str, Any]) -> Browser:
            if engine == "Chromium":
                return playwright.chromium.launch(
                    executable_path=program(), args=ARGUMENTS, downloads_path=downloads
                )
            return playwright.firefox.launch(
                channel="moz-firefox",
                executable_path=wrapper,
                firefox_user_prefs={**MOUSE, **ONE_PROCESS, **preferences},
                downloads_path=downloads,
            )

        made = Playwrights(engine, launch, downloads)
        stack.callback(made.browser.close)
        yield made


def missing(engine: str) -> tuple[str, ...]:
    """Return the packages that an engine lacks here."""
    return () if engine == "Chromium" or installed() else ("firefox-esr",)
