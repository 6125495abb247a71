"""How far each temperature series can be trusted, derived from the series where possible."""

import tomllib
from collections.abc import Container, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.countries import GOOD, Quality
from dashboard.sources.audit import AUDIT, Audit, contradictions, falls_in_truth
from dashboard.sources.surroundings import Surroundings

FACTS: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("quality.toml").read_text(encoding="utf-8")
)
EXTENT: dict[str, str] = FACTS["extent"]
BREAKS: dict[str, int] = FACTS["breaks"]
INHERITED: dict[str, dict[str, str]] = FACTS["inherited"]

NEIGHBOURS = 6
BASELINE = slice(1961, 1990)
TREND_START = 1960
# NCEP/NCAR Reanalysis 1 works at T62: 192 x 94 points, about 1.875 by 1.904 degrees.
CELL_DEGREES = (1.875, 1.904)
KM_PER_DEGREE = 111.195
# From April 2020 the reanalysis has summers several degrees too cold over high ground from the Alps
# to China. A drop of half a degree between these years is beyond what any country's climate did.
RECENT, BEFORE = slice(2020, 2024), slice(2010, 2019)
RECENT_DROP = 0.5
# Later drops show against the neighbours alone: France lies 1.5 °C below all of its own since 2023.
LATE, USUAL = range(2020, 2025), slice(2000, 2018)
LATE_DROP, LATE_SIGMAS = 1.0, 4.0
FAULT = "a fault of the record"
COOLING = f"This record does not warm here from {TREND_START} on while the world does: {FAULT}."
UNCHECKED = "No independent record covers it, so that it could not be checked."


class Place(NamedTuple):
    """What is asked of a unit to judge its series: where it is (degrees) and how large."""

    name: str
    lon: float
    lat: float
    area_km2: float


def inherit(wide: pd.DataFrame) -> pd.DataFrame:
    """Give the units inside a larger one its row; index iso3, columns years, °C."""
    rows = {unit: wide.loc[fact["from"]] for unit, fact in INHERITED.items()}
    return pd.concat([wide, pd.DataFrame(rows).T.rename_axis("iso3")])


def judge(
    places: Mapping[str, Place],
    wide: pd.DataFrame,
    around: Surroundings,
    audit: Mapping[str, Audit] = AUDIT,
) -> dict[str, Quality]:
    """Judge every place by its own series, and by what independent records say of it.

    wide: index iso3, columns years, °C, nothing inherited yet. around: the places' shapes. audit:
    by iso3; without an entry no record covers the place.
    """
    anomalies = wide.sub(wide.loc[:, BASELINE].mean(axis=1), axis=0)
    return {
        iso3: _audited(_quality(iso3, places, anomalies, around, audit.get(iso3)), audit.get(iso3))
        for iso3 in places
    }


def _audited(own: Quality, audit: Audit | None) -> Quality:
    """Add what independent records say against a series to what it says itself."""
    if own.flag == "none":
        return own
    # A fall from 2020 on that the series itself gives away is not said a second time.
    fall = "2020-2024" not in own.reason
    reasons = [UNCHECKED] if audit is None else contradictions(audit, fall)
    if not reasons:
        return own
    if own.is_good:
        return Quality("differs", " ".join(reasons))
    return Quality(own.flag, " ".join([own.reason, *reasons]))


def judge_grid(
    places: Mapping[str, Place],
    units: Container[str],
    cell: float,
    source: str,
    around: Surroundings,
) -> dict[str, Quality]:
    """Judge every place by a source on a grid whose faults are not known: has it a cell of its own?

    units: those that have a series. cell: degrees. source: its name, as a sentence says it. around:
    the places' shapes.
    """
    return {
        iso3: _grid_quality(iso3, place, cell, around)
        if iso3 in units
        else Quality("none", f"{source} has no temperatures for {place.name}.")
        for iso3, place in places.items()
    }


def _grid_quality(iso3: str, place: Place, cell: float, around: Surroundings) -> Quality:
    if place.area_km2 < cell_km2(place.lat, (cell, cell)):
        return Quality("coarse", _smaller(iso3, place, (cell, cell), around))
    return GOOD


def _smaller(iso3: str, place: Place, cell: tuple[float, float], around: Surroundings) -> str:
    """Say what a place's figures are of that is smaller than a cell."""
    km, digits = cell[1] * KM_PER_DEGREE, -2 if cell == CELL_DEGREES else -1
    covers = around.cover(iso3, cell)
    return f"{place.name} is smaller than a {round(km, digits):.0f} km cell, so this is {covers}."


def step(iso3: str, year: int, places: Mapping[str, Place], anomalies: pd.DataFrame) -> float:
    """How far a series moves against its neighbours' from a year on, in °C.

    The neighbours are the median of the nearest units that have a series.
    """
    difference = _difference(iso3, places, anomalies)
    return float(difference.loc[year:].mean() - difference.loc[: year - 1].mean())


def late_drop(
    iso3: str, places: Mapping[str, Place], anomalies: pd.DataFrame
) -> tuple[int, float] | None:
    """Since which year, from 2020 on, a series is how much too cold (°C, below 0); None where none.

    It is the year whose mean from then on is the coldest against the neighbours. The drop counts
    where it is more than a degree and four times as much as the difference varied before, which no
    climate makes. A rise does not: it says that the neighbours drop.
    """
    difference = _difference(iso3, places, anomalies)
    usual = difference.loc[USUAL]
    drops = {year: difference.loc[year:].mean() - usual.mean() for year in LATE}
    year = min(drops, key=lambda late: drops[late])
    size = float(drops[year])
    return (year, size) if -size > max(LATE_DROP, LATE_SIGMAS * float(usual.std())) else None


def _difference(iso3: str, places: Mapping[str, Place], anomalies: pd.DataFrame) -> pd.Series:
    others = anomalies.index.drop(iso3)
    cosines = _directions([places[other] for other in others]) @ _directions([places[iso3]])[0]
    nearest = others[np.argsort(-cosines, kind="stable")[:NEIGHBOURS]]
    own: pd.Series = anomalies.loc[[iso3]].iloc[0]
    return own - anomalies.loc[nearest].median()


def cell_km2(latitude: float, degrees: tuple[float, float] = CELL_DEGREES) -> float:
    """Area of one grid cell, the reanalysis's unless told otherwise, at a latitude in degrees."""
    width, height = degrees
    return width * height * KM_PER_DEGREE**2 * float(np.cos(np.radians(latitude)))


def _quality(
    iso3: str,
    places: Mapping[str, Place],
    anomalies: pd.DataFrame,
    around: Surroundings,
    audit: Audit | None,
) -> Quality:
    place = places[iso3]
    if iso3 in INHERITED:
        return Quality("inherited", INHERITED[iso3]["reason"])
    if iso3 not in anomalies.index:
        return Quality("none", f"This record has no temperatures for {place.name}.")
    if reason := _break_reason(iso3, places, anomalies, audit):
        return Quality("break", reason)
    if place.area_km2 < cell_km2(place.lat):
        smaller = _smaller(iso3, place, CELL_DEGREES, around)
        return Quality("coarse", smaller + _shared(iso3, places, anomalies))
    return GOOD


def _break_reason(
    iso3: str, places: Mapping[str, Place], anomalies: pd.DataFrame, audit: Audit | None
) -> str:
    row = anomalies.loc[[iso3]]
    if iso3 in BREAKS:
        return _step_reason(BREAKS[iso3], step(iso3, BREAKS[iso3], places, anomalies))
    if falls_in_truth(audit):  # Iceland: how far it falls is for the records to say
        return ""
    if (drop := _recent_drop(row)) > RECENT_DROP:
        return _drop_reason(drop)
    if late := late_drop(iso3, places, anomalies):
        return _step_reason(*late)
    return COOLING if _slope(row.loc[:, TREND_START:]) < 0 else ""


def _step_reason(year: int, size: float) -> str:
    verb = "drops" if size < 0 else "rises"
    size = abs(size)
    return f"In {year} this record {verb} by {size:.1f} °C against the nearest countries: {FAULT}."


def _recent_drop(row: pd.DataFrame) -> float:
    recent, before = row.loc[:, RECENT].to_numpy(float), row.loc[:, BEFORE].to_numpy(float)
    return float(before.mean() - recent.mean())


def _drop_reason(drop: float) -> str:
    return (
        f"This record is {drop:.1f} °C colder here in 2020-2024 than in 2010-2019, while the world "
        f"got warmer: {FAULT}."
    )


def _shared(iso3: str, places: Mapping[str, Place], anomalies: pd.DataFrame) -> str:
    same = anomalies.index[(anomalies == anomalies.loc[iso3]).all(axis=1)].drop(iso3)
    return f" Its temperatures are the same as {places[same[0]].name}'s." if len(same) else ""


def _slope(row: pd.DataFrame) -> float:
    values = row.to_numpy(float).ravel()
    return float(np.polyfit(np.arange(len(values)), values, 1)[0])


def _directions(places: list[Place]) -> npt.NDArray[np.float64]:
    lon, lat = np.radians([[place.lon, place.lat] for place in places]).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
