"""The tables that are printed."""

from rich.console import Console
from rich.table import Table

from benchmarks.results import Results
from benchmarks.subjects import BEFORE
from benchmarks.targets import (
    QUANTITIES,
    Figure,
    Figures,
    Quantity,
    Target,
    behind,
    compared,
    figures,
    targets,
)

NOTE = (
    "Medians, with the quartiles below. Software rendering, loopback network. A session is a "
    "headless page of a new visitor, held open; server costs include child processes."
)


def print_results(results: Results) -> None:
    """Print what was measured, whether targets are reached, and what was left out."""
    measured = {key: figures(taken) for key, taken in results.readings.items()}
    tables = [figures_table(results, measured)]
    if "page" in measured:
        tables.append(targets_table(targets(measured)))
    console = Console()
    if not console.is_terminal:
        console = Console(width=150)
    for table in tables:
        console.print(table)
    if "page" in measured and BEFORE in measured:
        console.print(build_table(compared(measured)))
    if "page" in measured and set(measured) - {"page", "floor", BEFORE}:
        console.print(said_of_peers(results, measured))
    for key, versions in results.versions.items():
        if versions:
            console.print(f"{results.labels[key]}: {versions}")
    for line in (*left_empty(results), *results.left_out.values()):
        console.print(line)


def figures_table(results: Results, measured: dict[str, Figures]) -> Table:
    """Return each quantity of each app."""
    table = Table(title="Measured side by side", caption=NOTE, show_lines=True)
    table.add_column("")
    for key in measured:
        table.add_column(results.labels[key], justify="right")
    table.add_column("readings", justify="right")
    for quantity in QUANTITIES:
        found = [taken.get(quantity.key) for taken in measured.values()]
        table.add_row(
            f"{quantity.label}, {quantity.unit}",
            *("\n".join(cell(one, quantity)) for one in found),
            str(max((one.count for one in found if one), default=0)),
        )
    return table


def cell(found: Figure | None, quantity: Quantity) -> tuple[str, str]:
    """Return a figure and its quartiles as text; a dash for none."""
    if found is None:
        return "-", ""
    value, low, high = (
        f"{one:,.{quantity.decimals}f}" for one in (found.value, found.low, found.high)
    )
    return value, f"{low}–{high}"


def targets_table(found: list[Target]) -> Table:
    """Return each target, its figure, and whether it is reached."""
    table = Table(title="Targets")
    for heading, side in (("", "left"), ("measured", "right"), ("target", "right"), ("", "left")):
        table.add_column(heading, justify=side)  # type: ignore[arg-type]
    for target in found:
        bound = f"{'≥' if target.at_least else '≤'} {target.limit:g}"
        table.add_row(
            target.text, f"{target.value:.2f}", bound, "pass" if target.reached else "MISS"
        )
    return table


def build_table(found: list[tuple[Quantity, float]]) -> Table:
    """Return each quantity of this build over that of another one."""
    table = Table(title="This build over the other")
    table.add_column("")
    table.add_column("times", justify="right")
    for quantity, times in found:
        table.add_row(f"{quantity.label}, {quantity.unit}", f"{times:.2f}")
    return table


def said_of_peers(results: Results, measured: dict[str, Figures]) -> str:
    """Say where the page is not ahead of a peer."""
    found = behind(measured)
    if not found:
        return "The page is ahead of every peer in every quantity that is compared."
    where = "; ".join(f"{quantity.label} ({results.labels[peer]})" for quantity, peer in found)
    return f"The page is not ahead in: {where}."


def left_empty(results: Results) -> list[str]:
    """Say why a figure is missing."""
    labels = {quantity.key: quantity.label for quantity in QUANTITIES}
    reasons: dict[tuple[str, str], list[str]] = {}
    for key, lacking in results.lacking.items():
        for quantity, reason in lacking.items():
            reasons.setdefault((labels[quantity], reason), []).append(results.labels[key])
    return [
        f"“{quantity}” of {_listed(apps)} is empty: {reason}."
        for (quantity, reason), apps in reasons.items()
    ]


def _listed(words: list[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
