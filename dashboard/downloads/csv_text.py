"""CSV as RFC 4180 has it, under lines that say what it is."""

import csv
import io
from collections.abc import Mapping
from typing import Any

import pandas as pd

# Before them spreadsheets take a text for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NAME = str.maketrans({",": ";", '"': "'"})
BYTE_ORDER_MARK = "\N{BYTE ORDER MARK}"  # without it Excel garbles Côte d'Ivoire


def csv_text(rows: pd.DataFrame, about: Mapping[str, str]) -> str:
    """Write rows under their column names; before those a line `# name:,text` for each of about.

    Missing values are empty. Numbers have all the decimals that they have. A text that begins like
    a formula gets an apostrophe. A line of about has two cells, the text quoted where it needs
    that; its # stands outside of quotes, where readers that skip comments look for it.
    """
    text = io.StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    for name, words in about.items():
        writer.writerow([f"# {_line(name).translate(_NAME)}:", _cell(_line(words))])
    writer.writerow([_cell(name) for name in rows.columns])
    writer.writerows([_cell(value) for value in row] for row in rows.itertuples(index=False))
    return text.getvalue()


def _line(words: str) -> str:
    return " ".join(words.split())


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    # Fifteen digits: all that a decimal number keeps as a float, and nothing of its rounding.
    return "" if pd.isna(value) else f"{value:.15g}"
