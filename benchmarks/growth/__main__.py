"""`python -m benchmarks.growth`: what 1, 4 and 16 times as much of everything takes.

Indicators, years, countries, records, live sessions and rows of one's own, each by itself; the
sizes take turns, each with a server of its own. A whole run writes every reading to
`benchmarks/growth/results.json` and a plot each to `docs/pictures/growth-*.svg`.
"""

import argparse
import signal
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from benchmarks.browser import chromium
from benchmarks.growth.measure import AXES, TIMES, read_once
from benchmarks.growth.picture import write_pictures
from benchmarks.growth.results import FILE, QUANTITIES, Growth, verdicts
from benchmarks.measure import new_readings
from benchmarks.results import ENOUGH


def main() -> None:
    """Measure, print, and write the pictures where all was measured often enough."""
    options = _options()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    growth = Growth(datetime.now(UTC).date().isoformat(), options.rounds)
    axes = tuple(axis for axis in AXES if axis.key in options.only)
    with chromium() as browser, Progress() as progress:
        task = progress.add_task("measuring", total=len(axes) * len(TIMES) * options.rounds)
        for axis in axes:
            found = {str(times): new_readings() for times in TIMES}
            with tempfile.TemporaryDirectory(prefix="isotherm-growth-") as name:
                served = {}
                for times in TIMES:
                    folder = Path(name) / str(times)
                    folder.mkdir()
                    progress.update(task, description=f"{axis.label}: writing {times}x")
                    served[times] = axis.build(folder, times)
                for _ in range(options.rounds):
                    for times in TIMES:
                        progress.update(task, description=f"{axis.label}: {times}x")
                        read_once(browser, served[times], found[str(times)])
                        progress.advance(task)
            growth.readings[axis.key] = {size: dict(taken) for size, taken in found.items()}
    if options.json:
        growth.write(options.json)
    _print(growth)
    if options.rounds >= ENOUGH and axes == AXES:
        growth.write(FILE)
        write_pictures(growth, AXES)
    else:
        print("Not all was measured, or not often enough: the documents' plots stay.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ENOUGH, help="servers of each size")
    parser.add_argument("--json", type=Path, help="file for every single reading")
    keys = [axis.key for axis in AXES]
    parser.add_argument("--only", nargs="+", choices=keys, default=keys, help="what shall grow")
    return parser.parse_args()


def _print(growth: Growth) -> None:
    console = Console()
    if not console.is_terminal:
        console = Console(width=120)
    for axis in AXES:
        if axis.key not in growth.readings:
            continue
        table = Table(title=f"{axis.label} (medians; in brackets, times 1x)")
        table.add_column("")
        for times in TIMES:
            table.add_column(f"{axis.amount(times):,} {axis.unit}", justify="right")
        for quantity, (unit, _) in QUANTITIES.items():
            cells = [
                f"{growth.median(axis.key, times, quantity):,.4g} "
                f"({growth.ratio(axis.key, times, quantity):.2f})"
                for times in TIMES
            ]
            table.add_row(f"{quantity}, {unit}", *cells)
        console.print(table)
    table = Table("", "times 1x", "limit", "", title="Limits")
    for found in verdicts(growth):
        what = f"{found.axis} {found.times}x: {found.quantity}"
        said = "pass" if found.reached else "MISS"
        table.add_row(what, f"{found.ratio:.2f}", f"≤ {found.limit:g}", said)
    console.print(table)


if __name__ == "__main__":
    main()
