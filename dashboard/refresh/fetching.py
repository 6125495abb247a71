"""Ask the sources for all that is wanted; what fails ends only itself."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

import pandas as pd

from dashboard.entries import WORLD_BANK
from dashboard.indicators import Catalogue, Indicator
from dashboard.refresh.progress import RefreshProgress
from dashboard.refresh.settings import RefreshSettings
from dashboard.refresh.ways import FAULTS, Came, Way, ways
from dashboard.sources import worldbank
from dashboard.sources.client import Client, FetchError
from dashboard.sources.fetched import Fetched
from dashboard.sources.raw import RawAnswers, new

TEMPERATURE, COUNTRIES = "temperature", "countries"
BANK, RECORDS = WORLD_BANK, "Temperatures"
_NEW_COUNTRIES = new(worldbank.COUNTRIES)


class NotFetchedError(ValueError):
    """An indicator that no refresh can bring; the message says why."""


@dataclass
class Answers:
    """What came: series by indicator, records, the World Bank's countries, and why others did not.

    failures: of indicators and countries. refused: of records.
    """

    series: dict[str, Fetched] = field(default_factory=dict)
    records: dict[str, Came] = field(default_factory=dict)
    countries: pd.DataFrame | None = None
    failures: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def places(self) -> dict[str, str]:
        """Where the answers that came are among the raw ones."""
        places = {name: fetched.place for name, fetched in self.series.items()}
        records = {
            f"{TEMPERATURE}.{name}": came.fetched.place for name, came in self.records.items()
        }
        places |= {name: place for name, place in records.items() if place}
        return places if self.countries is None else {**places, COUNTRIES: _NEW_COUNTRIES}


def is_fetched(indicator: Indicator) -> bool:
    """Whether a refresh brings an indicator: temperature, and what has a code of the World Bank."""
    return indicator.id == TEMPERATURE or indicator.from_world_bank


def wanted(catalogue: Catalogue, only: Iterable[str] = ()) -> list[Indicator]:
    """Return the indicators to fetch, all unless told otherwise; raises NotFetchedError."""
    chosen = list(dict.fromkeys(only)) or [i.id for i in catalogue.values() if is_fetched(i)]
    for name in chosen:
        if name not in catalogue:
            raise NotFetchedError(f"{name!r} is not in the catalogue: {', '.join(catalogue)}")
        if not is_fetched(catalogue[name]):
            source = catalogue[name].source
            raise NotFetchedError(f"{name} is not fetched: its source is {source}, not {BANK}")
    return [catalogue[name] for name in chosen]


@dataclass(frozen=True)
class Wanted:
    """What to bring: indicators of the World Bank's, and records by the ways to each."""

    indicators: list[Indicator]
    records: dict[str, list[Way]] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How many answers each source is to give, the list of countries among them."""
        bank = len(self.indicators)
        found = {RECORDS: len(self.records), BANK: bank + 1 if bank else 0}
        return {source: count for source, count in found.items() if count}


def split(indicators: list[Indicator], settings: RefreshSettings) -> Wanted:
    """Return the indicators without the temperatures, of which all records are brought."""
    others = [indicator for indicator in indicators if indicator.id != TEMPERATURE]
    return Wanted(others, ways(settings) if len(others) < len(indicators) else {})


@dataclass(frozen=True)
class Errand:
    """Where to look for answers, and whom to tell; from disk alone where there is no client."""

    settings: RefreshSettings
    raw: RawAnswers
    progress: RefreshProgress
    client: Client | None = None


async def fetch(wanted: Wanted, answers: Answers, errand: Errand) -> None:
    """Bring records, then series and countries, several at a time; put them into `answers`.

    What is in `answers` is whole whenever this is cancelled.
    """
    settings, raw, client = errand.settings, errand.raw, errand.client
    # A series in work is some 20 MB, and the client's own limit is for requests.
    turns = asyncio.Semaphore(settings.concurrency)

    async def bring(name: str, source: str, ask: Callable[[], Awaitable[None]]) -> None:
        failures = answers.refused if source == RECORDS else answers.failures
        async with turns:
            try:
                await ask()
            except FAULTS as error:
                failures[name] = str(error)
        errand.progress.done(source, f"{name} failed" if name in failures else name)

    async def record(name: str, ways: list[Way]) -> None:
        answers.records[name] = await _record(ways, raw, client)

    async def series(indicator: Indicator) -> None:
        answers.series[indicator.id] = await _series(indicator, settings, raw, client)

    async def countries() -> None:
        answers.countries = await _countries(settings, raw, client)

    coming = [bring(name, RECORDS, partial(record, name, w)) for name, w in wanted.records.items()]
    coming += [bring(i.id, BANK, partial(series, i)) for i in wanted.indicators]
    if wanted.indicators:
        coming.append(bring(COUNTRIES, BANK, countries))
    await asyncio.gather(*coming)


async def _record(ways: list[Way], raw: RawAnswers, client: Client | None) -> Came:
    """Return what the first of the ways brings that brings anything."""
    reasons: list[str] = []
    for way in ways:
        try:
            fetched = way.read(raw) if client is None else await way.fetch(client, raw)
            return Came(fetched, way.record_of)
        except FAULTS as error:
            reasons.append(str(error))
    raise FetchError("; ".join(reasons))


async def _series(
    indicator: Indicator, settings: RefreshSettings, raw: RawAnswers, client: Client | None
) -> Fetched:
    if client is None:
        return worldbank.read_series(raw, indicator.code)
    return await worldbank.fetch_series(client, raw, settings.world_bank, indicator.code)


async def _countries(
    settings: RefreshSettings, raw: RawAnswers, client: Client | None
) -> pd.DataFrame:
    if client is None:
        return worldbank.read_countries(raw)
    return await worldbank.fetch_countries(client, raw, settings.world_bank)
