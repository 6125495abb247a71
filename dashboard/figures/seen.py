"""What is seen in the country's panel: the choices, with the values that follow from them."""

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from dashboard import climate
from dashboard.climate import Trend, Years
from dashboard.climate.degrees import Degrees
from dashboard.countries import Country
from dashboard.indicators import Indicator
from dashboard.records import Record
from dashboard.views.theme import Scale

NO_SERIES = pd.DataFrame({"year": pd.Series(dtype=int), "value": pd.Series(dtype=float)})


class Warming(NamedTuple):
    """A country's anomalies and their smooth, columns year and value, and their trend.

    All in the degrees that were asked for. Without a trend, refused says why in a few words;
    without anomalies, fault says why in a sentence.
    """

    anomalies: pd.DataFrame
    smooth: pd.DataFrame
    trend: Trend | None
    refused: str = climate.TOO_FEW_YEARS
    fault: str = ""

    @property
    def line(self) -> pd.DataFrame:
        """The line of the trend, columns year and value; no rows without one to draw."""
        return self.trend.line() if self.trend and not self.fault else NO_SERIES


NO_WARMING = Warming(NO_SERIES, NO_SERIES, None)


@dataclass(frozen=True)
class WarmingSeen:
    """The chosen countries' temperatures in one record, the selected country first.

    found: what the record says of each. published: each one's own values, columns year and value.
    others: the selected country's anomalies in the records that are not chosen, while it is alone.
    scale: of anomalies in the chosen degrees. notes: what the means of groups are made of.
    """

    countries: tuple[Country, ...]
    found: tuple[Warming, ...]
    published: tuple[pd.DataFrame, ...]
    others: tuple[pd.DataFrame, ...]
    baseline: Years
    trend_start: int
    degrees: Degrees
    record: Record
    unit: str
    years: Years
    scale: Scale
    notes: tuple[str, ...] = ()

    @property
    def drawn(self) -> tuple[Warming, ...]:
        """What there is to draw: of no country, nothing."""
        return self.found or (NO_WARMING,)


@dataclass(frozen=True)
class IndicatorSeen:
    """One indicator of the chosen countries, the selected one first; columns year and value.

    log: whether its axis is logarithmic, which only positive values can be on.
    """

    countries: tuple[Country, ...]
    indicator: Indicator
    series: tuple[pd.DataFrame, ...]
    log: bool

    @property
    def drawn(self) -> tuple[pd.DataFrame, ...]:
        """What there is to draw: of no country, nothing."""
        series = self.series or (NO_SERIES,)
        return tuple(s[s["value"] > 0] for s in series) if self.log else series


def names(countries: tuple[Country, ...]) -> str:
    """Return the names of countries as a list."""
    return ", ".join(country.name for country in countries) or "no country"


def codes(countries: tuple[Country, ...]) -> str:
    """Return the codes of countries as file names have them."""
    return "-".join(country.iso3 for country in countries)


def first(countries: tuple[Country, ...]) -> str:
    """Say whose values follow, where there are several countries."""
    return f"{countries[0].name}, " if len(countries) > 1 else ""


def rows_of(country: Country, rows: pd.DataFrame) -> pd.DataFrame:
    """Return a country's rows of a file, with the columns iso3 and country."""
    return rows.assign(iso3=country.iso3, country=country.name)


def joined(rows: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    """Return the rows of all countries, with these columns even where there are none."""
    known = [frame for frame in rows if len(frame)]
    return pd.concat(known)[columns] if known else pd.DataFrame(columns=columns)
