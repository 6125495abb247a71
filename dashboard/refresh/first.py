"""The first refresh: within a minute, of those who answer; what came is served."""

import asyncio
import time
from collections.abc import Container
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from dashboard.indicators import Catalogue
from dashboard.refresh.fetching import COUNTRIES, Answers, Errand, Wanted, fetch, split, wanted
from dashboard.refresh.progress import RefreshProgress
from dashboard.refresh.refresh import Options, Run, serve_answers
from dashboard.refresh.settings import RefreshSettings
from dashboard.snapshots import RAW, refreshing
from dashboard.sources.client import Client
from dashboard.sources.raw import RawAnswers

LONGEST = 60.0  # seconds in all
BUILDING = 10.0  # of these, to check what came and to write it
ATTEMPTS = 2  # nobody waits for a server that is busy


def first_refresh(
    catalogue: Catalogue, settings: RefreshSettings, answering: Container[str], console: Console
) -> Path | None:
    """Ask those who answer and serve what came in time; return and raise as `refresh` does.

    answering: addresses of the publishers that do. Records are asked for before indicators.
    """
    end = time.monotonic() + LONGEST - BUILDING
    everything = split(wanted(catalogue), settings)
    asked = of_those_who_answer(everything, settings, answering)
    with refreshing(settings.folder):
        raw = RawAnswers(settings.folder / RAW)
        answers = Answers()
        with RefreshProgress(asked.counts, console) as progress:
            asyncio.run(_in_time(asked, answers, Errand(settings, raw, progress), end))
        _tell_late(everything, answers)
        return serve_answers(answers, Run(catalogue, settings, Options(partial=True), raw, console))


def of_those_who_answer(
    everything: Wanted, settings: RefreshSettings, answering: Container[str]
) -> Wanted:
    """Leave out what only those have who do not answer."""
    records = {
        name: [way for way in ways if way.base in answering]
        for name, ways in everything.records.items()
    }
    indicators = everything.indicators if settings.world_bank in answering else []
    return Wanted(indicators, {name: ways for name, ways in records.items() if ways})


async def _in_time(asked: Wanted, answers: Answers, errand: Errand, end: float) -> None:
    concurrency, told = errand.settings.concurrency, errand.progress.tell
    async with Client(concurrency, told, attempts=ATTEMPTS) as client:
        with suppress(TimeoutError):
            async with asyncio.timeout(end - time.monotonic()):
                await fetch(asked, answers, replace(errand, client=client))


def _tell_late(everything: Wanted, answers: Answers) -> None:
    """Say of what is not there, and has not failed, that its publisher was silent or late."""
    late = "its publisher did not answer in time"
    for name in everything.records:
        if name not in answers.records:
            answers.refused.setdefault(name, late)
    names = [indicator.id for indicator in everything.indicators]
    for name in names:
        if name not in answers.series:
            answers.failures.setdefault(name, late)
    if names and answers.countries is None:
        answers.failures.setdefault(COUNTRIES, late)
