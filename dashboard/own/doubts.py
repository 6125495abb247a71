"""What of a file's values is hardly what it seems: told, and left as it is."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from dashboard.indicators import Indicator
from dashboard.own.faults import listed, quoted

# What programs write for a missing value; -66, -77 and -88 are Polity's.
_NINES = (99.0, 99.9, 99.99, 999.0, 999.9, 999.99, 9999.0, 9999.9, 99999.0, 999999.0)
_SENTINELS = (-1.0, -9.0, -66.0, -77.0, -88.0, *(-one for one in _NINES), *_NINES[3:])
_FAR = 2  # times the rest that a sentinel lies beyond
OUTLIER = 50  # times the rest
_MOST_OUTLIERS = 3


def doubts(values: pd.DataFrame, indicator: Indicator) -> Iterator[str]:
    """Yield a sentence on each; values: row, column, text, value, percent."""
    for mark in sentinels(values):
        yield _of_a_sentinel(values[values["value"] == mark], f"{mark:g}")
    yield from _outliers(values)
    yield from _percents(values, indicator)


def sentinels(values: pd.DataFrame) -> Iterator[float]:
    """Yield each value that is far from all others, and that programs write for none."""
    known = values["value"]
    rest = known[~known.isin(_SENTINELS)]
    if rest.empty:
        return
    low, high = float(rest.min()), float(rest.max())
    for mark in known[known.isin(_SENTINELS)].unique():
        if mark in (-1.0, -9.0):
            beyond = low >= 0
        else:
            beyond = mark < min(low * _FAR, 0) if mark < 0 else mark > high * _FAR and high > 0
        if beyond:
            yield float(mark)


def _of_a_sentinel(found: pd.DataFrame, mark: str) -> str:
    first = found.iloc[0]
    where = f'row {first["row"]}, column "{first["column"]}"'
    count = f"in {len(found):,} cells, first in " if len(found) > 1 else "in "
    return f"{mark} is {count}{where}: if it stands for no value, write missing = [{mark}]"


def _outliers(values: pd.DataFrame) -> Iterator[str]:
    sizes = np.sort(values["value"].abs().to_numpy())[::-1]
    for count in range(1, min(_MOST_OUTLIERS, len(sizes) - 3) + 1):
        if 0 < sizes[count] * OUTLIER < sizes[count - 1]:
            found = values[values["value"].abs() >= sizes[count - 1]]
            cells = listed(
                f"{quoted(one.text)} of {one.iso3} (row {one.row})" for one in found.itertuples()
            )
            yield f"{cells}: over {OUTLIER} times all the rest; correct it, or leave it empty"
            return


def _percents(values: pd.DataFrame, indicator: Indicator) -> Iterator[str]:
    signed, bare = values[values["percent"]], values[~values["percent"]]
    if len(signed) and len(bare):
        yield (
            f"{_cell(signed)} has a percent sign and {_cell(bare)} has none: both are read as "
            "the number that is shown; write all of them in one way"
        )
    elif _is_of_percents(indicator):
        fractions = values[values["value"].abs().between(0, 1, inclusive="right")]
        sizes = values["value"].abs()
        others = sizes[sizes >= 2]
        if len(fractions) and len(others) and not sizes.between(1, 2, inclusive="neither").any():
            hundredfold = fractions["value"].abs() * 100
            if hundredfold.between(others.min() / 2, others.max() * 2).all():
                yield (
                    f"{_cell(fractions)} may be a fraction where others are percent, such as "
                    f"{_cell(values[sizes >= 2])}: write all of them in one way"
                )


def _is_of_percents(indicator: Indicator) -> bool:
    unit = indicator.unit.lower()
    return "%" in unit or "percent" in unit or "per cent" in unit


def _cell(found: pd.DataFrame) -> str:
    return f"{quoted(found.iloc[0]['text'])} (row {found.iloc[0]['row']})"
