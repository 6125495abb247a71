"""The tables that are printed."""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from benchmarks.subjects import SUBJECTS
from benchmarks.targets import QUANTITIES, Figures, Quantity, Target

NOTE = (
    "Medians. Software rendering, loopback network. A session is a headless page of a new visitor, "
    "held open; server costs include child processes."
)


def figures_table(figures: Mapping[str, Figures], counts: Mapping[str, int]) -> Table:
    """Return each quantity of each subject, and how the page compares."""
    table = Table(title="Measured side by side", caption=NOTE)
    table.add_column("")
    shown = [subject for subject in SUBJECTS if subject.key in figures]
    for heading in (*(s.label for s in shown), "page / floor", "GeoViews / page", "readings"):
        table.add_column(heading, justify="right")
    for quantity in QUANTITIES:
        values = {s.key: figures[s.key].get(quantity.key) for s in shown}
        table.add_row(
            f"{quantity.label}, {quantity.unit}",
            *(_number(values[s.key], quantity) for s in shown),
            _ratio(values.get("page"), values.get("floor")),
            _ratio(values.get("geoviews"), values.get("page")),
            str(counts.get(quantity.key, 0)),
        )
    return table


def targets_table(targets: list[Target]) -> Table:
    """Return each target, its figure, and whether it is reached."""
    table = Table(title="Targets of issue 2")
    for heading, side in (("", "left"), ("measured", "right"), ("target", "right"), ("", "left")):
        table.add_column(heading, justify=side)  # type: ignore[arg-type]
    for target in targets:
        bound = f"{'≥' if target.at_least else '≤'} {target.limit:g}"
        table.add_row(
            target.text, f"{target.value:.2f}", bound, "pass" if target.reached else "MISS"
        )
    return table


def print_tables(*tables: Table) -> None:
    """Print to the terminal, or as wide as needed to a file."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=130)
    for table in tables:
        console.print(table)


def _number(value: float | None, quantity: Quantity) -> str:
    return "-" if value is None else f"{value:,.{quantity.decimals}f}"


def _ratio(above: float | None, below: float | None) -> str:
    return f"{above / below:.1f}x" if above is not None and below else "-"
