"""What the publishers of temperature records have in common."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any, NamedTuple

import pandas as pd

from dashboard.sources.client import BrokenAnswerError, Client, shown
from dashboard.sources.fetched import Fetched
from dashboard.sources.raw import RawAnswers, new


class RecordError(RuntimeError):
    """An answer that can be read, and is not the record that it should be."""


class Parsed(NamedTuple):
    """What a file holds. rows: iso3, year, value. unknown: names that are no country here."""

    rows: pd.DataFrame
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Publication:
    """A file that a publisher keeps up to date at one address.

    place: where its answer is among the raw ones. about: its entry in the provenance. suffix: of
    the file's name.
    """

    place: str
    parse: Callable[[bytes], Parsed]
    about: dict[str, Any]
    suffix: str = ".csv"

    async def fetch(
        self, client: Client, raw: RawAnswers, url: str, params: dict[str, Any]
    ) -> Fetched:
        """Ask for it, since it has no edition; raises RecordError and FetchError."""
        body, parsed = await client.get(url, params, self.parse)
        place = new(self.place)
        raw.write(self._file(place), body)
        return self._fetched(raw, place, parsed)

    def read(self, raw: RawAnswers) -> Fetched:
        """Return it from disk; raises RecordError."""
        for place in (self.place, new(self.place)):
            body = raw.read(self._file(place))
            if body is not None:
                try:
                    return self._fetched(raw, place, self.parse(body))
                except BrokenAnswerError as error:
                    raise RecordError(f"{self.place} on disk: {error}") from error
        raise RecordError(f"{self.place} is not on disk")

    def on_disk(self, raw: RawAnswers) -> list[str]:
        """List its answers on disk."""
        return [*raw.names(self.place), *raw.names(new(self.place))]

    def _file(self, place: str) -> str:
        return f"{place}/answer{self.suffix}"

    def _fetched(self, raw: RawAnswers, place: str, parsed: Parsed) -> Fetched:
        day = raw.fetched(self._file(place))
        about = {**self.about, "date": day.isoformat()}
        return Fetched(parsed.rows, str(self.about["title"]), day, about, place, parsed.unknown)


def _check_end(body: bytes, columns: int) -> None:
    """Refuse a file whose last line has not all columns: pandas would take them for missing."""
    line = body.rstrip(b"\r\n").rpartition(b"\n")[2].decode("utf-8", "replace")
    cells = next(csv.reader([line]), [])
    if len(cells) < columns:
        raise BrokenAnswerError(f"it is cut off: its last line has {len(cells)} of {columns} cells")


def read_table(body: bytes, columns: list[str]) -> pd.DataFrame:
    """Read CSV that has columns with these names; raises BrokenAnswerError."""
    if body.lstrip()[:1] == b"<":
        raise BrokenAnswerError(f"not CSV: {shown(body)}")
    try:
        table = pd.read_csv(BytesIO(body), encoding="utf-8-sig", keep_default_na=True)
    except (ValueError, UnicodeDecodeError) as error:
        raise BrokenAnswerError(f"not CSV ({error}): {shown(body)}") from error
    if missing := [name for name in columns if name not in table]:
        raise BrokenAnswerError(f"it has no column {missing[0]!r}: {shown(body)}")
    _check_end(body, len(table.columns))
    return table
