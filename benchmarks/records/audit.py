"""What independent records say of each country, beside the embedded one: facts for quality.toml."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from dashboard.climate import Years, trends_per_decade

TREND_YEARS = Years(1961, 2019)
CHANGE_FROM, CHANGE_TO = Years(1981, 2010), Years(2015, 2024)
RECENT_FROM, RECENT_TO = Years(2010, 2019), Years(2020, 2024)
QUALITY = Path(__file__).parents[2] / "dashboard" / "sources" / "quality.toml"
HEADING = "# What independent records say"
ABOUT = f"""\
{HEADING}, written by `python -m benchmarks.records --audit` and not by hand.
# Of ERA5 (Our World in Data, 1940-2024), FAO's temperature change (GISTEMP, by the IMF,
# 1961-2024) and CRU CY 4.07 (1901-2022), as downloaded in November 2026.
# trend: of our series, 1961-2019, °C a decade; low, high and median: of the records that have two
# thirds of these years, and how many they are. change: the mean of 2015-2024 less that of
# 1981-2010, °C, ours and the least and largest of ERA5's and FAO's (CRU CY ends in 2022).
# recent: the mean of 2020-2024 less that of 2010-2019, likewise. None covers a unit without facts.
"""


def trends(values: pd.DataFrame) -> "pd.Series[float]":
    """°C a decade over TREND_YEARS, by iso3; NaN where a third of them or more is missing."""
    return trends_per_decade(values, *TREND_YEARS).where(_covers(values, TREND_YEARS))


def change(values: pd.DataFrame, earlier: Years, later: Years) -> "pd.Series[float]":
    """Mean of the later years less that of the earlier, by iso3; NaN where a third is missing."""
    return _mean(values, later) - _mean(values, earlier)


def audit(ours: pd.DataFrame, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Compare our series with the records; index iso3, columns the keys of quality.toml.

    records: "era5", "fao" and "cru", as read_records() gives them. Unrounded, NaN where unknown.
    """
    recent = (RECENT_FROM, RECENT_TO)
    to_2024 = [records["era5"], records["fao"]]
    trend = _side_by_side([trends(record) for record in records.values()], ours)
    changes = _side_by_side([change(r, CHANGE_FROM, CHANGE_TO) for r in to_2024], ours)
    falls = _side_by_side([change(r, *recent) for r in to_2024], ours)
    return pd.DataFrame(
        {
            "trend": trends(ours),
            "low": trend.min(axis=1),
            "high": trend.max(axis=1),
            "median": trend.median(axis=1),
            "records": trend.count(axis=1),
            "change": change(ours, CHANGE_FROM, CHANGE_TO),
            "change_low": changes.min(axis=1),
            "change_high": changes.max(axis=1),
            "recent": change(ours, *recent),
            "recent_low": falls.min(axis=1),
            "recent_high": falls.max(axis=1),
        }
    )


def audit_text(found: pd.DataFrame) -> str:
    """Write the facts as the last table of quality.toml, rounded to 0.001."""
    known = found.dropna(subset=["trend"]).sort_index()
    known = known[(known["records"] > 0) | known["change_low"].notna()]
    lines = [f"{iso3} = {{ {_facts(row)} }}" for iso3, row in known.iterrows()]
    return "\n".join([f"{ABOUT}[audit]", *lines, ""])


def write_audit(found: pd.DataFrame, file: Path = QUALITY) -> None:
    """Replace the last table of quality.toml."""
    before = file.read_text(encoding="utf-8").partition(HEADING)[0]
    file.write_text(f"{before.rstrip()}\n\n{audit_text(found)}", encoding="utf-8")


def _facts(row: "pd.Series[float]") -> str:
    return ", ".join(
        f"{key} = {int(value) if key == 'records' else f'{value:.3f}'}"
        for key, value in row.items()
        if pd.notna(value)
    )


def _side_by_side(figures: list["pd.Series[float]"], ours: pd.DataFrame) -> pd.DataFrame:
    return pd.concat(figures, axis=1).reindex(ours.index)


def _within(values: pd.DataFrame, years: Years) -> pd.DataFrame:
    return values.reindex(columns=range(years.first, years.last + 1))


def _covers(values: pd.DataFrame, years: Years) -> "pd.Series[bool]":
    within = _within(values, years)
    return within.count(axis=1) >= 2 / 3 * within.shape[1]


def _mean(values: pd.DataFrame, years: Years) -> "pd.Series[float]":
    return _within(values, years).mean(axis=1).where(_covers(values, years))
