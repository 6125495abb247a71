"""A person before a browser of any kind: what is done and seen is written once, for every engine.

`Person` has what each engine does in its own way (a driver gives it) and, built upon that alone,
what a person does with the page. Nothing here waits for what only one engine tells.
"""

import base64
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from dashboard.atlas import the_atlas
from tests.e2e.person import MAP, WRITTEN

PATIENCE = 60.0  # seconds, of a busy machine
READY = "() => document.documentElement.hasAttribute('data-ready')"
SESSION = """() => Boolean(window.Bokeh?.documents.flatMap((d) => d.roots())
  .some((root) => root.tags[0] === "shown"))"""
# The middle of an element that is seen, once it is there; it is brought into the window first.
MIDDLE = """(selector) => {
  const seen = (element) => element.checkVisibility({ visibilityProperty: true });
  const element = [...document.querySelectorAll(selector)].find(seen);
  if (!element) return null;
  const within = ({ top, bottom, left, right }) =>
    top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
  if (!within(element.getBoundingClientRect())) element.scrollIntoView({ block: "center" });
  const { left, top, width, height } = element.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}"""
TEXT = """(selector) => document.querySelector(selector)?.innerText.replace(/\\s+/g, " ").trim()"""
BOX = """(selector) => {
  const { left, top, width, height } = document.querySelector(selector).getBoundingClientRect();
  return { left, top, width, height };
}"""
VISIBLE = """(selector) => [...document.querySelectorAll(selector)]
  .some((element) => element.checkVisibility({ visibilityProperty: true }))"""
OPTION = """([selector, text]) => {
  const { options, selectedIndex } = document.querySelector(selector);
  return [...options].findIndex((option) => option.text === text) - selectedIndex;
}"""
# What a canvas has around a place, and how many colours it has that are no greys.
PIXEL = """([selector, x, y]) => {
  const canvas = document.querySelector(selector), ratio = canvas.width / canvas.clientWidth;
  const { left, top } = canvas.getBoundingClientRect();
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  copy.getContext("2d").drawImage(canvas, 0, 0);
  return [...copy.getContext("2d").getImageData((x - left) * ratio, (y - top) * ratio, 1, 1).data];
}"""


class Person(ABC):
    """One visitor who was never here before, in a window of their own."""

    engine: str
    downloads: Path  # where the browser puts what is downloaded
    # Whether the engine tells what a page complains of, and prints to a file.
    complains = False
    prints = False

    # What each engine does in its own way

    @abstractmethod
    def goto(self, address: str) -> None:
        """Go to an address and wait until it has been read."""

    @abstractmethod
    def evaluate(self, function: str, argument: Any = None) -> Any:
        """Call a function of one argument in the page (or the entered frame), and await it."""

    @abstractmethod
    def move(self, x: float, y: float) -> None:
        """Move the pointer to a place in the window (or in the frame)."""

    @abstractmethod
    def press(self) -> None:
        """Press the pointer's button where it is, and let it go."""

    @abstractmethod
    def key(self, name: str) -> None:
        """Press a key, by the name that the page is told, and let it go."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """Give the page's window a size; as a phone that is turned has another."""

    @abstractmethod
    def back(self) -> None:
        """Go back by one page."""

    @abstractmethod
    def enter(self, selector: str) -> None:
        """Look into a frame of the page from now on."""

    @abstractmethod
    def picture(self) -> bytes:
        """Return what the window shows, as PNG."""

    @abstractmethod
    def close(self) -> None:
        """Leave, and leave nothing behind."""

    def printed(self) -> bytes:
        """Return what is printed, as PDF; where `prints` is true."""
        raise NotImplementedError

    def complaints(self) -> list[str]:
        """Return the errors and warnings so far; where `complains` is true."""
        return []

    # What follows from that

    def until(self, function: str, argument: Any = None, seconds: float = PATIENCE) -> Any:
        """Wait until a function of the page returns something true, and return that."""
        return self.so(
            lambda: self.evaluate(function, argument), bool, f"{function} {argument}", seconds
        )

    def so(
        self,
        look: Callable[[], Any],
        wanted: Callable[[Any], bool],
        said: str,
        seconds: float = PATIENCE,
    ) -> Any:
        """Look again and again until what is seen is wanted; a page being left shows nothing."""
        deadline, seen = time.monotonic() + seconds, None
        while True:
            with suppress(PageLeftError):
                if wanted(seen := look()):
                    return seen
            assert time.monotonic() < deadline, f"{self.engine}: {said} after {seconds} s: {seen!r}"
            time.sleep(0.03)

    def opened(self, address: str) -> None:
        """Open an address and wait until the page can be used and its session listens."""
        self.goto(address)
        self.until(READY)
        self.until(SESSION)

    def middle(self, selector: str) -> tuple[float, float]:
        """Where the middle of an element is in the window, once it is to be seen."""
        x, y = self.until(MIDDLE, selector)
        return x, y

    def click(self, selector: str) -> None:
        """Click on an element as a hand does: the pointer comes first."""
        self.click_at(*self.middle(selector))

    def click_at(self, x: float, y: float) -> None:
        """Click on a place."""
        self.move(x - 1, y)
        self.move(x, y)
        self.press()

    def type(self, text: str) -> None:
        """Type a text, key by key."""
        for name in text:
            self.key(name)

    def choose(self, selector: str, option: str) -> None:
        """Choose from a list with the arrow keys."""
        self.evaluate("(selector) => document.querySelector(selector).focus()", selector)
        steps = self.evaluate(OPTION, [selector, option])
        for _ in range(abs(steps)):
            self.key("ArrowDown" if steps > 0 else "ArrowUp")

    def text(self, selector: str) -> str:
        """The text of an element as it is shown."""
        return str(self.evaluate(TEXT, selector) or "")

    def says(self, selector: str, text: str, seconds: float = PATIENCE) -> None:
        """Wait until an element has a text in it."""
        self.so(
            lambda: self.text(selector), lambda seen: text in seen, f"{selector}: {text}", seconds
        )

    def sees(self, selector: str) -> bool:
        """Whether an element is to be seen."""
        return bool(self.evaluate(VISIBLE, selector))

    def shown(self, selector: str) -> None:
        """Wait until an element is to be seen."""
        self.until(VISIBLE, selector)

    def hidden(self, selector: str) -> None:
        """Wait until an element is not to be seen."""
        self.until(f"(selector) => !({VISIBLE})(selector)", selector)

    def box(self, selector: str) -> dict[str, float]:
        """Where an element is in the window."""
        return dict(self.evaluate(BOX, selector))

    def link(self) -> dict[str, str]:
        """The names and values of the address, once it has followed what was chosen."""
        after = f"() => new Promise((done) => setTimeout(() => done(location.href), {WRITTEN}))"
        query = urlsplit(self.evaluate(after)).query
        return {name: texts[0] for name, texts in parse_qs(query).items()}

    def label(self, iso3: str) -> tuple[float, float]:
        """Where a country's label point is in the window."""
        country = the_atlas().store.countries[iso3]
        place = "[left + (x - west) / metres, top + (north - y) / metres]"
        look = f"([x, y]) => {{ {MAP} return {place}; }}"
        x, y = self.evaluate(look, [country.label_x, country.label_y])
        return x, y

    def fill(self, iso3: str) -> str:
        """The colour that a country has on the map."""
        x, y = self.label(iso3)
        # Beside the point, where a mark or an outline may be.
        red, green, blue, _ = self.evaluate(PIXEL, ["#figure-map canvas.fills", x + 5, y + 3])
        return f"#{red:02x}{green:02x}{blue:02x}"

    def saved(self, act: Callable[[], None], end: str) -> bytes:
        """Act, and return the file that is downloaded by that, once its end is there: a pattern."""
        before = self._files()
        act()

        def new() -> list[bytes]:
            return [file.read_bytes() for file in self._files() - before]

        last = re.compile(rb"(%b)\s*$" % end.encode())
        (content,) = self.so(new, lambda found: any(map(last.search, found)), "a download")
        return bytes(content)

    def _files(self) -> set[Path]:
        partly = (".part", ".wkdownload", ".crdownload")
        files = (file for file in self.downloads.rglob("*") if file.suffix not in partly)
        return {file for file in files if file.is_file()}


class PageLeftError(RuntimeError):
    """What was asked of the page was not answered, for it is being left or read anew."""


def decoded(picture: str) -> bytes:
    """Return the bytes of a picture that came as text."""
    return base64.b64decode(picture)
