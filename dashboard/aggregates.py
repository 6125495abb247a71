"""Groups of countries, whose temperature is a mean: the world, continents, income groups."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard import climate
from dashboard.climate import Years
from dashboard.countries import GOOD, Countries, Country

WORLD = "WORLD"
CODE = re.compile("[A-Z]{4,20}")  # longer than iso3, so that no country ever has one


@dataclass(frozen=True)
class Aggregate:
    """A group of countries.

    code: in links, as CODE has it. kind: "world", "continent" or "income group". countries: iso3
    of all that are counted in it, with or without a series.
    """

    code: str
    name: str
    kind: str
    countries: tuple[str, ...]


@dataclass(frozen=True)
class Mean:
    """The mean temperature of a group in one record.

    members: iso3 of the countries that it is made of. share: of the group's land, what these have.
    series: °C above their own normals of DEFAULT_BASELINE, by year, NaN where missing. warmest: how
    many members are at their warmest, see climate.at_warmest. years: of the record.
    """

    members: tuple[str, ...]
    share: float
    series: "pd.Series[float]"
    warmest: int
    years: Years

    @property
    def recent(self) -> Years:
        """The last ten years, which all members have."""
        return climate.recent(self.years)

    @property
    def rows(self) -> pd.DataFrame:
        """The series as other series are: columns year and value, the years that have one."""
        known = self.series.dropna()
        return pd.DataFrame({"year": known.index.to_numpy(int), "value": known.to_numpy(float)})

    def normal(self, years: Years) -> float:
        """Mean over years, °C above the members' normals; NaN where too few have a value."""
        return float(climate.normals(self.series.to_frame().T, years).iloc[0])

    def change(self, baseline: Years) -> float:
        """Mean of the last ten years less that of a baseline, °C; NaN where that has none."""
        return self.normal(self.recent) - self.normal(baseline)


def aggregates(countries: Countries) -> dict[str, Aggregate]:
    """Return the groups of a country table by their codes: the world first.

    A group of one country would be that country, and is none. Income groups are there where the
    table has them.
    """
    fields = {"continent": "region", "income group": "income_group"}
    named = [
        (name, kind, tuple(i for i, c in countries.items() if getattr(c, field) == name))
        for kind, field in fields.items()
        for name in sorted({getattr(c, field) for c in countries.values()} - {""})
    ]
    found = [("World", "world", tuple(countries)), *named]
    groups = [Aggregate(_code(n), n, kind, members) for n, kind, members in found]
    return {
        group.code: group
        for group in groups
        if CODE.fullmatch(group.code) and len(group.countries) > 1
    }


def named(group: Aggregate) -> Country:
    """Return a group as a country is shown: its code, name and area, and no place of its own."""
    return Country(
        iso3=group.code,
        iso2="",
        iso_numeric="",
        name=group.name,
        official_name="",
        aliases=(),
        region="",
        subregion="",
        climate_zone="",
        climate_zone_share=np.nan,
        label_lon=np.nan,
        label_lat=np.nan,
        label_x=np.nan,
        label_y=np.nan,
        area_km2=np.nan,
        tiny=False,
        quality=GOOD,
    )


def mean(group: Aggregate, countries: Countries, values: pd.DataFrame) -> Mean:
    """Return a group's mean in a record whose temperatures, iso3 by year, are `values`.

    countries: with the quality that each has in the record. Members are those whose series is good,
    covers DEFAULT_BASELINE and the last ten years, and whose land area is known.
    """
    areas = pd.Series({iso3: countries[iso3].area_km2 for iso3 in group.countries}, dtype=float)
    good = [i for i in group.countries if countries[i].quality.is_good and np.isfinite(areas[i])]
    own = values.loc[good]
    warmest, normals = climate.at_warmest(own), climate.normals(own, climate.DEFAULT_BASELINE)
    members = [iso3 for iso3 in warmest.index if normals.notna()[iso3]]
    anomalies = own.loc[members].sub(normals[members], axis="index")
    return Mean(
        members=tuple(members),
        share=float(areas[members].sum() / areas.sum()) if members else 0.0,
        series=climate.land_mean(anomalies, areas[members]),
        warmest=int(warmest[members].sum()),
        years=Years(int(values.columns[0]), int(values.columns[-1])),
    )


def _code(name: str) -> str:
    return re.sub("[^A-Z]", "", name.upper())
