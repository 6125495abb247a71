"""The notebooks: run with warnings as errors, kept without outputs, rendered."""

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from docs.render_notebooks import ABOUT, PAGES, code, prose
from tests.records_snapshot import write_three_records

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
# What each says in prose, and its widgets at their ends: code that follows the last cell.
CLAIMS = {
    "01_choropleth": """
assert len(anomalies) > len(anomalies[last].dropna()) > len(good) > 50
component.step = component.steps.index(1948)
assert component.edges == scale.edges
assert "in 1948" in answer("CAN", component.step)
last_step = component.steps.index(2024)
assert "Not ranked" in answer("CHE", last_step) and "No temperature" in answer("HKG", last_step)
assert "Click one" in answer(None, 0)
component.selected = "CHE"
assert 3000 < len(counties) < 3200 and unemployed.notna().all()
""",
    "02_country_series": """
assert afghan["year"].diff().max() > 10
for name in labels.values():
    indicator.value = name
    assert catalogue[name].axis_label in heading(name)
countries.value = ["BRA"]
countries.value = list(names.values())[:6]
assert legend(countries.value).count("</b>") == 6
""",
    "03_warming_trend": """
assert swiss.high < 0 and not store.countries["CHE"].quality.is_good
assert starts[1990].high - starts[1990].low > starts[1960].high - starts[1960].low
assert starts[1948].per_decade < starts[1960].per_decade < starts[1990].per_decade
for iso3 in names.values():
    assert store.countries[iso3].name in card(iso3, start.end), iso3
for iso3 in ("CHL", "CHE", "SJM", "MLT"):
    for since in (first, 1960, start.end):
        assert len(chart(iso3, (first, first), since)) == 5
""",
    "04_climate_zone_peers": """
assert len(shares) == len(fit) == sum(not r.fallback for r in store.records.values())
assert all(0 < share < 1 for share in shares.values())
assert climate.share_within(trends, countries["region"]) < 1
for code in sizes.values():
    zone.value = code
    assert len(chart(code)) == 3 and legend(code).count("</b>") == 3
    assert table(code).iloc[0, 0] >= table(code).iloc[-1, 0]
""",
    "05_indicators": """
assert not fit and correlations.empty and not any(clear.values())  # nothing from the fallback
for name in labels.values():
    indicator.value = name
    assert atlas.catalogue[name].axis_label in words(name)
for iso3 in ("ATA", "HKG", "IND"):
    country.value = iso3
""",
    "06_assemble": """
assert set(changed) == {"country", "indicator", "peers"}
for iso3 in ("HKG", "ATA", "CHE", "SJM", "BRA"):
    session.iso3 = iso3
    assert atlas.store.countries[iso3].name in told(iso3, session.trend_start)
    assert world.selected == iso3
session.year = 1948
assert world.steps[world.step] == 1948
world.selected = "CAN"
assert session.iso3 == "CAN"
world.selected = None  # the sea
assert session.iso3 == "CAN"
session.trend_start = chosen.trend_start.bounds[1]
for name in labels.values():
    session.indicator = name
""",
}
# The kernel's own: it tells of what may be required in a year to come.
WARNINGS = """import warnings
warnings.simplefilter("error")
warnings.filterwarnings("ignore", category=PendingDeprecationWarning, module="ipykernel")
"""
MACHINE = re.compile(r"/home/|/Users/|/root/|/tmp/|/work/|[A-Z]:\\\\")


def read(name: str) -> Any:
    return nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)


def page(name: str) -> str:
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=CLAIMS)
def executed(request: pytest.FixtureRequest) -> tuple[str, list[Any]]:
    """A notebook's name, and its cells with their outputs."""
    return request.param, execute(request.param, CLAIMS[request.param])


def execute(name: str, claims: str) -> list[Any]:
    """Run a notebook and what it claims; return its cells with their outputs."""
    notebook = read(name)
    cell = nbformat.v4.new_code_cell
    notebook.cells = [cell(WARNINGS), *notebook.cells, cell(claims)]
    folder = {"metadata": {"path": str(NOTEBOOKS)}}
    NotebookClient(notebook, timeout=300, resources=folder).execute()
    return list(notebook.cells[1:-1])


def test_there_is_one_for_each_widget():
    assert sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb")) == list(CLAIMS)


def test_it_runs_without_a_word_on_stderr(executed: tuple[str, list[Any]]):
    outputs = [output for cell in executed[1] for output in cell.get("outputs", [])]
    assert any("text/html" in output.get("data", {}) for output in outputs)
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []


def test_what_it_prints_is_on_its_page(executed: tuple[str, list[Any]]):
    name, cells = executed
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    printed = [output.text.strip() for output in outputs if output.get("name") == "stdout"]
    assert [text for text in printed if text not in page(name)] == []


def test_peers_are_answered_from_every_record_that_is_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    write_three_records(tmp_path)
    monkeypatch.setenv("ISOTHERM_DATA_DIR", str(tmp_path))
    name = "04_climate_zone_peers"
    cells = execute(name, f"assert len(shares) == 3{CLAIMS[name]}")
    printed = [o.text for cell in cells for o in cell.get("outputs", []) if "text" in o]
    assert printed == ["Fit records: CRU TS 4.09, ERA5 2026, FAO 2025\n"]


@pytest.mark.parametrize("name", CLAIMS)
def test_it_is_kept_without_outputs_and_machine_s_marks(name: str):
    notebook = read(name)
    assert notebook.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert {(len(cell.outputs), cell.execution_count) for cell in cells} == {(0, None)}
    assert all(cell.metadata == {} for cell in notebook.cells)
    assert MACHINE.search((NOTEBOOKS / f"{name}.ipynb").read_text("utf-8")) is None


@pytest.mark.parametrize("name", CLAIMS)
def test_it_imports_the_package_and_reads_no_figures_by_itself(name: str):
    text = "\n".join(cell.source for cell in read(name).cells if cell.cell_type == "code")
    assert len(re.findall(r"^ *from dashboard", text, re.MULTILINE)) >= 5
    assert (
        re.findall(r"read_csv|read_parquet|read_file|requests|urllib|http|gv\.feature", text) == []
    )
    assert text.count(".servable(") == 1


@pytest.mark.parametrize("name", CLAIMS)
def test_its_page_is_rendered_of_what_it_says_now(name: str):
    rendered = page(name)
    assert rendered.startswith(ABOUT.format(name=f"{name}.ipynb"))
    position = 0
    for cell in read(name).cells:
        block = prose(cell.source) if cell.cell_type == "markdown" else code(cell.source)
        position = rendered.find(block, position)
        assert position > 0, f"make notebooks: {name}.md has not {block[:60]!r}"


def test_the_pages_show_pictures_of_one_megabyte_at_most():
    shown = {
        picture for name in CLAIMS for picture in re.findall(r"!\[[^]]+\]\((.+?)\)", page(name))
    }
    assert {path.name for path in PAGES.glob("*.png")} == shown
    assert {picture[:2] for picture in shown} == {name[:2] for name in CLAIMS}
    assert sum((PAGES / picture).stat().st_size for picture in shown) < 1_000_000
