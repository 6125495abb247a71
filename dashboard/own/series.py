"""An own file as series: its rows matched with our countries, its years and numbers checked."""

from dataclasses import dataclass

import pandas as pd

from dashboard.indicators import Indicator, OwnFile
from dashboard.own.apart import remedy
from dashboard.own.berkeley_files import open_berkeley
from dashboard.own.bounded import check_regular
from dashboard.own.cells import without_flags
from dashboard.own.csv_file import open_csv
from dashboard.own.doubts import doubts, sentinels
from dashboard.own.faults import OwnError, listed
from dashboard.own.kept import MOST_ROWS, kept_rows
from dashboard.own.kinds import BERKELEY, kind_of
from dashboard.own.layout import Layout, find_layout
from dashboard.own.matches import Matches
from dashboard.own.names import CountryNames
from dashboard.own.other_files import open_excel, open_parquet
from dashboard.own.parts import whole_years
from dashboard.own.per_files import open_per
from dashboard.own.table import SourceTable, unreadable_named
from dashboard.own.turned import turned_round
from dashboard.own.values import read_values


@dataclass(frozen=True)
class Columns:
    """The names of the columns that were read; year: "" where the values' columns are years."""

    country: str
    year: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class OwnSeries:
    """What a file holds of one indicator.

    rows: iso3, year (int16) and value (float64), sorted, each key once. unmatched: names that are
    no country here, with row and whom each resembles. others: names known to be of groups, parts
    and former states, whose rows are left out; "" where a row names no country. meant: of those
    that are unmatched, name and the iso3 that each may mean, or "". doubts: what is
    hardly as it should be, and shown all the same. remarks: how the file was understood, where that
    is no matter of course. columns: those that were read. sentinels: of its values those that may
    stand for none.
    """

    rows: pd.DataFrame
    unmatched: tuple[str, ...]
    others: tuple[str, ...]
    meant: tuple[tuple[str, str], ...] = ()
    doubts: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    columns: Columns = Columns("", "", ())
    sentinels: tuple[float, ...] = ()


def read_own(indicator: Indicator, names: CountryNames) -> OwnSeries:
    """Read an indicator's own file; raises OwnError, which names rows and columns."""
    own = _own(indicator)
    table, layout = _open(indicator, own, names)
    matches = Matches(own, names)
    kept = kept_rows(table, layout, matches, own)
    long = _long(kept, table, layout)
    flags = ""
    if table.flagged:
        bare = without_flags(long["text"])
        flags = _of_flags(int((bare != long["text"]).sum()))
        long["text"] = bare
    values = read_values(long, indicator, own, table.delimiter)
    once = _once(values)
    whole, remark = whole_years(once, own)
    _check_repeats(whole, table, layout, own)
    rows = _checked(whole, own, cut=len(kept) > MOST_ROWS)
    told = own.unknown != "ignore"
    return OwnSeries(
        rows,
        tuple(matches.unmatched()) if told else (),
        tuple(sorted(matches.others)),
        tuple(matches.meant()) if told else (),
        () if indicator.categories else tuple(doubts(values, indicator)),
        tuple(filter(None, [table.remark, flags, _of_repeats(len(values) - len(once)), remark])),
        _columns(table, layout),
        () if indicator.categories else tuple(sentinels(values)),
    )


def _columns(table: SourceTable, layout: Layout) -> Columns:
    year = "" if layout.year is None else table.header[layout.year]
    values = tuple(table.header[n] for n in layout.values)
    return Columns(table.header[layout.country], year, values)


def _of_repeats(count: int) -> str:
    return f"values that are there twice and count once: {count:,}" if count else ""


def _of_flags(count: int) -> str:
    return f"cells whose flags are left out, such as b, e and p: {count:,}" if count else ""


def _own(indicator: Indicator) -> OwnFile:
    if indicator.own is None:
        raise ValueError(f"{indicator.id} is not read from a file of its own")
    return indicator.own


def _open(indicator: Indicator, own: OwnFile, names: CountryNames) -> tuple[SourceTable, Layout]:
    kinds = {
        "csv": open_csv,
        "excel": open_excel,
        "parquet": open_parquet,
        "per": open_per,
        BERKELEY: open_berkeley,
    }
    with unreadable_named(own.path):
        check_regular(own.path)
        opener = kinds[kind_of(own)]
        return turned_round(
            *opener(own, lambda header, rows: find_layout(header, rows, indicator, own, names))
        )


def _long(kept: pd.DataFrame, table: SourceTable, layout: Layout) -> pd.DataFrame:
    """Return a row for each cell of values, with the columns that read_values wants."""
    columns, names = list(layout.values), dict(enumerate(table.header))
    rows = kept.rename_axis("row").reset_index()
    years = [] if layout.year is None else [layout.year]
    long = rows.melt(["row", "iso3", *years], columns, "position", "text")
    told = long["position"].map({n: str(year) for n, year in layout.values.items()})
    return long.assign(
        column=long["position"].map(names),
        year_text=long[layout.year].astype(str) if years else told,
        year_column=names[layout.year] if layout.year is not None else long["position"].map(names),
    )


def _once(values: pd.DataFrame) -> pd.DataFrame:
    """Leave out values that another row has, too."""
    return values[~values.duplicated(["iso3", "year", "part", "value"])]


def _check_repeats(values: pd.DataFrame, table: SourceTable, layout: Layout, own: OwnFile) -> None:
    """Raise OwnError for a country and year that has several values, with what to choose by."""
    repeated = values[values.duplicated(["iso3", "year"], keep=False)]
    if repeated.empty:
        return
    by_key = repeated.groupby(["iso3", "year"])["row"].agg(list)
    faults = [f"{i} {year} is in rows {listed(by_key[i, year], 3)}" for i, year in by_key.index]
    with unreadable_named(own.path):
        choice, question = remedy(table, layout, by_key.iloc[0])
    raise OwnError(own.path, faults, choice, question)


def _checked(values: pd.DataFrame, own: OwnFile, *, cut: bool) -> pd.DataFrame:
    """Return iso3, year and value; raises OwnError where there are too many or none.

    cut: whether the file goes on below these values.
    """
    if cut:
        told = f"more than {MOST_ROWS:,} rows of countries have a value"
        raise OwnError(own.path, [told], 'choose rows with where = { column = "text" }')
    if values.empty:
        raise OwnError(own.path, ["it has no value for any country"])
    return values.sort_values(["iso3", "year"], ignore_index=True)[["iso3", "year", "value"]]
