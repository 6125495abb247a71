"""What one visit costs a site: processor, Redis, bytes, memory."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Response, expect

from benchmarks.browser import PERSON, Visit, chromium
from benchmarks.scale.site import Site

_VISITS = 20
_CHOSEN = {"india": "India", "canada": "Canada", "kenya": "Kenya"}


@dataclass(frozen=True)
class Costs:
    """Of one first visit with three clicks.

    processor: seconds of the server's; redis: seconds of Redis'; commands: to Redis; files and
    rest: bytes of files that a CDN can keep, and of all else (the page, the websocket). memory:
    bytes of the server for a page that stays open.
    """

    processor: float
    redis: float
    commands: float
    files: float
    rest: float
    memory: float

    def __str__(self) -> str:
        """Say it in a line."""
        return (
            f"a first visit with three clicks: {1000 * self.processor:.0f} ms of a server's "
            f"processor, {1000 * self.redis:.1f} ms of Redis' for {self.commands:.0f} commands, "
            f"{self.files / 1000:.0f} kB of files and {self.rest / 1000:.1f} kB besides; "
            f"{self.memory / 1e6:.2f} MB while it is open"
        )


def cost(folder: Path) -> Costs:
    """Start a site of one server in a folder, let people visit it, and return what that took."""
    with Site(folder, 1) as site, chromium() as browser:
        server, url = site.server(0), f"http://{site.balancer.host}/"
        _visit(browser, url)[0].close()
        site.settle()
        before = server.cpu_seconds(), _commands(site), server.memory()
        contexts = []
        files = rest = 0
        for _ in range(_VISITS):
            context, visit, pages = _visit(browser, url)
            contexts.append(context)
            files += visit.http - pages
            rest += pages + visit.websocket
        (commands, redis), worked = _commands(site), server.cpu_seconds() - before[0]
        memory = server.memory() - before[2]
        for context in contexts:
            context.close()
    return Costs(
        processor=worked / _VISITS,
        redis=(redis - before[1][1]) / _VISITS,
        commands=(commands - before[1][0]) / _VISITS,
        files=files / _VISITS,
        rest=rest / _VISITS,
        memory=memory / _VISITS,
    )


def _visit(browser: Browser, url: str) -> tuple[BrowserContext, Visit, int]:
    """Open a page and choose countries; return its context, the visit, and the bytes of pages."""
    context = browser.new_context(user_agent=PERSON)
    visit, documents = Visit(context), []
    visit.page.on("response", lambda answer: documents.append(answer) if _is_page(answer) else None)
    visit.page.goto(url)
    visit.page.wait_for_selector("html[data-ready]")
    for typed, name in _CHOSEN.items():
        visit.page.locator("#search").fill(typed)
        visit.page.keyboard.press("Enter")
        expect(visit.page.locator("#country-name")).to_have_text(name)
    visit.settle()
    sizes = [answer.request.sizes() for answer in documents]
    return context, visit, sum(s["responseBodySize"] + s["responseHeadersSize"] for s in sizes)


def _is_page(answer: Response) -> bool:
    return "/static/" not in answer.url


def _commands(site: Site) -> tuple[int, float]:
    """Return how many commands Redis did, and how long they took it."""
    told = site.redis.client.info("commandstats").values()
    return sum(one["calls"] for one in told), sum(one["usec"] for one in told) / 1e6
