"""Put a new snapshot together from what was fetched and what is served now."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard.boundaries import read_boundaries
from dashboard.countries import Countries
from dashboard.indicators import Catalogue, Indicator
from dashboard.pipeline import BOUNDARIES, tidy
from dashboard.records import TEMPERATURE
from dashboard.refresh.base import Base
from dashboard.refresh.checks import (
    CheckError,
    absent,
    check_countries,
    check_coverage,
    check_known,
    check_large,
    check_range,
    check_series,
    reason,
)
from dashboard.refresh.codes import current_codes
from dashboard.refresh.fetching import COUNTRIES as LIST
from dashboard.refresh.fetching import Answers
from dashboard.refresh.new_countries import build_countries
from dashboard.refresh.records import Loaded
from dashboard.schema import KEY, SchemaError
from dashboard.sources.fetched import Fetched
from dashboard.store import (
    COUNTRIES,
    PROVENANCE,
    RECORDS,
    SERIES,
    SNAPSHOT,
    Store,
    write_countries,
    write_frames,
    write_records,
)

FAST = 3  # level of compression: a refreshed snapshot is in no package


@dataclass(frozen=True)
class Checks:
    """most_lost: share of the values. accepted: indicators not held against those served now."""

    most_lost: float
    accepted: frozenset[str] = frozenset()


def tidy_series(answers: Answers, countries: Countries) -> dict[str, pd.DataFrame]:
    """Return each fetched series with the tidy columns, of the countries of the table alone."""
    return {name: _tidy(name, fetched, countries) for name, fetched in answers.series.items()}


def failed_checks(
    series: Mapping[str, pd.DataFrame],
    answers: Answers,
    catalogue: Catalogue,
    base: Base,
    checks: Checks,
) -> dict[str, str]:
    """Return why series cannot be served, by indicator; empty where all can."""
    failures = {}
    for name, rows in series.items():
        try:
            _check(rows, catalogue[name], answers.series[name], base, checks)
        except (CheckError, SchemaError) as error:
            failures[name] = reason(error, name)
    if answers.countries is not None and LIST not in checks.accepted:
        try:
            check_countries(answers.countries, base.served.countries, checks.most_lost)
        except CheckError as error:
            failures[LIST] = reason(error, LIST)
    return failures


def lost_countries(
    series: Mapping[str, pd.DataFrame], answers: Answers, catalogue: Catalogue, base: Base
) -> list[str]:
    """Say which countries had values and have none now, a line a series; and who left the list."""
    lines = []
    for name, rows in series.items():
        store = base.store(catalogue[name])
        gone = absent(rows, store.tidy(name)) if store is not None else []
        if gone:
            lines.append(f"{name} has no values any more of {', '.join(gone)}")
    if answers.countries is not None:
        table = base.served.countries.frame
        listed = table.loc[table["bank_region"] != "", ["iso3"]]
        if gone := absent(answers.countries.reset_index(), listed):
            lines.append(f"{LIST} has no longer {', '.join(gone)}")
    return lines


@dataclass(frozen=True)
class Contents:
    """What a new snapshot is made of, beside what it keeps; records: the usual one first."""

    series: Mapping[str, pd.DataFrame]
    records: Sequence[Loaded]
    answers: Answers


def write_snapshot(path: Path, new: Contents, catalogue: Catalogue, base: Base) -> None:
    """Write all files of the new snapshot into an empty directory, and read them back."""
    told: dict[str, Any] = {}
    write_frames(_frames(new, catalogue, base, told), path / SERIES, FAST)
    records = [loaded.record for loaded in new.records]
    usual = records[0] if records else None
    write_countries(build_countries(usual, new.answers, base), path / COUNTRIES)
    if records:
        write_records(records, path / RECORDS)
    shutil.copyfile(SNAPSHOT / BOUNDARIES, path / BOUNDARIES)
    _write_provenance(path, told, [record.date for record in records], base)
    check_snapshot(path, list(told))


def check_snapshot(path: Path, indicators: list[str]) -> None:
    """Check that what was written can be read.

    Raises SnapshotError, BoundariesError and CheckError.
    """
    read_boundaries(path / BOUNDARIES)
    if (found := Store.read(path).indicators) != indicators:
        raise CheckError(f"the new snapshot has {found}, not {indicators}")


def _tidy(name: str, fetched: Fetched, countries: Countries) -> pd.DataFrame:
    rows = fetched.rows
    if "iso2" in rows and (rows["iso3"] == "").any():
        by_iso2 = {country.iso2: iso3 for iso3, country in countries.items() if country.iso2}
        others = rows["iso2"].astype(str)  # some lists have three letters there
        codes = rows["iso3"].astype(str)
        rows = rows.assign(iso3=codes.where(codes != "", others.map(by_iso2).fillna(others)))
    rows = current_codes(rows)
    known = rows[rows["iso3"].isin(list(countries))]
    return tidy(known, name, None)


def _check(
    rows: pd.DataFrame, indicator: Indicator, fetched: Fetched, base: Base, checks: Checks
) -> None:
    check_series(rows, indicator, fetched.name)
    store = base.store(indicator)
    if store is None or indicator.id in checks.accepted:
        return
    before = store.tidy(indicator.id)
    publisher = store.provenance["series"][indicator.id]["publisher"]
    same = bool(publisher == fetched.about["publisher"])
    check_range(rows, before, indicator.scale)
    both = before.merge(rows, "left", KEY, suffixes=("_before", ""))
    check_coverage(both, checks.most_lost, same_source=same)
    check_large(both, same_source=same)
    check_known(both.dropna(), indicator.scale, same_source=same)


def _frames(
    new: Contents, catalogue: Catalogue, base: Base, told: dict[str, Any]
) -> Iterator[pd.DataFrame]:
    """Yield each indicator's rows, one after another, and put its provenance into `told`.

    The usual record is the temperatures; the others follow it.
    """
    for indicator in sorted(catalogue.values(), key=lambda indicator: indicator.id):
        name, store = indicator.id, base.store(indicator)
        if name == TEMPERATURE:
            for position, loaded in enumerate(new.records):
                if position == 0:
                    told[name] = {**loaded.about, **_coverage(loaded.rows)}
                yield loaded.rows if position else loaded.rows.assign(indicator=TEMPERATURE)
            continue
        if name in new.series:
            rows, about = new.series[name], new.answers.series[name].about
        elif store is not None:
            rows, about = store.tidy(name), store.provenance["series"][name]
        else:
            continue
        told[name] = {**about, **_coverage(rows)}
        yield rows


def _coverage(rows: pd.DataFrame) -> dict[str, Any]:
    years = [int(rows["year"].min()), int(rows["year"].max())]
    return {"years": years, "countries": int(rows["iso3"].nunique()), "values": len(rows)}


def _write_provenance(path: Path, told: dict[str, Any], dates: Sequence[str], base: Base) -> None:
    days = [*dates, *(about.get("date", "") for about in told.values())]
    tables = {name: base.embedded.provenance[name] for name in ("countries", "boundaries")}
    told = {"date": max(days), "series": told, **tables}
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    (path / PROVENANCE).write_text(text, encoding="utf-8")
