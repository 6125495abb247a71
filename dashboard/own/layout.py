"""Which columns of a table hold country, year and value; long, or wide with a column a year."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.indicators import Indicator, OwnFile
from dashboard.own.cells import FIRST_YEAR, LAST_YEAR, header_year, marked_year
from dashboard.own.faults import listed, quoted

# As publishers head their columns; codes before names, which are more often spelt otherwise.
CODES = (
    "iso3", "iso3c", "isoa3", "isoalpha3", "alpha3", "countryiso3code", "countryiso3",
    "countrycode", "isocode", "iso", "code", "refarea", "iso2", "iso2c", "isoa2", "isoalpha2",
    "alpha2", "countryiso2",
)  # fmt: skip
NAMES = (
    "countryname", "country", "countryorarea", "countryorterritory", "countryorregion", "area",
    "entity", "nation", "economy", "territory", "geo", "location", "name",
)  # fmt: skip
COUNTRY = (*CODES, *NAMES)
YEAR = ("year", "yr", "date", "time", "period", "timeperiod", "calendaryear", "refyear")
VALUE = ("value", "values", "obsvalue", "val", "amount")


class LayoutError(ValueError):
    """No country, year or value can be found among a table's columns; the message says which."""


@dataclass(frozen=True)
class Layout:
    """Positions of the columns that count.

    year: None where the table is wide. values: the one value column, or one for each year, by
    position; the year is None in a long table. where: (position, text) that a row must have. name:
    says where the country is a code that is empty, None where no column does. unnamed: columns
    among and behind those of years, which no name tells from them.
    """

    country: int
    year: int | None
    values: dict[int, int | None]
    where: tuple[tuple[int, str], ...]
    name: int | None = None
    unnamed: tuple[int, ...] = ()

    @property
    def columns(self) -> list[int]:
        """The positions that are read, in ascending order."""
        found = {n for n in (self.year, self.name) if n is not None}
        where = (n for n, _ in self.where)
        return sorted({self.country, *found, *self.values, *where, *self.unnamed})


def find_layout(header: Sequence[str], indicator: Indicator, own: OwnFile) -> Layout:
    """Find the columns by what the entry calls them, or else by what they are usually called.

    Raises LayoutError.
    """
    country = _given(header, own.country) or _usual(header, COUNTRY)
    if country is None:
        raise LayoutError(_missing("country", header))
    where = tuple((_needed(header, column), text) for column, text in own.where)
    year = _given(header, own.year) or _usual(header, YEAR)
    if year is None:
        years = {n: known for n, name in enumerate(header) if (known := header_year(name))}
        if not years or own.value:
            raise LayoutError(_missing("year", header))
        taken = {country[0], *years, *(n for n, _ in where)}
        _check_years(header, own, taken)
        unnamed = tuple(n for n in range(min(years), len(header)) if not header[n].strip())
        name = _name(header, country[0], taken)
        return Layout(country[0], None, dict(years), where, name, unnamed)
    taken = {country[0], year[0], *(n for n, _ in where)}
    value = _value(header, indicator, own, taken)
    name = _name(header, country[0], {*taken, value})
    return Layout(country[0], year[0], {value: None}, where, name)


def _check_years(header: Sequence[str], own: OwnFile, taken: set[int]) -> None:
    """Refuse a column that may be of a year, and one of a year that is asked for."""
    first, last = own.years or (FIRST_YEAR, LAST_YEAR)
    for n, cell in enumerate(header):
        year = None if n in taken else marked_year(cell)
        if year is not None and first <= year <= last:
            raise LayoutError(
                f"column {n + 1}, {quoted(cell)}, is no year: name it {year} if it is of that "
                "year, or else by what it is; or leave it out with years = [first, last]"
            )


def _name(header: Sequence[str], country: int, taken: set[int]) -> int | None:
    """Return the column that names the countries beside that of their codes."""
    plain = [_plain(cell) for cell in header]
    known = [name for name in NAMES if plain.count(name) == 1 and plain.index(name) not in taken]
    return plain.index(known[0]) if known and plain[country] in CODES else None


def _value(header: Sequence[str], indicator: Indicator, own: OwnFile, taken: set[int]) -> int:
    known = tuple(_plain(name) for name in (indicator.id, indicator.label, indicator.code) if name)
    found = _given(header, own.value) or _usual(header, (*known, *VALUE))
    if found is not None:
        return found[0]
    free = [
        n
        for n, name in enumerate(header)
        if n not in taken and _plain(name) and _plain(name) not in COUNTRY and name[:2] != "__"
    ]
    if len(free) == 1:
        return free[0]
    raise LayoutError(_missing("value", header))


def _given(header: Sequence[str], name: str) -> tuple[int] | None:
    return (_needed(header, name),) if name else None


def _needed(header: Sequence[str], name: str) -> int:
    for same in (str, str.strip, _plain):
        found = [n for n, cell in enumerate(header) if same(cell) == same(name)]
        if len(found) == 1:
            return found[0]
        if found:
            raise _twice(header, found)
    raise LayoutError(f'there is no column "{name}" among {_columns(header)}')


def _usual(header: Sequence[str], names: Sequence[str]) -> tuple[int] | None:
    plain = [_plain(cell) for cell in header]
    name = next((name for name in names if name and name in plain), "")
    if not name:
        return None
    if plain.count(name) > 1:
        raise _twice(header, [n for n, cell in enumerate(plain) if cell == name])
    return (plain.index(name),)


def _twice(header: Sequence[str], found: Sequence[int]) -> LayoutError:
    numbers = " and ".join(str(n + 1) for n in found)
    told = f"columns {numbers} are both named {quoted(header[found[0]])}"
    return LayoutError(f"{told}: rename what does not count")


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _missing(what: str, header: Sequence[str]) -> str:
    return (
        f"which column has the {what}? There are {_columns(header)}: "
        f'write columns = {{ {what} = "..." }}'
    )


def _columns(header: Sequence[str]) -> str:
    named = [quoted(cell) for cell in header if cell.strip()]
    return listed(named, 12) if named else "no columns"
