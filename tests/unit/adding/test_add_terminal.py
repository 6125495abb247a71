"""`python -m dashboard add` on a real terminal: it asks, and takes what is answered."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

SECONDS = 60
ROOT = Path(__file__).parents[3]


class Terminal:
    """A person at a terminal, who answers when asked."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        environ = {key: one for key, one in os.environ.items() if key != "ISOTHERM_CATALOGUE"}
        ours, theirs = pty.openpty()
        self._terminal, self.printed = ours, ""
        self._program = subprocess.Popen(
            [sys.executable, "-m", "dashboard", "add", *arguments],
            cwd=folder,
            env={**environ, "PYTHONPATH": str(ROOT), "TERM": "dumb"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)

    def answer(self, asked: str, said: str) -> None:
        """Wait for a question, and answer it."""
        start = len(self.printed)
        self._read(until=asked)
        assert asked in self.printed[start:], self.printed
        os.write(self._terminal, said.encode())

    def leave(self) -> None:
        """Close the terminal, whatever is asked."""
        self._program.kill()
        self._program.wait(SECONDS)
        with suppress(OSError):
            os.close(self._terminal)

    def end(self) -> int:
        """Read to the end, and return the status."""
        self._read(until=None)
        return self._program.wait(SECONDS)

    def interrupt(self) -> None:
        """Press Ctrl-C until it is seen: between a prompt and its reading Python misses it."""
        for _ in range(SECONDS):
            self._program.send_signal(signal.SIGINT)
            if select.select([self._terminal], [], [], 1)[0]:
                return

    def _read(self, until: str | None) -> None:
        start, deadline = len(self.printed), time.monotonic() + SECONDS
        while until is None or until not in self.printed[start:]:
            left = deadline - time.monotonic()
            assert left > 0, self.printed
            if not select.select([self._terminal], [], [], left)[0]:
                continue
            try:
                read = os.read(self._terminal, 4096)
            except OSError:  # Linux says so that nobody writes any more
                read = b""
            if not read:
                return
            self.printed += read.decode().replace("\r\n", "\n")


@pytest.fixture
def sit_down(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    seats: list[Terminal] = []

    def started(*arguments: str) -> Terminal:
        seats.append(Terminal(tmp_path, *arguments))
        return seats[-1]

    yield started
    for seat in seats:
        seat.leave()


def test_what_is_open_is_asked_and_the_answers_are_written(tmp_path: Path, sit_down):
    (tmp_path / "own.csv").write_text(
        "country,sex,deaths (per 1000),births\n"
        "Brazill,F,1,5\nBrazill,T,3,6\nIndia,F,4,7\nIndia,T,-999,8\nChad,T,2,9\n"
    )
    person = sit_down("own.csv")
    person.answer("Which column has the year?\nthe year of all rows (q stops) []: ", "2o24\n")
    person.answer("the year of all rows (q stops) []: ", "2024\n")
    person.answer("  1  deaths (per 1000)\n  2  births\n1 to 2 (q stops) [1]: ", "\n")
    person.answer("  1  sex: F\n  2  sex: T\n1 to 2 (q stops) [2]: ", "9\n")
    person.answer("1 to 2 (q stops) [2]: ", "2\n")
    person.answer("-999 is in row 5", "1\n")
    person.answer('"Brazill" is no country here: what is it?\n  1  it is Brazil\n', "\n")
    person.answer("What is it called? [Deaths]: ", "Deaths a year\n")
    person.answer("What is it measured in, such as %? [per 1000]: ", "\n")
    assert person.end() == 0, person.printed
    assert "  countries  2, from column" in person.printed
    assert "Written to mine.toml" in person.printed
    assert tomllib.loads((tmp_path / "mine.toml").read_text()) == {
        "own": {
            "label": "Deaths a year",
            "unit": "per 1000",
            "path": "own.csv",
            "year": 2024,
            "columns": {"value": "deaths (per 1000)"},
            "where": {"sex": "T"},
            "missing": [-999],
            "names": {"Brazill": "BRA"},
        }
    }


def test_who_stops_has_written_nothing(tmp_path: Path, sit_down):
    (tmp_path / "own.csv").write_text("country,year,n\nBrazil,2024,1\n")
    for said, status, says in (
        ("q\n", 2, "isotherm: stopped: nothing is written"),
        ("\x04", 2, "isotherm: stopped: nothing is written"),
        ("", 130, "isotherm: interrupted"),
    ):
        person = sit_down("own.csv")
        person.answer("What is it called? [N]: ", said)
        if not said:
            person.interrupt()
        assert person.end() == status
        assert says in person.printed
    assert not (tmp_path / "mine.toml").exists()


def test_on_a_terminal_nothing_is_asked_where_that_is_wanted(tmp_path: Path, sit_down):
    (tmp_path / "own.csv").write_text("country,year,n\nBrazil,2024,1\n")
    person = sit_down("own.csv", "--yes")
    assert person.end() == 2
    assert "which unit?" in person.printed
