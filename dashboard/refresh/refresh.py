"""The way of a refresh: answers -> tidy frames -> checked -> a new snapshot -> served."""

import asyncio
import filecmp
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from dashboard.boundaries import BoundariesError
from dashboard.indicators import Catalogue, Indicator
from dashboard.refresh.base import Base
from dashboard.refresh.building import Checks, failed_checks, tidy_series, write_snapshot
from dashboard.refresh.checks import CheckError
from dashboard.refresh.fetching import COUNTRIES, TEMPERATURE, Answers, counts, fetch, wanted
from dashboard.refresh.progress import RefreshProgress
from dashboard.refresh.settings import RefreshSettings
from dashboard.snapshots import RAW, building, current_snapshot, publish, refreshing
from dashboard.sources import cckp, worldbank
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
    """

    only: tuple[str, ...] = ()
    offline: bool = False
    accepted: frozenset[str] = frozenset()


def refresh(
    catalogue: Catalogue, settings: RefreshSettings, options: Options, console: Console
) -> Path | None:
    """Fetch, check and serve; return the new snapshot's directory, None where nothing has changed.

    Raises RefreshError, NotFetchedError, RefreshingError and OSError; then nothing has changed.
    """
    indicators = wanted(catalogue, options.only)
    wanted(catalogue, options.accepted - {COUNTRIES})
    with refreshing(settings.folder):
        raw = RawAnswers(settings.folder / RAW)
        answers = asyncio.run(_answers(indicators, settings, options, raw, console))
        base = _base(settings.folder)
        series = tidy_series(answers, base.embedded.countries)
        checks = Checks(settings.most_lost, options.accepted)
        failures = failed_checks(series, answers, catalogue, base, checks)
        if not options.offline:
            failures = _settled(raw, answers, failures)
        if failures or answers.failures:
            raise RefreshError(failures | answers.failures)
        with building(settings.folder) as folder:
            try:
                write_snapshot(folder, series, answers, catalogue, base)
            except (SnapshotError, BoundariesError, CheckError) as error:
                raise RefreshError({"snapshot": str(error)}) from error
            served = current_snapshot(settings.folder)
            return None if _is_same(folder, served) else publish(folder)


def plan(
    catalogue: Catalogue, settings: RefreshSettings, only: Iterable[str] = ()
) -> list[tuple[str, str, str]]:
    """Say what a refresh would ask, asking nobody: indicator, address, and what is on disk."""
    raw = RawAnswers(settings.folder / RAW)
    rows = []
    for indicator in wanted(catalogue, only):
        if indicator.id == TEMPERATURE:
            url = f"{settings.climate_portal}/{settings.collections[0].name}"
            names = cckp.on_disk(raw, settings.collections)
        else:
            url = worldbank.series_url(settings.world_bank, indicator.code)
            names = worldbank.on_disk(raw, indicator.code)
        days = sorted({raw.fetched(name).isoformat() for name in names})
        known = f"{len(names)} on disk, of {days[-1]}" if names else "nothing on disk"
        rows.append((indicator.id, url, known))
    return rows


async def _answers(
    indicators: list[Indicator],
    settings: RefreshSettings,
    options: Options,
    raw: RawAnswers,
    console: Console,
) -> Answers:
    with RefreshProgress(counts(indicators), console) as progress:
        if options.offline:
            return await fetch(indicators, settings, raw, progress, None)
        async with Client(settings.concurrency, progress.tell) as client:
            answers = await fetch(indicators, settings, raw, progress, client)
        progress.tell(f"{client.requests} requests, {client.received / 1e6:.1f} MB")
        return answers


def _settled(raw: RawAnswers, answers: Answers, failures: dict[str, str]) -> dict[str, str]:
    """Keep the answers that passed; forget the others, and say so in the failures returned."""
    for name, place in answers.places.items():
        if name in failures:
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
