"""The ways to each temperature record: who is asked first, and who where that does not answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import pandas as pd

from dashboard.climate import Years
from dashboard.own.faults import listed
from dashboard.own.names import CountryNames
from dashboard.records import Record
from dashboard.refresh.settings import RefreshSettings
from dashboard.sources import cckp, fao, faostat, owid
from dashboard.sources.cckp import CollectionError, PortalCollection
from dashboard.sources.client import Client, FetchError
from dashboard.sources.fetched import Fetched
from dashboard.sources.raw import RawAnswers
from dashboard.sources.temperature import RecordError
from dashboard.sources.worldbank_pages import WorldBankError
from dashboard.store import Store

FAULTS = (CollectionError, FetchError, RecordError, WorldBankError)
RecordOf = Callable[[Fetched, pd.DataFrame], Record]


@dataclass(frozen=True)
class Came:
    """What came of a record, and what makes a record of it and its rows."""

    fetched: Fetched
    record_of: RecordOf

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is to be said of it."""
        unknown = self.fetched.unknown
        return (f"{self.fetched.name}: no country here is {listed(unknown)}",) if unknown else ()


@dataclass(frozen=True)
class Way:
    """One publisher of a record.

    base: the address that the settings give. url: what is asked first. read: from disk, as fetch
    does from the net. on_disk: the names of its answers there.
    """

    base: str
    url: str
    fetch: Callable[[Client, RawAnswers], Awaitable[Fetched]]
    read: Callable[[RawAnswers], Fetched]
    on_disk: Callable[[RawAnswers], list[str]]
    record_of: RecordOf


def ways(settings: RefreshSettings) -> dict[str, list[Way]]:
    """Return the ways to the records that the settings name, by record, in their order."""
    portal = {name: _portal(settings, wanted) for name, wanted in settings.collections.items()}
    known = {
        "cru": [portal["cru"]],
        "era5": [_owid(settings), portal["era5"]],
        "fao": [_imf(settings), _faostat(settings)],
    }
    found = {name: known[name] for name in settings.records}
    if settings.chosen:
        found[settings.chosen] = [portal[settings.chosen]]
    return found


def _owid(settings: RefreshSettings) -> Way:
    return Way(
        settings.owid,
        owid.url(settings.owid),
        partial(owid.fetch_temperature, base=settings.owid),
        owid.PUBLICATION.read,
        owid.PUBLICATION.on_disk,
        owid.record_of,
    )


def _imf(settings: RefreshSettings) -> Way:
    return Way(
        settings.imf,
        fao.imf_url(settings.imf),
        partial(fao.fetch_imf, base=settings.imf),
        fao.IMF.read,
        fao.IMF.on_disk,
        fao.record_of,
    )


def _faostat(settings: RefreshSettings) -> Way:
    names = CountryNames(Store.read().countries)
    publication = faostat.publication(names)
    return Way(
        settings.faostat,
        faostat.faostat_url(settings.faostat),
        partial(faostat.fetch_faostat, base=settings.faostat, names=names),
        publication.read,
        publication.on_disk,
        partial(fao.record_of, provider="faostat"),
    )


def _portal(settings: RefreshSettings, wanted: list[PortalCollection]) -> Way:
    base = settings.climate_portal

    async def fetch(client: Client, raw: RawAnswers) -> Fetched:
        return await cckp.fetch_temperature(client, raw, base, wanted)

    return Way(
        base,
        f"{base}/{wanted[0].name}",
        fetch,
        partial(cckp.read_temperature, wanted=wanted),
        partial(cckp.on_disk, wanted=wanted),
        portal_record,
    )


def portal_record(fetched: Fetched, rows: pd.DataFrame) -> Record:
    """Return the record that a collection of the portal is; rows: those of our countries."""
    about = fetched.about
    collection = PortalCollection.of(about["collection"])
    is_cru = collection.source == "cru"
    version = about["title"].split(",")[0].removeprefix("CRU TS").strip() if is_cru else ""
    return Record(
        id=collection.source,
        label=about["short"],
        publisher=about["publisher"],
        version=version,
        kind="stations" if is_cru else "reanalysis",
        years=Years(int(rows["year"].min()), int(rows["year"].max())),
        countries=int(rows["iso3"].nunique()),
        licence=about["licence"],
        url=about["url"],
        note=about["note"],
        date=about["date"],
        independent_of=INDEPENDENCE[collection.source],
    )


INDEPENDENCE = {
    "cru": "It shares most of its stations with FAO's record; ERA5 is made another way.",
    "era5": "It is a reanalysis: it takes in satellites and weather reports, and few of the "
    "monthly station means that CRU and FAO are made of.",
}
