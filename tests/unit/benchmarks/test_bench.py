"""What `make bench` and `make bench-growth` compute of their readings, and the pictures of it."""

import subprocess
import sys

import shapely

from benchmarks.check import chart_faults, map_faults
from benchmarks.growth.measure import AXES, TIMES
from benchmarks.growth.picture import PICTURES, plot
from benchmarks.growth.results import QUANTITIES, Growth, verdicts
from benchmarks.growth.snapshots import halved
from benchmarks.picture import table_picture
from benchmarks.reference.figures import anomalies, colour, incomes
from benchmarks.reference.peers import REQUIREMENTS
from benchmarks.results import PICTURE, Results
from benchmarks.subjects import KEYS, PAGE, another_build
from benchmarks.targets import behind, compared, figures, targets


def readings(**taken: float) -> dict[str, list[float]]:
    return {quantity: [value] * 7 for quantity, value in taken.items()}


def measured(**apps: dict[str, list[float]]):
    return {key: figures(taken) for key, taken in apps.items()}


def test_a_figure_is_the_median_with_its_quartiles_in_the_unit_of_its_row():
    found = figures({"bytes_first": [1000.0, 5000.0, 2000.0, 3000.0, 4000.0], "step": [8.0]})
    bytes_first, step = found["bytes_first"], found["step"]
    assert (bytes_first.low, bytes_first.value, bytes_first.high, bytes_first.count) == (2, 3, 4, 5)
    assert (step.low, step.value, step.high, step.count) == (8, 8, 8, 1)


def test_the_page_is_behind_a_peer_that_is_as_good_or_better_where_they_are_compared():
    found = measured(
        page=readings(click=50, step=8, play=20, click_bytes=0),
        dash=readings(click=50, step=9, play=60, click_bytes=0),
        bokeh=readings(click=40, step=9),
        floor=readings(click=1, step=1),
    )
    assert [(quantity.key, peer) for quantity, peer in behind(found)] == [
        ("click", "bokeh"),
        ("click", "dash"),
    ]


def test_another_build_of_the_page_is_compared_where_both_were_measured():
    found = measured(
        page=readings(click=50, step=9, cpu=0.1), before=readings(click=100, step=9, memory=1e6)
    )
    assert [(quantity.key, times) for quantity, times in compared(found)] == [
        ("step", 1.0),
        ("click", 0.5),
    ]
    assert compared(measured(page=readings(click=50))) == []


def test_another_build_runs_in_its_own_checkout_and_is_looked_at_as_the_page_is(tmp_path):
    other = another_build(tmp_path)
    program = "import os, sys; print(os.getcwd(), os.environ['PYTHONPATH'])"
    own = other.command[: other.command.index(PAGE.command[0])]
    done = subprocess.run(
        [*own, sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [str(tmp_path), str(tmp_path)]
    assert other.command[len(own) :] == PAGE.command
    assert other.probed == PAGE.key != other.key


def test_targets_are_of_what_was_measured_alone():
    page = readings(visible_first=320, visible_phone=1700, click=60)
    found = {target.text: target for target in targets(measured(page=page))}
    assert list(found) == ["click to charts, ms"]
    assert not found["click to charts, ms"].reached
    floor = readings(visible_first=200, visible_phone=1000)
    found = {target.text: target for target in targets(measured(page=page, floor=floor))}
    assert found["map visible, times the floor"].reached
    assert not found["map visible on a phone, times the floor"].reached


def test_a_map_of_another_year_is_a_fault():
    shown = anomalies()[2024].dropna()
    colours = {
        iso3: sum(part << at for part, at in zip(colour(value), (16, 8, 0), strict=True))
        for iso3, value in shown.items()
    }
    assert map_faults(colours, 2024) == []
    assert len(map_faults(colours, 1950)) == 1


def test_charts_of_another_country_are_a_fault():
    last = [float(frame.loc["IND"].dropna().iloc[-1]) for frame in (anomalies(), incomes())]
    assert chart_faults(last, "IND") == []
    assert len(chart_faults(last, "CAN")) == 1


def test_results_come_back_as_they_were_written(tmp_path):
    results = Results("2026-11-30", 7, "2 cores", readings={key: readings(step=8) for key in KEYS})
    results.write(tmp_path / "results.json")
    assert Results.read(tmp_path / "results.json") == results
    assert results.publishable
    results.left_out["dash"] = "It could not be installed."
    assert not results.publishable


def test_the_documents_show_the_pictures_of_the_results_that_are_kept():
    assert PICTURE.read_text(encoding="utf-8") == table_picture(Results.read())
    growth = Growth.read()
    for axis in AXES:
        kept = PICTURES / f"growth-{axis.key}.svg"
        assert kept.read_text(encoding="utf-8") == plot(growth, axis)


def test_growth_is_judged_against_the_smallest_size():
    sizes = {str(times): {q: [10.0 * times] for q in QUANTITIES} for times in TIMES}
    growth = Growth("2026-11-30", 1, {"records": sizes, "countries": sizes})
    found = {(v.axis, v.times, v.quantity): v for v in verdicts(growth)}
    assert len(found) == 8
    assert found["Records", 4, "click"].ratio == 4
    assert not found["Records", 4, "click"].reached
    assert found["Countries", 16, "opening"].reached


def test_countries_are_halved_until_there_are_as_many_and_nothing_is_lost():
    square = shapely.box(0, 0, 600 * 64, 600 * 64)
    shapes = {"AAA": square, "BBB": shapely.box(600 * 64, 0, 600 * 96, 600 * 64)}
    pieces = halved(shapes, 9)
    assert len(pieces) == 9
    for iso3, shape in shapes.items():
        area = sum(piece.area for of, piece in pieces if of == iso3)
        assert area == shape.area


def test_the_peers_packages_are_pinned_and_named_without_an_address():
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    assert {"dash", "streamlit"} <= {line.split("==")[0] for line in lines}
    assert all("==" in line and "://" not in line for line in lines)
