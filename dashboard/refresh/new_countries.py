"""The country table of a new snapshot: its quality follows from the temperatures that it has."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from dashboard.countries import Countries, Country, Quality
from dashboard.refresh.base import Base
from dashboard.refresh.fetching import TEMPERATURE, Answers
from dashboard.sources import cckp, quality
from dashboard.sources.fetched import Fetched
from dashboard.store import Store


def build_countries(temperature: pd.DataFrame | None, answers: Answers, base: Base) -> Countries:
    """Return the package's own table, with the quality of the temperatures that are served."""
    table = {
        iso3: _known(country, base.served) for iso3, country in base.embedded.countries.items()
    }
    if temperature is not None:
        qualities = _qualities(table, temperature, answers.series[TEMPERATURE])
        table = {i: replace(country, quality=qualities[i]) for i, country in table.items()}
    if answers.countries is not None:
        table = {i: _classified(country, answers.countries) for i, country in table.items()}
    return Countries(list(table.values()))


def _known(country: Country, served: Store) -> Country:
    if country.iso3 not in served.countries:
        return country
    was = served.countries[country.iso3]
    return replace(
        country,
        quality=was.quality,
        bank_region=was.bank_region,
        income_group=was.income_group,
    )


def _classified(country: Country, listed: pd.DataFrame) -> Country:
    if country.iso3 not in listed.index:
        return replace(country, bank_region="", income_group="")
    region, income = listed.loc[country.iso3, ["bank_region", "income_group"]]
    return replace(country, bank_region=str(region), income_group=str(income))


def _qualities(
    table: Mapping[str, Country], rows: pd.DataFrame, fetched: Fetched
) -> dict[str, Quality]:
    places = {
        iso3: quality.Place(c.name, c.label_lon, c.label_lat, c.area_km2)
        for iso3, c in table.items()
    }
    cell = cckp.Collection.of(fetched.about["collection"]).cell
    return quality.judge_grid(places, set(rows["iso3"]), cell, fetched.about["short"])
