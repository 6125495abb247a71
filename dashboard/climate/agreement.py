"""How far records of one country's temperature agree, and the sentence that says it.

Every figure compared is of the years that all records of a country have, so that no record differs
for its years alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.climate.series import Years, normals
from dashboard.climate.trends import MIN_TREND_YEARS, trends_per_decade

AGREEMENT_START = 1961
AGREEMENT_NORMAL = Years(1981, 2010)
CHANGE_YEARS = 10  # as many years at the end are compared with the normal
TREND_TOLERANCE = 0.1  # °C a decade, from the median of the records
CHANGE_TOLERANCE = 0.5  # °C, from the median of the records
COVERAGE = 2 / 3  # of the years since AGREEMENT_START: a record with fewer is not compared
ROUNDING = 1e-9
NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six")
MINUS, EN_DASH = "\N{MINUS SIGN}", "\N{EN DASH}"


@dataclass(frozen=True)
class Agreement:
    """What the records of one country say, by id, and whether they agree.

    years: the first and last that all of them have, since AGREEMENT_START. trends: °C a decade over
    these years. changes: the mean of the last CHANGE_YEARS of them less that of AGREEMENT_NORMAL,
    °C; NaN where two thirds of either are missing.
    """

    years: Years
    trends: Mapping[str, float]
    changes: Mapping[str, float]

    @property
    def trends_agree(self) -> bool:
        """Whether every trend is within TREND_TOLERANCE of their median."""
        return _within(self.trends, TREND_TOLERANCE)

    @property
    def changes_agree(self) -> bool:
        """Whether every change is within CHANGE_TOLERANCE of their median."""
        return _within(self.changes, CHANGE_TOLERANCE)

    @property
    def agree(self) -> bool:
        """Whether the records confirm each other; one alone contradicts none."""
        return self.trends_agree and self.changes_agree

    @property
    def alone(self) -> bool:
        """Whether only one record has the country."""
        return len(self.trends) == 1

    @property
    def low(self) -> float:
        """The least trend, °C a decade."""
        return min(self.trends.values())

    @property
    def high(self) -> float:
        """The largest trend, °C a decade."""
        return max(self.trends.values())

    @property
    def change_years(self) -> Years:
        """The years whose mean is compared with the normal."""
        return Years(self.years.last - CHANGE_YEARS + 1, self.years.last)


def agreements(records: Mapping[str, pd.DataFrame]) -> dict[str, Agreement]:
    """Compare the records of every country that one of them covers, by iso3.

    records: by id, index iso3, columns years, °C, each of any base. A record takes part in a
    country where it has two thirds of the years from AGREEMENT_START to its own last. A country
    is left out where no record does, or where they share fewer than MIN_TREND_YEARS.
    """
    since = {record: _since_start(values) for record, values in records.items()}
    covers = {record: v.count(axis=1) >= COVERAGE * v.shape[1] for record, v in since.items()}
    covering = pd.DataFrame(covers).fillna(False).astype(bool)
    found: dict[str, Agreement] = {}
    for pattern in {tuple(row) for row in covering.to_numpy()}:
        ids = [record for record, takes_part in zip(records, pattern, strict=True) if takes_part]
        countries = covering.index[(covering == list(pattern)).all(axis=1)]
        if ids:
            found |= _compared({record: since[record].reindex(countries) for record in ids})
    return dict(sorted(found.items()))


def agreement_sentence(found: Agreement, unit: str = "°C", factor: float = 1.0) -> str:
    """Say how far the records agree, as "Three records agree: +0.31 to +0.36 °C a decade".

    unit and factor: of the degrees to say it in; an interval of one value is said as one.
    """
    trends = f"{_range(found.trends, factor)} {unit} a decade"
    if found.alone:
        return f"One record only: {trends}"
    if found.agree:
        return f"{_number(len(found.trends))} records agree: {trends}"
    if found.changes_agree:
        return f"The records differ: {trends}"
    return f"The records differ: {trends}, and {_change_words(found, unit, factor)}"


def disagreement(found: Agreement) -> str:
    """Say in what the records differ, as the reason of a quality; "" where they agree."""
    reasons = []
    if not found.trends_agree:
        first, last = found.years
        years = f"{first}-{last}"
        reasons.append(f"Its records differ: {_range(found.trends)} °C a decade ({years}).")
    if not found.changes_agree:
        change = _change_words(found).replace(EN_DASH, "-")
        reasons.append(f"Its records differ: {change}.")
    return " ".join(reasons)


def _since_start(values: pd.DataFrame) -> pd.DataFrame:
    known = values.columns[values.notna().any()]
    last = int(known.max()) if len(known) else AGREEMENT_START
    return values.reindex(columns=range(AGREEMENT_START, last + 1)).astype(float)


def _compared(records: dict[str, pd.DataFrame]) -> dict[str, Agreement]:
    """Compare records that all cover the same countries, in the years that they share."""
    last = min(int(values.columns[-1]) for values in records.values())
    cut = {record: values.loc[:, :last] for record, values in records.items()}
    shared = np.all([values.notna().to_numpy() for values in cut.values()], axis=0)
    years = np.arange(AGREEMENT_START, last + 1)
    firsts = years[shared.argmax(axis=1)]
    lasts = years[shared.shape[1] - 1 - shared[:, ::-1].argmax(axis=1)]
    common = {record: values.where(shared) for record, values in cut.items()}
    trends = pd.DataFrame(
        {r: trends_per_decade(v, AGREEMENT_START, last) for r, v in common.items()}
    )
    changes = pd.DataFrame({r: _changes(v, lasts) for r, v in common.items()})
    enough = shared.sum(axis=1) >= MIN_TREND_YEARS
    rows = zip(trends.index, firsts, lasts, enough, strict=True)
    return {
        str(iso3): Agreement(
            Years(int(first), int(end)),
            {record: float(trend) for record, trend in trends.loc[iso3].items()},
            {record: float(change) for record, change in changes.loc[iso3].items()},
        )
        for iso3, first, end, kept in rows
        if kept
    }


def _changes(values: pd.DataFrame, lasts: npt.NDArray[np.int64]) -> "pd.Series[float]":
    years = values.columns.to_numpy()
    at_end = (years > lasts[:, None] - CHANGE_YEARS) & (years <= lasts[:, None])
    recent = values.where(at_end)
    enough = recent.count(axis=1) >= COVERAGE * CHANGE_YEARS
    return recent.mean(axis=1).where(enough) - normals(values, AGREEMENT_NORMAL)


def _within(figures: Mapping[str, float], tolerance: float) -> bool:
    known = np.array([figure for figure in figures.values() if not np.isnan(figure)])
    return not len(known) or bool(np.abs(known - np.median(known)).max() <= tolerance + ROUNDING)


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def _change_words(found: Agreement, unit: str = "°C", factor: float = 1.0) -> str:
    normal, recent = (
        f"{years.first}{EN_DASH}{years.last}" for years in (AGREEMENT_NORMAL, found.change_years)
    )
    return f"{_range(found.changes, factor)} {unit} from {normal} to {recent}"


def _range(figures: Mapping[str, float], factor: float = 1.0) -> str:
    known = [factor * figure for figure in figures.values() if not np.isnan(figure)]
    low, high = _signed(min(known)), _signed(max(known))
    return low if low == high else f"{low} to {high}"


def _signed(value: float) -> str:
    return f"{round(value, 2) + 0.0:+.2f}".replace("-", MINUS)
