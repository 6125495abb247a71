"""A table with a country in each column, turned into one with a row a value."""

from dataclasses import replace

import pandas as pd

from dashboard.own.layout import Layout
from dashboard.own.table import Rows, SourceTable

_HEADER = ("country", "year", "value")


def turned_round(table: SourceTable, layout: Layout) -> tuple[SourceTable, Layout]:
    """Return a table with a column of countries in place of the columns that are countries."""
    if not layout.turned or layout.year is None:
        return table, layout
    year, names = layout.year, dict(enumerate(table.header))

    def rows(columns: list[int]) -> Rows:
        for chunk in table.rows(sorted({year, *layout.turned})):
            long = chunk.rename_axis("row").reset_index().melt(["row", year], list(layout.turned))
            country = long["variable"].map(names)
            cells = pd.concat([country, long[year], long["value"]], axis=1)
            yield cells.set_axis(range(len(_HEADER)), axis=1).set_axis(long["row"])[columns]

    remark = f"a column a country: {len(layout.turned)} columns are turned into rows"
    remark = f"{table.remark}; {remark}" if table.remark else remark
    return replace(table, header=_HEADER, rows=rows, remark=remark), Layout(0, 1, {2: None})
