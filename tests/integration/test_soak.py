"""Visitors who come and go leave nothing; `python -m benchmarks.load --soak 30` is the long one."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from benchmarks.load.soak import visits
from tests.integration.test_faults_server import wait_until
from tests.visitors import PANELS, Served, served

FIRST, THEN = 60, 160  # visits
BACK = 30  # seconds
# MB: half of what these sessions take while they live. Python looks for cycles in all of a large
# heap seldom, so 0.02 to 0.045 MB a visit are there until it does.
MOST_MB = THEN * 0.06
# Sessions end soon after their pages, so that none of the first is still there.
SHORT = ["--unused-session-lifetime", "2000", "--check-unused-sessions", "1000"]


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    command = [*PANELS[:-1], *SHORT, PANELS[-1]]
    with served(command, tmp_path_factory.mktemp("served") / "log") as running:
        yield running


def test_what_visitors_took_is_back_within_half_a_minute(server: Served):
    def come(number: int) -> None:
        assert asyncio.run(visits(f"{server.url}/", lambda done: done < number)) >= number

    come(FIRST)
    time.sleep(2 * float(SHORT[1]) / 1000)
    memory, descriptors = server.memory(), server.process.num_fds()
    come(THEN)
    wait_until(
        lambda: server.memory() - memory < MOST_MB and server.process.num_fds() <= descriptors,
        BACK,
    )
    assert "Traceback" not in server.said()
