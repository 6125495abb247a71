"""The measurements: what one visitor sees in a round, and what a session costs the server."""

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from itertools import cycle

from playwright.sync_api import Browser, BrowserContext

from benchmarks.browser import PHONE, UnchangedError, Visit, visitor
from benchmarks.servers import Server, serving
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
        readings[f"bytes_{turn}"].append(visit.moved)
    before, frames = visit.moved, visit.websocket
    readings["step"] += _steps(visit, subject)
    if subject.play:
        readings["play"].append(_frames_a_second(visit, subject))
    if "scrub" not in subject.lacking:
        scrubbed = visit.page.evaluate("selector => bench.scrub(selector, 70)", subject.slider)
        readings["scrub"].append(float(scrubbed))
    readings["step_bytes"].append(visit.moved - before)
    readings["step_websocket"].append(visit.websocket - frames)
    visit.settle()  # so that no map changes under the clicks
    before = visit.moved
    clicks = _clicks(visit, subject)
    readings["click"] += clicks
    readings["click_bytes"].append((visit.moved - before) / CLICKS)
    readings["unanswered"].append(CLICKS - len(clicks))
    context.close()


def first_after_start(browser: Browser, subject: Subject, readings: Readings) -> None:
    """Start a server of its own, and be its very first visitor."""
    with serving(subject, fresh=True) as server:
        readings["visible_started"].append(_visible(browser, subject, server))


def phone_visit(browser: Browser, subject: Subject, server: Server, readings: Readings) -> None:
    """Visit as a new visitor with a phone's processor and line."""
    readings["visible_phone"].append(_visible(browser, subject, server, phone=True))


def _visible(browser: Browser, subject: Subject, server: Server, *, phone: bool = False) -> float:
    context = visitor(browser, subject, PHONE.slower if phone else 1)
    shown = Visit(context, PHONE if phone else None).open(server.url)
    context.close()
    return shown


def step_back(visit: Visit, subject: Subject) -> float:
    """Press the left arrow on the slider; return ms until the map's pixels are new."""
    visit.page.locator(subject.slider).first.focus()
    press = partial(visit.page.keyboard.press, "ArrowLeft")
    return visit.changes("map", "keydown", press, quiet=120, limit=20_000)[0]


def _steps(visit: Visit, subject: Subject) -> list[float]:
    return [step_back(visit, subject) for _ in range(STEPS)]


def _frames_a_second(visit: Visit, subject: Subject) -> float:
    """Play from the first year: how many new maps a second."""
    assert subject.play
    visit.page.locator(subject.slider).first.press("Home")
    visit.page.wait_for_timeout(500)
    button = visit.page.locator(subject.play).first
    times = visit.changes("map", "pointerup", button.click, quiet=0, limit=PLAYED, all=False)
    visit.page.wait_for_timeout(3_000)  # to the last year
    return 1000 * (len(times) - 1) / (times[-1] - times[0])


def _clicks(visit: Visit, subject: Subject) -> list[float]:
    """Click on countries: ms until the last change of the charts, for each click answered."""
    countries = _countries.setdefault(subject.key, cycle(CLICKED))
    took = []
    for _ in range(CLICKS):
        try:
            took.append(click_on(visit, next(countries)))
        except UnchangedError as error:
            print(f"{subject.label}: a click was not answered in 10 s: {error}")
    return took


def click_on(visit: Visit, iso3: str) -> float:
    """Click on a country of the map; return ms until the last change of the charts.

    Raises UnchangedError where not all of them have changed after 10 s.
    """
    x, y = visit.page.evaluate("iso3 => bench.place(iso3)", iso3)
    visit.page.mouse.move(x, y)
    visit.page.wait_for_timeout(200)
    click = partial(visit.page.mouse.click, x, y)
    return visit.changes("charts", "pointerup", click, quiet=500, limit=10_000)[-1]


def session_cost(
    browser: Browser, subject: Subject, server: Server, groups: tuple[int, int], readings: Readings
) -> None:
    """Hold pages of new visitors open: processor seconds and bytes of the server for each.

    groups: how many, and how many pages in each. A reading is the mean of a group, because a
    server takes its memory in pieces that are larger than a session.
    """
    count, size = groups
    contexts = [_opened(browser, subject, server) for _ in range(_WARM_UP)]
    for _ in range(count):
        cpu, memory = server.cpu_seconds(), server.memory()
        contexts += [_opened(browser, subject, server) for _ in range(size)]
        readings["cpu"].append((server.cpu_seconds() - cpu) / size)
        readings["memory"].append((server.memory() - memory) / size)
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
