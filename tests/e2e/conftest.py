"""A real server and a real browser; a page that complains fails its test."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
)

from benchmarks.browser import chromium
from benchmarks.ports import free_port
from tests.records_snapshot import write_three_records
from tests.serving import running

# No test may expect a violation of the content security policy.
VIOLATION = "policy violated: "
HEAR_VIOLATIONS = f"""
addEventListener("securitypolicyviolation", (violation) => console.error(
    "{VIOLATION}" + violation.violatedDirective, violation.blockedURI, violation.sourceFile));
"""
# Chromium warns by the clock: a busy machine comes to what was preloaded later than it expects.
LATE = "was preloaded using link preload but not used within a few seconds"

# A page that is right is seen at once; one on a busy machine may stand still for seconds.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a running app: the one given with --app-url, or one started for the tests."""
    if given := request.config.getoption("--app-url"):
        yield given
        return
    with running(free_port()) as url:
        yield url


@pytest.fixture(scope="session")
def three_records_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running app whose snapshot has three records that are fit for claims."""
    folder = tmp_path_factory.mktemp("records")
    write_three_records(folder)
    with running(free_port(), ISOTHERM_DATA_DIR=str(folder)) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser that no visitor has used."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def visitor(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """Open a new visitor's page at 1440 x 900, with options of Playwright's new_context.

    Errors, what the console warns of, requests to other hosts and what breaks the page's own policy
    fail the test; the console alone may say what contains one of `expected`, for a test that
    causes it. `wait_for_function` takes a function, "() => ...": the page's policy evaluates no
    text.
    """
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def visit(url: str = server, expected: Sequence[str] = (), **options: Any) -> Page:
        def hear(message: ConsoleMessage) -> None:
            is_expected = any(words in message.text for words in (*expected, LATE))
            is_expected = is_expected and not message.text.startswith(VIOLATION)
            if message.type in ("error", "warning") and not is_expected:
                complaints.append(f"console: {message.text} ({message.location})")

        def watch(request: Request) -> None:
            if urlsplit(request.url).hostname not in (urlsplit(url).hostname, None):
                complaints.append(f"request to another host: {request.url}")

        size = {"width": 1440, "height": 900}
        context = browser.new_context(**{"base_url": url, "viewport": size, **options})
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(HEAR_VIOLATIONS)
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(f"page: {error}"))
        page.on("request", watch)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def page(visitor: Callable[..., Page]) -> Page:
    """A new visitor's page."""
    return visitor()


@pytest.fixture
def another_server() -> Callable[[], AbstractContextManager[str]]:
    """Start a server that a test may stop; its address is valid in a `with` block."""
    return lambda: running(free_port())
