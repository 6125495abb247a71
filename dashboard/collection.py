"""What there is to show: the snapshot with the user's own series over it, and what of it fits.

An entry of the catalogue without figures is left out, with the reason; so is one whose own file
cannot be read. The rest is served.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard import climate
from dashboard.countries import GOOD, Quality
from dashboard.indicators import CATALOGUE, KEPT, Catalogue, Indicator, read_catalogue
from dashboard.own import CountryNames, OwnError, OwnSeries, read_own
from dashboard.own.digits import fitting_decimals
from dashboard.own.faults import listed
from dashboard.records import OWN, Record
from dashboard.snapshots import current_snapshot
from dashboard.store import SNAPSHOT, SnapshotError, Store

# Where there are more own entries, each is read when it is first shown: a start must not wait.
READ_AT_START = 30
NO_NORMAL = (
    f"no country has a value in two thirds of the years {climate.DEFAULT_BASELINE}, against which "
    "the page shows its warming at first: give it the earlier years too, or another id, under "
    "which it is an indicator beside ours"
)
_log = logging.getLogger("isotherm.collection")
_NO_ROWS = pd.DataFrame({"iso3": pd.Series(dtype=str), "year": [], "value": []}).astype(
    {"year": "int16", "value": "float64"}
)
# What this process has read of each own file, and the time and size that the file had then.
_read: dict[Indicator, tuple[tuple[int, int], OwnSeries | OwnError]] = {}


class OwnStore(Store):
    """A snapshot over which own series may be laid: of these, what it has itself is not shown."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._own: dict[str, Indicator] = {}

    @cached_property
    def names(self) -> CountryNames:
        """What an own file may call the countries."""
        return CountryNames(self.countries)

    def lay_over(self, own: Mapping[str, Indicator]) -> None:
        """Show own series from now on, in place of what was; before anybody has read one."""
        self._own = dict(own)
        told = {name: _provenance(indicator) for name, indicator in own.items()}
        self.provenance = {**self.provenance, "series": {**self.provenance["series"], **told}}
        if KEPT in own:
            qualities = self._own_qualities(own[KEPT])
            self.countries = self.countries.judged(qualities)
            record = _own_record(own[KEPT], self._read(KEPT)).judged(qualities)
            self.records = {OWN: record, **self.records}

    def _own_qualities(self, temperature: Indicator) -> dict[str, Quality]:
        # The snapshot's flags are of its own series; the faults of the user's are not known.
        known = set(self._read(KEPT).index)
        return {
            iso3: GOOD
            if iso3 in known
            else Quality("none", f"{temperature.source} has no temperatures for {country.name}.")
            for iso3, country in self.countries.items()
        }

    @property
    def indicators(self) -> list[str]:
        """Ids of the indicators that have values, in alphabetical order."""
        return sorted({*super().indicators, *self._own})

    def _read_rows(self, indicator: str) -> pd.DataFrame:
        if indicator == f"{KEPT}.{OWN}":
            indicator = KEPT
        if indicator not in self._own:
            return super()._read_rows(indicator)
        try:
            rows = own_series(self._own[indicator], self.names).rows
        except OwnError as error:
            _log.error("%s is shown without values: %s", indicator, error)
            rows = _NO_ROWS
        return rows.set_index("iso3")


@dataclass(frozen=True)
class Collection:
    """Store and catalogue that fit each other.

    left_out: why an entry is not in the catalogue, by its id. remarks: what of an entry is not
    shown, by its id: names in its file that are no country here, and values that are in doubt.
    """

    store: Store
    catalogue: Catalogue
    left_out: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)


def open_collection(snapshot: Path = SNAPSHOT, wanted: Catalogue | None = None) -> Collection:
    """Open a snapshot with what a catalogue wants, the served one unless given.

    Raises SnapshotError and CatalogueError; own files that cannot be read are left out.
    """
    wanted = read_catalogue() if wanted is None else wanted
    store = OwnStore(snapshot)
    remarks: dict[str, str] = {}
    left_out = dict(_left_out(wanted, store, remarks))
    shown = {name: entry for name, entry in wanted.items() if name not in left_out}
    if KEPT not in shown:  # the page is built on it: ours then serves
        shown = {KEPT: read_catalogue(CATALOGUE)[KEPT], **shown}
    shown = {name: _as_told(entry, store) for name, entry in shown.items()}
    if _are_few(wanted):
        shown = {name: _fitting(entry, store.names) for name, entry in shown.items()}
    store.lay_over({name: entry for name, entry in shown.items() if entry.own})
    return Collection(store, Catalogue(shown.values()), left_out, remarks)


def open_served() -> Collection:
    """Open the newest snapshot; where it is damaged, the embedded one, and say so in the log."""
    newest = current_snapshot()
    try:
        return open_collection(newest)
    except SnapshotError:
        if newest == SNAPSHOT:
            raise
        _log.exception("The embedded snapshot is served instead")
        return open_collection(SNAPSHOT)


def own_series(indicator: Indicator, names: CountryNames) -> OwnSeries:
    """Read an own file, or remember it when it has not changed since; raises OwnError."""
    key = replace(indicator, decimals=0)  # which may follow from what is read
    stamp, known = _stamp(indicator), _read.get(key)
    if known is None or known[0] != stamp:
        known = _read[key] = stamp, _tried(indicator, names)
    if isinstance(known[1], OwnError):
        raise known[1]
    return known[1]


def _tried(indicator: Indicator, names: CountryNames) -> OwnSeries | OwnError:
    try:
        return read_own(indicator, names)
    except OwnError as error:
        return error


def _left_out(
    wanted: Catalogue, store: OwnStore, remarks: dict[str, str]
) -> Iterator[tuple[str, str]]:
    known = set(store.indicators)
    few = _are_few(wanted)
    for name, entry in wanted.items():
        eager = few or name == KEPT  # every page shows it, so it is never read later
        if entry.own is None and name not in known:
            yield name, _without_values(entry)
        elif entry.own is not None and not eager and not entry.own.path.exists():
            yield name, f"{entry.own.path}: there is no such file"
        elif entry.own is not None and eager:
            try:
                found = own_series(entry, store.names)
            except OwnError as error:
                yield name, str(error)
                continue
            if name == KEPT and not _has_a_normal(found.rows):
                yield name, f"{entry.own.path}: {NO_NORMAL}"
            elif told := list(_remarks(found)):
                remarks[name] = f"{entry.own.path}: {'; '.join(told)}"


def _remarks(own: OwnSeries) -> Iterator[str]:
    if own.unmatched:
        yield f"no country here: {listed(own.unmatched)}"
    yield from own.doubts


def _are_few(wanted: Catalogue) -> bool:
    """Whether all own files are read when the server starts."""
    return sum(entry.own is not None for entry in wanted.values()) <= READ_AT_START


def _fitting(entry: Indicator, names: CountryNames) -> Indicator:
    """Return an entry with the decimals that its values need, unless it says how many."""
    if entry.own is None or not entry.own.fitting or entry.id == KEPT:
        return entry
    return replace(entry, decimals=fitting_decimals(own_series(entry, names).rows["value"]))


def _has_a_normal(rows: pd.DataFrame) -> bool:
    values = rows.pivot(index="iso3", columns="year", values="value")
    return bool(climate.normals(values, climate.DEFAULT_BASELINE).notna().any())


def _as_told(entry: Indicator, store: Store) -> Indicator:
    """Return an entry with the source that the snapshot names: a refresh may have changed it."""
    told = store.provenance["series"].get(entry.id, {})
    return replace(entry, source=told["short"]) if "short" in told and not entry.own else entry


def _without_values(entry: Indicator) -> str:
    if entry.from_world_bank:
        return f"the snapshot has no values: run `python -m dashboard refresh --only {entry.id}`"
    if entry.code:
        return (
            f"the snapshot has no values, and a refresh brings none of source = {entry.source!r}: "
            'write source = "World Bank", or path = "..."'
        )
    return 'neither the snapshot has values nor does it name a file: write path = "..."'


def _stamp(indicator: Indicator) -> tuple[int, int]:
    try:
        facts = indicator.own.path.stat() if indicator.own else None
    except OSError:
        facts = None
    return (facts.st_mtime_ns, facts.st_size) if facts else (0, 0)


def _own_record(temperature: Indicator, rows: pd.DataFrame) -> Record:
    """Return the record that an own file of temperatures is; rows: index iso3, year, value."""
    about = _provenance(temperature)
    return Record(
        id=OWN,
        label=temperature.source,
        publisher=temperature.source,
        version=about["package"],
        kind="own",
        years=climate.Years(int(rows["year"].min()), int(rows["year"].max())),
        countries=rows.index.nunique(),
        licence=about["licence"],
        note=about["note"],
        date=about["date"],
        independent_of="What it is made of is not known here.",
    )


def _provenance(indicator: Indicator) -> dict[str, Any]:
    """Say where an own file's figures come from, as the snapshot's provenance does."""
    changed = datetime.fromtimestamp(_stamp(indicator)[0] / 1e9, UTC)
    return {
        "package": indicator.own.path.name if indicator.own else "",
        "title": indicator.label,
        "publisher": indicator.source,
        "url": "",
        "licence": "",
        "note": indicator.description,
        "date": f"{changed:%Y-%m-%d}",
    }
