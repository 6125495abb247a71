"""What docs/scale.md says of several servers follows from what was measured."""

from pathlib import Path

import pytest

from benchmarks.load.addresses import address
from benchmarks.scale import report
from benchmarks.scale.capacity import Capacity
from benchmarks.scale.costs import Costs
from benchmarks.scale.faults import Faults

ONE = Capacity(1, 40, 0.02, 0.8, 100, 0.005, 0.1, 1, 1, 0)
TWO = Capacity(2, 76, 0.02, 1.52, 190, 0.005, 0.1, 0.9, 1.1, 3)
COSTS = Costs(0.06, 0.0004, 40, 540_000, 60_000, 100_000)
FAULTS = Faults(100, 99, 12, 98, 3, 97, 96)


def cells(table: str, first: str) -> list[str]:
    return next(
        [cell.strip() for cell in line.strip("| ").split("|")]
        for line in table.splitlines()
        if line.startswith(f"| {first} ")
    )


def test_page_loads_are_said_beside_those_of_one_server():
    table = report.capacity([ONE, TWO])
    assert cells(table, "1")[:5] == ["1", "40", "1.00", "0.8", "50"]
    assert cells(table, "2") == (
        ["2", "76", "1.90", "1.5", "100", "190", "100 ms", "0.90–1.10", "3"]
    )


def test_a_million_views_a_day_follow_from_one():
    table = report.million(COSTS)
    views = 1_000_000 / 86_400
    assert cells(table, "views a second") == ["views a second", f"{views:.1f}", f"{10 * views:.0f}"]
    assert cells(table, "pages open at once")[1] == f"{views * 120:,.0f}"
    assert float(cells(table, "processors")[1]) == pytest.approx(views * 0.06 / 0.6, abs=0.05)
    assert cells(table, "of Redis'")[1] == "0.5%"
    assert cells(table, "sent without a CDN")[1] == f"{views * 4.8:.0f} Mbit/s"
    assert cells(table, "sent by servers behind")[1] == f"{views * 0.48:.1f} Mbit/s"
    assert "A CDN takes 90% of the bytes" in table


def test_lost_pages_and_miscounted_views_are_said():
    said = report.suffered(FAULTS)
    for number in ("99 of 100", "98 of 100", "| 97 |", "| 96 |"):
        assert number in said


def test_the_rest_of_the_page_stays_as_it_is(tmp_path: Path):
    page = tmp_path / "scale.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n", encoding="utf-8")
    for _ in range(2):
        report.written(page, [ONE, TWO], COSTS, FAULTS)
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{report.BEGIN}\n")
    assert text.endswith(f"{report.END}\nafter\n")
    assert "old" not in text
    assert text.count("| views a second |") == 1
    assert report.BEGIN in report.PAGE.read_text(encoding="utf-8")


def test_visitors_have_addresses_of_their_own():
    assert len({address(number) for number in range(1000)}) == 1000
