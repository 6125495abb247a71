"""The names in a file, each with the country that it means, and those that mean none."""

from collections.abc import Iterator

import pandas as pd

from dashboard.indicators import OwnFile
from dashboard.own.faults import OwnError, quoted
from dashboard.own.names import CountryNames, bag

MOST_UNKNOWN = 2_000  # more than any list of countries and groups has
_MAYBE = "?"  # before a name whose country only the other names of the file tell


class Matches:
    """What the names in one file mean, by the entry's own `names` first.

    others: names that are known to be no country, "" among them where a row has no name.
    """

    def __init__(self, own: OwnFile, names: CountryNames) -> None:
        self._own, self._names = own, names
        self._iso3 = {name: iso3.upper() for name, iso3 in own.names}
        self._unknown: dict[str, int] = {}
        self._bags: set[tuple[str, ...]] = set()
        self.others = {name for name, iso3 in own.names if not iso3}
        if strange := [iso3 for iso3 in self._iso3.values() if iso3 and not names.iso3(iso3)]:
            raise OwnError(own.path, [f"names has {quoted(strange[0])}, no ISO3 code of a country"])

    def of(self, column: "pd.Series[str]", *, coded: bool = True) -> "pd.Series[str]":
        """Return the iso3 of each name, "" where it is of none, "?" and a name for `settled`.

        coded: False for names beside an empty code: who publishes one that resembles no country
        gives it no code because it is none.
        """
        for name in column.unique():
            if name not in self._iso3:
                self._iso3[name] = self._match(name, coded=coded)
        return column.map(self._iso3)

    def numbered(self, column: "pd.Series[str]") -> "pd.Series[str]":
        """Return the iso3 of each number of the UN's, and other texts as they are."""
        return column.map({text: self._names.numeric(text) or text for text in column.unique()})

    def is_known(self, column: "pd.Series[str]") -> "pd.Series[bool]":
        """Whether each name, of those that `of` has seen, is of a country or of none."""
        return (column.map(self._iso3) != "") | column.isin(self.others)

    def tell(self, column: "pd.Series[str]") -> None:
        """Remember names that nobody knows, with their rows; raises OwnError for too many."""
        for row, name in column[~column.duplicated()].items():
            self._unknown.setdefault(name, int(str(row)))
            if len(self._unknown) > MOST_UNKNOWN:
                many = f"like {MOST_UNKNOWN:,} names above it, is no country"
                raise OwnError(
                    self._own.path,
                    [f"row {row}: {quoted(name)}, {many}"],
                    'say which column has them with columns = { country = "..." }',
                )

    def _match(self, name: str, *, coded: bool) -> str:
        self._bags.add(bag(name))
        if self._names.depends(name):
            return _MAYBE + name
        iso3 = self._names.iso3(name)
        uncoded = not coded and not self._names.resembling(name)
        if not iso3 and (not name or uncoded or self._names.is_other(name)):
            self.others.add(name)
        return iso3

    def settled(self, iso3: "pd.Series[str]") -> "pd.Series[str]":
        """Say of "?" and a name what it means beside the other names that were seen."""
        open_names = [one for one in iso3.unique() if one.startswith(_MAYBE)]
        meant = {
            one: self._names.beside(one.removeprefix(_MAYBE), self._bags) for one in open_names
        }
        self.others |= {one.removeprefix(_MAYBE) for one, found in meant.items() if not found}
        return iso3.map(lambda one: meant.get(one, one))

    def meant(self) -> Iterator[tuple[str, str]]:
        """Return each name that is unknown with the iso3 of the country it resembles, or ""."""
        for name in self._unknown:
            found = self._names.resembling(name)
            yield name, found[-4:-1]

    def unmatched(self) -> Iterator[str]:
        """Return each name that is unknown, with its first row and the country it resembles."""
        for name, row in self._unknown.items():
            meant = self._names.resembling(name)
            yield f"{quoted(name)} (row {row}{f', {meant}?' if meant else ''})"
