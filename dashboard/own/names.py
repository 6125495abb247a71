"""Which country a file means: by ISO3 or ISO2 code or by name, accents, case and order ignored."""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dashboard.countries import Countries

_WORDS: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("names.toml").read_text(encoding="utf-8")
)
CODES: dict[str, str] = _WORDS["codes"]
_SPELT: dict[str, str] = _WORDS["spelt"]
_LITTLE = frozenset(_WORDS["little"])
_GROUPS = frozenset(_WORDS["groups"])  # words that only the name of a group has
_M49_GROUPS = frozenset(number.zfill(3) for number in _WORDS["m49_groups"].split())
_JOINED_GROUPS = ({"euro", "area"}, {"european", "union"})  # with how many countries, since when
_GROUP_CODES = frozenset(_WORDS["group_codes"].split())
_OUTLYING = {  # the words of a name, and of those beside which it is a group
    tuple(sorted(name.split())): beside for name, beside in _WORDS["depends"].items()
}
_SILENT = "'\N{RIGHT SINGLE QUOTATION MARK}."
_MARK = re.compile(
    r"\s*(?:[\[(](?:\d{1,2}|[a-z])[\])]|\d/)\s*$"
)  # of a footnote, as in "Kosovo[1]"
_SOURCE = re.compile(r"\((?:BP|EIA?|Ember|FAO|ILO|IMF|OWID|UN|WB|WHO)\)\s*$")  # "Africa (FAO)"
_OWNER = re.compile(r"\((?:AU|CN|DK|FR|NL|NO|NZ|UK|US)\)\s*$", re.I)  # as in "Guam (US)"


class CountryNames:
    """The country table's codes, names and aliases, and what is known to be no country."""

    def __init__(self, countries: Countries) -> None:
        self._by_code = {c.iso2: c.iso3 for c in countries.values() if c.iso2}
        self._by_code |= {c.iso3: c.iso3 for c in countries.values()}
        self._by_code |= {code: i for code, i in CODES.items() if i in countries}
        numbered = (c for c in countries.values() if c.iso_numeric)
        self._by_number = {c.iso_numeric.zfill(3): c.iso3 for c in numbered}
        self._others = {bag(name) for kind in _WORDS["others"].values() for name in kind}
        self._by_name = {
            words: iso3
            for name, iso3 in _names(countries)
            if (words := bag(name)) not in self._others
        }
        self._shown = {country.name.casefold(): country for country in countries.values()}

    def iso3(self, text: str) -> str:
        """Return the iso3 of a code or a name, "" where it is none of a country here."""
        return self._by_code.get(text.strip().upper()) or self._by_name.get(bag(text), "")

    def is_other(self, text: str) -> bool:
        """Whether a text is known to be no country: a group, a part, or a state of the past."""
        words = bag(_SOURCE.sub("", text))
        joined = any(group <= set(words) for group in _JOINED_GROUPS)
        coded = text.strip().upper() in _GROUP_CODES or text.startswith("OWID_")
        return coded or joined or words in self._others or any(word in _GROUPS for word in words)

    def depends(self, text: str) -> bool:
        """Whether the names beside it tell if a name is of a country: "China" is FAO's sum."""
        return bag(text) in _OUTLYING

    def beside(self, text: str, seen: Collection[tuple[str, ...]]) -> str:
        """Return the iso3 of a name that depends, "" for a group; seen: bags of a file's names."""
        groups = (bag(name) for name in _OUTLYING[bag(text)])
        return "" if any(group in seen for group in groups) else self.iso3(text)

    def numeric(self, text: str) -> str:
        """Return the iso3 of a number of the UN's (M49), as in "4", "004" and "'004"; or "".

        A number of a group is called so: "regions of M49: 002".
        """
        bare = text.strip().lstrip("'").removesuffix(".0").zfill(3)
        return self._by_number.get(bare, f"regions of M49: {bare}" if bare in _M49_GROUPS else "")

    def resembling(self, text: str) -> str:
        """Return the country that a text may mean, as "Brazil (BRA)", or ""."""
        if len(text.strip()) <= len("ISO"):  # one code resembles another by chance
            return ""
        near = get_close_matches(text.casefold(), self._shown, n=1, cutoff=0.8)
        country = self._shown[near[0]] if near else None
        return f"{country.name} ({country.iso3})" if country else ""


def _names(countries: Countries) -> Iterator[tuple[str, str]]:
    # Later names win: one country's alias never takes another one's name.
    for country in countries.values():
        for alias in (*country.aliases, *_WORDS["aliases"].get(country.iso3, ())):
            yield alias, country.iso3
    for country in countries.values():
        yield country.official_name, country.iso3
    for country in countries.values():
        yield country.name, country.iso3


def bag(text: str) -> tuple[str, ...]:
    """Return a name's words in alphabetical order: "Korea, Rep." is "Republic of Korea"."""
    bare = _OWNER.sub("", _MARK.sub("", text)).casefold().replace("&", " and ")
    letters = unicodedata.normalize("NFKD", bare)
    split = "".join(
        c if c.isalnum() else " "
        for c in letters
        if not unicodedata.combining(c) and c not in _SILENT
    )
    words = (_SPELT.get(word, word) for word in split.split())
    return tuple(sorted(word for word in words if word not in _LITTLE))
