"""A headless Chromium, one visit of a page in it, and the bytes that the visit moves."""

import base64
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from benchmarks.subjects import Subject, land_points

# As a person's browser says: a headless one's own name is a crawler's, and no view.
PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
# The build without windows first: the same engine, for half of the work.
PROGRAMS = (
    *("chromium-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable"),
)
_PROBE = (Path(__file__).parent / "probe.js").read_text(encoding="utf-8")
_QUIET = 1_500  # ms without traffic: the visit has loaded what it loads
_PATIENCE = 60_000  # ms until the map is visible; four times as long on a phone


@dataclass(frozen=True)
class Profile:
    """A slower machine and line: how many times slower, ms of latency, bytes a second each way."""

    slower: float
    latency: float
    down: float
    up: float


# 1.6 Mbit/s down and, as Chromium's own profile of a slow phone has it, 0.75 Mbit/s up.
PHONE = Profile(4, 150, 1.6e6 / 8, 0.75e6 / 8)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run the system's Chromium, or the browser that CHROMIUM names, until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=ARGUMENTS)
        yield browser
        browser.close()


def program() -> str:
    """Return the path of the system's Chromium, or the browser that CHROMIUM names."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        raise SystemExit(
            "no Chromium: `make test` installs it, or set CHROMIUM to a browser's path"
        )
    return found


def visitor(browser: Browser, subject: Subject, slower: float = 1) -> BrowserContext:
    """Return a visitor who was never here: nothing is cached; slower: to wait so much longer."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    key = subject.probed or subject.key
    given = f'SUBJECT = "{key}", LAND = {land_points()}, PATIENCE = {_PATIENCE * slower}'
    context.add_init_script(f"const {given};\n{_PROBE}")
    return context


class UnchangedError(RuntimeError):
    """What should have changed on the screen did not."""


class Visit:
    """One open page and the bytes that it moved so far."""

    def __init__(self, context: BrowserContext, profile: Profile | None = None) -> None:
        self.page: Page = context.new_page()
        self.http = 0
        self.websocket = 0
        self._wrong: list[str] = []
        self.page.on("pageerror", lambda error: self._wrong.append(str(error)))
        self.page.on("requestfailed", lambda request: self._wrong.append(f"failed: {request.url}"))
        network = context.new_cdp_session(self.page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", self._loaded)
        network.on("Network.webSocketFrameReceived", self._frame)
        network.on("Network.webSocketFrameSent", self._frame)
        if profile:
            network.send("Emulation.setCPUThrottlingRate", {"rate": profile.slower})
            line = {"downloadThroughput": profile.down, "uploadThroughput": profile.up}
            line |= {"offline": False, "latency": profile.latency}
            network.send("Network.emulateNetworkConditions", line)

    @property
    def moved(self) -> int:
        """Bytes so far, both ways of the websocket included."""
        return self.http + self.websocket

    def open(self, url: str) -> float:
        """Go to an address; return the ms from there until the map's pixels show countries."""
        self.page.goto(url, wait_until="commit")
        try:
            return float(self.page.evaluate("bench.shown"))
        except Error as error:
            raise RuntimeError(f"{url}: {error.message}; {self._wrong}") from error

    def settle(self) -> None:
        """Wait until no bytes have moved for a while."""
        moved = -1
        while moved != (moved := self.moved):
            self.page.wait_for_timeout(_QUIET)

    def changes(self, kind: str, event: str, act: Any, **watch: Any) -> list[float]:
        """Act, and return when pixels of "map" or "charts" changed, in ms after the event."""
        call = "([kind, event, watch]) => bench.watch(kind, event, watch)"
        self.page.evaluate(call, [kind, event, watch])
        act()
        seen = self.page.evaluate("bench.watched")
        if not seen["complete"]:
            problem = f"{self.page.url}: not all of the {kind} changed after {event}: {seen}"
            raise UnchangedError(f"{problem}; {self._wrong}")
        return list(seen["times"])

    def _loaded(self, event: dict[str, Any]) -> None:
        # As encoded, headers included; 0 for what came from the cache.
        self.http += int(event["encodedDataLength"])

    def _frame(self, event: dict[str, Any]) -> None:
        content, binary = event["response"]["payloadData"], event["response"]["opcode"] == 2
        self.websocket += len(base64.b64decode(content) if binary else content.encode())
