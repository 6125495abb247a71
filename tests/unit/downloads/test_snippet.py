import os
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.atlas import the_atlas
from dashboard.climate import DEFAULT_BASELINE
from dashboard.climate.degrees import DEGREES
from dashboard.downloads.snippet import snippet
from dashboard.parts.country import warming
from dashboard.state import ViewState
from tests.records_snapshot import three_records, write_three_records

ATLAS = the_atlas()
ROOT = Path(__file__).parents[3]


def snippet_of(**link: str) -> str:
    state = ViewState(ATLAS.store.countries, ATLAS.catalogue, ATLAS.years)
    assert state.restore({name: [text.encode()] for name, text in link.items()}) == []
    return snippet(ATLAS, state)


@pytest.mark.parametrize(
    "link",
    [
        {},
        {"country": "IND", "compare": "USA-HKG-CHE", "baseline": "1981-2010", "year": "1990"},
        {"period": "1995-2024", "units": "F", "trend": "1990", "indicator": "fertility"},
        {"country": "AFRICA", "compare": "WORLD-BRA", "baseline": "1951-1980", "units": "F"},
    ],
)
def test_a_snippet_runs_and_prints_its_comments(link: dict[str, str]):
    code = snippet_of(**link)
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.stderr == ""
    said = [line[2:] for line in code.splitlines()[1:] if line.startswith("# ")]
    assert ran.stdout.splitlines() == said
    assert len(said) >= 3


def test_without_a_country_a_snippet_opens_the_store_and_no_more():
    assert "for " not in snippet_of(country="none")


def test_a_group_has_the_trend_that_its_panel_states():
    own = warming(ATLAS, "WORLD", DEFAULT_BASELINE, 1960, DEGREES["C"])
    assert f"# WORLD {own.trend.per_decade:+.2f} °C per decade" in snippet_of(country="WORLD")


def test_countries_without_figures_are_left_out():
    code = snippet_of(country="HKG", compare="BRA")
    assert 'for iso3 in ["BRA"]:' in code


def test_a_snippet_of_a_record_prints_that_record_s_figures(tmp_path: Path):
    atlas = three_records()
    write_three_records(tmp_path)
    for record in atlas.store.records:
        state = atlas.new_state()
        link = {"record": record, "country": "IND", "year": "2024"}
        assert state.restore({name: [text.encode()] for name, text in link.items()}) == []
        state.period = ""
        code = snippet(atlas, state)
        ran = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "ISOTHERM_DATA_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        said = [line[2:] for line in code.splitlines()[1:] if line.startswith("# ")]
        assert (ran.stdout.splitlines(), ran.stderr) == (said, "")
        last = atlas.record(record).years.last
        assert any(f"°C in {last}" in line for line in said)
