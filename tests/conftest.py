"""What holds for all tests: no time limits on examples, and no skips on the CI machine."""

import os
from collections.abc import Generator, Iterator
from typing import TypeVar

import pytest
from hypothesis import settings

from tests.shared import ABSENT, WHERE

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

# A time limit for each example would fail on a busy machine.
settings.register_profile("isotherm", deadline=None)
settings.load_profile("isotherm")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--app-url", help="test the app that runs there, instead of starting one")
    parser.addoption("--redis-url", help="count in this Redis, instead of starting one")


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
