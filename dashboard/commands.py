"""What `python -m dashboard` does: serve, build or refresh the snapshot, show, add, export, check.

The server and the pipeline are imported by the command that runs them: the others need neither.
"""

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from dashboard import first
from dashboard.boundaries import BoundariesError
from dashboard.climate import BaselineError, TrendError, parse_years
from dashboard.collection import open_served
from dashboard.config import Settings, SettingsError
from dashboard.indicators import CatalogueError, read_catalogue
from dashboard.store import SnapshotError
from dashboard.summary import ChoiceError, summary
from dashboard.summary_text import summary_text
from dashboard.worldfile import world_file

APP = Path(__file__).with_name("app.py")
NOT_READY, WRONG_ARGUMENT = 1, 2
EMBEDDED = "Serving the embedded figures. `make data` asks again."
SILENT = "The publishers do not answer: serving the embedded figures. `make data` asks again."


class CommandError(Exception):
    """A command cannot do what was asked; the message says why, and what to do."""

    def __init__(self, error: object, status: int) -> None:
        super().__init__(str(error))
        self.status = status


def serve(options: argparse.Namespace) -> None:
    """Serve the app until it is told to stop."""
    given = {} if options.port is None else {"PORT": options.port}
    with _told(SettingsError, status=NOT_READY):
        settings = Settings.read({**os.environ, **given})
    check_port(settings)
    check_state_folder(settings)
    check_snapshot()
    from dashboard.extension import the_extension  # noqa: PLC0415
    from dashboard.server.edition import the_edition  # noqa: PLC0415

    with _told(SettingsError, status=NOT_READY):
        the_extension()
        the_edition()
    from dashboard.app import first_page  # noqa: PLC0415
    from dashboard.atlas import look_for_newer, the_atlas  # noqa: PLC0415
    from dashboard.server.command import run  # noqa: PLC0415

    run(
        APP,
        settings,
        first=lambda: first_page(the_atlas()),
        often=lambda: look_for_newer(first_page),
    )


def snapshot(options: argparse.Namespace) -> None:
    """Build the snapshot from its sources."""
    from dashboard.pipeline import PipelineError, build_snapshot  # noqa: PLC0415
    from dashboard.sources.packages import PackageError  # noqa: PLC0415

    with _told(PackageError, PipelineError, OSError, status=NOT_READY):
        build_snapshot(options.to)
    print(f"The snapshot is in {options.to}")


def refresh(options: argparse.Namespace) -> None:
    """Fetch today's figures, check them, and serve them from then on."""
    from rich.console import Console  # noqa: PLC0415

    from dashboard import refresh as way  # noqa: PLC0415
    from dashboard.snapshots import RefreshingError  # noqa: PLC0415

    if options.first:
        first_refresh()
        return
    with _told(SettingsError, CatalogueError, status=NOT_READY):
        settings = way.RefreshSettings.read(temperature=options.temperature)
        catalogue = read_catalogue()
    only = tuple(options.only)
    if options.folder is not None:
        if not options.folder.is_dir():
            raise CommandError(f"--from {options.folder}: there is no such folder", WRONG_ARGUMENT)
        only = ("temperature",)
    accepted = frozenset(options.accept)
    chosen = way.Options(only, options.offline, accepted, options.folder)
    wrong = _told(way.NotFetchedError, status=WRONG_ARGUMENT)
    if options.dry_run:
        with wrong:
            rows = way.plan(catalogue, settings, chosen.only)
        print("\n".join(f"{name}: {url} ({known})" for name, url, known in rows))
        return
    failed = _told(way.RefreshError, RefreshingError, SnapshotError, OSError, status=NOT_READY)
    with wrong, failed:
        snapshot = way.refresh(catalogue, settings, chosen, Console(stderr=True))
    print(f"Served from now on: {snapshot}" if snapshot else "Nothing has changed")


def first_refresh() -> None:
    """Ask the publishers once, before anybody serves here; a fault is reported and ends nothing."""
    if not first.is_wanted():
        return
    answering = first.answering()
    if not answering:
        print(SILENT, file=sys.stderr)
        return
    from rich.console import Console  # noqa: PLC0415

    from dashboard import refresh as way  # noqa: PLC0415
    from dashboard.snapshots import RefreshingError  # noqa: PLC0415

    told = (
        SettingsError,
        CatalogueError,
        way.RefreshError,
        RefreshingError,
        SnapshotError,
        OSError,
    )
    console = Console(stderr=True)
    try:
        settings, catalogue = way.RefreshSettings.read(), read_catalogue()
        first.remember(settings.folder)
        snapshot = way.first_refresh(catalogue, settings, answering, console)
    except told as error:
        print(f"isotherm: {error}\n{EMBEDDED}", file=sys.stderr)
        return
    print(f"Served from now on: {snapshot}" if snapshot else EMBEDDED, file=sys.stderr)


def show(options: argparse.Namespace) -> None:
    """Print what the page says of a country."""
    with _told(SnapshotError, CatalogueError, status=NOT_READY):
        found = open_served()
    store, catalogue = found.store, found.catalogue
    with _told(ChoiceError, BaselineError, TrendError, status=WRONG_ARGUMENT):
        said = summary(
            store,
            catalogue,
            options.iso3,
            baseline=parse_years(options.baseline),
            first=options.first,
            last=options.last,
            year=options.year,
            period=None if options.period is None else parse_years(options.period),
            indicator=options.indicator,
            record=options.record,
        )
    text = json.dumps(said, ensure_ascii=False, allow_nan=False) if options.json else None
    print(text or summary_text(said, catalogue))


def add(options: argparse.Namespace) -> None:
    """Look at a file, ask what is open, and write its entry."""
    from dashboard.adding import AddError, add_file  # noqa: PLC0415

    wrong = _told(AddError, CatalogueError, status=WRONG_ARGUMENT)
    with wrong, _told(SnapshotError, status=NOT_READY):
        add_file(options)


def export(options: argparse.Namespace) -> None:
    """Write the page as files that any host serves."""
    base_url, live = (_address(options, name) for name in ("base_url", "live"))
    check_snapshot()
    from dashboard.edition import EditionError  # noqa: PLC0415
    from dashboard.edition import export as export_to  # noqa: PLC0415

    with _told(EditionError, SnapshotError, OSError, status=NOT_READY):
        written = export_to(options.folder, base_url, live)
    print(f"{options.folder}: {written.files} files, {written.size / 1e6:.1f} MB")


def _address(options: argparse.Namespace, name: str) -> str:
    """Return an option's address with a slash at its end, "" where it is not given."""
    text = getattr(options, name) or ""
    if text and not re.fullmatch(r"https?://[^\s?#\"'<>]+", text):
        option = f"--{name.replace('_', '-')}"
        raise CommandError(
            f"{option} {text}: write it like https://example.org/map/", WRONG_ARGUMENT
        )
    return text if not text or text.endswith("/") else f"{text}/"


def check(options: argparse.Namespace) -> None:
    """Print what is right and wrong, a line each; raise CommandError where anything is wrong."""
    from dashboard.checks import check_all  # noqa: PLC0415

    findings = []
    for finding in check_all(online=options.online):
        findings.append(finding)
        if not options.json:
            print(finding, flush=True)
    errors = sum(finding.level == "error" for finding in findings)
    if options.json:
        told = [asdict(finding) for finding in findings]
        print(json.dumps({"ok": not errors, "findings": told}, ensure_ascii=False))
    if errors:
        raise CommandError(f"{errors} {'errors' if errors > 1 else 'error'}", NOT_READY)


def check_port(settings: Settings) -> None:
    """Raise CommandError unless the server can listen where it shall."""
    from dashboard.checks.environment import port_fault  # noqa: PLC0415

    if fault := port_fault(settings):
        raise CommandError(fault, NOT_READY)


def check_state_folder(settings: Settings, environ: Mapping[str, str] = os.environ) -> None:
    """Raise CommandError where the counts shall be kept in a folder that cannot be written to."""
    from dashboard.checks.environment import state_fault  # noqa: PLC0415

    if not settings.redis_url and (fault := state_fault(environ)):
        raise CommandError(f"ISOTHERM_STATE_DIR {fault}", NOT_READY)


def check_snapshot() -> None:
    """Raise CommandError unless the page can be shown; say what of the catalogue it leaves out."""
    with _told(SnapshotError, CatalogueError, BoundariesError, status=NOT_READY):
        found = open_served()
        world_file(list(found.store.countries))
    for name, reason in {**found.left_out, **found.remarks}.items():
        left_out = "is left out: " if name in found.left_out else ""
        print(f"isotherm: {name}: {left_out}{reason}", file=sys.stderr)


@contextmanager
def _told(*errors: type[Exception], status: int) -> Iterator[None]:
    """Turn errors whose message is enough into CommandError; others keep their traceback."""
    try:
        yield
    except errors as error:
        raise CommandError(error, status) from error
