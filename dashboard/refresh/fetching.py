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
from dashboard.sources import cckp, worldbank
from dashboard.sources.cckp import CollectionError
from dashboard.sources.client import Client, FetchError
from dashboard.sources.fetched import Fetched
from dashboard.sources.raw import RawAnswers, new
from dashboard.sources.worldbank_pages import WorldBankError

TEMPERATURE, COUNTRIES = "temperature", "countries"
BANK, PORTAL = WORLD_BANK, "Climate portal"
_NEW_COUNTRIES = new(worldbank.COUNTRIES)


class NotFetchedError(ValueError):
    """An indicator that no refresh can bring; the message says why."""


@dataclass
class Answers:
    """What came: series by indicator, the World Bank's countries, and why others did not come."""

    series: dict[str, Fetched] = field(default_factory=dict)
    countries: pd.DataFrame | None = None
    failures: dict[str, str] = field(default_factory=dict)

    @property
    def places(self) -> dict[str, str]:
        """Where the answers that came are among the raw ones."""
        places = {name: fetched.place for name, fetched in self.series.items()}
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


def counts(indicators: list[Indicator]) -> dict[str, int]:
    """Return how many answers each source is to give, the list of countries among them."""
    bank = sum(indicator.id != TEMPERATURE for indicator in indicators)
    found = {BANK: bank + 1 if bank else 0, PORTAL: len(indicators) - bank}
    return {source: count for source, count in found.items() if count}


async def fetch(
    indicators: list[Indicator],
    settings: RefreshSettings,
    raw: RawAnswers,
    progress: RefreshProgress,
    client: Client | None,
) -> Answers:
    """Bring series and countries, several at a time; from disk where there is no client."""
    answers = Answers()
    # A series in work is some 20 MB, and the client's own limit is for requests.
    turns = asyncio.Semaphore(settings.concurrency)

    async def bring(name: str, source: str, ask: Callable[[], Awaitable[None]]) -> None:
        async with turns:
            try:
                await ask()
            except (CollectionError, FetchError, WorldBankError) as error:
                answers.failures[name] = str(error)
        progress.done(source, f"{name} failed" if name in answers.failures else name)

    async def series(indicator: Indicator) -> None:
        answers.series[indicator.id] = await _series(indicator, settings, raw, client)

    async def countries() -> None:
        answers.countries = await _countries(settings, raw, client)

    coming = [bring(i.id, source_of(i), partial(series, i)) for i in indicators]
    if BANK in counts(indicators):
        coming.append(bring(COUNTRIES, BANK, countries))
    await asyncio.gather(*coming)
    return answers


def source_of(indicator: Indicator) -> str:
    """Return who is asked for an indicator."""
    return PORTAL if indicator.id == TEMPERATURE else BANK


async def _series(
    indicator: Indicator, settings: RefreshSettings, raw: RawAnswers, client: Client | None
) -> Fetched:
    if indicator.id == TEMPERATURE:
        if client is None:
            return cckp.read_temperature(raw, settings.collections)
        portal, collections = settings.climate_portal, settings.collections
        return await cckp.fetch_temperature(client, raw, portal, collections)
    if client is None:
        return worldbank.read_series(raw, indicator.code)
    return await worldbank.fetch_series(client, raw, settings.world_bank, indicator.code)


async def _countries(
    settings: RefreshSettings, raw: RawAnswers, client: Client | None
) -> pd.DataFrame:
    if client is None:
        return worldbank.read_countries(raw)
    return await worldbank.fetch_countries(client, raw, settings.world_bank)
