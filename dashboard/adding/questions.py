"""What only a person can decide: asked on a terminal, or refused with the option that decides."""

import re
import shlex
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from dashboard.adding.entry import AddError
from dashboard.adding.writing import toml
from dashboard.own.faults import Answer, Question, listed

_MOST_OTHERS = 12  # answers that a refusal names
_YEAR = re.compile(r"[12]\d{3}")
STOPPED = "stopped: nothing is written"


class Asking(Protocol):
    """How what is open is decided; both raise AddError where it is not."""

    asks: bool

    def choose(self, question: Question, why: str) -> Mapping[str, Any]:
        """Return the keys of the answer to a question; why: what is the matter."""

    def label(self, usual: str) -> str:
        """Return what it is called."""

    def unit(self, usual: str) -> str:
        """Return what it is measured in, "" for a bare number."""


class OnTerminal:
    """Asks with numbered answers; Enter takes the usual one.

    year: which all rows may be of, "" where nothing says it.
    """

    asks = True

    def __init__(self, year: str) -> None:
        self._year = year

    def choose(self, question: Question, why: str) -> Mapping[str, Any]:
        """Ask until one of the answers is chosen."""
        del why
        print(f"\n{_on_a_line(question.text)}")
        for number, answer in enumerate(question.answers, 1):
            print(f"  {number}  {_on_a_line(answer.text)}")
        numbers = f"1 to {len(question.answers)}" if question.answers else ""
        year = "the year of all rows" if question.undated else ""
        usual = question.usual + 1 if question.answers else self._year
        while True:
            said = self._said(f"{' or '.join(filter(None, [numbers, year]))} (q stops)", usual)
            if question.undated and _YEAR.fullmatch(said):
                return {"year": int(said)}
            if said.isdecimal() and 1 <= int(said) <= len(question.answers):
                return question.answers[int(said) - 1].keys

    def label(self, usual: str) -> str:
        """Ask; Enter takes the usual one."""
        print()
        return self._said("What is it called?", usual)

    def unit(self, usual: str) -> str:
        """Ask; Enter takes the one that the file says, or none."""
        said = self._said("What is it measured in, such as %?", usual or "a bare number")
        return usual if said == "a bare number" else said

    def _said(self, text: str, usual: object) -> str:
        try:
            said = input(f"{text} [{usual}]: ").strip()
        except EOFError as error:
            print()
            raise AddError(STOPPED) from error
        if said == "q":
            raise AddError(STOPPED)
        return said or str(usual)


class NotAsked:
    """Takes no guess: says which option decides, with the line to run.

    given: the line so far. year: which all rows may be of, "" where nothing says it.
    """

    asks = False

    def __init__(self, given: Sequence[str], year: str) -> None:
        self._given, self._year = given, year

    def choose(self, question: Question, why: str) -> Mapping[str, Any]:
        """Raise AddError, with the line of the usual answer, and what the others have for it."""
        options = [_options(answer) for answer in question.answers]
        options += [["--year", self._year or "YEAR"]] if question.undated else []
        usual = options.pop(question.usual)
        others = listed(map(shlex.join, options), _MOST_OTHERS)
        instead = f"\n  or, in place of {shlex.join(usual)}: {others}" if options else ""
        raise AddError(f"{why}\n  {self._line(usual)}{instead}")

    def label(self, usual: str) -> str:
        """Take the usual one: it makes no figure wrong."""
        return usual

    def unit(self, usual: str) -> str:
        """Raise AddError, with the line of the one that the file says."""
        line = self._line(["--unit", usual])
        raise AddError(f'which unit? Write --unit TEXT, "" for a bare number, such as\n  {line}')

    def _line(self, options: Sequence[str]) -> str:
        return shlex.join([*self._given, *options])


def _on_a_line(text: str) -> str:
    """Return what a file says as a terminal may show it."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _options(answer: Answer) -> list[str]:
    """Return the options that say what an answer says."""
    options: list[str] = []
    for key, value in answer.keys.items():
        if key == "columns" and list(value) == ["value"]:
            options += ["--value", value["value"]]
        elif key == "where" and not any("=" in column for column in value):
            for column, text in value.items():
                options += ["--where", f"{column}={text}"]
        else:
            options += ["--set", f"{key}={toml(value)}"]
    return options
