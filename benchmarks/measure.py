"""The measurements: what one visitor sees in a round, and what a session costs the server."""

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from itertools import cycle

from playwright.sync_api import Browser, BrowserContext

from benchmarks.browser import UnchangedError, Visit, visitor
from benchmarks.servers import Server
from benchmarks.subjects import CLICKED, Subject

STEPS = 7  # a round
CLICKS = 4  # a round
PLAYED = 2_000  # ms
_WARM_UP = 2
_countries: dict[str, Iterator[str]] = {}

Readings = dict[str, list[float]]


def visit_round(browser: Browser, subject: Subject, server: Server, readings: Readings) -> None:
    """Visit twice as one new visitor, then scrub, play and click on the second page."""
    context = visitor(browser, subject)
    for turn in ("first", "next"):
        visit = Visit(context)
        readings[f"visible_{turn}"].append(visit.open(server.url))
        visit.settle()
        readings[f"http_{turn}"].append(visit.http)
        readings[f"websocket_{turn}"].append(visit.websocket)
    before = visit.websocket
    readings["step"] += _steps(visit, subject)
    if subject.play:
        readings["play"].append(_frames_a_second(visit, subject))
        scrubbed = visit.page.evaluate("selector => bench.scrub(selector, 70)", subject.slider)
        readings["scrub"].append(float(scrubbed))
    readings["step_websocket"].append(visit.websocket - before)
    clicks = _clicks(visit, subject)
    readings["click"] += clicks
    readings["unanswered"].append(CLICKS - len(clicks))
    context.close()


def _steps(visit: Visit, subject: Subject) -> list[float]:
    """Press the left arrow on the slider: ms until the map's pixels are new, for each press."""
    visit.page.locator(subject.slider).first.focus()
    return [
        visit.changes(
            "map",
            "keydown",
            lambda: visit.page.keyboard.press("ArrowLeft"),
            quiet=120,
            limit=20_000,
        )[0]
        for _ in range(STEPS)
    ]


def _frames_a_second(visit: Visit, subject: Subject) -> float:
    """Play from the first year: how many new maps a second."""
    assert subject.play
    visit.page.locator(subject.slider).first.press("Home")
    visit.page.wait_for_timeout(500)
    button = visit.page.locator(subject.play)
    times = visit.changes("map", "pointerup", button.click, quiet=0, limit=PLAYED, all=False)
    visit.page.wait_for_timeout(3_000)  # to the last year, so that no map changes under the clicks
    return 1000 * (len(times) - 1) / (times[-1] - times[0])


def _clicks(visit: Visit, subject: Subject) -> list[float]:
    """Click on countries: ms until the last change of the charts' pixels, for each one answered."""
    countries = _countries.setdefault(subject.key, cycle(CLICKED))
    took = []
    for _ in range(CLICKS):
        x, y = visit.page.evaluate("iso3 => bench.place(iso3)", next(countries))
        visit.page.mouse.move(x, y)
        visit.page.wait_for_timeout(200)
        click = partial(visit.page.mouse.click, x, y)
        try:
            took.append(visit.changes("charts", "pointerup", click, quiet=500, limit=10_000)[-1])
        except UnchangedError as error:
            print(f"{subject.label}: a click was not answered in 10 s: {error}")
    return took


def session_cost(
    browser: Browser, subject: Subject, server: Server, sessions: int, readings: Readings
) -> None:
    """Hold pages of new visitors open: processor seconds and bytes of the server for each."""
    contexts = [_opened(browser, subject, server) for _ in range(_WARM_UP)]
    cpu, memory = server.cpu_seconds(), server.memory()
    contexts += [_opened(browser, subject, server) for _ in range(sessions)]
    readings["cpu"].append((server.cpu_seconds() - cpu) / sessions)
    readings["memory"].append((server.memory() - memory) / sessions)
    for context in contexts:
        context.close()


def _opened(browser: Browser, subject: Subject, server: Server) -> BrowserContext:
    context = visitor(browser, subject)
    visit = Visit(context)
    visit.open(server.url)
    visit.settle()
    return context


def new_readings() -> Readings:
    """Return readings with nothing in them."""
    return defaultdict(list)
