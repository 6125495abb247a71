"""`python -m benchmarks`: the page, a plain GeoViews app and a static page, measured in one run."""

import argparse
import json
import signal
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser
from rich.progress import Progress

from benchmarks.browser import Visit, chromium, visitor
from benchmarks.measure import Readings, new_readings, session_cost, visit_round
from benchmarks.report import figures_table, print_tables, targets_table
from benchmarks.servers import Server, serving
from benchmarks.subjects import SUBJECTS, Subject
from benchmarks.targets import figures, targets

Run = dict[Subject, Server]


def main() -> None:
    """Measure, print, and write the readings where asked."""
    options = _options()
    # Told to stop, it stops its servers too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    subjects = [subject for subject in SUBJECTS if subject.key in options.only]
    readings = {subject.key: new_readings() for subject in subjects}
    with ExitStack() as stack:
        run = {subject: stack.enter_context(serving(subject)) for subject in subjects}
        browser = stack.enter_context(chromium())
        _warm_up(browser, run, options.screenshots)
        try:
            _measure(browser, run, readings, options)
        except KeyboardInterrupt:
            print("Interrupted: what was measured until then follows.")
    if options.json:
        options.json.write_text(json.dumps(readings, indent=1), encoding="utf-8")
    _print(readings)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="visits of each app, in turns")
    parser.add_argument("--sessions", type=int, default=20, help="pages held open for the costs")
    parser.add_argument("--json", type=Path, help="file for every single reading")
    parser.add_argument("--screenshots", type=Path, help="folder for a picture of each app")
    keys = [subject.key for subject in SUBJECTS]
    parser.add_argument("--only", nargs="+", choices=keys, default=keys, help="apps to measure")
    return parser.parse_args()


def _warm_up(browser: Browser, run: Run, screenshots: Path | None) -> None:
    """Visit each app once: what a server does for its very first visitor is not measured."""
    for subject, server in run.items():
        context = visitor(browser, subject)
        visit = Visit(context)
        visit.open(server.url)
        if screenshots:
            visit.page.screenshot(path=screenshots / f"{subject.key}.png")
        visit.settle()
        context.close()


def _measure(
    browser: Browser, run: Run, readings: dict[str, Readings], options: argparse.Namespace
) -> None:
    with Progress() as progress:
        task = progress.add_task("measuring", total=len(run) * (options.rounds + 1))
        for _ in range(options.rounds):
            for subject, server in run.items():
                progress.update(task, description=f"visits: {subject.label}")
                visit_round(browser, subject, server, readings[subject.key])
                progress.advance(task)
        for subject, server in run.items():
            progress.update(task, description=f"sessions: {subject.label}")
            session_cost(browser, subject, server, options.sessions, readings[subject.key])
            progress.advance(task)


def _print(readings: dict[str, Readings]) -> None:
    measured = {key: figures(taken) for key, taken in readings.items()}
    counts = {key: len(taken) for key, taken in next(iter(readings.values())).items()}
    tables = [figures_table(measured, counts)]
    if len(measured) == len(SUBJECTS) and all("cpu" in taken for taken in measured.values()):
        tables.append(targets_table(targets(**measured)))
    print_tables(*tables)


if __name__ == "__main__":
    main()
