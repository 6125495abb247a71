"""Every engine that is here, a visitor in it, and the page that tells what all came to."""

import json
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

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name, _, engine = report.location[2].partition("[")
        if not engine or not report.nodeid.startswith("tests/engines/test_"):
            return
        for key, figures in report.user_properties if report.when == "call" else ():
            if key == "figures":
                self.told.figures[engine.rstrip("]")] = json.loads(str(figures))
        if "test_functions" in report.nodeid and (report.when == "call" or not report.passed):
            self.told.takes(name, engine.rstrip("]"), report.outcome)

    def pytest_sessionfinish(self) -> None:
        if self.file and self.told.functions:
            Path(self.file).write_text(self.told.page(), encoding="utf-8")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of an app that runs as long as the tests do."""
    with running(free_port()) as url:
        yield url


def _engine(name: str) -> AbstractContextManager[Engine]:
    if lacking := webkit.missing() if name == "WebKit" else playwrights.missing(name):
        pytest.skip(lacking)
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
