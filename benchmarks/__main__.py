"""`python -m benchmarks`: the page, what people would write instead, and a static page, in one run.

A whole run writes every reading to `benchmarks/results.json` and the picture of its table to
`docs/pictures/benchmarks.svg`.
"""

import argparse
import os
import platform
import signal
import subprocess
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Error
from rich.progress import Progress

from benchmarks.browser import Visit, chromium, visitor
from benchmarks.check import faults
from benchmarks.measure import (
    first_after_start,
    new_readings,
    phone_visit,
    session_cost,
    visit_round,
)
from benchmarks.picture import write_picture
from benchmarks.reference.peers import PeersError, peers
from benchmarks.report import print_results
from benchmarks.results import ENOUGH, RESULTS, Results
from benchmarks.servers import Server, serving
from benchmarks.subjects import KEYS, SUBJECTS, Subject, another_build

Run = dict[Subject, Server]


def main() -> None:
    """Measure, print, and write the readings where asked."""
    options = _options()
    # Told to stop, it stops its servers too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    cores = os.cpu_count()
    taken = datetime.now(UTC).date().isoformat()
    results = Results(taken, options.rounds, f"{cores} cores, {platform.system()}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="isotherm-peers-")))
        subjects = _subjects(options.only, folder, results, options.before)
        run = {subject: stack.enter_context(serving(subject)) for subject in subjects}
        browser = stack.enter_context(chromium())
        results.machine += f", Python {platform.python_version()}, Chromium {browser.version}"
        run = _warm_up(browser, run, results, options.screenshots)
        try:
            _measure(browser, run, results, options)
        except KeyboardInterrupt:
            print("Interrupted: what was measured until then follows.")
            results.left_out["interrupted"] = "The run was interrupted."
    if options.json:
        results.write(options.json)
    print_results(results)
    if results.publishable:
        results.write(RESULTS)
        write_picture(results)
    else:
        print("Not all apps were measured, or not often enough: the documents' table stays.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ENOUGH, help="visits of each app, in turns")
    parser.add_argument(
        "--sessions", type=int, default=3, help="pages that are opened for a reading of the costs"
    )
    parser.add_argument("--json", type=Path, help="file for every single reading")
    parser.add_argument("--screenshots", type=Path, help="folder for a picture of each app")
    parser.add_argument("--only", nargs="+", choices=KEYS, default=KEYS, help="apps to measure")
    parser.add_argument(
        "--before", type=Path, help="another checkout, such as `git worktree add` makes, to compare"
    )
    return parser.parse_args()


def _subjects(
    keys: list[str], folder: Path, results: Results, before: Path | None
) -> list[Subject]:
    """Return what is measured, in the order of the table."""
    known = {subject.key: subject for subject in SUBJECTS}
    if {"dash", "streamlit"} & set(keys):
        try:
            known |= {subject.key: subject for subject in peers(folder)}
        except PeersError as error:
            results.left_out["packages"] = (
                f"Dash and Streamlit are left out: they could not be installed ({error})."
            )
    subjects = [known[key] for key in KEYS if key in keys and key in known]
    if before:
        subjects.insert(0, another_build(before.resolve()))
    for subject in subjects:
        results.labels[subject.key] = subject.label
        results.lacking[subject.key] = dict(subject.lacking)
        results.versions[subject.key] = _versions(subject)
    return subjects


def _versions(subject: Subject) -> str:
    """Return the versions of an app's packages, as its own Python has them."""
    program = (
        "import sys, importlib.metadata as m; "
        "print(', '.join(f'{name} {m.version(name)}' for name in sys.argv[1:]))"
    )
    if not subject.packages:
        return "d3 7.9.0" if subject.key == "floor" else ""
    asked = [subject.command[0], "-c", program, *subject.packages]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def _warm_up(browser: Browser, run: Run, results: Results, screenshots: Path | None) -> Run:
    """Visit each app once, and return those that show what they should.

    What a server does for its very first visitor is measured by itself.
    """
    sound = {}
    for subject, server in run.items():
        if found := _faults(browser, subject, server, screenshots):
            said = f"{subject.label} is left out, because it is broken: {'; '.join(found)}."
            results.left_out[subject.key] = said
            print(said)
        else:
            sound[subject] = server
            results.readings[subject.key] = new_readings()
    return sound


def _faults(
    browser: Browser, subject: Subject, server: Server, screenshots: Path | None
) -> list[str]:
    context = visitor(browser, subject)
    visit = Visit(context)
    try:
        visit.open(server.url)
        visit.settle()
        if screenshots:
            screenshots.mkdir(parents=True, exist_ok=True)
            visit.page.screenshot(path=screenshots / f"{subject.key}.png")
        return faults(browser, subject, server)
    except (RuntimeError, Error) as error:
        return [str(error)]
    finally:
        context.close()


def _measure(browser: Browser, run: Run, results: Results, options: argparse.Namespace) -> None:
    readings = results.readings
    with Progress() as progress:
        task = progress.add_task("measuring", total=len(run) * (3 * options.rounds + 1))

        def begin(what: str, subject: Subject) -> None:
            progress.update(task, description=f"{what}: {subject.label}", advance=1)

        for _ in range(options.rounds):
            for subject, server in run.items():
                begin("visits", subject)
                visit_round(browser, subject, server, readings[subject.key])
            for subject, server in run.items():
                begin("phone", subject)
                phone_visit(browser, subject, server, readings[subject.key])
        for subject, server in run.items():
            begin("sessions", subject)
            groups = options.rounds, options.sessions
            session_cost(browser, subject, server, groups, readings[subject.key])
        for _ in range(options.rounds):
            for subject in run:
                begin("start", subject)
                first_after_start(browser, subject, readings[subject.key])


if __name__ == "__main__":
    main()
