"""What a refresh would meet: its settings, and what the World Bank says of the codes today."""

import asyncio
from collections.abc import Iterator, Mapping

from dashboard.checks.catalogue import archived_code
from dashboard.checks.environment import read_past_faults
from dashboard.checks.findings import Finding
from dashboard.config import SettingsError
from dashboard.indicators import CatalogueError, Indicator, read_catalogue
from dashboard.refresh import RefreshSettings
from dashboard.sources.client import Client, FetchError
from dashboard.sources.worldbank import series_url
from dashboard.sources.worldbank_pages import ArchivedError, WorldBankError, parse_page


def check_refresh_settings(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Check what a refresh reads from the environment."""
    faults, _ = read_past_faults(RefreshSettings.read, environ)
    yield from faults.values()


def check_online(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Ask for one value of each code."""
    try:
        settings = RefreshSettings.read(environ)
        catalogue = read_catalogue(environ=environ)
    except (SettingsError, CatalogueError):  # their own checks report them
        return
    asked = [indicator for indicator in catalogue.values() if indicator.from_world_bank]
    yield from asyncio.run(_asked(settings, asked))


async def _asked(settings: RefreshSettings, indicators: list[Indicator]) -> list[Finding]:
    async with Client(settings.concurrency) as client:
        return await asyncio.gather(*(_ask(client, settings.world_bank, i) for i in indicators))


async def _ask(client: Client, base: str, indicator: Indicator) -> Finding:
    url = series_url(base, indicator.code)
    try:
        _, page = await client.get(url, {"format": "json", "per_page": 1, "page": 1}, parse_page)
    except ArchivedError:
        told = archived_code(indicator.code) or f"{indicator.code} is archived or deleted"
        return Finding("error", indicator.id, told)
    except (WorldBankError, FetchError) as error:
        return Finding("error", indicator.id, f"{indicator.code}: {error}")
    if not page.total:
        return Finding("error", indicator.id, f"{indicator.code}: the World Bank has no rows of it")
    return Finding(
        "ok", indicator.id, f"{indicator.code}: {page.total:,} rows, updated {page.updated}"
    )
