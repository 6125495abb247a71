"""What a temperature record must be before it is served: by itself, and beside what is known.

Anomalies of another base, or °C beside anomalies, are compared as anomalies of the same years.
"""

import pandas as pd

from dashboard.countries import Countries
from dashboard.records import Record
from dashboard.refresh.checks import (
    TEMPERATURES,
    CheckError,
    check_coverage,
    check_known,
    check_large,
    check_range,
)
from dashboard.refresh.large import by_area
from dashboard.schema import check_tidy

ANOMALIES = (-15.0, 15.0)  # °C: Svalbard's warmest year is 5 above its normal
FEWEST_IN_A_YEAR = 1 / 2  # of the countries that the record's fullest year has
LARGEST_MEAN = 0.05  # °C: the middle country's mean over the record's own base
LARGEST_PART_MEAN = 0.25  # where the record begins after its base does: FAO's has 20 of 30 years
FEWEST_OF_BASE = 10  # years of it
# How far the years of a country lie from its mean, against the embedded record: CRU, ERA5 and FAO
# have 1.2 to 1.3 times as much, °F had 1.8 times as much again, and tenths of a degree 10 times.
SPREAD = (0.3, 1.7)
KEY = ["iso3", "year"]


def check_record(record: Record, rows: pd.DataFrame, countries: Countries) -> None:
    """Check a record by itself; raises CheckError and SchemaError.

    rows: tidy, of the countries of the table alone.
    """
    check_tidy(rows)
    if rows.empty:
        raise CheckError("there is no value for any country")
    _check_values(record, rows)
    _check_years(rows)
    _check_base(record, rows)
    there = set(rows["iso3"].unique())
    missing = [countries[iso3].name for iso3 in by_area(countries) if iso3 not in there]
    if missing:
        raise CheckError(f"it has no values of {', '.join(missing)}")


def check_against(
    record: Record,
    rows: pd.DataFrame,
    known: Record,
    before: pd.DataFrame,
    most_lost: float,
) -> None:
    """Check a record against one that is known; raises CheckError.

    known: the record of the rows `before`, the same one as it is served now, or another.
    """
    same = known.id == record.id and known.publisher == record.publisher
    both = before.merge(rows, "left", KEY, suffixes=("_before", ""))
    check_coverage(both, most_lost, same_source=same)
    if same:  # others have their own list of countries
        check_large(both, same_source=True)
    now, then = _together(rows, before)
    check_spread(now, then)
    if record.base == known.base:
        check_range(rows, before, "linear")
        check_known(both.dropna(), "linear", same_source=same)
    elif known.id == record.id:
        check_known(pd.DataFrame({"value_before": then, "value": now}), "linear", same_source=same)


def check_spread(now: "pd.Series[float]", then: "pd.Series[float]") -> None:
    """Check that anomalies are in degrees Celsius: they vary as much as known ones do."""
    if not len(now) or not (usual := float(then.abs().median())):
        return
    ratio = float(now.abs().median()) / usual
    if not SPREAD[0] <= ratio <= SPREAD[1]:
        raise CheckError(
            f"its years vary {ratio:.1f} times as much as known ones, as in another unit"
        )


def _check_values(record: Record, rows: pd.DataFrame) -> None:
    low, high = TEMPERATURES if record.base is None else ANOMALIES
    odd = rows[~rows["value"].between(low, high)]
    if len(odd):
        row = odd.iloc[0]
        what = "°C" if record.base is None else "°C above a normal"
        raise CheckError(
            f"{row['value']:g} of {row['iso3']} in {row['year']} is not plausible in {what}"
        )


def _check_years(rows: pd.DataFrame) -> None:
    counts = rows.groupby("year").size()
    counts = counts.reindex(range(counts.index.min(), counts.index.max() + 1), fill_value=0)
    enough = counts >= FEWEST_IN_A_YEAR * counts.max()
    first, last = counts.index[enough].min(), counts.index[enough].max()
    middle = [int(year) for year in counts.index[~enough] if first < year < last]
    if middle:
        told = ", ".join(map(str, middle[:5])) + (" ..." if len(middle) > 5 else "")
        raise CheckError(f"most countries have no value in {told}")


def _check_base(record: Record, rows: pd.DataFrame) -> None:
    if record.base is None:
        return
    within = rows[rows["year"].between(*record.base)]
    by_country = within.groupby("iso3")["value"].agg(["mean", "size"])
    whole = by_country["size"] >= FEWEST_OF_BASE
    if not whole.any():
        return
    length = record.base.last - record.base.first + 1
    limit = LARGEST_MEAN if by_country["size"].max() == length else LARGEST_PART_MEAN
    mean = float(by_country.loc[whole, "mean"].median())
    if abs(mean) > limit:
        raise CheckError(
            f"its values are not anomalies of {record.base}: their mean in these years is "
            f"{mean:+.2f} °C"
        )


def _together(
    rows: pd.DataFrame, before: pd.DataFrame
) -> tuple["pd.Series[float]", "pd.Series[float]"]:
    """Return both as anomalies of the years that a country has in both, in the same order."""
    both = before.merge(rows, "inner", KEY, suffixes=("_before", ""))
    means = both.groupby("iso3")[["value_before", "value"]].transform("mean")
    return both["value"] - means["value"], both["value_before"] - means["value_before"]
