"""An own file as series: its rows matched with our countries, its years and numbers checked."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard.indicators import Indicator, OwnFile
from dashboard.own.cells import is_missing, numbers
from dashboard.own.csv_file import open_csv
from dashboard.own.faults import OwnError, at, listed, quoted
from dashboard.own.layout import Layout, find_layout
from dashboard.own.matches import Matches
from dashboard.own.names import CountryNames
from dashboard.own.other_files import open_excel, open_parquet
from dashboard.own.per_files import open_per
from dashboard.own.table import Table, unreadable_named
from dashboard.own.values import read_values

MOST_ROWS = 300_000  # with a value: more than all countries have years, so some are there twice
_MOST_SEEN = 50  # of the texts of a column


@dataclass(frozen=True)
class OwnSeries:
    """What a file holds of one indicator.

    rows: iso3, year (int16) and value (float64), sorted, each key once. unmatched: names that are
    no country here, with row and whom each resembles. others: names known to be of groups, parts
    and former states, whose rows are left out; "" where a row names no country.
    """

    rows: pd.DataFrame
    unmatched: tuple[str, ...]
    others: tuple[str, ...]


def read_own(indicator: Indicator, names: CountryNames) -> OwnSeries:
    """Read an indicator's own file; raises OwnError, which names rows and columns."""
    own = _own(indicator)
    table, layout = _open(indicator, own)
    matches = Matches(own, names)
    kept = _kept(table, layout, matches, own)
    values = read_values(_long(kept, table, layout), indicator, own, table.delimiter)
    rows = _checked(values, own, cut=len(kept) > MOST_ROWS)
    return OwnSeries(rows, tuple(matches.unmatched()), tuple(sorted(matches.others)))


def _own(indicator: Indicator) -> OwnFile:
    if indicator.own is None:
        raise ValueError(f"{indicator.id} is not read from a file of its own")
    return indicator.own


def _open(indicator: Indicator, own: OwnFile) -> tuple[Table, Layout]:
    kinds = {"csv": open_csv, "excel": open_excel, "parquet": open_parquet, "per": open_per}
    with unreadable_named(own.path):
        return kinds[own.format](own, lambda header: find_layout(header, indicator, own))


def _kept(table: Table, layout: Layout, matches: Matches, own: OwnFile) -> pd.DataFrame:
    """Return the rows of our countries that have a value, with iso3, until there are too many."""
    parts: list[pd.DataFrame] = []
    count, ours = 0, False
    where = _Where(table, layout)
    for chunk in table.rows(layout.columns):
        rows = where.of(chunk)
        iso3 = matches.of(_texts(rows[layout.country]))
        named = _by_name(_nameless(rows, layout), table, layout, own)
        iso3.loc[named.index] = matches.of(named, coded=False)
        rows = rows.assign(iso3=iso3)[iso3 != ""]
        _check_unnamed(rows, layout, own)
        ours = ours or len(rows) > 0
        blank = np.all([is_missing(rows[column]) for column in layout.values], axis=0)
        parts.append(rows[~blank])
        count += len(parts[-1])
        if count > MOST_ROWS:
            break
    if not ours:
        where.check(own)
        told = listed(matches.unmatched(), 5)
        raise OwnError(own.path, [f"no row is of a country here{': ' if told else ''}{told}"])
    return pd.concat(parts)


class _Where:
    """Chooses the rows that have what an entry's `where` says, and knows what they have instead."""

    def __init__(self, table: Table, layout: Layout) -> None:
        self._header, self._where = table.header, layout.where
        self._seen: dict[int, dict[str, None]] = {n: {} for n, _ in layout.where}
        self._met: set[int] = set()

    def of(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows that have all of it."""
        for column, text in self._where:
            texts = _texts(rows[column])
            chosen = texts == text
            if chosen.any():
                self._met.add(column)
            elif column not in self._met and len(self._seen[column]) < _MOST_SEEN:
                self._seen[column] |= dict.fromkeys(texts.unique()[:_MOST_SEEN])
            rows = rows[chosen]
        return rows

    def check(self, own: OwnFile) -> None:
        """Raise OwnError where no row has one of them."""
        for column, text in self._where:
            if self._seen[column] and column not in self._met:
                had = listed(map(quoted, self._seen[column]), 5)
                told = (
                    f'no row has {quoted(text)} in column "{self._header[column]}", which has {had}'
                )
                raise OwnError(own.path, [told], "correct where")


def _nameless(rows: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """Return the rows that have a number and do not say of which country."""
    empty = rows[_texts(rows[layout.country]) == ""]
    if empty.empty:
        return empty
    return empty[np.any([_is_number(empty[n]) for n in layout.values], axis=0)]


def _is_number(cells: "pd.Series[Any]") -> "pd.Series[bool]":
    """Whether each cell is a number, be its decimal mark a point or a comma."""
    return numbers(cells, ".").notna() | numbers(cells, ",").notna()


def _check_unnamed(rows: pd.DataFrame, layout: Layout, own: OwnFile) -> None:
    """Refuse a number of which no name says whether it is of a year."""
    for n in layout.unnamed:
        found = rows[n][_is_number(rows[n])]
        if len(found):
            told = f"row {found.index[0]}, column {n + 1}: {quoted(str(found.iloc[0]))}"
            remedy = "write one row of names above the figures, one for each column"
            raise OwnError(own.path, [f"{told} is in a column without a name"], remedy)


def _by_name(
    nameless: pd.DataFrame, table: Table, layout: Layout, own: OwnFile
) -> "pd.Series[str]":
    """Return the names beside empty codes; raises OwnError where a row has no name, either."""
    names = pd.Series("", nameless.index, dtype=str)
    if layout.name is not None:
        names = _texts(nameless[layout.name])
    lost = names.index[names == ""]
    if len(lost) and "" not in dict(own.names):
        wrong = "is no country, and the row has a value"
        faults = [at(row, table.header[layout.country], "", wrong) for row in lost]
        remedy = 'write the country in each row, or names = { "" = "" } to leave such rows out'
        raise OwnError(own.path, faults, remedy)
    return names


def _texts(cells: "pd.Series[Any]") -> "pd.Series[str]":
    return cells.astype(str).str.strip()


def _long(kept: pd.DataFrame, table: Table, layout: Layout) -> pd.DataFrame:
    """Return a row for each cell of values, with the columns that read_values wants."""
    columns, names = list(layout.values), dict(enumerate(table.header))
    rows = kept.rename_axis("row").reset_index()
    years = [] if layout.year is None else [layout.year]
    long = rows.melt(["row", "iso3", *years], columns, "position", "text")
    told = long["position"].map({n: str(year) for n, year in layout.values.items()})
    return long.assign(
        column=long["position"].map(names),
        year_text=long[layout.year].astype(str) if years else told,
        year_column=names[layout.year] if layout.year is not None else "",
    )


def _checked(values: pd.DataFrame, own: OwnFile, *, cut: bool) -> pd.DataFrame:
    """Return iso3, year and value of the years asked for; raises OwnError for a repeated key.

    cut: whether the file goes on below these values.
    """
    if own.years:
        values = values[values["year"].between(*own.years)]
    if faults := _repeated(values):
        remedy = 'keep one value a year, or choose rows with where = { column = "text" }'
        raise OwnError(own.path, faults, remedy)
    if cut:  # what is there twice is outside of the years asked for
        told = f"more than {MOST_ROWS:,} rows of countries have a value"
        raise OwnError(own.path, [told], 'choose rows with where = { column = "text" }')
    if values.empty:
        raise OwnError(own.path, ["it has no value for any country"])
    return values.sort_values(["iso3", "year"], ignore_index=True)[["iso3", "year", "value"]]


def _repeated(values: pd.DataFrame) -> list[str]:
    repeated = values[values.duplicated(["iso3", "year"], keep=False)]
    rows = repeated.groupby(["iso3", "year"])["row"].agg(list)
    return [f"{iso3} {year} is in rows {listed(rows[iso3, year], 3)}" for iso3, year in rows.index]
