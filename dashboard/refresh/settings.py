"""What a refresh asks of whom, from the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dashboard.config import SettingsError
from dashboard.folders import data_folder
from dashboard.sources.cckp import EDITIONS, CollectionError, PortalCollection, collections
from dashboard.sources.publishers import ADDRESSES

# docs/settings.toml names these as what is usual.
WORLD_BANK = ADDRESSES["ISOTHERM_WORLDBANK_URL"]
CLIMATE_PORTAL = ADDRESSES["ISOTHERM_CCKP_URL"]
OUR_WORLD_IN_DATA = ADDRESSES["ISOTHERM_OWID_URL"]
IMF = ADDRESSES["ISOTHERM_IMF_URL"]
FAOSTAT = ADDRESSES["ISOTHERM_FAOSTAT_URL"]
RECORDS = ("cru", "era5", "fao")  # in this order: the first that comes is the usual one
CONCURRENCY, MOST_AT_ONCE = 4, 32
MOST_LOST = 0.1


@dataclass(frozen=True)
class RefreshSettings:
    """What to ask.

    folder: where snapshots and raw answers live. world_bank, climate_portal, owid, imf, faostat:
    addresses, without a slash at the end. records: of temperatures, the first that comes is the
    usual one. collections: of the portal, by record, the first that there is. chosen: the record
    that shall come from the portal, "" for none. concurrency: requests at a time. most_lost: which
    share of the values served now may be missing in the new ones.
    """

    folder: Path
    world_bank: str
    climate_portal: str
    owid: str
    imf: str
    faostat: str
    records: tuple[str, ...]
    collections: Mapping[str, list[PortalCollection]]
    chosen: str
    concurrency: int
    most_lost: float

    @classmethod
    def read(
        cls, environ: Mapping[str, str] = os.environ, temperature: str | None = None
    ) -> "RefreshSettings":
        """Read the variables that README.md lists; raises SettingsError.

        temperature: instead of ISOTHERM_CCKP_COLLECTION.
        """
        chosen = _collections(environ, temperature)
        source = chosen[0].source if chosen else ""
        editions = {record: collections(record) for record in EDITIONS}
        return cls(
            folder=data_folder(environ),
            **{name: address(environ, variable) for name, variable in _ADDRESSES.items()},
            records=_records(environ, source),
            collections={**editions, **({source: chosen} if chosen else {})},
            chosen=source,
            concurrency=_concurrency(environ),
            most_lost=_most_lost(environ),
        )


_ADDRESSES = {
    "world_bank": "ISOTHERM_WORLDBANK_URL",
    "climate_portal": "ISOTHERM_CCKP_URL",
    "owid": "ISOTHERM_OWID_URL",
    "imf": "ISOTHERM_IMF_URL",
    "faostat": "ISOTHERM_FAOSTAT_URL",
}


def address(environ: Mapping[str, str], variable: str) -> str:
    """Return a publisher's address without a slash at its end; raises SettingsError."""
    default = ADDRESSES[variable]
    text = environ.get(variable, "").strip() or default
    if re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", text):
        return text.rstrip("/")
    raise SettingsError(variable, text, f"set an address such as {default}")


def _collections(environ: Mapping[str, str], chosen: str | None) -> list[PortalCollection]:
    variable = "ISOTHERM_CCKP_COLLECTION"
    text = chosen or environ.get(variable, "").strip()
    try:
        return collections(text) if text else []
    except CollectionError as error:
        name = "--temperature" if chosen else variable
        raise SettingsError(
            name, text, f"set cru, era5 or the name of a collection: {error}"
        ) from error


def _records(environ: Mapping[str, str], first: str) -> tuple[str, ...]:
    variable = "ISOTHERM_RECORDS"
    text = environ.get(variable, "").strip(" ,") or ",".join(RECORDS)
    names = [name.strip() for name in text.split(",")]
    if set(names) <= set(RECORDS):
        return tuple(dict.fromkeys([first, *names] if first else names))
    raise SettingsError(variable, text, f"set one or several of {', '.join(RECORDS)}")


def _concurrency(environ: Mapping[str, str]) -> int:
    variable = "ISOTHERM_REFRESH_CONCURRENCY"
    text = environ.get(variable, "").strip() or str(CONCURRENCY)
    if re.fullmatch("[0-9]{1,3}", text) and 1 <= int(text) <= MOST_AT_ONCE:
        return int(text)
    raise SettingsError(variable, text, f"set a number of requests, from 1 to {MOST_AT_ONCE}")


def _most_lost(environ: Mapping[str, str]) -> float:
    variable = "ISOTHERM_REFRESH_MOST_LOST"
    text = environ.get(variable, "").strip() or str(MOST_LOST)
    if re.fullmatch(r"0(\.[0-9]+)?|1(\.0*)?", text):
        return float(text)
    raise SettingsError(variable, text, "set a share of the values, from 0 to 1, such as 0.1")
