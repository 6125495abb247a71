"""The way of a refresh: answers -> tidy frames -> checked -> a new snapshot -> served."""

import asyncio
import filecmp
import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from dashboard.boundaries import BoundariesError
from dashboard.indicators import Catalogue
from dashboard.records import TEMPERATURE
from dashboard.refresh.base import Base
from dashboard.refresh.building import (
    Checks,
    Contents,
    failed_checks,
    lost_countries,
    tidy_series,
    write_snapshot,
)
from dashboard.refresh.checks import CheckError
from dashboard.refresh.codes import current_list
from dashboard.refresh.fetching import COUNTRIES, Answers, Errand, Wanted, fetch, split, wanted
from dashboard.refresh.folder import found_records
from dashboard.refresh.progress import RefreshProgress
from dashboard.refresh.records import Limits, Selection, choose_records, judged, kept_records
from dashboard.refresh.settings import RefreshSettings
from dashboard.refresh.ways import FAULTS
from dashboard.snapshots import RAW, building, current_snapshot, publish, refreshing
from dashboard.sources import worldbank
from dashboard.sources.client import Client
from dashboard.sources.raw import RawAnswers
from dashboard.store import SNAPSHOT, SnapshotError, Store

_LOG = logging.getLogger(__name__)


class RefreshError(RuntimeError):
    """A refresh that changed nothing; `failures` says why, by indicator."""

    def __init__(self, failures: dict[str, str]) -> None:
        self.failures = failures
        lines = [f"  {name}: {reason}" for name, reason in sorted(failures.items())]
        head = f"{len(failures)} of the series failed, so what was served is served on:"
        super().__init__("\n".join([head, *lines]))


@dataclass(frozen=True)
class Options:
    """only: indicators to fetch, all where empty. offline: from the answers on disk.

    accepted: indicators that need not resemble what is served now; "countries" is their list.
    folder: of files that somebody has downloaded, to take records from instead of asking.
    partial: whether what comes is served without what does not, of the indicators too.
    """

    only: tuple[str, ...] = ()
    offline: bool = False
    accepted: frozenset[str] = frozenset()
    folder: Path | None = None
    partial: bool = False


@dataclass(frozen=True)
class Run:
    """One refresh: what is wanted, of whom, how, and where it says so."""

    catalogue: Catalogue
    settings: RefreshSettings
    options: Options
    raw: RawAnswers
    console: Console

    def tell(self, line: str) -> None:
        """Say something."""
        self.console.print(line, markup=False, highlight=False, soft_wrap=True)


def refresh(
    catalogue: Catalogue, settings: RefreshSettings, options: Options, console: Console
) -> Path | None:
    """Fetch, check and serve; return the new snapshot's directory, None where nothing has changed.

    Raises RefreshError, NotFetchedError, RefreshingError and OSError; then nothing has changed.
    """
    indicators = wanted(catalogue, options.only)
    wanted(catalogue, options.accepted - {COUNTRIES})
    with refreshing(settings.folder):
        run = Run(catalogue, settings, options, RawAnswers(settings.folder / RAW), console)
        if options.folder is not None:
            answers = _from_folder(options.folder, run)
        else:
            answers = asyncio.run(_answers(split(indicators, settings), run))
        return serve_answers(answers, run)


def serve_answers(answers: Answers, run: Run) -> Path | None:
    """Check what came and serve it; return as `refresh` does, and raise RefreshError."""
    base = _base(run.settings.folder)
    if answers.countries is not None:
        answers.countries = current_list(answers.countries)
    series = tidy_series(answers, base.embedded.countries)
    checks = Checks(run.settings.most_lost, run.options.accepted)
    failures = failed_checks(series, answers, run.catalogue, base, checks)
    chosen = _chosen(answers, run, base)
    if not (run.options.offline or run.options.folder):
        failures = _settled(run.raw, answers, failures, chosen)
    failures |= answers.failures
    refused = answers.refused | chosen.refused
    lost = lost_countries(series, answers, run.catalogue, base)
    for line in [*_refusals(refused, chosen), *chosen.remarks, *lost]:
        run.tell(line)
    if run.options.partial:
        series = {name: rows for name, rows in series.items() if name not in failures}
        failures = _told(failures, answers, run, anything=bool(series) or chosen.is_new)
    elif refused and all(one.record.fallback for one in chosen.records):
        failures[TEMPERATURE] = "; ".join(f"{n}: {why}" for n, why in sorted(refused.items()))
    if failures:
        raise RefreshError(failures)
    records = judged(chosen.records, base.embedded.countries)
    return _published(Contents(series, records, answers), run, base)


def _published(new: Contents, run: Run, base: Base) -> Path | None:
    with building(run.settings.folder) as folder:
        try:
            write_snapshot(folder, new, run.catalogue, base)
        except (SnapshotError, BoundariesError, CheckError) as error:
            raise RefreshError({"snapshot": str(error)}) from error
        served = current_snapshot(run.settings.folder)
        return None if _is_same(folder, served) else publish(folder)


def _told(failures: dict[str, str], answers: Answers, run: Run, anything: bool) -> dict[str, str]:
    """Say what failed and forget it, where anything else came; return what is left of it."""
    if not anything:
        return failures or {"all": "nothing came"}
    for name, reason in sorted(failures.items()):
        run.tell(f"{name}: {reason}")
    if COUNTRIES in failures:
        answers.countries = None
    return {}


def plan(
    catalogue: Catalogue, settings: RefreshSettings, only: Iterable[str] = ()
) -> list[tuple[str, str, str]]:
    """Say what a refresh would ask, asking nobody: what, address, and what is on disk."""
    raw = RawAnswers(settings.folder / RAW)
    asked = split(wanted(catalogue, only), settings)
    rows = []
    for record, ways in asked.records.items():
        rows += [(f"{TEMPERATURE}.{record}", way.url, way.on_disk(raw)) for way in ways]
    for indicator in asked.indicators:
        url = worldbank.series_url(settings.world_bank, indicator.code)
        rows.append((indicator.id, url, worldbank.on_disk(raw, indicator.code)))
    return [(name, url, _known(raw, names)) for name, url, names in rows]


def _known(raw: RawAnswers, names: list[str]) -> str:
    days = sorted({raw.fetched(name).isoformat() for name in names})
    return f"{len(names)} on disk, of {days[-1]}" if names else "nothing on disk"


def _chosen(answers: Answers, run: Run, base: Base) -> Selection:
    """Return the records to serve; as they are served now, where none was asked for."""
    if not (answers.records or answers.refused):
        return Selection(kept_records(base))
    limits = Limits(run.settings.most_lost, TEMPERATURE in run.options.accepted)
    return choose_records(answers.records, run.settings.records, base, limits)


def _from_folder(folder: Path, run: Run) -> Answers:
    try:
        found = found_records(folder, Store.read().countries)
    except FAULTS as error:
        raise RefreshError({TEMPERATURE: str(error)}) from error
    for line in found.remarks:
        run.tell(line)
    return Answers(records=found.records, refused=found.refused)


def _refusals(refused: dict[str, str], chosen: Selection) -> list[str]:
    """Say which records are refused, and what is served in their place."""
    kept = {loaded.record.id: loaded.record for loaded in chosen.records}
    return [
        f"The record {name} is refused: {reason}"
        + (f"; that of {kept[name].date} is served on" if name in kept else "")
        for name, reason in refused.items()
    ]


async def _answers(asked: Wanted, run: Run) -> Answers:
    answers = Answers()
    with RefreshProgress(asked.counts, run.console) as progress:
        errand = Errand(run.settings, run.raw, progress)
        if run.options.offline:
            await fetch(asked, answers, errand)
            return answers
        async with Client(run.settings.concurrency, progress.tell) as client:
            await fetch(asked, answers, replace(errand, client=client))
        progress.tell(f"{client.requests} requests, {client.received / 1e6:.1f} MB")
        return answers


def _settled(
    raw: RawAnswers, answers: Answers, failures: dict[str, str], chosen: Selection
) -> dict[str, str]:
    """Keep the answers that passed; forget the others, and say so in the failures returned."""
    refused = {f"{TEMPERATURE}.{name}" for name in chosen.refused}
    for name, place in answers.places.items():
        if name in failures or name in refused:
            raw.discard(place)
        else:
            raw.settle(place)
    again = "the answer is not kept, so the next refresh asks for it again"
    return {name: f"{reason}; {again}" for name, reason in failures.items()}


def _base(folder: Path) -> Base:
    embedded = Store.read()
    served = current_snapshot(folder)
    if served == SNAPSHOT:
        return Base(embedded, embedded)
    try:
        return Base(Store.read(served), embedded)
    except SnapshotError as error:
        _LOG.warning("%s The embedded one takes its place.", error)
        return Base(embedded, embedded)


def _is_same(one: Path, other: Path) -> bool:
    names = sorted(file.name for file in one.iterdir())
    _, different, missing = filecmp.cmpfiles(one, other, names, shallow=False)
    return not different and not missing
