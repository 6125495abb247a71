"""Real downloads, added without a terminal: the lines that are printed are enough."""

import io
import shlex
from pathlib import Path

import pytest

from dashboard.__main__ import main
from dashboard.collection import open_collection
from dashboard.indicators import VARIABLE, read_catalogue
from tests.shared import shared

MOST_LINES = 4

# What a person adds to the file's name, and a value that was read by hand from the raw file.
FILES: dict[str, tuple[list[str], tuple[str, int, float]]] = {
    "berkeley_kaggle_monthly_one_country.csv": ([], ("USA", 1950, 8.65642)),
    "energy_polars_decimal.parquet": ([], ("ZWE", 2021, 2635.154)),
    "eurostat_bmi.tsv": ([], ("AUT", 2019, 43.6)),
    "excel_percent_cells.xlsx": ([], ("DEU", 2019, 12.5)),
    "faostat_normalized_food_security.csv": (
        ["--where", "Item Code=21049"],
        ("ALB", 2000, 4.9),
    ),
    "faostat_wide_temperature_change.csv": ([], ("BRA", 2019, 1.672)),
    "gapminder_population.csv": ([], ("IND", 2000, 1_060_000_000)),
    "imf_weo_gdp.xls": ([], ("USA", 2019, 21433.225)),
    "oecd_dp_live_value_added.csv": (["--where", "MEASURE=PC_VA"], ("COL", 2017, 7.03607821932131)),
    "owid_human_development_index.csv": ([], ("NAM", 2020, 0.633)),
    "penn_world_table.xlsx": ([], ("USA", 2019, 3.749341)),
    "press_freedom_2024.csv": ([], ("NOR", 2024, 91.89)),
    "who_covid_one_day.csv": (
        ["--year", "2021", "--value", "Cases - cumulative total"],
        ("USA", 2021, 47802459),
    ),
    "who_gho_malaria.csv": ([], ("SDN", 2023, 1304528)),
    "worldbank_bulk_population.csv": ([], ("ZAF", 1960, 17099836)),
    "worldbank_one_year_2015.csv": (["--value", "sp.dyn.le00.in"], ("BRA", 2015, 74.994)),
}


@pytest.mark.parametrize("name", FILES)
def test_a_published_file_is_added_by_the_lines_that_are_printed(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    options, (iso3, year, value) = FILES[name]
    line = ["add", str(shared("files") / name), "--unit", "x", "--name", "own", *options]
    for _ in range(MOST_LINES):
        if main(line) == 0:
            break
        line = shlex.split(capsys.readouterr().err.splitlines()[1])
        line = line[line.index("add") :]
    found = open_collection(wanted=read_catalogue(environ={VARIABLE: str(tmp_path / "mine.toml")}))
    assert not found.left_out
    assert found.store.values("own").loc[iso3, year] == pytest.approx(value, rel=1e-6)


def test_a_value_that_may_be_any_of_many_columns_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main(["add", str(shared("files") / "worldbank_one_year_2015.csv"), "--unit", "x"]) == 2
    assert "which column has the value?" in capsys.readouterr().err
