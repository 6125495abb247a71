"""CSV as RFC 4180 has it, under lines that say what it is."""

import csv
import io
from collections.abc import Mapping
from typing import Any

import pandas as pd

# Before them spreadsheets take a text for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\N{BYTE ORDER MARK}"  # without it Excel garbles Côte d'Ivoire


def csv_text(rows: pd.DataFrame, about: Mapping[str, str]) -> str:
    """Write rows under their column names; before those a line "# name: text" for each of about.

    Missing values are empty. Numbers have all the decimals that they have. A text that begins like
    a formula gets an apostrophe.
    """
    text = io.StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    for name, words in about.items():
        text.write(f"# {name}: {' '.join(words.split())}\r\n")
    writer = csv.writer(text)
    writer.writerow(rows.columns)
    writer.writerows([_cell(value) for value in row] for row in rows.itertuples(index=False))
    return text.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    # Fifteen digits: all that a decimal number keeps as a float, and nothing of its rounding.
    return "" if pd.isna(value) else f"{value:.15g}"
