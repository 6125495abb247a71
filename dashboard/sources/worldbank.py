"""The World Bank's indicators and countries; groups of countries stand among both."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from dashboard.entries import CODE
from dashboard.sources.client import BrokenAnswerError, Client
from dashboard.sources.fetched import Fetched
from dashboard.sources.raw import RawAnswers, new
from dashboard.sources.worldbank_pages import (
    Listing,
    ListPage,
    WorldBankError,
    fetch_pages,
    read_pages,
    whole,
)

FIRST_YEAR = 1960
RESTARTS = 3
COUNTRIES = "worldbank/countries"

Parsed = TypeVar("Parsed")


def parse_series(pages: list[ListPage], code: str) -> tuple[pd.DataFrame, str]:
    """Return the rows of all pages, groups of countries among them, and the indicator's name.

    Columns: iso3 ("" where the World Bank gives none) and iso2, both categories, year (int16) and
    value (float64), none missing; only whole years count. Raises BrokenAnswerError.
    """
    entries = whole(pages)
    try:
        codes = {entry["indicator"]["id"].upper() for entry in entries}
        known = [entry for entry in entries if _has_value(entry)]
        rows = {
            "iso3": pd.Categorical([entry["countryiso3code"] or "" for entry in known]),
            "iso2": pd.Categorical([entry["country"]["id"] for entry in known]),
            "year": np.array([entry["date"] for entry in known], dtype="int16"),
            "value": np.array([entry["value"] for entry in known], dtype="float64"),
        }
        name = str(entries[0]["indicator"]["value"]) if entries else ""
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BrokenAnswerError(f"an odd entry ({error})") from error
    if others := codes - {code.upper()}:
        raise BrokenAnswerError(f"it holds {', '.join(sorted(others))}, not {code}")
    return pd.DataFrame(rows), name


def parse_countries(pages: list[ListPage]) -> pd.DataFrame:
    """Return what the World Bank says of its countries, groups of them left out.

    Index: iso3. Columns: iso2, bank_region, income_group ("" where it has not classified one).
    Raises BrokenAnswerError.
    """
    try:
        known = [entry for entry in whole(pages) if entry["region"]["id"] != "NA"]
        table = {
            "iso2": [entry["iso2Code"] for entry in known],
            "bank_region": [entry["region"]["value"].strip() for entry in known],
            "income_group": [_income(entry["incomeLevel"]) for entry in known],
        }
        index = pd.Index([entry["id"] for entry in known], name="iso3", dtype=str)
    except (AttributeError, KeyError, TypeError) as error:
        raise BrokenAnswerError(f"an odd entry ({error})") from error
    if index.has_duplicates:
        raise BrokenAnswerError(f"{index[index.duplicated()][0]} comes twice")
    return pd.DataFrame(table, index)


def series_url(base: str, code: str) -> str:
    """Return the address of an indicator's series for all countries."""
    return f"{base}/country/all/indicator/{code}"


async def fetch_series(client: Client, raw: RawAnswers, base: str, code: str) -> Fetched:
    """Return an indicator's series, asking only for pages that are not on disk or out of date.

    Raises WorldBankError and FetchError.
    """
    years = f"{FIRST_YEAR}:{datetime.now(UTC).year}"
    listing = Listing(series_url(base, code), {"date": years}, _folder(code))
    reason = ""
    for _ in range(RESTARTS):
        folder, pages = await fetch_pages(client, raw, listing)
        try:
            return _series(raw, code, folder, pages)
        except BrokenAnswerError as error:
            raw.discard(folder)
            reason = str(error)
    raise WorldBankError(f"{reason}, {RESTARTS} times over; try again later")


async def fetch_countries(client: Client, raw: RawAnswers, base: str) -> pd.DataFrame:
    """Return the World Bank's countries, see parse_countries.

    Always asked for, since the list has no date. Raises WorldBankError and FetchError.
    """
    listing = Listing(f"{base}/country", {}, COUNTRIES, dated=False)
    _, pages = await fetch_pages(client, raw, listing)
    try:
        return parse_countries(pages)
    except BrokenAnswerError as error:
        raise WorldBankError(str(error)) from error


def read_series(raw: RawAnswers, code: str) -> Fetched:
    """Return an indicator's series from the answers on disk; raises WorldBankError."""
    return _read(raw, _folder(code), lambda folder, pages: _series(raw, code, folder, pages))


def read_countries(raw: RawAnswers) -> pd.DataFrame:
    """Return the World Bank's countries from the answers on disk; raises WorldBankError."""
    return _read(raw, COUNTRIES, lambda _, pages: parse_countries(pages))


def on_disk(raw: RawAnswers, code: str) -> list[str]:
    """List the answers that are on disk for an indicator."""
    folder = _folder(code)
    return [*raw.names(folder), *raw.names(new(folder))]


def _read(raw: RawAnswers, folder: str, parse: Callable[[str, list[ListPage]], Parsed]) -> Parsed:
    """Parse the answers on disk; new ones where an end by force left no others."""
    reasons = []
    for place in (folder, new(folder)):
        try:
            return parse(place, list(read_pages(raw, place).values()))
        except BrokenAnswerError as error:
            reasons.append(str(error))
    raise WorldBankError(f"not on disk, or not all of it: {reasons[0]}")


def _series(raw: RawAnswers, code: str, folder: str, pages: list[ListPage]) -> Fetched:
    rows, name = parse_series(pages, code)
    day = max(raw.fetched(answer) for answer in raw.names(folder))
    about = {
        "title": f"World Development Indicators: {code}",
        "publisher": "World Bank",
        "url": f"https://data.worldbank.org/indicator/{code}",
        "licence": "CC BY 4.0",
        "note": f"The World Bank calls it {name}." if name else "",
        "updated": pages[0].updated,
        "date": day.isoformat(),
    }
    return Fetched(rows, name, day, about, folder)


def _has_value(entry: dict[str, Any]) -> bool:
    year = entry["date"]
    return entry["value"] is not None and len(year) == 4 and year.isdecimal()


def _income(level: dict[str, str]) -> str:
    return "" if level["id"] in ("INX", "NA") else level["value"].strip()


def _folder(code: str) -> str:
    if not CODE.fullmatch(code):
        raise WorldBankError(f"{code!r} is not the code of an indicator")
    return f"worldbank/{code}"
