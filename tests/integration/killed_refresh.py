"""Refresh in child processes that are ended by SIGKILL at a chosen point, for test_refresh_killed.

A point is the n-th thing that the child asks of the system about its data directory, or a
connection that it makes. Reads lines "POINT DIRECTORY", 0 for never; answers each with a line
"EXIT POINTS". Children are forked, so that everything is imported once.
"""

import os
import signal
import sys
import threading

from rich.console import Console

from dashboard.indicators import read_catalogue
from dashboard.refresh import Options, RefreshSettings, refresh
from dashboard.refresh.records import CELLS, around_all, places
from dashboard.sources.quality import judge_grid
from dashboard.store import Store

ANYWHERE = {"os.remove", "os.rmdir", "socket.connect"}  # by names relative to a directory, or none
WITHIN = {"open", "os.rename", "os.mkdir", "os.symlink", "os.listdir", "os.scandir"}


def main() -> None:
    """Run a child for each line."""
    know_the_cells()
    for line in sys.stdin:
        point, folder = line.split()
        print(*in_child(int(point), folder), flush=True)


def know_the_cells() -> None:
    """Measure once what small countries' cells hold: a child would take a second for it."""
    countries = Store.read().countries
    for cell in CELLS.values():
        judge_grid(places(countries), set(countries), cell, "", around_all(countries))


def in_child(point: int, folder: str) -> tuple[int, int]:
    """Refresh in a child; return how it ended, minus the signal's number, and its points."""
    assert threading.active_count() == 1  # a fork copies one thread alone
    reading, writing = os.pipe()
    if not (pid := os.fork()):
        status = 1
        try:
            os.write(writing, str(counted(point, folder)).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    _, status = os.waitpid(pid, 0)
    with os.fdopen(reading) as told:
        return os.waitstatus_to_exitcode(status), int(told.read() or 0)


def counted(point: int, folder: str) -> int:
    """Refresh until the point; return how many there were."""
    count = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        within = event in WITHIN and any(str(part).startswith(folder) for part in arguments)
        if within or event in ANYWHERE:
            count += 1
            if count == point:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    settings = RefreshSettings.read({**os.environ, "ISOTHERM_DATA_DIR": folder})
    refresh(read_catalogue(), settings, Options(), Console(quiet=True))
    return count


if __name__ == "__main__":
    main()
