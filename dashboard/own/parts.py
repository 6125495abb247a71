"""Months, quarters and days of a file, which are no years: put together, or refused."""

import pandas as pd

from dashboard.indicators import OwnFile
from dashboard.own.faults import Answer, OwnError, Question, listed, quoted

_DAYS = 365
_COUNTS = {"Q": 4, "S": 2}


def whole_years(values: pd.DataFrame, own: OwnFile) -> tuple[pd.DataFrame, str]:
    """Return one value a year where the file has several, and what to say of it.

    Columns in and out: those of read_values; only repeated rows where there are any. Raises
    OwnError where the entry has no `aggregate`.
    """
    in_parts = values[values["part"] != ""]
    counts = in_parts.groupby(["iso3", "year"])["part"].nunique()
    if counts.empty or counts.max() == 1:  # a date a year stands for it
        return values, ""
    if not own.aggregate:
        raise OwnError(own.path, [_several(in_parts, counts)], _REMEDY, _QUESTION)
    if in_parts.duplicated(["iso3", "year", "part"]).any():
        return in_parts[in_parts.duplicated(["iso3", "year", "part"], keep=False)], ""
    whole = _parts_of_a_year(in_parts, counts, own)
    complete = counts[counts >= whole]
    together = _together(in_parts, own.aggregate).loc[complete.index].reset_index()
    short = len(counts) - len(complete)
    said = f"the {own.aggregate} of {whole} values a year; complete years: {len(complete):,}"
    left_out = f", left out: {short:,}" if short else ""
    return pd.concat([values[values["part"] == ""], together]), said + left_out


_REMEDY = (
    'for a value a year write aggregate = "mean", "sum" or "last", or choose rows with '
    'where = { column = "text" }'
)

_QUESTION = Question(
    "Its rows are parts of years: what do they come to?",
    (
        Answer("the mean of a year", {"aggregate": "mean"}),
        Answer("the sum of a year", {"aggregate": "sum"}),
        Answer("the last of a year", {"aggregate": "last"}),
    ),
)


def _several(in_parts: pd.DataFrame, counts: "pd.Series[int]") -> str:
    iso3, year = counts.index[counts > 1][0]
    of = in_parts[(in_parts["iso3"] == iso3) & (in_parts["year"] == year)]
    texts = listed(of["year_text"].map(quoted), 3)
    return f"its rows are parts of years: {iso3} {year} is in {listed(of['row'], 3)}, as {texts}"


def _parts_of_a_year(in_parts: pd.DataFrame, counts: "pd.Series[int]", own: OwnFile) -> int:
    """Return how many values a complete year has."""
    kinds = {part[:1] for part in in_parts["part"] if part[:1] in _COUNTS}
    if kinds:
        return max(_COUNTS[kind] for kind in kinds)
    months, most = in_parts["part"].str[:2].nunique(), int(counts.max())
    if most <= months <= 12:
        return 12 if months > 4 else months
    if most > _DAYS * 2 / 3:
        return _DAYS
    told = f"no year has more than {most} values: it cannot be said which are complete"
    raise OwnError(own.path, [told], "give one value a year")


def _together(in_parts: pd.DataFrame, aggregate: str) -> pd.DataFrame:
    years = in_parts.sort_values(["iso3", "year", "part"]).groupby(["iso3", "year"])
    last = years.last()
    value = years["value"].agg(aggregate)
    return last.assign(value=value, part="")
