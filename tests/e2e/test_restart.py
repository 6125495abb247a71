"""A server that is started anew under pages that are open: they come back, and count once."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from benchmarks.browser import PERSON
from benchmarks.counter.faults import RedisServer
from benchmarks.ports import free_port
from dashboard.store import COUNTRIES, SNAPSHOT
from tests.serving import wait_for

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds
SOON = 30_000  # ms: measured are 1 to 3 s after the start
# What a browser and Bokeh say of a server that is away.
# As WebKit does: a socket that is closed has an error before.
WEBKIT = """
window.WebSocket = class extends WebSocket {
  constructor(...what) {
    super(...what);
    this.addEventListener("close", () => this.dispatchEvent(new Event("error")));
  }
};
"""
AWAY = ("ERR_CONNECTION_REFUSED", "Could not open websocket", "ERR_EMPTY_RESPONSE")


class Server:
    """One address, at which a server is started again and again."""

    def __init__(self, redis: RedisServer) -> None:
        self.redis = redis
        self.port = str(free_port())
        self.url = f"http://localhost:{self.port}/"
        self.run: subprocess.Popen[bytes] | None = None

    def start(self, key: str = "the same key after each start", **environ: str) -> None:
        given = {"ISOTHERM_SECRET_KEY": key, "REDIS_URL": self.redis.url, **environ}
        command = [sys.executable, "-m", "dashboard", "serve", "--port", self.port]
        self.run = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **given})
        wait_for(f"{self.url}healthz", self.run, PATIENCE)

    def stop(self) -> None:
        self.run.send_signal(signal.SIGTERM)
        assert self.run.wait(PATIENCE) == 0
        self.run = None

    def here(self) -> int:
        return self.redis.client.zcard("isotherm:1:here")

    def opened(self, iso3: str) -> float | None:
        return self.redis.client.zscore("isotherm:1:countries", iso3)


@pytest.fixture
def restarting(tmp_path: Path) -> Iterator[Server]:
    with RedisServer(tmp_path) as redis:
        server = Server(redis)
        server.start()
        yield server
        if server.run:
            server.stop()


def choose(page: Page, name: str) -> None:
    page.locator("#search").fill(name)
    page.keyboard.press("Enter")


def until(said: Callable[[], object], wanted: object) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and said() != wanted:
        time.sleep(0.1)
    assert said() == wanted


def test_pages_come_back_to_their_view_and_are_counted_once(restarting: Server, visitor):
    linked, clicked = (visitor(restarting.url, AWAY, user_agent=PERSON) for _ in range(2))
    for page, link in ((linked, "?country=IND&baseline=1971-2000"), (clicked, "")):
        page.goto(restarting.url + link)
        page.wait_for_selector("html[data-ready]")
    choose(clicked, "mongolia")
    expect(clicked.locator("#country-name")).to_have_text("Mongolia")
    until(restarting.redis.views, 2)

    restarting.stop()
    choose(clicked, "brazil")  # what its session, built again from the link, has chosen already
    assert restarting.here() == 0
    restarting.start()

    expect(clicked.locator("#country-name")).to_have_text("Brazil", timeout=SOON)
    until(restarting.here, 2)
    for page in (clicked, linked):
        choose(page, "canada")
        expect(page.locator("#country-name")).to_have_text("Canada", timeout=SOON)
        assert page.locator("#offline").is_hidden()
    assert "baseline=1971-2000" in linked.url
    expect(linked.locator('#country [data-field="baseline"]').first).to_have_text("1971–2000")
    until(lambda: restarting.opened("CAN"), 2)
    assert restarting.redis.views() == 2
    assert (restarting.opened("IND"), restarting.opened("MNG")) == (1, 1)


def test_a_page_opened_while_the_server_ends_gets_its_session_from_the_next(
    restarting: Server, visitor
):
    held: list[Route] = []
    page = visitor(restarting.url, AWAY, user_agent=PERSON)
    page.route("**/bokeh.min.js*", lambda route: held.append(route))  # noqa: PLW0108  (Playwright marks the function)
    page.goto(f"{restarting.url}?country=IND", wait_until="commit")
    # All modules are here by now, and of Bokeh's script the first use is the session.
    page.wait_for_selector("body > script[src*='bokeh.min']", state="attached")
    answers = [route.fetch() for route in held]
    restarting.stop()
    for route, answer in zip(held, answers, strict=True):
        route.fulfill(response=answer)
    page.wait_for_selector("html[data-ready]")
    choose(page, "mongolia")
    expect(page.locator("#offline")).to_be_visible(timeout=SOON)
    restarting.start()
    expect(page.locator("#country-name")).to_have_text("Mongolia", timeout=SOON)
    assert page.locator("#offline").is_hidden()
    until(restarting.redis.views, 1)
    until(restarting.here, 1)


@pytest.mark.parametrize("engine", ["", WEBKIT], ids=["chromium", "webkit"])
def test_a_page_comes_back_to_a_server_that_does_not_know_its_key(
    restarting: Server, visitor, engine: str
):
    page = visitor(restarting.url, (*AWAY, "403", "Lost websocket"), user_agent=PERSON)
    page.add_init_script(engine)
    page.goto(restarting.url + "?country=IND")
    page.wait_for_selector("html[data-ready]")
    choose(page, "mongolia")
    expect(page.locator("#country-name")).to_have_text("Mongolia")
    page.evaluate("window.before = true")
    restarting.stop()
    restarting.start("another key after this start")
    page.wait_for_function("() => window.before === undefined", timeout=SOON)
    expect(page.locator("#country-name")).to_have_text("Mongolia")
    choose(page, "canada")
    expect(page.locator("#country-name")).to_have_text("Canada")


def test_a_page_whose_sockets_are_all_refused_is_read_anew_once(restarting: Server, visitor):
    page = visitor(restarting.url, AWAY, user_agent=PERSON)
    page.route_web_socket("**/ws", lambda socket: socket.close())
    loads: list[str] = []
    page.on("load", lambda: loads.append(page.url))
    page.goto(restarting.url)
    page.wait_for_timeout(12_000)
    assert len(loads) == 2


def numbers(page: Page) -> list[str]:
    """Return what the page says of the chosen country's temperature, its trend and its peers."""
    fields = ("trend", "interval", "value")
    said = [page.locator(f'#country [data-field="{name}"]').first.text_content() for name in fields]
    return [*said, page.locator("#peers-groups").text_content()]


def other_way_round(folder: Path) -> Path:
    """Write a snapshot whose countries are in the opposite order, as a refresh may have."""
    snapshot = folder / "snapshots" / "20310101T000000.000000Z"
    shutil.copytree(SNAPSHOT, snapshot)
    table = pq.read_table(snapshot / COUNTRIES)
    pq.write_table(table.take(list(reversed(range(table.num_rows)))), snapshot / COUNTRIES)
    (folder / "current").symlink_to(snapshot.relative_to(folder))
    return folder


def test_a_page_of_another_snapshot_is_read_anew_before_it_shows_a_number(
    restarting: Server, visitor, tmp_path: Path
):
    page = visitor(restarting.url, AWAY, user_agent=PERSON)
    page.goto(f"{restarting.url}?country=IND&baseline=1971-2000")
    page.wait_for_selector("html[data-ready]")
    page.evaluate("() => { window.isOld = true; }")
    (tmp_path / "data").mkdir()
    restarting.stop()
    restarting.start(ISOTHERM_DATA_DIR=str(other_way_round(tmp_path / "data")))
    page.wait_for_function("() => !window.isOld", timeout=SOON)
    page.wait_for_selector("html[data-ready]")
    fresh = visitor(restarting.url, user_agent=PERSON)
    fresh.goto(f"{restarting.url}?country=IND&baseline=1971-2000")
    fresh.wait_for_selector("html[data-ready]")
    expect(page.locator("#country-name")).to_have_text("India")
    assert "baseline=1971-2000" in page.url
    assert numbers(page) == numbers(fresh)


def test_a_page_that_had_no_session_yet_is_read_anew_too(
    restarting: Server, visitor, tmp_path: Path
):
    page, waiting = visitor(restarting.url, AWAY, user_agent=PERSON), []

    def hold(socket: WebSocketRoute) -> None:  # for Playwright takes no list's own append
        waiting.append(socket)

    page.route_web_socket(re.compile("/ws"), hold)
    page.goto(f"{restarting.url}?country=IND")
    page.wait_for_selector("html[data-ready]")
    page.wait_for_timeout(300)
    (tmp_path / "data").mkdir()
    restarting.stop()
    page.route_web_socket(re.compile("/ws"), lambda socket: socket.connect_to_server())
    page.evaluate("() => { window.isOld = true; }")
    (first,) = waiting
    first.close(code=1001)
    restarting.start(ISOTHERM_DATA_DIR=str(other_way_round(tmp_path / "data")))
    page.wait_for_function("() => !window.isOld", timeout=SOON)
    page.wait_for_selector("html[data-ready]")


def test_a_page_of_the_same_snapshot_and_release_goes_on_as_it_is(restarting: Server, visitor):
    page = visitor(restarting.url, AWAY, user_agent=PERSON)
    page.goto(f"{restarting.url}?country=IND")
    page.wait_for_selector("html[data-ready]")
    page.evaluate("() => { window.isOld = true; }")
    restarting.stop()
    restarting.start()
    choose(page, "canada")
    expect(page.locator("#country-name")).to_have_text("Canada", timeout=SOON)
    assert page.evaluate("() => window.isOld")
