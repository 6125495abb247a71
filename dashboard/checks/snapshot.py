"""The snapshot that is served: can it be read, and are its rows what they should be."""

from collections.abc import Iterator, Mapping

from dashboard.boundaries import BoundariesError, read_boundaries
from dashboard.checks.findings import Finding
from dashboard.own import CountryNames
from dashboard.own.faults import listed
from dashboard.schema import SchemaError, check_tidy
from dashboard.snapshots import current_snapshot, data_folder
from dashboard.store import SNAPSHOT, SnapshotError, Store


def check_snapshot(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Check the snapshot that ISOTHERM_DATA_DIR has, or the embedded one."""
    folder = current_snapshot(data_folder(environ))
    try:
        store = Store.read(folder)
        shapes = read_boundaries()  # those that the server reads, whichever snapshot it serves
    except (SnapshotError, BoundariesError) as error:
        yield Finding("error", "snapshot", str(error))
        return
    kind = "the embedded one" if folder == SNAPSHOT else str(folder)
    yield Finding(
        "ok",
        "snapshot",
        f"{kind}, of {store.provenance['date']}: {len(store.countries)} countries, "
        f"{len(shapes)} shapes, {len(store.indicators)} indicators",
    )
    names = CountryNames(store.countries)
    for indicator in store.indicators:
        yield from _series(store, names, indicator)


def _series(store: Store, names: CountryNames, indicator: str) -> Iterator[Finding]:
    try:
        rows = store.tidy(indicator)
        check_tidy(rows)
    except (SnapshotError, SchemaError) as error:
        yield Finding("error", indicator, f"in the snapshot: {error}")
        return
    strange = sorted(set(rows["iso3"]) - store.countries.keys())
    groups = [iso3 for iso3 in strange if names.is_other(iso3)]
    unknown = [iso3 for iso3 in strange if iso3 not in groups]
    if groups:
        yield Finding("error", indicator, f"groups of countries in the snapshot: {listed(groups)}")
    if unknown:
        yield Finding("error", indicator, f"no country here, in the snapshot: {listed(unknown)}")
