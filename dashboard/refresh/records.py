"""The temperature records of a new snapshot: those that came and pass, and those that are kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import pandas as pd

from dashboard.boundaries import read_boundaries
from dashboard.countries import Countries, Quality
from dashboard.pipeline import tidy
from dashboard.records import TEMPERATURE, Record
from dashboard.refresh.agreeing import agreed
from dashboard.refresh.base import Base
from dashboard.refresh.checks import CheckError, absent, reason
from dashboard.refresh.codes import current_codes
from dashboard.refresh.record_checks import check_against, check_record
from dashboard.refresh.ways import Came
from dashboard.schema import SchemaError
from dashboard.sources import quality
from dashboard.sources.surroundings import Surroundings
from dashboard.store import SnapshotError, Store

# Degrees of a grid cell, of what a record is computed from.
CELLS = {"cru": 0.5, "era5": 0.25, "fao": 2.0}


@dataclass(frozen=True)
class Loaded:
    """A record with its rows, tidy, and its entry in the provenance."""

    record: Record
    rows: pd.DataFrame
    about: Mapping[str, Any]
    is_new: bool = False


@dataclass
class Selection:
    """The records of a new snapshot, the usual one first; why others are not; what is to be said.

    refused: by record. remarks: lines.
    """

    records: list[Loaded] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """Whether any of them came."""
        return any(loaded.is_new for loaded in self.records)


@dataclass(frozen=True)
class Limits:
    """most_lost: share of the values. accepted: not held against what is known."""

    most_lost: float
    accepted: bool = False


def kept_records(base: Base) -> list[Loaded]:
    """Return the records that are served now, as they are; the embedded ones where damaged."""
    for store in (base.served, base.embedded):
        try:
            return [_kept(store, name) for name in store.records]
        except SnapshotError:
            if store is base.embedded:
                raise
    return []


def choose_records(
    came: Mapping[str, Came], order: Iterable[str], base: Base, limits: Limits
) -> Selection:
    """Return the records to serve: new ones that pass, else the same as it is served now."""
    kept = {loaded.record.id: loaded for loaded in kept_records(base)}
    chosen = Selection()
    for name in order:
        if name in came:
            try:
                loaded = _loaded(came[name], base.embedded.countries)
                _check(loaded, kept.get(name), base, limits)
            except (CheckError, SchemaError) as error:
                chosen.refused[name] = reason(error, TEMPERATURE)
            else:
                chosen.records.append(loaded)
                chosen.remarks += came[name].remarks
                chosen.remarks += _missing(loaded, kept.get(name), base)
                continue
        if name in kept and not kept[name].record.fallback:
            chosen.records.append(kept[name])
    if not chosen.records:
        chosen.records = list(kept.values())
    return chosen


def judged(records: list[Loaded], countries: Countries) -> list[Loaded]:
    """Give each record the quality of its countries: by agreement where there are several."""
    agreement = agreed([loaded.rows for loaded in records if not loaded.record.fallback])
    return [_judged(loaded, agreement, countries) for loaded in records]


def around_all(countries: Countries) -> Surroundings:
    """Return what lies around countries on the map, measured once a process."""
    return _around(tuple((iso3, country.name) for iso3, country in countries.items()))


@cache
def _around(names: tuple[tuple[str, str], ...]) -> Surroundings:
    return Surroundings.of(read_boundaries(), dict(names))


def _judged(loaded: Loaded, agreement: Mapping[str, Quality], countries: Countries) -> Loaded:
    record, known = loaded.record, set(loaded.rows["iso3"])
    if record.fallback or record.id not in CELLS:
        return loaded
    around, cell = around_all(countries), CELLS[record.id]
    alone = quality.judge_grid(places(countries), known, cell, record.label, around)
    flags = {
        iso3: agreement.get(iso3, alone[iso3]) if iso3 in known else alone[iso3] for iso3 in alone
    }
    return replace(loaded, record=record.judged(flags))


def places(countries: Countries) -> dict[str, quality.Place]:
    """Return where each country is and how large, by iso3."""
    return {
        iso3: quality.Place(c.name, c.label_lon, c.label_lat, c.area_km2)
        for iso3, c in countries.items()
    }


def _loaded(came: Came, countries: Countries) -> Loaded:
    rows = current_codes(came.fetched.rows)
    known = rows[rows["iso3"].isin(list(countries))]
    rows = tidy(known[["iso3", "year", "value"]], TEMPERATURE, None)
    if rows.empty:
        raise CheckError("there is no value for any country")
    record = came.record_of(came.fetched, rows)
    about = {**_about(record), **came.fetched.about, "short": record.label}
    return Loaded(record, rows.assign(indicator=record.series), about, is_new=True)


def _kept(store: Store, name: str) -> Loaded:
    record = store.records[name]
    usual = next(iter(store.records)) == name
    about = store.provenance["series"][TEMPERATURE] if usual else _about(record)
    return Loaded(record, store.tidy(record.series), about)


def _about(record: Record) -> dict[str, Any]:
    title = f"{record.label} {record.version}".strip()
    return {
        "short": record.label,
        "title": f"{title}, national means {record.years}",
        "publisher": record.publisher,
        "url": record.url,
        "licence": record.licence,
        "note": record.note,
        "version": record.version,
        "date": record.date,
    }


def _check(loaded: Loaded, before: Loaded | None, base: Base, limits: Limits) -> None:
    check_record(loaded.record, loaded.rows, base.embedded.countries)
    if limits.accepted:
        return
    before = before or _kept(base.embedded, next(iter(base.embedded.records)))
    check_against(loaded.record, loaded.rows, before.record, before.rows, limits.most_lost)


def _missing(loaded: Loaded, before: Loaded | None, base: Base) -> list[str]:
    """Name the countries that a record has lost; or lacks, where it comes for the first time."""
    if before is None:
        before = _kept(base.embedded, next(iter(base.embedded.records)))
    names = absent(loaded.rows, before.rows)
    return [f"{loaded.record.id} has no values of {', '.join(names)}"] if names else []
