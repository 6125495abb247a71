"""A server of its own for each reading: how long it takes to start, open, step and click."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser

from benchmarks.browser import Visit, visitor
from benchmarks.growth import snapshots
from benchmarks.measure import Readings, click_on, step_back
from benchmarks.servers import ROOT, Server, started
from benchmarks.subjects import CLICKED, PAGE

TIMES = (1, 4, 16)
OPENINGS, STEPS, CLICKS = 3, 5, 5  # a round
_READY = 120  # seconds
_IDLE = 0.1  # seconds of the processor in one
_SESSIONS = 12.5  # the 16th of 200


@dataclass(frozen=True)
class Served:
    """How a server is started, and how many sessions are held open beside the one measured."""

    environ: Mapping[str, str]
    command: tuple[str, ...] = PAGE.command
    sessions: int = 0
    query: str = ""


@dataclass(frozen=True)
class Axis:
    """One thing that grows. unit: what there is so many times of.

    build: writes a folder of a size, and says how it is served. limits: by quantity, what a size
    may take of what one takes, as a function of the size.
    """

    key: str
    label: str
    unit: str
    amount: Callable[[int], int]
    build: Callable[[Path, int], Served]
    limits: Mapping[str, Callable[[int], float]] = field(default_factory=dict)


def _data(folder: Path, **more: str) -> dict[str, str]:
    return {"ISOTHERM_DATA_DIR": str(folder), **more}


def _with_catalogue(write: Callable[[Path, int], Path], query: str = "") -> Callable[..., Served]:
    def build(folder: Path, times: int) -> Served:
        catalogue = str(write(folder, times) / snapshots.CATALOGUE)
        return Served(_data(folder, ISOTHERM_CATALOGUE=catalogue), query=query)

    return build


def _plain(write: Callable[[Path, int], Path]) -> Callable[..., Served]:
    return lambda folder, times: Served(_data(write(folder, times)))


def _cut(folder: Path, times: int) -> Served:
    shapes = str(snapshots.countries(folder, times) / snapshots.BOUNDARIES)
    command = (sys.executable, "-m", "benchmarks.growth.serve", shapes, "--port", "{port}")
    return Served(_data(folder), command)


def _held(folder: Path, times: int) -> Served:
    return Served(_data(folder), sessions=round(_SESSIONS * times))


def _flat(_times: int) -> float:
    return 1.1


def _in_step(times: int) -> float:
    return float(times)


_FLAT = {"opening": _flat, "click": _flat}
AXES = (
    Axis(
        "indicators",
        "Indicators",
        "indicators",
        lambda times: 12 * times,
        _with_catalogue(snapshots.indicators),
        _FLAT,
    ),
    Axis("years", "Years", "years", lambda times: 77 * times, _plain(snapshots.years)),
    Axis(
        "countries",
        "Countries",
        "units",
        lambda times: 249 * times,
        _cut,
        {"opening": _in_step, "click": _in_step},
    ),
    Axis("records", "Records", "records", lambda times: times, _plain(snapshots.records), _FLAT),
    Axis(
        "sessions",
        "Live sessions",
        "sessions",
        lambda times: round(_SESSIONS * times),
        _held,
        _FLAT,
    ),
    Axis(
        "own",
        "Own rows",
        "rows",
        lambda times: 249 * 5 * times,
        _with_catalogue(snapshots.own_rows, "?indicator=own"),
    ),
)


def read_once(browser: Browser, served: Served, readings: Readings) -> None:
    """Start a server, visit it twice, and add what the second visitor met.

    start: s from the command until a page can be built. opening: ms until the map is visible.
    bytes: of that visit. step, click: ms. memory: bytes of the server afterwards.
    """
    begun = time.perf_counter()
    environ = dict(served.environ)
    with started(PAGE.label, served.command, PAGE.path, environ, PAGE.ready) as server:
        _wait_until_ready(server)
        readings["start"].append(time.perf_counter() - begun)
        with _sessions(server, served.sessions):
            url = server.url + served.query
            _visit(browser, url, None)
            _wait_until_idle(server)  # it makes answers ahead, once a page has been opened
            _visit(browser, url, readings)
            for _ in range(OPENINGS - 1):
                readings["opening"].append(_opening(browser, url))
            readings["memory"].append(server.memory())


def _visit(browser: Browser, url: str, readings: Readings | None) -> None:
    context = visitor(browser, PAGE)
    visit = Visit(context)
    shown = visit.open(url)
    visit.settle()
    moved = visit.moved
    steps = [step_back(visit, PAGE) for _ in range(STEPS)]
    clicks = [click_on(visit, iso3) for iso3 in CLICKED[: CLICKS + 1]][1:]
    if readings is not None:
        readings["opening"].append(shown)
        readings["bytes"].append(moved)
        readings["step"] += steps
        readings["click"] += clicks
    context.close()


def _opening(browser: Browser, url: str) -> float:
    context = visitor(browser, PAGE)
    visit = Visit(context)
    shown = visit.open(url)
    visit.settle()
    context.close()
    return shown


def _wait_until_ready(server: Server) -> None:
    ready = server.url.removesuffix(PAGE.path) + "/readyz"
    end = time.monotonic() + _READY
    while True:
        try:
            with urlopen(ready, timeout=_READY) as answer:
                if json.load(answer)["app"] == "ok":
                    return
        except (URLError, OSError):
            if time.monotonic() > end:
                raise
        time.sleep(0.05)


def _wait_until_idle(server: Server) -> None:
    """Wait until a second costs less than a tenth of it, but not for ever."""
    before = -1.0
    for _ in range(_READY):
        now = server.cpu_seconds()
        if now - before < _IDLE:
            return
        before = now
        time.sleep(1)


def _sessions(server: Server, count: int) -> AbstractContextManager[object]:
    return _holding(server, count) if count else nullcontext()


@contextmanager
def _holding(server: Server, count: int) -> Iterator[None]:
    url = server.url.removesuffix("app")
    command = [sys.executable, "-m", "benchmarks.growth.sessions", url, str(count)]
    pipe = partial(subprocess.Popen, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with pipe(command, cwd=ROOT) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        if holder.stdout.readline() != "open\n":
            raise SystemExit(f"{count} sessions could not be opened")
        try:
            yield
        finally:
            holder.stdin.close()
            holder.wait(30)
