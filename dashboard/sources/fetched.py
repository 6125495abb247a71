"""What a source tells of a series, whichever source it is."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Fetched:
    """A series as its source answered.

    rows: iso3 (str, "" where the answer has no such code), iso2, year (int), value (float), none
    missing. name: what the source calls it. fetched: the day on which the answer came. about: its
    entry in the provenance. place: where its answers are among the raw ones. unknown: names in it
    that are no country here, where it has no codes.
    """

    rows: pd.DataFrame
    name: str
    fetched: date
    about: dict[str, Any] = field(default_factory=dict)
    place: str = ""
    unknown: tuple[str, ...] = ()
