"""Every engine that is here, a visitor in it, and the page that tells what all came to."""

import json
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from benchmarks.ports import free_port
from tests.engines import playwrights, webkit
from tests.engines.person import Person
from tests.engines.playwrights import Playwrights
from tests.engines.told import ENGINES, Told
from tests.engines.webkit import WebKit
from tests.serving import running

Engine = Playwrights | WebKit


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engines-page", help="write what the engines came to into this file")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Teller(config.getoption("--engines-page", None)), "engines-page")


class Teller:
    """Hears what each test came to, and writes the page once all have run."""

    def __init__(self, file: str | None) -> None:
        self.file, self.told = file, Told()
        self.missing = {name: lacking for name in ENGINES if (lacking := _missing(name))}

    @pytest.hookimpl(tryfirst=True)  # xdist reads the groups
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Leave out what is for an engine that is not here: on the CI machine a skip would fail."""
        out = [item for item in items if _engine_of(item) in self.missing]
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]
        for item in items:  # one process for each engine, where there are several
            if engine := _engine_of(item):
                item.add_marker(pytest.mark.xdist_group(engine))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for name, lacking in self.missing.items():
            packages = " and ".join(lacking)
            terminalreporter.write_line(
                f"{name} is not here: its tests were left out; install {packages}"
            )

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name, _, engine = report.location[2].partition("[")
        if not engine or not report.nodeid.startswith("tests/engines/test_"):
            return
        if str(report.outcome) == "rerun":  # what the second try comes to is told
            return
        for key, figures in report.user_properties if report.when == "call" else ():
            if key == "figures":
                self.told.figures[engine.rstrip("]")] = json.loads(str(figures))
        if "test_functions" in report.nodeid and (report.when == "call" or not report.passed):
            self.told.takes(name, engine.rstrip("]"), report.outcome)

    def pytest_sessionfinish(self) -> None:
        is_part = "PYTEST_XDIST_WORKER" in os.environ
        if self.file and self.told.functions and not is_part:
            Path(self.file).write_text(self.told.page(), encoding="utf-8")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of an app that runs as long as the tests do."""
    with running(free_port()) as url:
        yield url


def _engine_of(item: pytest.Item) -> str | None:
    """The engine of a test, if it is of one."""
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("engine") if callspec else None


def _missing(name: str) -> tuple[str, ...]:
    return webkit.missing() if name == "WebKit" else playwrights.missing(name)


def _engine(name: str) -> AbstractContextManager[Engine]:
    return webkit.webkit() if name == "WebKit" else playwrights.playwrights(name)


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An engine, until all of its tests have run."""
    with _engine(request.param) as engine:
        yield engine


@pytest.fixture
def person(engine: Engine) -> Iterator[Person]:
    """Somebody new, whose page may complain of nothing."""
    person = engine.visitor()
    try:
        yield person
        complaints = person.complaints()
    finally:
        person.close()
    assert not complaints, "\n".join(complaints)
