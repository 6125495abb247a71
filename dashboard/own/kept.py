"""The rows of a table that count: of our countries, with a value, as the entry's `where` has it."""

from typing import Any

import numpy as np
import pandas as pd

from dashboard.indicators import OwnFile, Wanted
from dashboard.own.cells import is_missing, numbers
from dashboard.own.faults import Answer, OwnError, Question, at, listed, quoted
from dashboard.own.layout import Layout
from dashboard.own.matches import Matches
from dashboard.own.table import SourceTable
from dashboard.own.times import YEAR
from dashboard.own.values import missing_texts

MOST_ROWS = 300_000  # with a value: more than all countries have years, so some are there twice
_MOST_SEEN = 50  # of the texts of a column


def kept_rows(table: SourceTable, layout: Layout, matches: Matches, own: OwnFile) -> pd.DataFrame:
    """Return the rows of our countries that have a value, with iso3, until there are too many."""
    parts: list[pd.DataFrame] = []
    count, ours, outside = 0, False, False
    where = _Where(table, layout)
    for chunk in table.rows(layout.columns):
        chosen = where.of(_not_empty(chunk))
        rows = _in_time(chosen, layout, own)
        outside = outside or len(rows) < len(chosen)
        rows = rows.assign(iso3=_countries(rows, table, layout, matches, own))
        rows = rows[rows["iso3"] != ""]
        _check_unnamed(rows, layout, own)
        ours = ours or len(rows) > 0
        parts.append(rows[~_is_blank(rows, layout, own)])
        count += len(parts[-1])
        if count > MOST_ROWS:
            break
    if not ours:
        where.check(own)
        if outside:
            told = "it has no value for any country in the years asked for"
            raise OwnError(own.path, [told], "correct years")
        told = listed(matches.unmatched(), 5)
        if not told and matches.others - {""}:
            told = f"there are {listed(sorted(matches.others - {''}), 5)}"
        raise OwnError(own.path, [f"no row is of a country here{': ' if told else ''}{told}"])
    kept = pd.concat(parts)
    kept["iso3"] = matches.settled(kept["iso3"])
    return kept[kept["iso3"] != ""]


def _not_empty(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out the rows without any cell: a small packed file may have millions of them."""
    return rows[np.any([rows[column] != "" for column in rows], axis=0)]


def _in_time(rows: pd.DataFrame, layout: Layout, own: OwnFile) -> pd.DataFrame:
    """Leave out the rows of a plain year that is not asked for: nothing in them is read."""
    if own.years is None or layout.year is None:
        return rows
    texts = texts_of(rows[layout.year])
    first, last = own.years
    plain = {text: found for text in texts.unique() if (found := YEAR.fullmatch(text))}
    outside = [text for text, found in plain.items() if not first <= int(found[1]) <= last]
    return rows[~texts.isin(outside)]


def _countries(
    rows: pd.DataFrame, table: SourceTable, layout: Layout, matches: Matches, own: OwnFile
) -> "pd.Series[str]":
    """Return the iso3 of each row: of its code or name, and where nobody knows it, of the other."""
    written = texts_of(rows[layout.country])
    if layout.numeric:
        written = matches.numbered(written)
    iso3 = matches.of(written)
    named = _by_name(_nameless(rows, written, layout), table, layout, own)
    iso3.loc[named.index] = matches.of(named, coded=False)
    unknown = ~matches.is_known(written).to_numpy() & (iso3 == "").to_numpy()
    lost = rows.assign(written=written)[unknown]  # of a table turned round, rows share numbers
    lost = lost[~_is_blank(lost, layout, own)]
    lost_names = lost["written"]
    if layout.name is not None:
        beside = texts_of(lost[layout.name])
        found = matches.of(matches.numbered(beside))
        iso3.loc[lost.index] = found
        is_name = beside.str.contains("[^\\W\\d]", regex=True)  # no number, nor empty
        told = beside.where(is_name, lost_names)
        lost_names = told[(found == "") & ~beside.isin(matches.others - {""})]
    matches.tell(pd.concat([lost_names, named[~matches.is_known(named)]]).sort_index())
    return iso3


def _is_blank(rows: pd.DataFrame, layout: Layout, own: OwnFile) -> "np.ndarray[Any, Any]":
    more = missing_texts(own)
    blank: np.ndarray[Any, Any] = np.all(
        [is_missing(rows[column], more) for column in layout.values], axis=0
    )
    return blank


class _Where:
    """Chooses the rows that have what an entry's `where` says, and knows what they have instead."""

    def __init__(self, table: SourceTable, layout: Layout) -> None:
        self._header, self._where = table.header, layout.where
        self._seen: dict[int, dict[str, None]] = {n: {} for n, _ in layout.where}
        self._met: set[int] = set()

    def of(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows that have all of it."""
        for column, wanted in self._where:
            texts = texts_of(rows[column])
            chosen = _has(texts, wanted)
            if chosen.any():
                self._met.add(column)
            elif column not in self._met and len(self._seen[column]) < _MOST_SEEN:
                self._seen[column] |= dict.fromkeys(texts.unique()[:_MOST_SEEN])
            rows = rows[chosen]
        return rows

    def check(self, own: OwnFile) -> None:
        """Raise OwnError where no row has one of them."""
        for column, wanted in self._where:
            if self._seen[column] and column not in self._met:
                had = listed(map(quoted, self._seen[column]), 5)
                asked = " or ".join(quoted(str(one)) for one in _each(wanted))
                told = f'no row has {asked} in column "{self._header[column]}", which has {had}'
                raise OwnError(own.path, [told], "correct where")


def _has(texts: "pd.Series[str]", wanted: Wanted) -> "pd.Series[bool]":
    """Whether each text is one of those wanted; a number is wanted however it is written."""
    found = texts.isin([one for one in _each(wanted) if isinstance(one, str)])
    if written := [float(one) for one in _each(wanted) if not isinstance(one, str)]:
        found |= pd.to_numeric(texts, errors="coerce").isin(written)
    return found


def _each(wanted: Wanted) -> tuple[str | float, ...]:
    return wanted if isinstance(wanted, tuple) else (wanted,)


def _nameless(rows: pd.DataFrame, written: "pd.Series[str]", layout: Layout) -> pd.DataFrame:
    """Return the rows that have a number and do not say of which country."""
    empty = rows[written == ""]
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
    nameless: pd.DataFrame, table: SourceTable, layout: Layout, own: OwnFile
) -> "pd.Series[str]":
    """Return the names beside empty codes; raises OwnError where a row has no name, either."""
    names = pd.Series("", nameless.index, dtype=str)
    if layout.name is not None:
        names = texts_of(nameless[layout.name])
    lost = names.index[names == ""]
    if len(lost) and "" not in dict(own.names):
        wrong = "is no country, and the row has a value"
        faults = [at(row, table.header[layout.country], "", wrong) for row in lost]
        remedy = 'write the country in each row, or names = { "" = "" } to leave such rows out'
        raise OwnError(own.path, faults, remedy, _NAMELESS)
    return names


_NAMELESS = Question(
    "Rows with a value name no country (merged cells?): what becomes of them?",
    (Answer("they are left out", {"names": {"": ""}}),),
)


def texts_of(cells: "pd.Series[Any]") -> "pd.Series[str]":
    """Return cells as texts without blanks around them."""
    return cells.astype(str).str.strip()
