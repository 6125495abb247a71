"""Every engine that is here, a visitor in it, and what it is to come to."""

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest

from benchmarks.ports import free_port
from tests.engines import playwrights, webkit
from tests.engines.person import Person
from tests.engines.playwrights import Playwrights
from tests.engines.webkit import WebKit
from tests.serving import running

ENGINES = ("Chromium", "Firefox", "WebKit")
Engine = Playwrights | WebKit


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
