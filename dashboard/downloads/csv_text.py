"""CSV as RFC 4180 has it: a row of names, then rows, and nothing else: any reader opens it."""

import csv
import io
from typing import Any

import pandas as pd

# Before them spreadsheets take a text for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\N{BYTE ORDER MARK}"  # without it Excel garbles Côte d'Ivoire


def csv_text(rows: pd.DataFrame) -> str:
    """Write rows under their column names.

    Missing values are empty. Numbers have all the decimals that they have. A text that begins like
    a formula gets an apostrophe.
    """
    text = io.StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow([_cell(name) for name in rows.columns])
    writer.writerows([_cell(value) for value in row] for row in rows.itertuples(index=False))
    return text.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    # Fifteen digits: all that a decimal number keeps as a float, and nothing of its rounding.
    return "" if pd.isna(value) else f"{value:.15g}"
