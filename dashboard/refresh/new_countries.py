"""The country table of a new snapshot: its quality is that of the usual record."""

from dataclasses import replace

import pandas as pd

from dashboard.countries import Countries, Country
from dashboard.records import Record
from dashboard.refresh.base import Base
from dashboard.refresh.fetching import Answers
from dashboard.store import Store


def build_countries(usual: Record | None, answers: Answers, base: Base) -> Countries:
    """Return the package's own table, with the usual record's quality; None: as it was."""
    known = [_known(country, base.served) for country in base.embedded.countries.values()]
    if answers.countries is not None:
        known = [_classified(country, answers.countries) for country in known]
    table = Countries(known)
    return table if usual is None else usual.judge(table)


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
