"""Berkeley Earth's text files: a country each, such as "brazil-TAVG-Trend.txt", a row a month.

Beside each month stand running means centred on it. The mean of January to December is that of
June, so that no mean needs to be taken here: a year counts where they have one.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from dashboard.indicators import OwnFile
from dashboard.own.bounded import HARMLESS, check_regular
from dashboard.own.table import Fit, Found, Rows, SourceTable

PATTERN = "*-Trend.txt"
_NAME = re.compile(r"(.+?)-T(?:AVG|MAX|MIN)-Trend(?:\.txt)?", re.IGNORECASE)
_ABSOLUTE = re.compile(r"^%.*1951-Dec 1980 absolute temperature \(C\): *(-?\d+\.\d+)", re.MULTILINE)
_JUNE, _ANNUAL = 6, 4  # the month, and the column of the annual anomaly
_COLUMNS = 12
_HEADER = ["country", "year", "value"]


def is_berkeley(start: bytes) -> bool:
    """Whether a file begins as Berkeley Earth's do."""
    return start.startswith(b"%") and b"Berkeley" in start


def parse_berkeley(text: str) -> dict[int, float]:
    """Return the annual mean temperatures (°C) by year; raises ValueError for another file.

    They are the anomalies with the mean of 1951 to 1980 that the file's head has.
    """
    absolute = _ABSOLUTE.search(text)
    if absolute is None:
        raise ValueError("its head has no absolute temperature of 1951 to 1980")
    values: dict[int, float] = {}
    for number, line in enumerate(text.splitlines(), 1):
        cells = line.split()
        if not cells or line.startswith("%"):
            continue
        if len(cells) != _COLUMNS:
            raise ValueError(
                f"line {number} has {len(cells)} numbers, not {_COLUMNS}: it is cut off"
            )
        if int(cells[1]) == _JUNE and cells[_ANNUAL] != "NaN":
            values[int(cells[0])] = round(float(absolute[1]) + float(cells[_ANNUAL]), 3)
    return values


def open_berkeley(own: OwnFile, fit: Fit[Found]) -> tuple[SourceTable, Found]:
    """Take a file or those of a folder as one long table, the countries as the files are named."""
    cells = [
        (name, str(year), value)
        for name, values in _files(own.path)
        for year, value in values.items()
    ]

    def rows(columns: list[int]) -> Rows:
        frame = pd.DataFrame(cells, range(1, len(cells) + 1), range(len(_HEADER)), dtype=object)
        yield frame[columns]

    remark = "annual means of Berkeley Earth's: its anomalies and its mean of 1951 to 1980"
    return SourceTable(_HEADER, "", rows, remark=remark), fit(_HEADER, [])


def _files(path: Path) -> Iterator[tuple[str, dict[int, float]]]:
    for file in sorted(path.rglob(PATTERN)) if path.is_dir() else [path]:
        check_regular(file)
        if file.stat().st_size > HARMLESS:
            raise ValueError(f"{file.name}: it is too large for a file of Berkeley Earth's")
        name = _NAME.fullmatch(file.name)
        if name is None:
            raise ValueError(f'{file.name}: name it as it was, such as "brazil-TAVG-Trend.txt"')
        try:
            yield name[1].replace("-", " "), parse_berkeley(file.read_text("latin-1"))
        except ValueError as error:
            raise ValueError(f"{file.name}: {error}") from error
