"""What several records cost a visitor who opens the page, beside one record; both in one run."""

import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from benchmarks.browser import Visit, chromium, visitor
from benchmarks.servers import ROOT, Server, started
from benchmarks.subjects import PAGE

RECORDS = {"one record": "cru", "three records": "cru,era5,fao"}
_DASHBOARD = (sys.executable, "-m", "dashboard")

Readings = dict[str, list[float]]


def opening(records: Path, rounds: int) -> dict[str, dict[str, float]]:
    """Return medians by server: ms until the map is visible, and bytes of the visit.

    records: a folder of real ones. The servers take turns, so that both meet the same machine.
    """
    readings: dict[str, Readings] = {name: defaultdict(list) for name in RECORDS}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        servers = {name: _serve(name, Path(folder), records, stack) for name in RECORDS}
        browser = stack.enter_context(chromium())
        for turn in range(rounds + 1):
            for name, server in servers.items():
                context = visitor(browser, PAGE)
                visit = Visit(context)
                shown = visit.open(server.url)
                visit.settle()
                if turn:  # the first is the server's warming up
                    readings[name]["ms until the map is visible"].append(shown)
                    readings[name]["bytes"].append(visit.http + visit.websocket)
                context.close()
    return {
        name: {what: median(r) for what, r in found.items()} for name, found in readings.items()
    }


def _serve(name: str, folder: Path, records: Path, stack: ExitStack) -> Server:
    environ: Mapping[str, str] = {
        "ISOTHERM_DATA_DIR": str(folder / RECORDS[name]),
        "ISOTHERM_RECORDS": RECORDS[name],
    }
    subprocess.run(
        [*_DASHBOARD, "refresh", "--from", str(records)],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        check=True,
    )
    return stack.enter_context(started(name, PAGE.command, PAGE.path, environ))
