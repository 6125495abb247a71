"""The table of a run as an SVG for the documents: the same picture for the same results."""

from html import escape
from pathlib import Path

from benchmarks.report import cell, left_empty
from benchmarks.results import PICTURE, Results
from benchmarks.targets import QUANTITIES, Figures, Quantity, figures, is_behind

_LABEL, _COLUMN, _ROW, _HEAD = 250, 128, 38, 64  # pixels
_LINE, _OWN, _BEHIND, _PALE = "#d5dde5", "#eaf1f8", "#fbe3e4", "#5d6b78"
_FONT = "font-family='system-ui, sans-serif' font-size='13'"


def write_picture(results: Results, file: Path = PICTURE) -> None:
    """Write the picture of a run."""
    file.write_text(table_picture(results), encoding="utf-8")


def table_picture(results: Results) -> str:
    """Return the table: a row a quantity, a column an app, the page's own shaded.

    A peer's cell is red where the page is to be ahead of it and is not.
    """
    measured = {key: figures(taken) for key, taken in results.readings.items()}
    width = _LABEL + _COLUMN * len(measured) + 10
    bottom = _HEAD + _ROW * len(QUANTITIES)
    parts = [f"<rect x='{_LABEL}' y='0' width='{_COLUMN}' height='{bottom}' fill='{_OWN}'/>"]
    for place, key in enumerate(measured):
        parts += _heading(place, results.labels[key], results.versions.get(key, ""))
    for row, quantity in enumerate(QUANTITIES):
        parts += _row(row, quantity, measured)
    notes = [
        f"Medians of {results.rounds} rounds, quartiles below. {results.taken}, {results.machine}.",
        "Red: the page is to be ahead of this peer, and is not. Phone: a processor slowed 4 times, "
        "1.6 Mbit/s, 150 ms.",
        *left_empty(results),
    ]
    for line, note in enumerate(notes):
        parts.append(_text(8, bottom + 22 + 18 * line, note, size=12, colour=_PALE))
    return _svg(width, bottom + 18 * len(notes) + 18, parts)


def _heading(place: int, label: str, versions: str) -> list[str]:
    right = _LABEL + _COLUMN * (place + 1) - 8
    parts = [_text(right, 20, label, end=True, bold=True)]
    for line, version in enumerate(versions.split(", ")[:2]):
        parts.append(_text(right, 36 + 14 * line, version, end=True, size=11, colour=_PALE))
    return parts


def _row(row: int, quantity: Quantity, measured: dict[str, Figures]) -> list[str]:
    top = _HEAD + _ROW * row
    parts = [
        f"<path d='M0 {top}H{_LABEL + _COLUMN * len(measured)}' stroke='{_LINE}'/>",
        _text(8, top + 16, quantity.label),
        _text(8, top + 31, quantity.unit, size=11, colour=_PALE),
    ]
    for place, (key, taken) in enumerate(measured.items()):
        left = _LABEL + _COLUMN * place
        if (
            key != "floor"
            and is_behind(quantity, measured.get("page", {}), taken)
            and key != "page"
        ):
            parts.append(
                f"<rect x='{left}' y='{top + 1}' width='{_COLUMN}' height='{_ROW - 1}' "
                f"fill='{_BEHIND}'/>"
            )
        value, spread = cell(taken.get(quantity.key), quantity)
        parts.append(_text(left + _COLUMN - 8, top + 16, value, end=True, bold=key == "page"))
        parts.append(_text(left + _COLUMN - 8, top + 31, spread, end=True, size=11, colour=_PALE))
    return parts


def _text(  # noqa: PLR0913
    x: float,
    y: float,
    text: str,
    *,
    end: bool = False,
    bold: bool = False,
    size: int = 13,
    colour: str = "#1d2733",
) -> str:
    anchor, weight = " text-anchor='end'" if end else "", " font-weight='600'" if bold else ""
    return (
        f"<text x='{x:g}' y='{y:g}' font-size='{size}' fill='{colour}'{anchor}{weight}>"
        f"{escape(text)}</text>"
    )


def _svg(width: float, height: float, parts: list[str]) -> str:
    head = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width:g} {height:g}'"
    title = "The page measured beside what people would write instead"
    ground = "<rect width='100%' height='100%' fill='#ffffff'/>"
    inside = "\n".join((f"<title>{title}</title>", ground, *parts))
    return f"{head} width='{width:g}' height='{height:g}' {_FONT}>\n{inside}\n</svg>\n"
