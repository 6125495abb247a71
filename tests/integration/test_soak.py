"""Visitors who come and go leave nothing; `python -m benchmarks.load --soak 30` is the long one."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from benchmarks.load.soak import visits
from tests.visitors import PANELS, Served, served

VISITS, ROUNDS = 100, 8
BACK = 4  # seconds after a round: twice what its sessions may still live
# MB of a round: half of what its sessions take while they live.
MOST_MB = VISITS * 0.05
# Sessions end soon after their pages, so that none of one round is there in the next.
SHORT = ["--unused-session-lifetime", "2000", "--check-unused-sessions", "1000"]


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    command = [*PANELS[:-1], *SHORT, PANELS[-1]]
    with served(command, tmp_path_factory.mktemp("served") / "log") as running:
        yield running


def test_visitors_who_went_leave_nothing(server: Served):
    """What is kept of a visitor is there after every round; what is read once comes in the first.

    Python also looks for cycles in a large heap seldom, so a single round says little.
    """

    def kept() -> tuple[float, int]:
        return server.memory(), server.process.num_fds()

    seen = [kept()]
    for _ in range(ROUNDS):
        assert asyncio.run(visits(f"{server.url}/", lambda done: done < VISITS)) >= VISITS
        time.sleep(BACK)
        seen.append(kept())
        (memory, descriptors), (before, opened) = seen[-1], seen[-2]
        if memory - before < MOST_MB and descriptors <= opened:
            break
    else:
        pytest.fail(f"MB and open files rose in each round of {VISITS} visits: {seen}")
    assert "Traceback" not in server.said()
