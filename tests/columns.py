"""The columns of charts as the browser reads them, in dashboard/assets/views/rows.js."""

from typing import Any


def listed(column: list[Any] | dict[str, float]) -> list[Any]:
    """Return all values of a column that may be told as dashboard.panes.told_short does."""
    if isinstance(column, list):
        return column
    return [round(column["first"] + i * column["step"], 9) for i in range(int(column["count"]))]
