"""What tells rows of one country and year apart, and the `where` that chooses among them."""

from collections.abc import Sequence

import pandas as pd

from dashboard.own.faults import Answer, Question, listed, quoted
from dashboard.own.kept import texts_of
from dashboard.own.layout import Layout
from dashboard.own.table import SourceTable

USUAL = 'keep one value a year, or choose rows with where = { column = "text" }'
_MOST = 60  # columns that are looked into
_TOTALS = ("total", "both", "all", "t", "_t", "both sexes", "both_sexes", "btsx", "all ages")


def remedy(table: SourceTable, layout: Layout, rows: Sequence[int]) -> tuple[str, Question | None]:
    """Return what to write so that one of these rows is left, and what to ask for it."""
    found = _rows(table, rows)
    ours = {layout.country, layout.year, layout.name, *layout.values}
    apart = [int(str(n)) for n in found]
    apart = [n for n in apart if n not in ours and found[n].nunique() > 1]
    labels = [n for n in apart if "code" not in table.header[n].lower()] or apart
    alone = [n for n in labels if found[n].nunique() == len(found)]
    chosen = alone[:1] or labels
    if not chosen:
        return USUAL, None
    told = "; ".join(_told(table.header[n], found[n]) for n in chosen)
    row = _most_total(found[chosen])
    keys = ", ".join(f"{_key(table.header[n])} = {_text(found[n].iloc[row])}" for n in chosen)
    which = _which(found[chosen].set_axis([table.header[n] for n in chosen], axis=1), row)
    return f"they differ in {told}; to choose, write where = {{ {keys} }}", which


def _which(found: pd.DataFrame, usual: int) -> Question:
    """Ask which of some rows counts; usual: the position of the likeliest."""
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.to_numpy().tolist()]
    each = [row for n, row in enumerate(rows) if row not in rows[:n]]
    answers = tuple(
        Answer(", ".join(f"{name}: {text}" for name, text in row.items()), {"where": row})
        for row in each
    )
    return Question("Which rows count?", answers, each.index(rows[usual]))


def _rows(table: SourceTable, rows: Sequence[int]) -> pd.DataFrame:
    columns = [n for n, name in enumerate(table.header[:_MOST]) if name.strip()]
    wanted, parts = set(rows), []
    for chunk in table.rows(columns):
        parts.append(chunk[chunk.index.isin(wanted)])
        if chunk.index.max() >= max(wanted):
            break
    found = pd.concat(parts)
    return found.apply(texts_of)


def _told(name: str, texts: "pd.Series[str]") -> str:
    return f"column {quoted(name)} ({listed(map(quoted, texts.unique()), 5)})"


def _most_total(found: pd.DataFrame) -> int:
    """Return the position of the row that has most words such as "total"."""
    totals = found.apply(lambda texts: texts.str.lower().isin(_TOTALS)).sum(axis=1)
    return int(totals.to_numpy().argmax())


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if bare else _text(name)


def _text(text: str) -> str:
    return "'" + text + "'" if '"' in text or "\\" in text else f'"{text}"'
