"""WebKitGTK, by the driver that comes with it and the W3C's WebDriver, under Xvfb.

The protocol is JSON over HTTP: what is asked of it here needs no more than the standard library.
"""

import json
import os
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from benchmarks.ports import free_port
from tests.engines.person import PATIENCE, PageLeftError, Person, decoded

DRIVER, SCREEN = "WebKitWebDriver", "Xvfb"
BROWSER = "/usr/lib/*/webkit2gtk-4.1/MiniBrowser"
NARROWEST = 450  # pixels: MiniBrowser's own bar takes that much
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
LEFT = ("no such frame", "no such window", "javascript error", "stale element reference")
KEYS = {
    **{"Backspace": "\ue003", "Tab": "\ue004", "Enter": "\ue007", "Control": "\ue009"},
    **{"Escape": "\ue00c", "End": "\ue010", "Home": "\ue011", "ArrowLeft": "\ue012"},
    **{"ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015", "Shift": "\ue008"},
}
CALL = """
const done = arguments[arguments.length - 1];
Promise.resolve().then(() => ({})(arguments[0]))
  .then((value) => done([true, value ?? null]), (error) => done([false, String(error)]));
"""
# A page of the same server that is nothing but a frame of the wished size.
FRAME = """([address, width, height]) => {
  document.documentElement.style.cssText = document.body.style.cssText = "margin: 0; padding: 0";
  const frame = document.createElement("iframe");
  frame.style.cssText = `border: 0; display: block; width: ${width}px; height: ${height}px`;
  frame.src = address;
  document.body.replaceChildren(frame);
  return new Promise((done) => { frame.onload = () => done(true); });
}"""
SIZE = """([width, height]) => {
  const { style } = document.querySelector("iframe");
  [style.width, style.height] = [`${width}px`, `${height}px`];
}"""


class RefusedError(RuntimeError):
    """The driver says no."""


class Session:
    """One browser that the driver has started."""

    def __init__(self, driver: str, browser: str) -> None:
        self.driver, self.path = driver, ""
        options = {"binary": browser, "args": ["--automation"]}
        asked = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        made = self.ask("POST", "/session", asked)
        self.path = f"/session/{made['sessionId']}"
        self.version: str = made["capabilities"]["browserVersion"]
        self.post("/timeouts", {"script": 1000 * PATIENCE})

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the driver for something, and return the value of its answer."""
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(f"{self.driver}{self.path}{path}", data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except HTTPError as error:
            with error:
                said = json.load(error)["value"]
            kind = PageLeftError if said["error"] in LEFT else RefusedError
            raise kind(f"{path}: {said['error']}: {said['message']}") from error

    def post(self, path: str, body: Any = None) -> Any:
        return self.ask("POST", path, body)


class Visitor(Person):
    """Someone in a browser of their own, which keeps nothing."""

    def __init__(self, session: Session, downloads: Path) -> None:
        self.engine, self.session, self.downloads = "WebKit", session, downloads
        self.framed: tuple[int, int] | None = None
        self.at: tuple[float, float] = (0, 0)
        self.offset: tuple[float, float] = (0, 0)  # of the frame: the driver counts from the window
        self.resize(1440, 900)

    def goto(self, address: str) -> None:
        self._enter(None)
        if not self.framed:
            self.session.post("/url", {"url": address})
            return
        parts = urlsplit(address)
        self.session.post("/url", {"url": f"{parts.scheme}://{parts.netloc}/robots.txt"})
        self.evaluate(FRAME, [address, *self.framed])
        self.enter("iframe")

    def evaluate(self, function: str, argument: Any = None) -> Any:
        script = {"script": CALL.replace("{}", function, 1), "args": [argument]}
        well, value = self.session.post("/execute/async", script)
        assert well, f"{value} of {function}"
        return value

    def move(self, x: float, y: float) -> None:
        self.at = (x, y)
        self._pointer()

    def press(self) -> None:
        self._pointer({"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0})

    def _pointer(self, *then: dict[str, Any]) -> None:
        x, y = (round(part + from_) for part, from_ in zip(self.at, self.offset, strict=True))
        there = {"type": "pointerMove", "duration": 0, "x": x, "y": y}
        hand = {"type": "pointer", "id": "hand", "parameters": {"pointerType": "mouse"}}
        self.session.post("/actions", {"actions": [{**hand, "actions": [there, *then]}]})

    def key(self, name: str) -> None:
        value = KEYS.get(name, name)
        pressed = [{"type": kind, "value": value} for kind in ("keyDown", "keyUp")]
        board = {"type": "key", "id": "board", "actions": pressed}
        self.session.post("/actions", {"actions": [board]})

    def resize(self, width: int, height: int) -> None:
        """Where the window cannot be as narrow, the page is in a frame from then on."""
        if self.framed or width < NARROWEST:
            if self.framed:
                self._enter(None)
                self.evaluate(SIZE, [width, height])
                self.enter("iframe")
            self.framed = (width, height)
            return
        # What the window's frame takes shows only in what is left for the page.
        rect, inner = self.session.post("/window/rect", {"width": width, "height": height}), 0
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            inner = self.evaluate("() => innerHeight")
            if inner == height:
                return
            rect["height"] += height - inner
            rect = self.session.post("/window/rect", {"width": width, "height": rect["height"]})
            time.sleep(0.2)
        raise AssertionError(f"the window is {inner} pixels high, not {height}")

    def back(self) -> None:
        self.session.post("/back")

    def enter(self, selector: str) -> None:
        box = self.box(selector)
        self.offset = (box["left"], box["top"])
        found = self.session.post("/element", {"using": "css selector", "value": selector})
        self._enter(found)

    def _enter(self, frame: Any) -> None:
        if frame is None:
            self.offset = (0, 0)
        self.session.post("/frame", {"id": frame})

    def picture(self) -> bytes:
        return decoded(self.session.ask("GET", "/screenshot"))

    def close(self) -> None:
        self.session.ask("DELETE", "")


class WebKit:
    """A driver that starts a browser for each visitor, until the block that made it ends."""

    engine = "WebKit"

    def __init__(self, address: str, downloads: Path) -> None:
        self.address, self.downloads, self.version = address, downloads, ""

    def visitor(self) -> Person:
        """Return somebody new."""
        session = Session(self.address, browsers()[0])
        self.version = session.version
        return Visitor(session, self.downloads)


@contextmanager
def webkit() -> Iterator[WebKit]:
    """Run a screen and WebKit's driver until the block ends."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory()))
        downloads = home / "downloads"
        for folder in (downloads, home / ".config"):
            folder.mkdir()
        where = 'XDG_DOWNLOAD_DIR="$HOME/downloads"\n'
        (home / ".config" / "user-dirs.dirs").write_text(where)
        display = stack.enter_context(_screen())
        environ = {**os.environ, "HOME": str(home), "DISPLAY": display, "NO_AT_BRIDGE": "1"}
        for kind in ("CONFIG", "CACHE", "DATA"):
            environ[f"XDG_{kind}_HOME"] = str(home / f".{kind.lower()}")
        port = free_port()
        process = subprocess.Popen([DRIVER, f"--port={port}"], env=environ)
        stack.callback(_end, process)
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/status")
        yield WebKit(address, downloads)


@contextmanager
def _screen() -> Iterator[str]:
    reading, writing = os.pipe()
    size = ("-screen", "0", "1600x1200x24", "-nolisten", "tcp")
    # It starts anew whenever its last window closes, unless told not to: the next browser that
    # comes just then finds no screen, and its driver waits for it in vain.
    command = [SCREEN, "-noreset", "-displayfd", str(writing), *size]
    process = subprocess.Popen(command, pass_fds=[writing])
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield f":{told.readline().strip()}"
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(PATIENCE)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            return urllib.request.urlopen(url, timeout=30).close()
        except (URLError, ConnectionError):
            assert time.monotonic() < deadline, f"{url} does not answer"
            time.sleep(0.1)


def browsers() -> list[str]:
    """Return where MiniBrowser is, which Debian keeps in a folder of the machine's kind."""
    return [str(path) for path in Path("/").glob(BROWSER.removeprefix("/"))]


def missing() -> tuple[str, ...]:
    """Return the packages that WebKit lacks here."""
    driver = () if shutil.which(DRIVER) and browsers() else ("webkit2gtk-driver",)
    return (*driver, *(() if shutil.which(SCREEN) else ("xvfb",)))
