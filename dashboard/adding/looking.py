"""A file read until nothing about it is open."""

from collections.abc import Iterator

from dashboard.adding.entry import AddError, Entry
from dashboard.adding.questions import Asking
from dashboard.collection import own_series
from dashboard.countries import Countries
from dashboard.own import CountryNames, OwnError, OwnSeries
from dashboard.own.faults import Answer, Question

_MOST_NAMES = 10  # that are asked for


def look(entry: Entry, countries: Countries, asking: Asking) -> OwnSeries:
    """Read the file of an entry, to which answers are added; raises AddError."""
    names = CountryNames(countries)
    of_sentinels = "missing" not in entry.keys
    while True:
        try:
            own = own_series(entry.indicator(), names)
        except OwnError as error:
            question = error.question if error.question and error.question.is_open else None
            if question is None or not _answered(entry, question, str(error), asking):
                raise AddError(str(error)) from error
            continue
        open_questions = [*_of_sentinels(own)] if of_sentinels else []
        of_sentinels = of_sentinels and not open_questions
        if asking.asks:
            open_questions += _of_names(entry, own, countries)
        if not open_questions:
            return own
        for question in open_questions:
            _answered(entry, question, question.text, asking)


def _answered(entry: Entry, question: Question, why: str, asking: Asking) -> bool:
    """Whether the answer to a question changes anything."""
    return entry.lay(asking.choose(question, why))


def _of_sentinels(own: OwnSeries) -> Iterator[Question]:
    if own.sentinels:
        marks: list[float] = [int(one) if one == int(one) else one for one in own.sentinels]
        answers = (
            Answer("they stand for no value", {"missing": marks}),
            Answer("they are values", {"missing": []}),
        )
        yield Question("; ".join(own.doubts[: len(marks)]), answers)


def _of_names(entry: Entry, own: OwnSeries, countries: Countries) -> Iterator[Question]:
    """Ask for names that resemble a country of which nothing is shown."""
    shown, answered = set(own.rows["iso3"]), entry.keys.get("names", {})
    for name, iso3 in own.meant[:_MOST_NAMES]:
        if iso3 and iso3 not in shown and name not in answered:
            country = countries[iso3].name
            answers = (
                Answer(f"it is {country}", {"names": {name: iso3}}),
                Answer("it is no country here", {"names": {name: ""}}),
            )
            yield Question(f'"{name}" is no country here: what is it?', answers)
