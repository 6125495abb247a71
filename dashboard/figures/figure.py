"""What a figure of the country's panel is, and what it shows of the choices."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

import pandas as pd

from dashboard.layers import Layers
from dashboard.panes import Drawing

DERIVED = 6  # decimals of what is computed; what is published keeps its own


class Mark(NamedTuple):
    """What a mark of a chart means. look: the mark, see MARKS in assets/map/marks.js."""

    look: str
    text: str


@dataclass(frozen=True)
class Column:
    """A column of a figure's table: the name over it, and where the browser finds its values.

    layer: the layer that has them, year by year, and the number of the line in a layer of lines;
    or cells: the texts themselves, by row.
    """

    name: str
    layer: str = ""
    line: int = 0
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """A figure's values as a table. Tables with the same kind of rows become one.

    rows: what each row is, such as "Year". title: over the columns. unit, decimals, signed and
    categories: how the values of layers are written.
    """

    rows: str
    title: str
    columns: tuple[Column, ...]
    unit: str = ""
    decimals: int = 2
    signed: bool = False
    categories: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Chart:
    """What a figure shows of the choices.

    drawing: the name of the drawing that has these layers. title, file: over its picture, and the
    picture's name, in words. said: the text alternative; in it {IND} stands for the anomaly of that
    country in the year of the map, which the browser knows. sources: ids of the series. table:
    where its values are, unless another figure's table has them. marks: what its marks mean.
    """

    drawing: str
    layers: Layers
    title: str
    file: str
    said: str
    sources: tuple[str, ...]
    table: Table | None = None
    marks: tuple[Mark, ...] = ()

    @property
    def words(self) -> dict[str, Any]:
        """All but the layers, as JSON says it."""
        return {
            "title": self.title,
            "file": self.file,
            "said": self.said,
            "sources": list(self.sources),
            "table": asdict(self.table) if self.table else None,
            "marks": [mark._asdict() for mark in self.marks],
        }


@dataclass(frozen=True)
class Sheet:
    """Rows to download, with what they are.

    name: of the file, in words. units: by column. indicators: ids of the series that the rows come
    from. notes: what to know of the rows.
    """

    name: str
    title: str
    rows: pd.DataFrame
    units: dict[str, str]
    indicators: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A figure of the country's panel: all that the page, its files and its table have of it.

    name: in ids, and in the addresses of files. title: over it and in lists. label: its text
    alternative before its values come. part: "country", which follows from temperatures (chart and
    sheet then take a WarmingSeen), or "indicator" (IndicatorSeen). sheet: its rows as CSV.
    """

    name: str
    title: str
    label: str
    part: str
    drawings: tuple[Drawing, ...]
    chart: Callable[[Any], Chart]
    sheet: Callable[[Any], Sheet] | None = None
