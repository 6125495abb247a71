"""One record's temperatures, and what the page derives from them whatever is chosen."""

from functools import cache, cached_property

import numpy as np
import pandas as pd

from dashboard import climate
from dashboard.aggregates import Aggregate, Mean, aggregates, mean, named
from dashboard.climate import Years
from dashboard.countries import Country
from dashboard.records import Record
from dashboard.store import Store
from dashboard.views.theme import Scale, diverging, pace
from dashboard.worldfile import LIMIT, encode_matrix

LONG = 10  # years: a mean of as many or more is shown on the scale of means
STEP = 0.001  # °C: of a matrix whose values are whole steps


class Temperatures:
    """The temperatures of one record, by country and year, with their quality.

    countries: the country table with the quality that each has in this record. values: iso3 by
    year, as published, NaN where missing.
    """

    def __init__(self, store: Store, record: Record) -> None:
        self.record = record
        self._store = store
        self.countries = store.record_countries(record.id)
        self.values = store.values(record.series)
        self.years = Years(int(self.values.columns[0]), int(self.values.columns[-1]))
        self.trends = cache(self._trends)
        self.rates = cache(self._rates)
        self.refusals = cache(self._refusals)
        self.rate_scale = cache(self._rate_scale)
        self.mean = cache(self._mean)

    @property
    def unit(self) -> str:
        """What its values are: °C, of anomalies with their base."""
        return "°C" if self.record.base is None else f"°C, anomalies of {self.record.base}"

    @cached_property
    def scale(self) -> Scale:
        """The colour scale of its anomalies, the same for all years and baselines."""
        return diverging(self._anomalies)

    @cached_property
    def mean_scale(self) -> Scale:
        """The colour scale of means of ten years or more, which spread less than single years.

        The same for all of them, so that a running mean never moves the legend.
        """
        means = self._anomalies.T.rolling(LONG).mean().T
        return diverging(means, step=0.25) if means.notna().to_numpy().any() else self.scale

    @property
    def _anomalies(self) -> pd.DataFrame:
        values = self.values.loc[self.countries.good]
        return values.sub(climate.normals(values, climate.DEFAULT_BASELINE), axis=0)

    @cached_property
    def offsets(self) -> "pd.Series[float]":
        """What its matrix is less than its values, country by country."""
        # Values less these are small whole thousandths, so that the file holds them exactly.
        normals = climate.normals(self.values, climate.DEFAULT_BASELINE)
        return normals.fillna(self.values.mean(axis=1)).round(3)

    @property
    def matrix(self) -> bytes:
        """The matrix file of its values less the offsets, which loses no digit that it prints."""
        levels = self.values.sub(self.offsets, axis=0)
        return encode_matrix(levels, STEP if _fits(levels) else None)

    def _trends(self, first: int) -> "pd.Series[float]":
        """Return every country's warming per decade since a year, in °C by iso3."""
        return climate.trends_per_decade(self.values, first, self.years.last)

    def _rates(self, first: int) -> pd.DataFrame:
        """Return every country's trend since a year with its interval, see climate.rates."""
        return climate.rates(self.values, first, self.years.last)

    def _refusals(self, first: int) -> dict[str, str]:
        """Return why countries with temperatures have no trend since a year, by iso3."""
        rates, known = self.rates(first)["per_decade"], self.values.notna().any(axis=1)
        found = {}
        for iso3 in map(str, rates.index[rates.isna() & known]):
            try:
                climate.trend(self.series(iso3), first, self.years.last)
            except climate.TrendError as error:
                found[iso3] = error.short
        return found

    def _rate_scale(self, first: int) -> Scale:
        """Return the colour scale of the trends since a year, white at none."""
        return pace(self.rates(first)["per_decade"][self.countries.good])

    @cached_property
    def aggregates(self) -> dict[str, Aggregate]:
        """The groups of countries, by code."""
        return aggregates(self.countries)

    def _mean(self, code: str) -> Mean:
        """Return the mean of a group of countries, by its code."""
        return mean(self.aggregates[code], self.countries, self.values)

    def country(self, code: str) -> Country:
        """Return a country with its quality, or a group of countries as one."""
        group = self.aggregates.get(code)
        return named(group) if group else self.countries[code]

    def series(self, code: str) -> pd.DataFrame:
        """Return the values of a country, or the mean of a group: columns year and value.

        A group's are °C above its members' normals of the usual baseline.
        """
        if code in self.aggregates:
            return self.mean(code).rows
        return self._store.series(code, self.record.series)

    def trend_years(self, first: int) -> Years:
        """The years of trends that are to begin with a year, which the record may not have yet."""
        return Years(max(first, self.years.first), self.years.last)

    def ranks(self, values: "pd.Series[float]", *, flagged: bool) -> "pd.Series[float]":
        """Ranks, 1 the largest, of the good series, or of all where flagged; else NaN."""
        ranked = values if flagged else values[self.countries.good]
        return climate.ranks(ranked).reindex(values.index)

    def nearest(self, year: int) -> int:
        """Return the year, or the nearest that the record has."""
        return min(max(year, self.years.first), self.years.last)


def _fits(levels: pd.DataFrame) -> bool:
    steps = levels.to_numpy(float) / STEP
    known = steps[np.isfinite(steps)]
    whole = np.abs(known - np.rint(known)) < 1e-4
    return bool(whole.all()) and bool((np.abs(known) <= LIMIT).all())
