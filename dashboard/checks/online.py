"""What the World Bank says today of the codes that the catalogue has."""

import asyncio
from collections.abc import Iterator, Mapping

from dashboard.checks.catalogue import archived_code
from dashboard.checks.findings import Finding
from dashboard.config import SettingsError
from dashboard.indicators import CatalogueError, Indicator, read_catalogue
from dashboard.refresh import RefreshSettings
from dashboard.sources.client import Client, FetchError
from dashboard.sources.worldbank import series_url
from dashboard.sources.worldbank_pages import ArchivedError, WorldBankError, parse_page

SUBJECT = "World Bank"


def check_online(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Ask for one value of each code."""
    try:
        settings = RefreshSettings.read(environ)
        catalogue = read_catalogue(environ=environ)
    except (SettingsError, CatalogueError) as error:
        yield Finding("error", SUBJECT, str(error))
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
    return Finding(
        "ok", indicator.id, f"{indicator.code}: {page.total:,} rows, updated {page.updated}"
    )
