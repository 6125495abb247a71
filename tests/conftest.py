"""What holds for all tests: no time limits, no skips on the CI machine, and who may try twice."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings

from tests.shared import ABSENT, WHERE

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

# A time limit for each example would fail on a busy machine.
settings.register_profile("isotherm", deadline=None)
settings.load_profile("isotherm")

# With real servers and browsers a busy machine fails one test in hundreds, and another one each
# time. What is wrong fails twice. Unit tests have no second try.
SECOND_TRY = {"integration", "e2e", "engines"}
MOST_SECOND_TRIES = 3


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--app-url", help="test the app that runs there, instead of starting one")
    parser.addoption("--redis-url", help="count in this Redis, instead of starting one")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.relative_to(here).parts[0] in SECOND_TRY:
            item.add_marker(pytest.mark.flaky(reruns=1, reruns_delay=2))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what passed or failed only at the second try, so that it is not forgotten."""
    if again := terminalreporter.stats.get("rerun"):
        terminalreporter.section("second tries")
        for report in again:
            terminalreporter.line(f"{report.nodeid}: {_last_line(report)}")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail where more tests than a busy machine explains needed a second try."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and len(reporter.stats.get("rerun", ())) > MOST_SECOND_TRIES:
        reporter.line(f"\nMore than {MOST_SECOND_TRIES} tests needed a second try.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _last_line(report: pytest.TestReport) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    return (crash.message if crash else str(report.longrepr)).splitlines()[0]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _without_skips((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _without_skips((yield))


def _without_skips(report: Report) -> Report:
    """On the CI machine, turn a skip into a failure that gives the skip's reason.

    Elsewhere (a fork's CI, the image as it is built) there are no shared files to test with.
    """
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        if ABSENT in str(reason) and not os.environ.get(WHERE):
            return report
        report.outcome = "failed"
        report.longrepr = f"with CI=true no test may be skipped: {reason}"
    return report


@pytest.fixture(scope="session", autouse=True)
def directories_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep tests apart from the counts and the snapshots of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("ISOTHERM_STATE_DIR", "ISOTHERM_DATA_DIR"):
            patch.setenv(variable, str(tmp_path_factory.mktemp(variable.lower())))
        patch.setenv("ISOTHERM_FIRST_FETCH", "0")  # `make serve` asks nobody
        yield
