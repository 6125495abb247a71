"""The names in a file, each with the country that it means, and those that mean none."""

from collections.abc import Iterator

import pandas as pd

from dashboard.indicators import OwnFile
from dashboard.own.faults import OwnError, quoted
from dashboard.own.names import CountryNames

MOST_UNKNOWN = 2_000  # more than any list of countries and groups has


class Matches:
    """What the names in one file mean, by the entry's own `names` first.

    others: names that are known to be no country, "" among them where a row has no name.
    """

    def __init__(self, own: OwnFile, names: CountryNames) -> None:
        self._own, self._names = own, names
        self._iso3 = {name: iso3.upper() for name, iso3 in own.names}
        self._unknown: dict[str, int] = {}
        self.others = {name for name, iso3 in own.names if not iso3}
        if strange := [iso3 for iso3 in self._iso3.values() if iso3 and not names.iso3(iso3)]:
            raise OwnError(own.path, [f"names has {quoted(strange[0])}, no ISO3 code of a country"])

    def of(self, column: "pd.Series[str]", *, coded: bool = True) -> "pd.Series[str]":
        """Return the iso3 of each name, "" where it is of none; raises OwnError.

        coded: False for names beside an empty code: who publishes one that resembles no country
        gives it no code because it is none.
        """
        for row, name in column[~column.duplicated()].items():
            if name not in self._iso3:
                self._iso3[name] = self._match(name, int(str(row)), coded=coded)
        return column.map(self._iso3)

    def _match(self, name: str, row: int, *, coded: bool) -> str:
        iso3 = self._names.iso3(name)
        uncoded = not coded and not self._names.resembling(name)
        if not iso3 and (not name or uncoded or self._names.is_other(name)):
            self.others.add(name)
        elif not iso3:
            self._unknown[name] = row
        if len(self._unknown) > MOST_UNKNOWN:
            raise OwnError(
                self._own.path,
                [f"row {row}: {quoted(name)}, like {MOST_UNKNOWN:,} names above it, is no country"],
                'say which column has them with columns = { country = "..." }',
            )
        return iso3

    def unmatched(self) -> Iterator[str]:
        """Return each name that is unknown, with its first row and the country it resembles."""
        for name, row in self._unknown.items():
            meant = self._names.resembling(name)
            yield f"{quoted(name)} (row {row}{f', {meant}?' if meant else ''})"
