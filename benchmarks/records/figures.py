"""How far what the page calls reliable is from independent records."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from benchmarks.records.audit import CHANGE_FROM, CHANGE_TO, change, trends

TREND_TOLERANCE, CHANGE_TOLERANCE = 0.1, 0.5  # °C a decade, °C


@dataclass(frozen=True)
class Figures:
    """Shares (0 to 1) of some countries whose figures in our record are near the others'.

    trend_near: within TREND_TOLERANCE of the records' median, era5_near and fao_near: the change
    of the default view within CHANGE_TOLERANCE. wrong_sign: iso3 whose trend has another sign than
    every record's. unchecked: iso3 that no record covers. ours and theirs: mean trends.
    """

    countries: int
    trend_near: float
    era5_near: float
    fao_near: float
    wrong_sign: tuple[str, ...]
    unchecked: tuple[str, ...]
    ours: float
    theirs: float


def figures(ours: pd.DataFrame, records: Mapping[str, pd.DataFrame], chosen: list[str]) -> Figures:
    """Compare our record with the others in the chosen countries."""
    trend = trends(ours)[chosen]
    theirs = pd.concat([trends(record) for record in records.values()], axis=1).reindex(chosen)
    median = theirs.median(axis=1)
    covered = theirs.notna().any(axis=1)
    other_sign = (theirs.mul(trend, axis=0) < 0) | theirs.isna()
    wrong = other_sign.all(axis=1) & covered
    moved = change(ours, CHANGE_FROM, CHANGE_TO)[chosen]
    return Figures(
        countries=len(chosen),
        trend_near=_near(trend, median, TREND_TOLERANCE),
        era5_near=_near(moved, change(records["era5"], CHANGE_FROM, CHANGE_TO), CHANGE_TOLERANCE),
        fao_near=_near(moved, change(records["fao"], CHANGE_FROM, CHANGE_TO), CHANGE_TOLERANCE),
        wrong_sign=tuple(wrong.index[wrong]),
        unchecked=tuple(covered.index[~covered]),
        ours=float(trend[covered].mean()),
        theirs=float(median.mean()),
    )


def _near(ours: "pd.Series[float]", theirs: "pd.Series[float]", tolerance: float) -> float:
    difference = (ours - theirs.reindex(ours.index)).dropna().abs()
    return float((difference <= tolerance).mean())
