"""What a table's columns are, by their usual names and by what the first rows have in them."""

from collections.abc import Sequence

from dashboard.own.cells import MISSING, are_numbers
from dashboard.own.faults import OpenError, quoted
from dashboard.own.names import CountryNames
from dashboard.own.times import header_time, times

# As publishers head their columns; codes before names, which are more often spelt otherwise.
CODES = (
    "iso3", "iso3c", "isoa3", "isoalpha3", "alpha3", "countryiso3code", "countryiso3", "iso3code",
    "isoalpha3code", "alpha3code", "isocode3", "iso3166alpha3", "spatialdimvaluecode",
    "countrycode", "countrytextid", "ccodealp", "isocode", "iso", "code", "refarea", "spatialdim",
    "iso2", "iso2c", "isoa2", "isoalpha2", "alpha2", "countryiso2", "iso2code", "isoalpha2code",
    "alpha2code",
)  # fmt: skip
NAMES = (
    "countryname", "country", "countryen",
    "countryorarea", "countryorterritory", "countryterritory",
    "countryorregion", "countryregion", "countryarea", "countries", "referencearea", "area",
    "areaname", "geoareaname", "entity", "nation", "economy", "territory", "geo", "geolabels",
    "geopoliticalentityreporting", "location", "locationname", "name",
)  # fmt: skip
NUMBERS = (  # of the UN's list M49
    "m49", "m49code", "areacodem49", "countrycodem49", "uncode", "isonumeric", "isonumericcode",
    "numericcode", "geoareacode", "locid",
)  # fmt: skip
COUNTRY = (*CODES, *NAMES)
YEAR = (
    "year", "yr", "date", "time", "period", "timeperiod", "calendaryear", "refyear", "dt", "yearn",
    "timeperiodstart", "timedim", "referenceyear", "surveyyear", "obsyear",
)  # fmt: skip
VALUE = ("obsvalue", "factvaluenumeric", "value", "values", "val", "amount")
_BESIDE = ("uncertainty", "error", "stderr", "se", "sd", "low", "high", "lower", "upper", "flag",
           "footnotes", "footnote", "notes", "note")  # fmt: skip

_NO_MEASURE = ("code", "rank", "flag", "iso", "sortorder", "objectid", "latitude", "longitude")
_YEARLY = ("year", "jahr", "annee", "ann\u00e9e", "ano", "a\u00f1o", "anno")
_MOST = 200  # columns that are looked into
_FIRST = 12  # columns of which two are countries, where countries stand side by side


class LayoutError(OpenError):
    """No country, year or value can be found among a table's columns; the message says which.

    is_header: whether the other two are found, so that no row below can be the header.
    """

    is_header = False


class Look:
    """A header with some rows below it."""

    def __init__(
        self, header: Sequence[str], sample: Sequence[Sequence[str]], names: CountryNames
    ) -> None:
        self.header, self._sample, self._names = header, sample, names
        self._plain = [plain_name(cell) for cell in header]

    def country(self) -> tuple[int] | None:
        """Return the column of countries: of those with a usual name the first that has some."""
        usual: list[int] = []
        for name in COUNTRY:
            for n in self.usual((name,)) or ():
                if self._countries(n) or not self._texts(n):
                    return (n,)
                usual.append(n)
        by_content = [n for n in range(min(len(self.header), _MOST)) if self._is_of_countries(n)]
        by_number = [n for n in range(len(self.header)) if self.is_numeric(n)]
        found = [*by_content, *by_number, *usual]
        return (found[0],) if found else None

    def have_countries(self) -> list[int]:
        """Return the columns that name some countries, that with most of them first."""
        counts = {n: len(self._countries(n)) for n in range(min(len(self.header), _MOST))}
        return sorted((n for n in counts if counts[n]), key=lambda n: -counts[n])

    def year(self) -> tuple[int] | None:
        """Return the column of years: of those with a usual name the first that has some.

        None where none has any and columns are named by years.
        """
        usual: list[int] = []
        for name in YEAR:
            for n in self.usual((name,)) or ():
                if self.has_times(n) or not self._texts(n):
                    return (n,)
                usual.append(n)
        for n, name in enumerate(self._plain):
            if (name.startswith(_YEARLY) or name.endswith(_YEARLY)) and self.has_times(n):
                return (n,)
        across = sum(bool(header_time(cell)) for cell in self.header) > 1
        return (usual[0],) if usual and not across else None

    def usual(self, names: Sequence[str]) -> tuple[int] | None:
        """Return the first column that has one of these names; raises LayoutError for two."""
        name = next((name for name in names if name and name in self._plain), "")
        if not name:
            return None
        found = [n for n, plain in enumerate(self._plain) if plain == name]
        full = [n for n in found if self._texts(n)] or found
        if any(self._texts(n) != self._texts(full[0]) or not self._texts(n) for n in full[1:]):
            raise twice(self.header, found)
        if len(full) > 1 and len({self.header[n] for n in full}) == 1:
            raise twice(self.header, found)
        return (full[0],)

    def is_numeric(self, n: int) -> bool:
        """Whether a column has the numbers that the UN gives to countries."""
        texts = self._texts(n)
        marked = self._plain[n] in NUMBERS or any(text.startswith("'") for text in texts)
        return marked and any(self._names.numeric(text) for text in texts)

    def has_times(self, n: int) -> bool:
        """Whether most cells of a column are years or dates."""
        texts = self._texts(n)
        found = [time for time in times(texts).values() if time]
        return len(found) * 2 > len(set(texts))

    def is_empty(self, n: int) -> bool:
        """Whether no cell of a column holds anything."""
        return not self._texts(n)

    def measured(self, columns: Sequence[int]) -> list[int]:
        """Return those of some columns that hold numbers and are no code, rank or margin."""
        found = [
            n
            for n in columns
            if (texts := self._texts(n))
            and not any(word in self._plain[n] for word in _NO_MEASURE)
            and are_numbers(texts)
        ]
        plain = {self._plain[n] for n in found}
        return [
            n
            for n in found
            if not any(self._plain[n] == name + end for name in plain for end in _BESIDE)
        ]

    def of_texts(self, columns: Sequence[int], wanted: Sequence[str]) -> list[int]:
        """Return those of some columns in which all cells are one of these texts."""
        known = {text.strip().casefold() for text in wanted}
        texts = {n: {text.casefold() for text in self._texts(n)} for n in columns}
        return [n for n in columns if texts[n] and texts[n] <= known]

    def countries_across(self) -> list[int]:
        """Return the columns that countries and groups name, where most are such names."""
        named = [n for n, cell in enumerate(self.header) if cell.strip()]
        if len([n for n in named[:_FIRST] if self._iso3(n)]) < 2:
            return []
        found = [n for n in named if self._is_name(self.header[n])]
        countries = {self._iso3(n) for n in found} - {""}
        down = [n for name in COUNTRY for n in self._named(name) if self._countries(n)]
        across = len(countries) > 2 and len(found) * 2 >= len(named) and not down
        # With those that nobody knows: they are reported as unknown names are.
        return [n for n in named if not self.has_times(n) or n in found] if across else []

    def _named(self, name: str) -> list[int]:
        return [n for n, plain in enumerate(self._plain) if plain == name]

    def _iso3(self, n: int) -> str:
        return self._names.iso3(self.header[n])

    def _texts(self, n: int) -> list[str]:
        texts = (row[n].strip() for row in self._sample if n < len(row))
        return [text for text in texts if text.lower() not in MISSING]

    def _countries(self, n: int) -> set[str]:
        texts = set(self._texts(n))
        return {text for text in texts if self._is_name(text)}

    def _is_of_countries(self, n: int) -> bool:
        known, texts = self._countries(n), set(self._texts(n))
        several = len({self._names.iso3(text) for text in known} - {""}) > 2
        named = bool(self._plain[n]) and not self._is_name(self.header[n])
        return named and several and len(known) * 5 >= len(texts) * 4

    def _is_name(self, text: str) -> bool:
        return bool(self._names.iso3(text)) or self._names.is_other(text)


def plain_name(name: str) -> str:
    """Return a column's name in small letters, without blanks and marks."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def twice(header: Sequence[str], found: Sequence[int]) -> LayoutError:
    """Return the error of two columns that have one name."""
    numbers = " and ".join(str(n + 1) for n in found)
    told = f"columns {numbers} are both named {quoted(header[found[0]])}"
    return LayoutError(f"{told}: rename what does not count")
