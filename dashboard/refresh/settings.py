"""What a refresh asks of whom, from the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dashboard.config import SettingsError
from dashboard.snapshots import data_folder
from dashboard.sources.cckp import Collection, CollectionError, collections

WORLD_BANK = "https://api.worldbank.org/v2"
CLIMATE_PORTAL = "https://cckpapi.worldbank.org/cckp/v1"
CONCURRENCY, MOST_AT_ONCE = 4, 32
MOST_LOST = 0.1


@dataclass(frozen=True)
class RefreshSettings:
    """What to ask.

    folder: where snapshots and raw answers live. world_bank and climate_portal: addresses, without
    a slash at the end. collections: of temperatures, the first that there is. concurrency: requests
    at a time. most_lost: which share of the values served now may be missing in the new ones.
    """

    folder: Path
    world_bank: str
    climate_portal: str
    collections: list[Collection]
    concurrency: int
    most_lost: float

    @classmethod
    def read(
        cls, environ: Mapping[str, str] = os.environ, temperature: str | None = None
    ) -> "RefreshSettings":
        """Read the variables that README.md lists; raises SettingsError.

        temperature: instead of ISOTHERM_CCKP_COLLECTION.
        """
        return cls(
            folder=data_folder(environ),
            world_bank=_address(environ, "ISOTHERM_WORLDBANK_URL", WORLD_BANK),
            climate_portal=_address(environ, "ISOTHERM_CCKP_URL", CLIMATE_PORTAL),
            collections=_collections(environ, temperature),
            concurrency=_concurrency(environ),
            most_lost=_most_lost(environ),
        )


def _address(environ: Mapping[str, str], variable: str, default: str) -> str:
    text = environ.get(variable, "").strip() or default
    if re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", text):
        return text.rstrip("/")
    raise SettingsError(variable, text, f"set an address such as {default}")


def _collections(environ: Mapping[str, str], chosen: str | None) -> list[Collection]:
    variable = "ISOTHERM_CCKP_COLLECTION"
    text = chosen or environ.get(variable, "").strip() or "cru"
    try:
        return collections(text)
    except CollectionError as error:
        name = "--temperature" if chosen else variable
        raise SettingsError(
            name, text, f"set cru, era5 or the name of a collection: {error}"
        ) from error


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
