"""The catalogue: is each entry one, has it figures, and how many."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from dashboard.checks.findings import Finding
from dashboard.collection import Collection, open_collection, own_series
from dashboard.indicators import Catalogue, CatalogueError, Indicator, read_catalogue
from dashboard.own import CountryNames, OwnError, OwnSeries
from dashboard.own.faults import listed
from dashboard.snapshots import current_snapshot, data_folder
from dashboard.store import SnapshotError

ARCHIVED: dict[str, str] = tomllib.loads(
    Path(__file__).with_name("archived.toml").read_text(encoding="utf-8")
)

_PASTED = 40  # names that are proposed
_MOST_COUNTRIES = 100
LARGE = {  # the ten of most people and the ten of most land
    "CHN": "China", "IND": "India", "USA": "the United States", "IDN": "Indonesia",
    "PAK": "Pakistan", "NGA": "Nigeria", "BRA": "Brazil", "BGD": "Bangladesh", "RUS": "Russia",
    "MEX": "Mexico", "ETH": "Ethiopia", "CAN": "Canada", "AUS": "Australia", "ARG": "Argentina",
    "KAZ": "Kazakhstan", "DZA": "Algeria",
}  # fmt: skip


def check_catalogue(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Check each entry of ours and of the user's, reading all their figures."""
    try:
        catalogue = read_catalogue(environ=environ)
    except CatalogueError as error:
        yield from (Finding("error", "catalogue", fault) for fault in error.faults)
        return
    yield from _doubles(catalogue)
    try:
        found = open_collection(current_snapshot(data_folder(environ)), catalogue)
    except SnapshotError:  # the snapshot's own check reports it
        return
    names = CountryNames(found.store.countries)
    for indicator in catalogue.values():
        yield from check_entry(indicator, found, names)


def check_entry(indicator: Indicator, found: Collection, names: CountryNames) -> Iterator[Finding]:
    """Check one entry: its code, its unit, its file, its figures."""
    name = indicator.id
    if archived := archived_code(indicator.code):
        yield Finding("error", name, archived)
    if not indicator.unit and not indicator.categories:
        yield Finding("warning", name, 'has no unit: write one, unless it is a bare number ("")')
    if indicator.own:
        yield from check_own_file(indicator, names)
    elif name in found.left_out:
        yield Finding("error", name, found.left_out[name])
    if name not in found.left_out and name in found.catalogue:
        yield from _coverage(found.catalogue[name], found)


def archived_code(code: str) -> str:
    """Say that a code is archived, and what replaces it; "" where it is not known to be."""
    known = max((start for start in ARCHIVED if code.startswith(start)), key=len, default="")
    if not known:
        return ""
    successor = ARCHIVED[known]
    instead = f"use {successor}" if successor else "look for another at data.worldbank.org"
    return f"{code} is archived by the World Bank: {instead}"


def _doubles(catalogue: Catalogue) -> Iterator[Finding]:
    """Find labels that two entries share: nobody could tell them apart."""
    labels = pd.Series({name: entry.label for name, entry in catalogue.items()}, dtype=object)
    for label, ids in labels.groupby(labels):
        if len(ids) > 1:
            told = f"have the same label {label!r}: change one"
            yield Finding("warning", "catalogue", f"{listed(ids.index)} {told}")


def check_own_file(indicator: Indicator, names: CountryNames) -> Iterator[Finding]:
    """Check the file of one entry: what of it is in doubt, and what is left out."""
    try:
        own = own_series(indicator, names)
    except OwnError as error:
        yield Finding("error", indicator.id, str(error))
        return
    yield from _unmatched(indicator, own)
    yield from _large_missing(indicator, own)
    yield from (Finding("warning", indicator.id, doubt) for doubt in own.doubts)
    yield from (Finding("ok", indicator.id, remark) for remark in own.remarks)
    if others := [name for name in own.others if name]:
        kinds = "have no code or are groups, parts or former states"
        told = f"left out, since they {kinds}: {listed(others)}"
        yield Finding("ok", indicator.id, told)


def _unmatched(indicator: Indicator, own: OwnSeries) -> Iterator[Finding]:
    """Tell names that are no country: an error where one of them may leave a country empty."""
    if not own.unmatched:
        return
    shown = set(own.rows["iso3"])
    missing = any(iso3 and iso3 not in shown for _, iso3 in own.meant)
    told = f"{len(own.unmatched)} names are no country here: {listed(own.unmatched)}"
    names = ", ".join(
        f'{json.dumps(name, ensure_ascii=False)} = "{iso3}"' for name, iso3 in own.meant[:_PASTED]
    )
    remedy = f'correct them, or write ("" is no country) names = {{ {names} }}'
    yield Finding("error" if missing else "warning", indicator.id, f"{told}: {remedy}")


def _large_missing(indicator: Indicator, own: OwnSeries) -> Iterator[Finding]:
    """Tell the large countries that a file of most countries lacks."""
    shown = set(own.rows["iso3"])
    missing = [name for iso3, name in LARGE.items() if iso3 not in shown]
    if missing and len(shown) >= _MOST_COUNTRIES:
        told = f"has no value for {listed(missing)}: are they named otherwise in the file?"
        yield Finding("warning", indicator.id, told)


def _coverage(indicator: Indicator, found: Collection) -> Iterator[Finding]:
    try:
        rows = found.store.tidy(indicator.id)
    except SnapshotError:  # the snapshot's own check reports it
        return
    if rows.empty:
        yield Finding("error", indicator.id, "has no value for any country")
        return
    countries, first, last = rows["iso3"].nunique(), rows["year"].min(), rows["year"].max()
    if indicator.scale == "log" and (rows["value"] <= 0).any():
        yield Finding("error", indicator.id, 'values of 0 or less: write scale = "linear"')
    yield Finding(
        "ok",
        indicator.id,
        f"{countries} countries, {first} to {last}, {len(rows):,} values, {indicator.source}",
        {
            "countries": int(countries),
            "first": int(first),
            "last": int(last),
            "values": len(rows),
            "source": indicator.source,
        },
    )
