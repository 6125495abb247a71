"""What a look at a file found, in a few lines."""

from collections.abc import Iterator
from typing import Any

from dashboard.checks.catalogue import check_own_file
from dashboard.collection import Collection
from dashboard.indicators import Indicator
from dashboard.own import CountryNames, OwnSeries
from dashboard.own.digits import fitting_decimals
from dashboard.own.faults import quoted


def found_lines(indicator: Indicator, own: OwnSeries, found: Collection) -> Iterator[str]:
    """Yield the columns that were read, what they hold, and all that `check` would say of it."""
    rows = own.rows
    first, last = int(rows["year"].min()), int(rows["year"].max())
    count = rows["iso3"].nunique()
    years = f"{first} to {last}" if first < last else str(first)
    yield f"countries  {count:,}, from {_column(own.columns.country)}"
    yield f"years      {years}, {_years(indicator, own)}"
    yield f"values     {len(rows):,}, {_values(own)}"
    for what, at in (
        ("lowest", int(rows["value"].argmin())),
        ("highest", int(rows["value"].argmax())),
    ):
        row: Any = rows.iloc[at]
        country = found.store.countries[row["iso3"]].name
        yield f"{what:<10} {_shown(row['value'], indicator, own)}, {country} in {row['year']}"
    for finding in check_own_file(indicator, CountryNames(found.store.countries)):
        level = "note" if finding.level == "ok" else finding.level
        yield f"{level:<10} {finding.message}"


def _column(name: str) -> str:
    return f"column {quoted(name)}" if name.strip() else "a column without a name"


def _years(indicator: Indicator, own: OwnSeries) -> str:
    if indicator.own and indicator.own.of_year:
        return "as you say"
    if own.columns.year or len(own.columns.values) < 2:
        return f"from {_column(own.columns.year)}"
    return f"from {len(own.columns.values)} columns"


def _values(own: OwnSeries) -> str:
    names = own.columns.values
    if len(names) == 1:
        return f"from {_column(names[0])}"
    return f"from columns {quoted(names[0])} to {quoted(names[-1])}"


def _shown(value: float, indicator: Indicator, own: OwnSeries) -> str:
    if indicator.categories:
        return quoted(indicator.categories[int(value)])
    return f"{value:,.{fitting_decimals(own.rows['value'])}f}"
