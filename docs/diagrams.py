"""Two pictures as SVG: the directions of imports, from the code, and the way of the data.

`python -m docs.diagrams` writes the second where README.md shows it.
"""

import re
import tomllib
from functools import cache
from html import escape
from itertools import product
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[1]
PACKAGE = "dashboard"
DATA_WAY = Path(__file__).with_name("pictures") / "data-way.svg"
_CELL, _LABEL = 20, 110  # pixels: of the grid
_STEP, _GAP = (214, 76), 36  # pixels: from box to box, and between them
_LINE = "#5b7a99"
_STATIONS = {
    (0, 0): ("Packages", "pinned: make snapshot"),
    (0, 1): ("World Bank", "live: make data"),
    (1, 0): ("sources", "fetch_, then parse_"),
    (2, 0): ("checks", "tidy rows; all or nothing"),
    (3, 0): ("snapshot", "Parquet, by one rename"),
    (2, 1): ("Your file", "CSV, Excel or Parquet"),
    (3, 1): ("collection", "your series over ours"),
    (3, 2): ("climate", "anomaly, trend, ranks"),
    (2, 2): ("views", "frame in, element out"),
    (1, 2): ("panes", "drawn once, then patched"),
    (0, 2): ("Browser", "map, years, theme: its own"),
    (0, 3): ("state", "each choice, in the link"),
    (1, 3): ("parts", "what a choice shows"),
    (2, 3): ("counter", "views wait in an outbox"),
    (3, 3): ("Redis", "counts each once"),
}
_AT = {title: place for place, (title, _) in _STATIONS.items()}
_OUTSIDE = ("Packages", "World Bank", "Your file", "Browser", "Redis")
_WAYS = [
    ("Packages", "sources"),
    ("World Bank", "sources"),
    ("sources", "checks"),
    ("checks", "snapshot"),
    ("snapshot", "collection"),
    ("Your file", "collection"),
    ("collection", "climate"),
    ("climate", "views"),
    ("views", "panes"),
    ("panes", "Browser"),
    ("Browser", "state"),
    ("state", "parts"),
    ("parts", "panes"),
    ("counter", "Redis"),
]
_FONT = "font-family='system-ui, sans-serif' font-size='13'"


@cache
def imports() -> dict[str, set[str]]:
    """Return what each module or package at the top of ours imports of the others."""
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    tops = graph.find_children(PACKAGE)
    for top in tops:
        graph.squash_module(top)
    found = {top: graph.find_modules_directly_imported_by(top) & tops - {top} for top in tops}
    return {_short(top): {_short(one) for one in others} for top, others in found.items()}


def layers() -> list[list[str]]:
    """Return the layers that import-linter holds, the one that nothing imports first."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (first,) = (c for c in project["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
    known = imports().keys()
    rows = [re.findall(r"\w+", line) for line in first["layers"]]
    return [row for line in rows if (row := [name for name in line if name in known])]


def imports_table() -> str:
    """Return a table, in Markdown, of what imports what."""
    rows = [
        f"| `{name}` | {', '.join(f'`{one}`' for one in sorted(imports()[name])) or 'nothing'} |\n"
        for row in layers()
        for name in row
    ]
    return f"| of `{PACKAGE}` | imports |\n| --- | --- |\n{''.join(rows)}"


def imports_picture() -> str:
    """Return a grid: a dot where the row's module imports the column's, in the order of layers.

    Imports point one way where all dots are right of the diagonal; those that are not are red.
    """
    names = [name for row in layers() for name in row]
    side = _CELL * len(names)
    parts = []
    for place, name in enumerate(names):
        at = place * _CELL + _CELL / 2
        parts += [
            f"<text x='{_LABEL - 8}' y='{_LABEL + at + 4:g}' text-anchor='end'>{name}</text>",
            f"<text transform='translate({_LABEL + at + 4:g} {_LABEL - 8}) rotate(-90)'>"
            f"{name}</text>",
            _path(f"M{_LABEL} {_LABEL + at:g}h{side}M{_LABEL + at:g} {_LABEL}v{side}", "#e4eaf0"),
        ]
    for (row, name), (column, other) in product(enumerate(names), enumerate(names)):
        if other in imports()[name]:
            x, y = (_LABEL + _CELL * (n + 0.5) for n in (column, row))
            colour = "#1f5f9e" if column > row else "#b01f2e"
            parts.append(
                f"<circle cx='{x:g}' cy='{y:g}' r='5' fill='{colour}'>"
                f"<title>{name} imports {other}</title></circle>"
            )
    return _svg(_LABEL + side + 8, _LABEL + side + 8, "What imports what in dashboard/", parts)


def data_picture() -> str:
    """Return the way of the figures, from their sources to the screen, and of a click."""
    parts = [_arrow(_AT[start], _AT[end]) for start, end in _WAYS]
    parts += [_box(title, below, *_AT[title]) for title, below in _STATIONS.values()]
    columns, rows = (1 + max(place[n] for place in _AT.values()) for n in (0, 1))
    return _svg(_STEP[0] * columns, _STEP[1] * rows, "The way of the data", parts)


def _box(title: str, below: str, column: int, row: int) -> str:
    x, y = column * _STEP[0] + _GAP / 2, row * _STEP[1] + _GAP / 4
    width, height = _STEP[0] - _GAP, _STEP[1] - _GAP / 2
    fill = "#ffffff" if title in _OUTSIDE else "#eaf1f8"
    middle = f"x='{x + width / 2:g}' text-anchor='middle'"
    return (
        f"<rect x='{x:g}' y='{y:g}' width='{width:g}' height='{height:g}' rx='6' "
        f"fill='{fill}' stroke='{_LINE}'/>"
        f"<text {middle} y='{y + 24:g}' font-weight='600'>{escape(title)}</text>"
        f"<text {middle} y='{y + 42:g}' font-size='12' fill='#4a5b6c'>{escape(below)}</text>"
    )


def _arrow(start: tuple[int, int], end: tuple[int, int]) -> str:
    """Return an arrow from edge to edge."""
    (x, y), (to_x, to_y) = (((c + 0.5) * _STEP[0], (r + 0.5) * _STEP[1]) for c, r in (start, end))
    half = (_STEP[0] - _GAP) / 2, (_STEP[1] - _GAP / 2) / 2
    if start[1] == end[1]:
        side = 1 if to_x > x else -1
        way = f"M{x + side * half[0]:g} {y:g}H{to_x - side * half[0] - side * 3:g}"
    elif start[0] == end[0]:
        side = 1 if to_y > y else -1
        way = f"M{x:g} {y + side * half[1]:g}V{to_y - side * half[1] - side * 3:g}"
    else:  # across, then up or down
        side, across = (1 if to_y > y else -1), (1 if to_x > x else -1)
        way = f"M{x + across * half[0]:g} {y:g}H{to_x:g}V{to_y - side * half[1] - side * 3:g}"
    return f"<path d='{way}' fill='none' stroke='{_LINE}' stroke-width='1.5' marker-end='url(#a)'/>"


def _path(way: str, colour: str) -> str:
    return f"<path d='{way}' fill='none' stroke='{colour}'/>"


def _svg(width: float, height: float, title: str, parts: list[str]) -> str:
    head = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width:g} {height:g}'"
    arrow = (
        "<marker id='a' viewBox='0 0 8 8' refX='6' refY='4' markerWidth='7' markerHeight='7' "
        f"orient='auto'><path d='M0 0L8 4L0 8z' fill='{_LINE}'/></marker>"
    )
    ground = "<rect width='100%' height='100%' fill='#ffffff'/>"
    inside = "\n".join((f"<title>{escape(title)}</title>", arrow, ground, *parts))
    return f"{head} width='{width:g}' height='{height:g}' {_FONT}>\n{inside}\n</svg>\n"


def _short(module: str) -> str:
    return module.removeprefix(f"{PACKAGE}.")


if __name__ == "__main__":
    DATA_WAY.write_text(data_picture(), encoding="utf-8")
