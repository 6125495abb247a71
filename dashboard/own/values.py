"""The cells of a file as years and numbers, and what is wrong with those that are none."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from dashboard.entries import MOST_CATEGORIES
from dashboard.indicators import Indicator, OwnFile
from dashboard.own import cells
from dashboard.own.faults import Answer, OwnError, Question, at, listed, quoted
from dashboard.own.times import Time, times

_COLUMNS = ("row", "iso3", "text", "column", "year_text", "year", "part", "value", "percent")
_NO_NUMBER, _SPAN = "is not a number", "is the years"
LARGEST = 1e30  # the page's numbers end at 3e38, and a scale needs room
_COUNTED = frozenset(("people", "persons", "inhabitants", "residents", "population"))


def read_values(
    long: pd.DataFrame, indicator: Indicator, own: OwnFile, delimiter: str
) -> pd.DataFrame:
    """Return the cells that hold a value of a year asked for; raises OwnError.

    Columns of `long`: row, iso3; text, column: a value's cell, a number where the file holds it as
    one, and its column's name; year_text, year_column: the same of its year, always text. Columns
    returned: row, iso3, text, column; year (int16) and part of it, see Time; value; percent,
    whether it has the sign.
    """
    known = long[~cells.is_missing(long["text"], missing_texts(own))].reset_index(drop=True)
    known = _in_time(known, own)
    texts, plain = known["text"].astype(str), cells.plainer(known["text"])
    if indicator.categories:
        numbers = _positions(texts, indicator.categories)
    else:
        mark = own.decimal or _decimal_mark(known, plain, own, delimiter)
        numbers = cells.numbers(plain, mark)
    known = known.assign(text=texts, value=numbers, percent=cells.is_percent(known["text"]))
    known = known[~known["value"].isin([one for one in own.missing if not isinstance(one, str)])]
    if own.factor != 1:
        known = known.assign(value=known["value"] * own.factor)
    known = known.assign(wrong=_wrong(known["text"], known["value"], indicator))
    if faults := list(_faults(known)):
        raise OwnError(own.path, faults, question=_question(known, indicator))
    return known[list(_COLUMNS)].astype({"year": "int16"})


def _positions(texts: "pd.Series[str]", categories: tuple[str, ...]) -> "pd.Series[float]":
    """Return the place of each text among the categories, NaN of another."""
    places = {text.strip().casefold(): float(n) for n, text in enumerate(categories)}
    return texts.str.strip().str.casefold().map(places).astype("float64")


def missing_texts(own: OwnFile) -> frozenset[str]:
    """Return the texts that stand for no value in one file, in lower case."""
    return frozenset(one.strip().lower() for one in own.missing if isinstance(one, str))


def _in_time(known: pd.DataFrame, own: OwnFile) -> pd.DataFrame:
    """Return the cells of the years asked for, and of none, with year, part and no_year, why."""
    found = times(known["year_text"].unique())
    read = {
        text: (time.year(own.period), time.part, _why_no_year(time, own)) if time else _NO_YEAR
        for text, time in found.items()
    }
    columns = ("year", "part", "no_year")
    known = known.assign(
        **{
            name: known["year_text"].map({text: one[n] for text, one in read.items()})
            for n, name in enumerate(columns)
        }
    )
    if own.years:
        known = known[known["year"].isna() | known["year"].between(*own.years)]
    return known


_NO_YEAR = (None, "", "is no year")


def _why_no_year(time: Time, own: OwnFile) -> str:
    if time.first == time.last or own.period:
        return ""
    return (
        f"{_SPAN} {time.first} to {time.last}: say which of them counts with "
        'period = "first", "middle" or "last"'
    )


def _faults(known: pd.DataFrame) -> Iterator[str]:
    faulty = known[(known["no_year"] != "") | (known["wrong"] != "")]
    row: Any
    for row in faulty.itertuples():
        if row.no_year:
            yield at(row.row, row.year_column, row.year_text, row.no_year)
        if row.wrong:
            yield at(row.row, row.column, row.text, row.wrong)


def _question(known: pd.DataFrame, indicator: Indicator) -> Question | None:
    """Return what would decide all that is wrong, None where nothing does."""
    faulty = known[(known["no_year"] != "") | (known["wrong"] != "")]
    if faulty["no_year"].str.startswith(_SPAN).any():
        periods = ("first", "middle", "last")
        answers = (Answer(f"the {one} of its years", {"period": one}) for one in periods)
        return Question("A row is of several years: which of them counts?", tuple(answers), 1)
    if indicator.categories or (faulty["no_year"] != "").any():
        return None
    texts = list(faulty.loc[faulty["wrong"] == _NO_NUMBER, "text"].str.strip().unique())
    if (faulty["wrong"] != _NO_NUMBER).any() or len(texts) > MOST_CATEGORIES:
        return None
    written = listed(map(quoted, texts))
    if len(faulty) < len(known):
        return Question(f"{written}: no numbers", (Answer("no value", {"missing": texts}),))
    if len(texts) > 1:
        answer = Answer(f"categories, in this order: {written}", {"categories": texts})
        return Question("Its values are texts", (answer,))
    return None


def _wrong(
    texts: "pd.Series[str]", numbers: "pd.Series[float]", indicator: Indicator
) -> "pd.Series[str]":
    """Say what is wrong with each number, "" where nothing is."""
    wrong = pd.Series("", texts.index, dtype=object)
    if indicator.own and indicator.own.range:
        low, high = indicator.own.range
        wrong[(numbers < low) | (numbers > high)] = f"is outside of range = [{low}, {high}]"
    if indicator.scale == "log":
        wrong[numbers <= 0] = (
            'has no place on a log scale: correct it, leave it empty, or write scale = "linear"'
        )
    if _is_counted(indicator):
        wrong[numbers < 0] = f"is negative, which {indicator.label} cannot be"
    wrong[numbers.abs() > LARGEST] = "is larger than anything that is counted"
    no_number = texts[numbers.isna()]
    if indicator.categories:
        wrong[numbers.isna()] = f"is none of {listed(map(quoted, indicator.categories))}"
    else:
        wrong[numbers.isna()] = no_number.map(_why_no_number)
    return wrong


def _is_counted(indicator: Indicator) -> bool:
    return not _COUNTED.isdisjoint({indicator.unit.lower(), indicator.label.lower()})


def _why_no_number(text: str) -> str:
    if cells.looks_like_date(text):
        return "is a date, not a number: give the column the format of numbers"
    if text.strip().startswith("="):
        return "is a formula without its result: open the file in a spreadsheet and save it there"
    if text.strip().startswith("#"):
        return "is a fault of the spreadsheet: correct it, or leave it empty"
    return _NO_NUMBER


def _decimal_mark(
    known: pd.DataFrame, plain: "pd.Series[Any]", own: OwnFile, delimiter: str
) -> str:
    """Return which mark the numbers have: what the clear ones say, or a CSV file's commas."""
    is_text = cells.is_text(plain)
    written, marks = known[is_text], cells.decimal_marks(plain[is_text].astype(str))
    points, commas, doubtful = (written[marks == mark] for mark in ".,?")
    if len(points) and len(commas):
        raise _doubt(own, pd.concat([points[:1], commas[:1]]))
    if len(points) or len(commas):
        return "," if len(commas) else "."
    has_comma = doubtful["text"].astype(str).str.contains(",", regex=False)
    if has_comma.any() and not has_comma.all():
        raise _doubt(own, pd.concat([doubtful[~has_comma][:1], doubtful[has_comma][:1]]))
    if len(doubtful) and delimiter != ",":  # who parts cells by commas has points in numbers
        raise _doubt(own, doubtful[:1])
    return "."


def _doubt(own: OwnFile, rows: pd.DataFrame) -> OwnError:
    faults = [
        f'row {one["row"]}, column "{one["column"]}": {quoted(one["text"])}'
        for _, one in rows.iterrows()
    ]
    asked = 'which is the decimal mark? Write decimal = "." or decimal = ","'
    return OwnError(own.path, faults, asked, _which_mark(rows["text"].astype(str)))


def _which_mark(texts: "pd.Series[str]") -> Question:
    answers = []
    for mark, name in ((".", "a point"), (",", "a comma")):
        read = cells.numbers(cells.plainer(texts), mark)
        meant = (
            f"{text} is {'no number' if pd.isna(number) else f'{number:g}'}"
            for text, number in zip(texts, read, strict=True)
        )
        answers.append(Answer(f"{name}: {', '.join(meant)}", {"decimal": mark}))
    return Question("Which is the decimal mark?", tuple(answers))
