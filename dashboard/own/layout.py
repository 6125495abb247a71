"""Which columns of a table hold country, year and value; long, or wide with a column a year."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.entries import FIRST_YEAR, LAST_YEAR
from dashboard.indicators import Indicator, OwnFile, Wanted
from dashboard.own.faults import Answer, Question, listed, quoted
from dashboard.own.look import (
    CODES,
    COUNTRY,
    NAMES,
    VALUE,
    LayoutError,
    Look,
    plain_name,
    twice,
)
from dashboard.own.names import CountryNames
from dashboard.own.times import MONTH, header_time, marked_year

_SUFFIXED = re.compile(r"(.*[^\W\d_].*?)[ _.-]*(\d{4})")


@dataclass(frozen=True)
class Layout:
    """Positions of the columns that count.

    year: None where no column has it. values: the one value column, or one for each year, by
    position, with the year that its name is; None where a column has it. where: (position, what a
    row must have there). name: says where the country is a code that is empty or unknown, or a name
    that is unknown; None where no column does. unnamed: columns among and behind those of years,
    which no name tells from them. numeric: whether the country is a number of the UN's. turned: the
    columns that are a country each, in place of country and values.
    """

    country: int
    year: int | None
    values: dict[int, str | None]
    where: tuple[tuple[int, Wanted], ...] = ()
    name: int | None = None
    unnamed: tuple[int, ...] = ()
    numeric: bool = False
    turned: tuple[int, ...] = ()

    @property
    def columns(self) -> list[int]:
        """The positions that are read, in ascending order."""
        found = {n for n in (self.year, self.name) if n is not None}
        where = (n for n, _ in self.where)
        return sorted({self.country, *found, *self.values, *where, *self.unnamed})


def find_layout(
    header: Sequence[str],
    sample: Sequence[Sequence[str]],
    indicator: Indicator,
    own: OwnFile,
    names: CountryNames,
) -> Layout:
    """Find the columns by what the entry calls them, or else by their usual names and content.

    sample: rows below the header. Raises LayoutError.
    """
    look = Look(header, sample, names)
    if turned := _turned(look, own):
        return turned
    country = _given(header, own.country) or look.country()
    if country is None:
        raise _missing("country", header, look.have_countries())
    where = tuple((_needed(header, column), wanted) for column, wanted in own.where)
    taken = {country[0], *(n for n, _ in where)}
    year = None if own.of_year else _given(header, own.year) or look.year()
    numeric = look.is_numeric(country[0])
    if year is not None or own.of_year:
        taken |= set(year or ())
        value = _value(look, indicator, own, taken)
        name = _beside(look, country[0], {*taken, value})
        of_year = str(own.of_year) if own.of_year else None
        position = year[0] if year else None
        return Layout(country[0], position, {value: of_year}, where, name, numeric=numeric)
    years = _years(header, indicator, own)
    if not years:
        raise _missing("year", header, [n for n in range(len(header)) if look.has_times(n)])
    taken |= set(years)
    if header_time(header[min(years)]):
        _check_years(header, own, taken)
    unnamed = tuple(n for n in range(min(years), len(header)) if not header[n].strip())
    name = _beside(look, country[0], taken)
    return Layout(country[0], None, _asked(years, own), where, name, unnamed, numeric)


def _asked(years: dict[int, str], own: OwnFile) -> dict[int, str | None]:
    """Leave out the columns of other years than those asked for: nothing in them is read."""
    first, last = own.years or (FIRST_YEAR, LAST_YEAR)
    return {n: year for n, year in years.items() if first <= int(year[:4]) <= last} or dict(years)


def _years(header: Sequence[str], indicator: Indicator, own: OwnFile) -> dict[int, str]:
    """Return the columns of years: "2001", or else "2001-07", or else "hdi_2001"."""
    if not own.value:
        plain = {n: year for n, cell in enumerate(header) if (year := header_time(cell))}
        months = {n: cell.strip() for n, cell in enumerate(header) if MONTH.fullmatch(cell.strip())}
        if plain or len(months) > 1:
            return plain or months
    return _suffixed(header, indicator, own)


def _suffixed(header: Sequence[str], indicator: Indicator, own: OwnFile) -> dict[int, str]:
    """Return the columns of one name with a year behind it: the one asked for, or the only one."""
    found: dict[str, dict[int, str]] = {}
    for n, cell in enumerate(header):
        match = _SUFFIXED.fullmatch(cell.strip())
        if match and header_time(match[2]):
            found.setdefault(plain_name(match[1]), {})[n] = match[2]
    series = {name: years for name, years in found.items() if len(years) > 1}
    asked = [own.value] if own.value else [indicator.id, indicator.label, indicator.code]
    for name in map(plain_name, asked):
        if name in series:
            return series[name]
    if len(series) > 1 and not own.value:
        raise LayoutError(
            f"years of several figures are its columns: {listed(series, 12)}: "
            'write columns = { value = "..." } with one of them',
            _which("value", list(series)),
        )
    return next(iter(series.values())) if series and not own.value else {}


def _turned(look: Look, own: OwnFile) -> Layout | None:
    """Return the layout of a table whose columns are countries, if it is one."""
    if own.country or own.value or own.of_year:
        return None
    columns = look.countries_across()
    if not columns:
        return None
    years = [n for n in range(len(look.header)) if n not in columns and look.has_times(n)]
    columns = [n for n in columns if look.header[n] != own.year]
    if own.year:
        years = [_needed(look.header, own.year)]
    return Layout(0, years[0], {}, turned=tuple(columns)) if years else None


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


def _beside(look: Look, country: int, taken: set[int]) -> int | None:
    """Return the column that says the country where its code, or else its name, is unknown."""
    plain = [plain_name(cell) for cell in look.header]
    known = [name for name in NAMES if plain.count(name) == 1 and plain.index(name) not in taken]
    if plain[country] in CODES or look.is_numeric(country):
        return plain.index(known[0]) if known else None
    numbers = [n for n in range(len(plain)) if n not in taken and look.is_numeric(n)]
    return numbers[0] if numbers else None


def _value(look: Look, indicator: Indicator, own: OwnFile, taken: set[int]) -> int:
    header = look.header
    asked = (indicator.id, indicator.label, indicator.code)
    known = tuple(plain_name(name) for name in asked if name)
    found = _given(header, own.value) or look.usual((*known, *VALUE))
    if found is not None:
        return found[0]
    free = [
        n
        for n, name in enumerate(header)
        if n not in taken
        and plain_name(name)
        and plain_name(name) not in COUNTRY
        and name[:2] != "__"
    ]
    if len(free) == 1:
        return free[0]
    named = look.of_texts(free, indicator.categories)
    measured = look.measured(free)
    for alone in (named, measured):
        if len(alone) == 1:
            return alone[0]
    # A column that is empty at first may hold numbers below; an "id" is the last to be meant.
    may_be = [*measured, *(n for n in free if look.is_empty(n))] or free
    may_be.sort(key=lambda n: plain_name(header[n]).endswith("id"))
    error = _missing("value", header, may_be)
    error.is_header = not own.of_year
    raise error


def _given(header: Sequence[str], name: str) -> tuple[int] | None:
    return (_needed(header, name),) if name else None


def _needed(header: Sequence[str], name: str) -> int:
    for same in (str, str.strip, plain_name):
        found = [n for n, cell in enumerate(header) if same(cell) == same(name)]
        if len(found) == 1:
            return found[0]
        if found:
            raise twice(header, found)
    raise LayoutError(f'there is no column "{name}" among {_columns(header)}')


def _missing(what: str, header: Sequence[str], columns: Sequence[int]) -> LayoutError:
    """Return the error of a column that cannot be found; columns: those that it may be."""
    undated = ", or year = 2024 where all rows are of one year" if what == "year" else ""
    return LayoutError(
        f"which column has the {what}? There are {_columns(header)}: "
        f'write columns = {{ {what} = "..." }}{undated}',
        _which(what, [header[n] for n in columns if header[n].strip()]),
    )


def _which(what: str, columns: Sequence[str]) -> Question:
    answers = tuple(Answer(column, {"columns": {what: column}}) for column in columns)
    return Question(f"Which column has the {what}?", answers, undated=what == "year")


def _columns(header: Sequence[str]) -> str:
    named = [quoted(cell) for cell in header if cell.strip()]
    return listed(named, 12) if named else "no columns"
