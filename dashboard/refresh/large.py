"""The large countries, whose loss is no small change: a refresh that loses one is refused.

Large is by what the embedded snapshot holds, so that no refresh changes who is: a million square
kilometres, or one of the forty countries with most people, or with the largest economies.
"""

from collections.abc import Iterable
from functools import cache

import numpy as np
import pandas as pd

from dashboard.countries import Countries
from dashboard.store import Store

LARGE_KM2 = 1e6
MOST = 40  # they have 83 % of all people, and 91 % of what economies make
NOT_ASKED = {"ATA"}  # no publisher of countries has Antarctica


def by_area(countries: Countries) -> list[str]:
    """Return the iso3 of the countries of a million square kilometres, without Antarctica."""
    return [
        iso3
        for iso3, country in countries.items()
        if np.greater_equal(country.area_km2, LARGE_KM2) and iso3 not in NOT_ASKED
    ]


@cache
def large() -> frozenset[str]:
    """Return the iso3 of the large countries."""
    embedded = _embedded()
    people = _last(embedded, "population")
    economies = people * _last(embedded, "gdp_per_capita")
    first = [*people.nlargest(MOST).index, *economies.nlargest(MOST).index]
    return frozenset([*by_area(embedded.countries), *map(str, first)])


def named(codes: Iterable[str]) -> list[str]:
    """Name countries in the order of the table, the large ones first."""
    countries, wanted = _embedded().countries, set(codes)
    there = sorted((c for c in countries if c in wanted), key=lambda iso3: iso3 not in large())
    return [countries[iso3].name for iso3 in there]


@cache
def _embedded() -> Store:
    return Store.read()


def _last(store: Store, indicator: str) -> "pd.Series[float]":
    """Return each country's last value of an indicator."""
    return store.tidy(indicator).groupby("iso3")["value"].last()
