"""What a fetched series must be before it is served.

Nothing here is a typed number for a country: a series is held against the one that is served now.
"""

import re

import numpy as np
import pandas as pd

from dashboard.countries import Countries
from dashboard.indicators import Indicator
from dashboard.refresh.large import large, named
from dashboard.schema import check_tidy

# Wider than any country's annual mean: Mali has 29 °C, Antarctica -50.
TEMPERATURES = (-65.0, 40.0)
FEWEST_COUNTRIES = 2 / 3  # of those before, where another source answers
LEAST_CORRELATION = 0.9
LARGEST_STEP = 0.1  # of the spread between countries, that a value in the middle may move
ANOTHER_SOURCE = 2.5  # times as far: reanalyses differ by a degree where the world spans 15
FEWEST_KNOWN = 10
LARGE_LOST = 1 / 2  # of the values of a large country: more is no revision
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class CheckError(ValueError):
    """A series that is not served; the message says what is wrong with it."""


class ChangeError(CheckError):
    """A series that is too far from the one served now; `--accept` serves it all the same."""


def reason(error: Exception, name: str) -> str:
    """Say why a series is not served, and how it is where somebody knows better."""
    accept = f"; where that is right, `refresh --accept {name}` serves it"
    return f"{error}{accept if isinstance(error, ChangeError) else ''}"


def check_series(rows: pd.DataFrame, indicator: Indicator, name: str) -> None:
    """Check a tidy series by itself: schema, key, unit, range; raises SchemaError and CheckError.

    name: what the source calls it.
    """
    check_tidy(rows)
    if rows.empty:
        raise CheckError("there is no value for any country")
    check_unit(indicator.unit, name)
    values = rows["value"]
    if indicator.scale == "log" and (values <= 0).any():
        raise CheckError(f"{_first(rows, values <= 0)} is not above 0, on a scale of logarithms")
    low, high = TEMPERATURES if indicator.unit == "°C" else (-np.inf, np.inf)
    if not values.between(low, high).all():
        raise CheckError(f"{_first(rows, ~values.between(low, high))} is not plausible in °C")


def check_unit(unit: str, name: str) -> None:
    """Check that unit and name do not contradict each other: another base year, or no share."""
    ours, theirs = set(_YEAR.findall(unit)), set(_YEAR.findall(name))
    if ours and theirs and not ours & theirs:
        raise CheckError(f"the catalogue's unit is {unit!r}, the source says {name!r}")
    if "%" in name and unit and "%" not in unit:
        raise CheckError(f"the source says {name!r}, but the catalogue's unit is {unit!r}")


def check_coverage(both: pd.DataFrame, most_lost: float, *, same_source: bool) -> None:
    """Check that not too many of the values served before are gone.

    both: columns iso3, year, value_before, value (NaN where it is gone). Of another source only
    the countries count: it has its own years.
    """
    gone = both["value"].isna()
    if same_source and gone.mean() > most_lost:
        raise ChangeError(f"{gone.mean():.0%} of the values served now are missing")
    kept = both.loc[~gone, "iso3"].nunique() / both["iso3"].nunique()
    if kept < FEWEST_COUNTRIES:
        raise ChangeError(f"it has only {kept:.0%} of the countries served now")


def check_large(both: pd.DataFrame, *, same_source: bool) -> None:
    """Check that no large country loses all its values; of the same source, nor most of them.

    both: columns iso3, value (NaN where it is gone). Which are large: see refresh.large.
    """
    lost = both["value"].isna().groupby(both["iso3"].astype(str)).mean()
    lost = lost[lost.index.isin(list(large()))]
    if gone := named(lost.index[lost == 1]):
        raise ChangeError(f"it has no values any more of {', '.join(gone)}")
    if same_source and (cut := named(lost.index[lost > LARGE_LOST])):
        raise ChangeError(f"it has lost most of the values of {', '.join(cut)}")


def absent(rows: pd.DataFrame, before: pd.DataFrame) -> list[str]:
    """Name the countries that have values before and none now, the large ones first."""
    return named(set(before["iso3"].unique()) - set(rows["iso3"].unique()))


def check_countries(listed: pd.DataFrame, served: Countries, most_lost: float) -> None:
    """Check that not too many countries are missing, or lose their region or income group.

    No large one may be missing. listed: see worldbank.parse_countries.
    """
    table = served.frame.set_index("iso3")
    if (found := table.index.isin(listed.index).mean()) < FEWEST_COUNTRIES:
        raise ChangeError(f"it has only {found:.0%} of the countries")
    for column in ("bank_region", "income_group"):
        before = table.index[table[column] != ""]
        gone = ~before.isin(listed.index[listed[column] != ""])
        if gone.any() and gone.mean() > most_lost:
            raise ChangeError(f"{gone.mean():.0%} of the countries lose their {column}")
    if missing := named(large() - set(listed.index)):
        raise ChangeError(f"it lacks {', '.join(missing)}")


def check_known(both: pd.DataFrame, scale: str, *, same_source: bool) -> None:
    """Check the values that are known already: they may be revised, not be other ones.

    both: columns value_before and value, none missing.
    """
    if len(both) < FEWEST_KNOWN:
        return
    then, now = _scaled(both["value_before"], scale), _scaled(both["value"], scale)
    correlation = float(then.corr(now))
    if correlation < LEAST_CORRELATION:  # NaN, where all values are one, is not
        raise ChangeError(
            f"it does not resemble the one served now (correlation {correlation:.2f})"
        )
    spread = float(then.quantile(0.75) - then.quantile(0.25))
    step = float((now - then).abs().median())
    if step > LARGEST_STEP * spread * (1 if same_source else ANOTHER_SOURCE):
        raise ChangeError("its values are others than those served now, as in another unit")


def check_range(rows: pd.DataFrame, before: pd.DataFrame, scale: str) -> None:
    """Check that no value is further out than the spread of all values before."""
    then, now = _scaled(before["value"], scale), _scaled(rows["value"], scale)
    reach = float(then.max() - then.min()) or abs(float(then.max())) or 1.0
    outside = ~now.between(then.min() - reach, then.max() + reach)
    if outside.any():
        raise ChangeError(f"{_first(rows, outside)} is far outside of the values served now")
    if (before["value"] >= 0).all() and (rows["value"] < 0).any():
        raise ChangeError(
            f"{_first(rows, rows['value'] < 0)} is negative, as no value served now is"
        )


def _scaled(values: pd.Series, scale: str) -> pd.Series:
    return np.log(values) if scale == "log" and (values > 0).all() else values


def _first(rows: pd.DataFrame, chosen: pd.Series) -> str:
    row = rows[chosen].iloc[0]
    return f"{row['value']:g} of {row['iso3']} in {row['year']}"
