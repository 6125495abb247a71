"""A plot for each thing that grows: what a size takes of what 1x takes."""

from html import escape
from math import log2
from pathlib import Path

from benchmarks.growth.measure import TIMES, Axis
from benchmarks.growth.results import QUANTITIES, Growth, ratios
from benchmarks.results import ROOT

PICTURES = ROOT / "docs" / "pictures"
_WIDTH, _HEIGHT = 640, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 470, 40, 262
_COLOURS = {
    "opening": "#1f5f9e",
    "bytes": "#5aa02c",
    "step": "#8a5aa8",
    "click": "#b01f2e",
    "memory": "#c98a1b",
    "start": "#5d6b78",
}
_APART = 17  # pixels between two labels
_FONT = "font-family='system-ui, sans-serif' font-size='12'"


def write_pictures(growth: Growth, axes: tuple[Axis, ...], folder: Path = PICTURES) -> list[Path]:
    """Write a picture for each axis that was measured; return their paths."""
    files = []
    for axis in axes:
        if axis.key in growth.readings:
            files.append(folder / f"growth-{axis.key}.svg")
            files[-1].write_text(plot(growth, axis), encoding="utf-8")
    return files


def plot(growth: Growth, axis: Axis) -> str:
    """Return a plot of ratios to 1x, both axes logarithmic; dashed: growth with the size."""
    found = ratios(growth, axis.key)
    top = max(2.0, *(max(line) for line in found.values()))
    low = min(0.5, *(min(line) for line in found.values()))

    def at(times: float, ratio: float) -> tuple[float, float]:
        x = _LEFT + log2(times) / log2(TIMES[-1]) * (_RIGHT - _LEFT)
        share = (log2(ratio) - log2(low)) / (log2(top) - log2(low))
        return x, _BOTTOM - share * (_BOTTOM - _TOP)

    parts = [
        _text(8, 20, f"{axis.label}: what more of them take, times 1x", bold=True),
        _text(_WIDTH - 8, 20, f"medians of {growth.rounds} rounds, {growth.taken}", anchor="end"),
    ]
    for ratio in [2.0**power for power in range(-4, 9) if low <= 2.0**power <= top]:
        _, y = at(1, ratio)
        parts.append(f"<path d='M{_LEFT} {y:.1f}H{_RIGHT}' stroke='#e4eaf0'/>")
        parts.append(_text(_LEFT - 6, y + 4, f"{ratio:g}", anchor="end"))
    for times in TIMES:
        x, _ = at(times, low)
        amount = f"{axis.amount(times):,} {axis.unit}"
        place = {TIMES[0]: "start", TIMES[-1]: "end"}.get(times, "middle")
        parts.append(_text(x, _BOTTOM + 20, amount, anchor=place))
    end = min(top, TIMES[-1])
    (x0, y0), (x1, y1) = at(1, 1), at(end, end)
    parts.append(
        f"<path d='M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}' stroke='#9fb0c0' stroke-dasharray='4 4'/>"
    )
    labels = []
    for quantity, line in found.items():
        points = [at(times, ratio) for times, ratio in zip(TIMES, line, strict=True)]
        way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        colour = _COLOURS[quantity]
        parts.append(f"<polyline points='{way}' fill='none' stroke='{colour}' stroke-width='2'/>")
        unit, _ = QUANTITIES[quantity]
        last = growth.median(axis.key, TIMES[-1], quantity)
        labels.append((points[-1][1], f"{quantity} {line[-1]:.2f} ({_short(last)} {unit})", colour))
    parts += _labels(labels)
    return _svg(f"{axis.label}: growth", parts)


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def _labels(labels: list[tuple[float, str, str]]) -> list[str]:
    """Write the names of lines beside their ends, none over another."""
    parts, before = [], float("inf")
    for y, text, colour in sorted(labels, reverse=True):
        before = min(y, before - _APART)
        parts.append(_text(_RIGHT + 8, before + 4, text, colour=colour))
    return parts


def _text(  # noqa: PLR0913
    x: float, y: float, text: str, *, anchor: str = "start", bold: bool = False, colour: str = ""
) -> str:
    weight = " font-weight='600'" if bold else ""
    return (
        f"<text x='{x:.1f}' y='{y:.1f}' fill='{colour or '#1d2733'}' text-anchor='{anchor}'"
        f"{weight}>{escape(text)}</text>"
    )


def _svg(title: str, parts: list[str]) -> str:
    head = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_WIDTH} {_HEIGHT}'"
    ground = "<rect width='100%' height='100%' fill='#ffffff'/>"
    inside = "\n".join((f"<title>{escape(title)}</title>", ground, *parts))
    return f"{head} width='{_WIDTH}' height='{_HEIGHT}' {_FONT}>\n{inside}\n</svg>\n"
