"""Read and write the Parquet snapshot; select series from it."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard import countries as table
from dashboard.countries import Countries
from dashboard.records import TEMPERATURE, Record, only_record, parse_records, records_text
from dashboard.schema import check_tidy

# Arrow's own pool keeps 16 MB more of what a server has read.
pa.set_memory_pool(pa.system_memory_pool())

SNAPSHOT = Path(__file__).parent / "data"
SERIES, COUNTRIES, PROVENANCE = "series.parquet", "countries.parquet", "provenance.json"
RECORDS = "records.json"
TABLES = ("countries", "boundaries")  # beside the series, in the provenance
FACTS = ("title", "publisher", "url", "licence", "note")  # of each of these
SMALLEST = 19  # of zstd's levels
REBUILD, REFRESH = "python -m dashboard snapshot", "python -m dashboard refresh"

# dictionary<int32>: iso3 and indicator repeat thousands of times
_WORD = pa.dictionary(pa.int32(), pa.string())
SERIES_SCHEMA = pa.schema(
    [("iso3", _WORD), ("indicator", _WORD), ("year", pa.int16()), ("value", pa.float64())]
)
_NUMBERS = ("climate_zone_share", "label_lon", "label_lat", "label_x", "label_y", "area_km2")
_TYPES = {
    "aliases": pa.list_(pa.string()),
    "tiny": pa.bool_(),
    **dict.fromkeys(_NUMBERS, pa.float64()),
}
COUNTRIES_SCHEMA = pa.schema([(name, _TYPES.get(name, pa.string())) for name in table.COLUMNS])


class SnapshotError(Exception):
    """A file of the snapshot is missing or damaged; the message names it and the remedy."""

    def __init__(self, path: Path, reason: object) -> None:
        ours = path.is_relative_to(SNAPSHOT)
        remedy = f"Rebuild the snapshot with `{REBUILD}`" if ours else f"Run `{REFRESH}`"
        super().__init__(f"{path}: {reason}. {remedy}.")


class Store:
    """The snapshot: countries, provenance, and series that are read when first asked for.

    One store serves every session, from any thread; the frames that it returns are the caller's.
    """

    def __init__(self, path: Path) -> None:
        with _damage_named(path / COUNTRIES) as file:
            self.countries = _read_countries(file)
        with _damage_named(path / PROVENANCE) as file:
            self.provenance = _read_provenance(file)
        with _damage_named(path / SERIES) as file:
            self._row_groups = _row_groups(file)
        with _damage_named(path / RECORDS) as file:
            self.records = _read_records(file, self.provenance, self.countries)
        self._usual = next((record.series for record in self.records.values()), "")
        self._file = path / SERIES
        self._stamps = {file: _stamp(file) for file in (path / SERIES, path / COUNTRIES)}
        self._lock = Lock()
        self._rows: dict[str, pd.DataFrame] = {}
        self._wide: dict[str, pd.DataFrame] = {}

    @classmethod
    def read(cls, path: Path = SNAPSHOT) -> "Store":
        """Open the snapshot in a directory; raises SnapshotError."""
        return cls(path)

    @property
    def indicators(self) -> list[str]:
        """Ids of the indicators that have values, in alphabetical order."""
        return [name for name in self._row_groups if not _is_record(name)]

    def fault(self) -> str:
        """Say which file has been changed or has gone since it was opened; "" for none."""
        other = [file.name for file, stamp in self._stamps.items() if _stamp(file) != stamp]
        return f"{other[0]} of the snapshot is gone, or another than was opened" if other else ""

    def record_countries(self, record_id: str) -> Countries:
        """Return the country table with the quality that each country has in a record."""
        return self.records[record_id].judge(self.countries)

    def series(self, iso3: str, indicator: str) -> pd.DataFrame:
        """Return one country's values by year; of a record, where `indicator` is its series.

        Columns: year (int16), value (float64, in the catalogue's unit). A missing year is an absent
        row; the frame is empty when there are none. Raises SnapshotError.
        """
        rows = self._read(indicator)
        known = iso3 in rows.index
        chosen = rows.loc[[iso3]] if known else rows.iloc[:0]
        return chosen.reset_index(drop=True)

    def values(self, indicator: str) -> pd.DataFrame:
        """Return every country by every year of the indicator's range.

        Index: iso3, in the order of the countries. Columns: year (int). NaN where missing. Raises
        SnapshotError.
        """
        if indicator not in self._wide:
            self._wide[indicator] = self._spread(self._read(indicator))
        return self._wide[indicator].copy()

    def tidy(self, indicator: str) -> pd.DataFrame:
        """Return an indicator's rows with the tidy columns, remembering none.

        Raises SnapshotError.
        """
        rows = self._read_rows(indicator).reset_index().assign(indicator=indicator)
        typed = rows.astype({"iso3": str, "indicator": str, "year": "int16"})
        return pd.DataFrame(typed, columns=SERIES_SCHEMA.names)

    def _read(self, indicator: str) -> pd.DataFrame:
        # One lock for all: two sessions that ask for the same indicator read it once.
        with self._lock:
            if indicator not in self._rows:
                self._rows[indicator] = self._read_rows(indicator)
        return self._rows[indicator]

    def _read_rows(self, indicator: str) -> pd.DataFrame:
        columns = ["iso3", "year", "value"]
        if indicator == self._usual:
            indicator = TEMPERATURE
        if indicator not in self._row_groups:
            frame = SERIES_SCHEMA.empty_table().select(columns).to_pandas()
        else:
            with _damage_named(self._file) as file, pq.ParquetFile(file) as series:
                rows = series.read_row_group(self._row_groups[indicator], columns=columns)
                frame = rows.to_pandas()  # finds damage, too
        return pd.DataFrame(frame).set_index("iso3")

    def _spread(self, rows: pd.DataFrame) -> pd.DataFrame:
        years = range(rows["year"].min(), rows["year"].max() + 1) if len(rows) else range(0)
        iso3 = pd.Index(self.countries, name="iso3")
        cells = np.full((len(iso3), len(years)), np.nan)
        cells[iso3.get_indexer(rows.index), rows["year"] - years.start] = rows["value"]
        return pd.DataFrame(cells, iso3, pd.Index(years, name="year"))


def write_series(series: pd.DataFrame, path: Path) -> None:
    """Write a tidy frame, sorted by indicator, country and year; raises SchemaError.

    One row group per indicator, so that a reader reads only what it shows.
    """
    check_tidy(series)
    write_frames((rows for _, rows in series.groupby("indicator")), path)


def write_frames(frames: Iterable[pd.DataFrame], path: Path, level: int = SMALLEST) -> None:
    """Write tidy frames of one indicator each, in the order of their indicators.

    level: of compression, a low one is fast. Raises SchemaError. One frame is held at a time.
    """
    with _writer(path, SERIES_SCHEMA, level) as writer:
        for rows in frames:
            check_tidy(rows)
            ordered = rows.sort_values(["iso3", "year"], ignore_index=True)
            writer.write_table(_plain(ordered, SERIES_SCHEMA))


def write_countries(countries: Countries, path: Path) -> None:
    """Write the country table in its own order."""
    with _writer(path, COUNTRIES_SCHEMA) as writer:
        writer.write_table(_plain(countries.frame, COUNTRIES_SCHEMA))


def write_records(records: Iterable[Record], path: Path) -> None:
    """Write what is known of the records, the usual one first."""
    path.write_text(records_text(records), encoding="utf-8")


def _writer(path: Path, schema: pa.Schema, level: int = SMALLEST) -> pq.ParquetWriter:
    # The Arrow schema stays out of the file: it holds nothing but what may differ between versions.
    return pq.ParquetWriter(
        path, schema, compression="zstd", compression_level=level, store_schema=False
    )


def _plain(frame: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pandas(frame, schema=schema, preserve_index=False).cast(schema)


def _read_countries(file: Path) -> Countries:
    with pq.ParquetFile(file) as countries:  # read_table would import Arrow's data sets
        rows = countries.read()
    if rows.column_names != table.COLUMNS:
        raise ValueError(f"its columns are {rows.column_names}, not {table.COLUMNS}")
    return Countries.from_frame(rows.to_pandas())


def _read_provenance(file: Path) -> dict[str, Any]:
    """Read what is recorded of each series; raises ValueError where it has another shape."""
    told = json.loads(file.read_text(encoding="utf-8"))
    whole = told if isinstance(told, dict) else {}
    series = whole.get("series")
    if not (isinstance(whole.get("date"), str) and isinstance(series, dict)):
        raise ValueError("it has not date and series")  # noqa: TRY004  (damage, as a broken file)
    for name, about in {**series, **{name: whole.get(name) for name in TABLES}}.items():
        facts = about if isinstance(about, dict) else {}
        if lacking := [fact for fact in FACTS if not isinstance(facts.get(fact), str)]:
            raise ValueError(f"its entry {name!r} lacks {', '.join(lacking)}")
    return dict(whole)


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        facts = file.stat()
    except OSError:
        return None
    return facts.st_size, facts.st_mtime_ns


def _read_records(
    file: Path, provenance: dict[str, Any], countries: Countries
) -> dict[str, Record]:
    if not file.exists():  # as earlier releases wrote a snapshot
        about = provenance.get("series", {}).get(TEMPERATURE)
        only = [] if about is None else [only_record(about, countries)]
        return {record.id: record for record in only}
    return parse_records(file.read_text(encoding="utf-8"))


def _is_record(name: str) -> bool:
    return name.startswith(f"{TEMPERATURE}.")


def _row_groups(file: Path) -> dict[str, int]:
    with pq.ParquetFile(file) as series:
        if series.schema_arrow.names != SERIES_SCHEMA.names:
            raise ValueError(f"its columns are {series.schema_arrow.names}")
        groups = [series.metadata.row_group(n) for n in range(series.num_row_groups)]
    column = SERIES_SCHEMA.get_field_index("indicator")
    return {group.column(column).statistics.min: n for n, group in enumerate(groups)}


@contextmanager
def _damage_named(file: Path) -> Iterator[Path]:
    try:
        yield file
    except FileNotFoundError as error:
        raise SnapshotError(file, "there is no such file") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SnapshotError(file, f"the file is damaged ({error})") from error
