"""The address of each country's page, and which country another name in its stead means."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property

from dashboard.countries import Countries, Country

LONGEST = 80  # characters of a name that is looked at
# Letters that Unicode takes for letters of their own, not for one with an accent.
_DOTLESS_I = "\N{LATIN SMALL LETTER DOTLESS I}"
_PLAIN = str.maketrans({_DOTLESS_I: "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae"})
_PLAIN |= str.maketrans({"œ": "oe", "ß": "ss", "þ": "th"})


def slug(name: str) -> str:
    """Return a name as an address has it: small letters without accents, words joined by "-"."""
    letters = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return "-".join(re.findall("[a-z0-9]+", plain))


class Addresses:
    """The slug of each country, and the countries by slug, code and other name."""

    def __init__(self, countries: Countries) -> None:
        self._countries = countries

    @cached_property
    def slugs(self) -> dict[str, str]:
        """Each country's slug by iso3: of its name, with its code where that alone is not enough.

        The code of a country does not change; so what another country is called changes no address
        but of those that are called alike.
        """
        named = {iso3: slug(country.name) for iso3, country in self._countries.items()}
        alike = {text for text in named.values() if [*named.values()].count(text) > 1}
        return {
            iso3: "-".join(filter(None, (text, iso3.lower())))
            if text in alike or not text
            else text
            for iso3, text in named.items()
        }

    @cached_property
    def _meant(self) -> dict[str, str]:
        """Each country's iso3 by all that may be written for it, "" where several have the name."""
        meant: dict[str, str] = {}
        for iso3, country in self._countries.items():
            for name in set(_other_names(country)):
                meant[name] = iso3 if meant.get(name, iso3) == iso3 else ""
        codes = {iso3.lower(): iso3 for iso3 in self._countries}
        return meant | codes | {text: iso3 for iso3, text in self.slugs.items()}

    def find(self, text: str) -> str:
        """Return the iso3 that a slug, a code or another name means; "" for none, and for two."""
        return self._meant.get(slug(text), "") if len(text) <= LONGEST else ""


def _other_names(country: Country) -> Iterator[str]:
    names = (country.name, country.official_name, *country.aliases, country.iso2)
    return filter(None, map(slug, names))
