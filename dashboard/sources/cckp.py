"""National annual temperatures from the World Bank's Climate Change Knowledge Portal.

A collection's name holds what it is: source, grid, variable, years. A new edition has a new name,
so an answer that is on disk stays true.
"""

import json
import re
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from dashboard.sources.client import BrokenAnswerError, Client, FetchError, shown
from dashboard.sources.fetched import Fetched
from dashboard.sources.raw import RawAnswers

_CRU = "cru-x0.5_timeseries_tas_timeseries_annual_{}_mean_historical_cru_{}_mean"
_ERA5 = "era5-x0.25_timeseries_tas_timeseries_annual_{}_mean_historical_era5_x0.25_mean"
# The newest edition first; the portal drops old ones some time after.
EDITIONS = {
    "cru": [
        _CRU.format("1901-2024", "ts4.09"),
        _CRU.format("1901-2023", "ts4.08"),
        _CRU.format("1901-2022", "ts4.07"),
    ],
    "era5": [_ERA5.format("1950-2023"), _ERA5.format("1950-2022")],
}
PLACES = ("all_countries", "global_countries")  # the portal has called the same list both
_NAME = re.compile(
    r"([a-z0-9.-]+)-x([0-9.]+)_timeseries_tas_timeseries_annual_(\d{4})-(\d{4})_[\w.-]+"
)


class CollectionError(RuntimeError):
    """The portal does not have a collection, or answers something else."""


@dataclass(frozen=True)
class PortalCollection:
    """What a collection's name says of it: "cru" or "era5", degrees of a grid cell, years."""

    name: str
    source: str
    cell: float
    first: int
    last: int

    @classmethod
    def of(cls, name: str) -> "PortalCollection":
        """Read a name; raises CollectionError."""
        found = _NAME.fullmatch(name)
        if not found:
            raise CollectionError(
                f"{name!r} does not name annual temperatures, as {EDITIONS['cru'][0]}"
            )
        if found[1] not in EDITIONS:
            raise CollectionError(
                f"{name!r} is of {found[1]}, of which nothing is known here: take one of "
                f"{' or '.join(EDITIONS)}"
            )
        return cls(name, found[1], float(found[2]), int(found[3]), int(found[4]))


def collections(chosen: str) -> list[PortalCollection]:
    """Return what to ask for, in that order, for "cru", "era5" or the name of a collection."""
    return [PortalCollection.of(name) for name in EDITIONS.get(chosen, [chosen])]


def parse_temperature(body: bytes, collection: PortalCollection) -> pd.DataFrame:
    """Read annual means: columns iso3, year, value (°C).

    Raises CollectionError where the portal says no, BrokenAnswerError for what cannot be read.
    """
    try:
        answer = json.loads(body)
    except ValueError as error:
        raise BrokenAnswerError(f"not JSON: {shown(body)}") from error
    try:
        if answer["metadata"]["status"] != "success" or not answer["data"]:
            raise CollectionError(f"{collection.name}: {json.dumps(answer['metadata'])[:200]}")
        rows = [
            (iso3, _year(key), float(value))
            for iso3, series in answer["data"].items()
            for key, value in series.items()
            if value is not None
        ]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise BrokenAnswerError(f"no annual series ({error}): {shown(body)}") from error
    frame = pd.DataFrame(rows, columns=["iso3", "year", "value"])
    return frame[frame["year"].between(collection.first, collection.last)].reset_index(drop=True)


async def fetch_temperature(
    client: Client, raw: RawAnswers, base: str, wanted: list[PortalCollection]
) -> Fetched:
    """Return the first of the collections that the portal has; from disk where it is there.

    Raises CollectionError and FetchError.
    """
    reasons = []
    for collection in wanted:
        if (rows := _answer(raw, collection)) is not None:
            return _fetched(raw, collection, rows)
        for place in PLACES:
            try:
                rows = await _fetch(client, raw, f"{base}/{collection.name}/{place}", collection)
                return _fetched(raw, collection, rows)
            except CollectionError as error:
                reasons.append(str(error))
            except FetchError as error:
                if error.status not in (400, 404):
                    raise
                reasons.append(str(error))
    raise CollectionError("; ".join(reasons))


def read_temperature(raw: RawAnswers, wanted: list[PortalCollection]) -> Fetched:
    """Return the first of the collections that is on disk; raises CollectionError."""
    for collection in wanted:
        if (rows := _answer(raw, collection)) is not None:
            return _fetched(raw, collection, rows)
    raise CollectionError(f"none of {', '.join(c.name for c in wanted)} is on disk")


def on_disk(raw: RawAnswers, wanted: list[PortalCollection]) -> list[str]:
    """List the answers that are on disk, of the first of the collections that has one."""
    names = set(raw.names("cckp"))
    return [name for name in map(_name, wanted) if name in names][:1]


async def _fetch(
    client: Client, raw: RawAnswers, url: str, collection: PortalCollection
) -> pd.DataFrame:
    parse = partial(parse_temperature, collection=collection)
    body, rows = await client.get(url, {"_format": "json"}, parse)
    raw.write(_name(collection), body)
    return rows


def _answer(raw: RawAnswers, collection: PortalCollection) -> pd.DataFrame | None:
    body = raw.read(_name(collection))
    try:
        return None if body is None else parse_temperature(body, collection)
    except (BrokenAnswerError, CollectionError):
        return None


def _fetched(raw: RawAnswers, collection: PortalCollection, rows: pd.DataFrame) -> Fetched:
    place = _name(collection)
    day = raw.fetched(place)
    about = {**_about(collection), "date": day.isoformat()}
    return Fetched(rows, collection.name, day, about, place)


def _name(collection: PortalCollection) -> str:
    return f"cckp/{collection.name}.json"


def _year(key: str) -> int:
    # Annual means are dated to July. Anything else would be a month.
    if not re.fullmatch(r"\d{4}-07", key):
        raise ValueError(f"{key!r} is not a year")
    return int(key[:4])


def _about(collection: PortalCollection) -> dict[str, Any]:
    """Return a collection's entry in the provenance. short: its source as a sentence names it."""
    span = f"{collection.first}-{collection.last}"
    common = {"url": "https://climateknowledgeportal.worldbank.org/", "collection": collection.name}
    grid = f"a grid of {collection.cell:g} degrees"
    if collection.source == "cru":
        edition = re.search(r"_cru_ts([0-9.]+)_", collection.name)
        return {
            **common,
            "short": "CRU TS",
            "title": f"CRU TS {edition[1] if edition else ''}, national means {span}",
            "publisher": "Climatic Research Unit, University of East Anglia; averaged over "
            "countries by the World Bank's Climate Change Knowledge Portal",
            "licence": "As the portal and the Climatic Research Unit state it",
            "note": f"Interpolated from stations on {grid}. Where no station is near it holds the "
            "mean of 1961-1990, so that early decades of some countries vary less than they did.",
        }
    return {
        **common,
        "short": "ERA5",
        "title": f"ERA5 reanalysis, national means {span}",
        "publisher": "Copernicus Climate Change Service, ECMWF; averaged over countries by the "
        "World Bank's Climate Change Knowledge Portal",
        "licence": "As the portal and Copernicus state it",
        "note": f"A reanalysis on {grid}.",
    }
