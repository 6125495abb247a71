"""`python -m benchmarks.scale`: 1, 2 and 4 servers behind nginx, with one Redis; then their faults.

Prints for each number of servers: page loads and clicks a second, how much of this machine the
servers had, and how evenly pages were dealt out. Then, with three servers and 100 pages open in a
browser: a rolling restart, a server that is killed, and Valkey in Redis's place. What it measured
goes into docs/scale.md, which computes from it what a million views a day cost.
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks.scale.capacity import Capacity, measure
from benchmarks.scale.costs import Costs, cost
from benchmarks.scale.faults import Faults, suffer
from benchmarks.scale.report import PAGE, written


def main() -> None:
    options = _options()
    measured: list[Capacity] = []
    for count in options.servers:
        with tempfile.TemporaryDirectory() as folder:
            measured.append(measure(Path(folder), count, options.seconds))
            print(measured[-1], flush=True)
    with tempfile.TemporaryDirectory() as folder:
        costs: Costs = cost(Path(folder))
        print(costs, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        faults: Faults = suffer(Path(folder), options.pages)
        print(faults, flush=True)
    if options.write:
        written(PAGE, measured, costs, faults)
        print(f"Written: {PAGE}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    parser.add_argument("--servers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--seconds", type=float, default=20, help="of page loads, and of clicks")
    parser.add_argument(
        "--pages", type=int, default=100, help="open in a browser while servers end"
    )
    parser.add_argument("--write", action="store_true", help=f"write the measured part of {PAGE}")
    return parser.parse_args()


if __name__ == "__main__":
    main()
