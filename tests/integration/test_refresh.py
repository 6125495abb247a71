"""A whole refresh against a World Bank on this machine, with the faults that the real one has."""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
import stamina

from benchmarks.ports import free_port
from dashboard.__main__ import main
from dashboard.boundaries import read_boundaries
from dashboard.collection import open_served
from dashboard.snapshots import current_snapshot
from dashboard.sources.client import ATTEMPTS
from dashboard.store import SNAPSHOT, Store
from tests.integration.world_bank import CRU, ERA5, WorldBank

POPULATION = "SP.POP.TOTL"


@pytest.fixture(autouse=True)
def without_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=ATTEMPTS):
        yield


@pytest.fixture
def bank() -> Iterator[WorldBank]:
    with WorldBank() as bank:
        yield bank


@pytest.fixture
def folder(bank: WorldBank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data directory, and the local World Bank in place of the real one."""
    monkeypatch.setenv("ISOTHERM_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ISOTHERM_WORLDBANK_URL", bank.url)
    monkeypatch.setenv("ISOTHERM_CCKP_URL", bank.portal)
    monkeypatch.setenv("ISOTHERM_RECORDS", "cru")
    monkeypatch.setenv("ISOTHERM_RECORDS", "cru")
    monkeypatch.delenv("ISOTHERM_CATALOGUE", raising=False)
    return tmp_path / "data"


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory after one refresh."""
    folder = tmp_path_factory.mktemp("refreshed")
    with WorldBank() as bank, pytest.MonkeyPatch.context() as patch:
        patch.setenv("ISOTHERM_DATA_DIR", str(folder))
        patch.setenv("ISOTHERM_WORLDBANK_URL", bank.url)
        patch.setenv("ISOTHERM_CCKP_URL", bank.portal)
        patch.setenv("ISOTHERM_RECORDS", "cru")
        assert main(["refresh"]) == 0
    return folder


@pytest.fixture
def started(folder: Path, refreshed: Path) -> Path:
    """A data directory that has a snapshot and its answers, to refresh again."""
    shutil.copytree(refreshed, folder, symlinks=True)
    return folder


def store(folder: Path) -> Store:
    return Store.read(current_snapshot(folder))


def population(folder: Path) -> pd.DataFrame:
    return store(folder).tidy("population")


# What comes


def test_the_new_snapshot_has_what_the_sources_have(refreshed: Path):
    new, old = store(refreshed), Store.read()
    assert new.indicators == old.indicators
    assert new.values("temperature").columns.tolist() == list(range(1901, 2025))
    pd.testing.assert_frame_equal(new.tidy("population"), old.tidy("population"))
    pd.testing.assert_frame_equal(new.tidy("fertility"), old.tidy("fertility"))


def test_no_group_of_countries_comes_along(refreshed: Path):
    new = store(refreshed)
    for indicator in ("population", "gdp_per_capita"):
        assert set(new.tidy(indicator)["iso3"]) <= set(new.countries)
        assert not {"WLD", "EUU", "HIC"} & set(new.tidy(indicator)["iso3"])


def test_quality_follows_the_source_of_the_temperatures(refreshed: Path):
    new, old = store(refreshed).countries, Store.read().countries
    assert (old["CHE"].quality.flag, new["CHE"].quality.flag) == ("break", "good")
    assert (old["XKX"].quality.flag, new["XKX"].quality.flag) == ("inherited", "good")
    assert new["MLT"].quality.reason == (
        "Malta is smaller than a 60 km cell, so this is mostly sea."
    )
    assert new["BVT"].quality.reason == "CRU TS has no temperatures for Bouvet Island."


def test_the_source_of_the_temperatures_is_told_as_it_is(
    refreshed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("ISOTHERM_DATA_DIR", str(refreshed))
    monkeypatch.delenv("ISOTHERM_CATALOGUE", raising=False)
    entry = open_served().catalogue["temperature"]
    assert entry.source == "CRU TS"
    assert "reanalysis" not in entry.description.lower()
    main(["check"])
    line = next(told for told in capsys.readouterr().out.splitlines() if "1901 to 2024" in told)
    assert line.split()[:2] == ["ok", "temperature"]
    assert line.endswith(" values, CRU TS")


def test_the_country_table_has_the_banks_region_and_income_group(refreshed: Path):
    countries = store(refreshed).countries
    assert countries["BRA"].bank_region == "Latin America & Caribbean"
    assert {c.income_group for c in countries.values()} == {"", "High income", "Low income"}


def test_the_provenance_says_what_each_series_is_and_from_when(refreshed: Path):
    told = store(refreshed).provenance
    temperature, people = told["series"]["temperature"], told["series"]["population"]
    assert temperature["title"] == "CRU TS 4.09, national means 1901-2024"
    assert temperature["years"] == [1901, 2024]
    assert people["updated"] == "2026-10-01"
    assert people["publisher"] == "World Bank"
    assert told["series"]["fertility"]["publisher"] == "Gapminder"
    assert told["date"] == max(temperature["date"], people["date"])


def test_the_boundaries_are_the_packages_own(refreshed: Path):
    path = current_snapshot(refreshed) / "boundaries.parquet"
    assert path.read_bytes() == (SNAPSHOT / "boundaries.parquet").read_bytes()
    assert len(read_boundaries(path)) > 200


# What is asked


def test_a_second_run_only_asks_whether_something_has_changed(
    started: Path, bank: WorldBank, capsys
):
    before = current_snapshot(started)
    assert main(["refresh"]) == 0
    assert bank.series_asked("/indicator/") == []
    assert bank.series_asked("/cckp/") == []
    assert current_snapshot(started) == before
    assert "Nothing has changed" in capsys.readouterr().out


def test_only_what_has_changed_is_asked_for_again(started: Path, bank: WorldBank):
    before = population(started)
    bank.revise(POPULATION, "2026-11-01", factor=1.01)
    assert main(["refresh"]) == 0
    assert bank.series_asked("/indicator/") == [f"/v2/country/all/indicator/{POPULATION}"]
    ratio = population(started)["value"] / before["value"]
    assert ratio.round(6).unique().tolist() == [1.01]
    assert store(started).provenance["series"]["population"]["updated"] == "2026-11-01"


def test_only_asks_for_what_is_named(started: Path, bank: WorldBank):
    bank.revise(POPULATION, "2026-11-01", factor=1.01)
    bank.revise("NY.GDP.PCAP.CD", "2026-11-01", factor=1.01)
    gdp = store(started).tidy("gdp_per_capita")
    assert main(["refresh", "--only", "population"]) == 0
    assert not [path for path, _ in bank.asked if "NY.GDP" in path or "cckp" in path]
    pd.testing.assert_frame_equal(store(started).tidy("gdp_per_capita"), gdp)
    assert store(started).values("temperature").columns[0] == 1901


def test_a_dry_run_asks_nobody_and_writes_nothing(folder: Path, bank: WorldBank, capsys):
    assert main(["refresh", "--dry-run", "--only", "population"]) == 0
    url = f"{bank.url}/country/all/indicator/{POPULATION}"
    assert capsys.readouterr().out == f"population: {url} (nothing on disk)\n"
    assert bank.asked == []
    assert not folder.exists()


def test_offline_builds_from_the_answers_on_disk(started: Path, bank: WorldBank):
    shutil.rmtree(started / "snapshots")
    (started / "current").unlink()
    assert main(["refresh", "--offline"]) == 0
    assert bank.asked == []
    assert store(started).values("temperature").columns[0] == 1901


def test_offline_says_what_is_not_on_disk(folder: Path, capsys):
    assert main(["refresh", "--offline"]) == 1
    told = capsys.readouterr().err
    assert "  population: not on disk" in told
    assert "  temperature: cru: none of cru-x0.5" in told
    assert current_snapshot(folder) == SNAPSHOT


def test_a_list_of_many_pages_is_read_to_its_end(folder: Path, bank: WorldBank):
    bank.most_per_page = 3000
    assert main(["refresh", "--only", "population"]) == 0
    assert len(bank.series_asked(POPULATION)) == 7
    pd.testing.assert_frame_equal(population(folder), Store.read().tidy("population"))


def test_an_interrupted_list_is_continued(folder: Path, bank: WorldBank):
    bank.most_per_page = 3000
    assert main(["refresh", "--only", "population"]) == 0
    for page in (2, 5):
        (folder / f"raw/worldbank/{POPULATION}/page-{page}.json.gz").unlink()
    bank.asked.clear()
    assert main(["refresh", "--only", "population"]) == 0
    asked = [query["page"] for path, query in bank.asked if POPULATION in path]
    assert (asked[0], sorted(asked[1:])) == (
        "1",
        ["2", "5"],
    )  # the first is the look at its edition


@pytest.mark.parametrize(("name", "collection"), [("era5", ERA5), (CRU, CRU)])
def test_the_collection_of_temperatures_is_chosen(folder: Path, bank: WorldBank, name, collection):
    assert main(["refresh", "--only", "temperature", "--temperature", name]) == 0
    assert f"/cckp/v1/{collection}/all_countries" in bank.series_asked()
    assert next(iter(store(folder).records)) == collection.split("-")[0]
    first, last = bank.collections[collection]
    years = store(folder).values("temperature").columns
    assert (years[0], years[-1]) == (first, last)


def test_an_older_collection_is_taken_where_the_portal_has_no_newer(folder: Path, bank: WorldBank):
    older = CRU.replace("2024", "2023").replace("4.09", "4.08")
    bank.collections, bank.place = {older: (1901, 2023)}, "global_countries"
    assert main(["refresh", "--only", "temperature"]) == 0
    assert store(folder).provenance["series"]["temperature"]["collection"] == older


# What goes wrong and passes


@pytest.mark.parametrize(
    "fault", ["429", "500", "503", "cut", "short", "xml", "html", "105", "hang up"]
)
def test_trouble_that_passes_is_got_over(folder: Path, bank: WorldBank, fault: str, capsys):
    bank.fail(POPULATION, fault, fault)
    assert main(["refresh", "--only", "population"]) == 0
    pd.testing.assert_frame_equal(population(folder), Store.read().tidy("population"))
    assert capsys.readouterr().err.count("asking again") == 2


@pytest.mark.parametrize("fault", ["500", "cut", "short", "html"])
def test_the_portals_trouble_is_got_over_too(folder: Path, bank: WorldBank, fault: str):
    bank.fail("/cckp/", fault)
    assert main(["refresh", "--only", "temperature"]) == 0
    assert store(folder).values("temperature").columns[0] == 1901


def test_a_list_that_changes_midway_is_read_again(folder: Path, bank: WorldBank):
    bank.most_per_page = 10_000
    bank.fail(POPULATION, "", "total")
    assert main(["refresh", "--only", "population"]) == 0
    assert len(bank.series_asked(POPULATION)) == 4
    pd.testing.assert_frame_equal(population(folder), Store.read().tidy("population"))


# What goes wrong and stays


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("175", "archived or deleted: the World Bank says"),
        ("120", "(message 120)"),
        ("404", "status 404"),
        ("500", "status 500"),
        ("html", "not JSON: '<!DOCTYPE html>"),
        ("xml", "<?xml"),
    ],
)
def test_one_failure_leaves_all_as_it_was_and_is_told(
    started: Path, bank: WorldBank, fault: str, reason: str, capsys
):
    before = current_snapshot(started)
    bank.revise("NY.GDP.PCAP.CD", "2026-11-01", factor=1.01)
    bank.always[POPULATION] = fault
    assert main(["refresh"]) == 1
    told = capsys.readouterr().err
    assert "1 of the series failed, so what was served is served on:" in told
    assert "  population: " in told
    assert reason in told
    assert current_snapshot(started) == before


@pytest.mark.usefixtures("folder")
def test_a_list_that_never_stays_the_same_is_given_up(bank: WorldBank, capsys):
    bank.most_per_page = 10_000
    bank.always[POPULATION] = "total"
    assert main(["refresh", "--only", "population"]) == 1
    assert "it changed while it was read, 3 times over" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("factor", "reason"),
    [(1000, "as in another unit"), (-1, "is not above 0")],
)
def test_values_that_cannot_be_are_not_served(
    started: Path, bank: WorldBank, factor, reason, capsys
):
    before = current_snapshot(started)
    bank.revise(POPULATION, "2026-11-01", factor=factor)
    assert main(["refresh"]) == 1
    assert reason in capsys.readouterr().err
    assert current_snapshot(started) == before


@pytest.mark.usefixtures("started")
def test_another_base_year_is_not_served(bank: WorldBank, capsys):
    bank.names["NY.GDP.PCAP.KD"] = "GDP per capita (constant 2021 US$)"
    bank.revise("NY.GDP.PCAP.KD", "2026-11-01")
    assert main(["refresh"]) == 1
    assert "gdp_per_capita_constant: the catalogue's unit is" in capsys.readouterr().err


def test_a_fallen_coverage_is_not_served_unless_it_is_accepted(
    started: Path, bank: WorldBank, capsys
):
    bank.revise(POPULATION, "2026-11-01")
    for entry in bank.rows(POPULATION):
        if entry["date"] < "1980":
            entry["value"] = None
    assert main(["refresh"]) == 1
    assert "% of the values served now are missing" in capsys.readouterr().err
    assert main(["refresh", "--accept", "population"]) == 0
    assert population(started)["year"].min() == 1980


def _emptied(bank: WorldBank, code: str, *iso3s: str) -> None:
    """Publish an edition in which countries have no values."""
    bank.revise(code, "2026-11-01")
    for entry in bank.rows(code):
        if entry["countryiso3code"] in iso3s:
            entry["value"] = None


@pytest.mark.parametrize("iso3", ["USA", "CHN", "IND", "DEU"])
def test_a_large_country_that_vanishes_refuses_the_refresh_unless_it_is_accepted(
    started: Path, bank: WorldBank, iso3: str, capsys
):
    before, name = current_snapshot(started), Store.read().countries[iso3].name
    _emptied(bank, POPULATION, iso3)
    assert main(["refresh"]) == 1
    told = capsys.readouterr().err
    assert f"  population: it has no values any more of {name}; where that is right, " in told
    assert "`refresh --accept population` serves it" in told
    assert current_snapshot(started) == before
    assert main(["refresh", "--accept", "population"]) == 0
    assert iso3 not in set(population(started)["iso3"])
    assert f"population has no values any more of {name}\n" in capsys.readouterr().err


def test_small_countries_that_vanish_are_named_by_indicator(started: Path, bank: WorldBank, capsys):
    _emptied(bank, POPULATION, "AND", "TUV")
    _emptied(bank, "NY.GDP.PCAP.CD", "FJI")
    assert main(["refresh"]) == 0
    told = capsys.readouterr().err
    assert "population has no values any more of Andorra, Tuvalu\n" in told
    assert "gdp_per_capita has no values any more of Fiji\n" in told
    assert not {"AND", "TUV"} & set(population(started)["iso3"])


def test_a_former_code_in_an_answer_is_the_country_of_today(started: Path, bank: WorldBank, capsys):
    former = {"COD": "ZAR", "ROU": "ROM", "TLS": "TMP", "PSE": "WBG", "AND": "ADO"}
    before = population(started)
    bank.revise(POPULATION, "2026-11-01")
    for entry in bank.rows(POPULATION):
        entry["countryiso3code"] = former.get(entry["countryiso3code"], entry["countryiso3code"])
    assert main(["refresh"]) == 0
    assert "no values any more" not in capsys.readouterr().err
    pd.testing.assert_frame_equal(population(started), before)


def test_a_bad_list_is_asked_for_again_and_the_good_one_before_it_kept(
    started: Path, bank: WorldBank, capsys
):
    bank.revise(POPULATION, "2026-11-01", factor=1000)
    assert main(["refresh"]) == 1
    told = capsys.readouterr().err
    assert "in another unit; where that is right, `refresh --accept population` serves it" in told
    assert "; the answer is not kept, so the next refresh asks for it again" in told
    assert main(["refresh", "--offline"]) == 0
    bank.revise(POPULATION, "2026-11-01", factor=1.01)  # the same edition, well again
    assert main(["refresh"]) == 0
    ratio = population(started)["value"] / Store.read().tidy("population")["value"]
    assert ratio.round(6).unique().tolist() == [1.01]


@pytest.mark.parametrize("odd", ["half", "fahrenheit", "NaN"])
def test_bad_temperatures_are_asked_for_again(folder: Path, bank: WorldBank, odd: str):
    told = json.loads(bank.temperatures(1901, 2024))
    for n, series in enumerate(told["data"].values()):
        for year, value in list(series.items()):
            if odd == "half" and n % 2:
                series[year] = None
            elif odd == "fahrenheit":
                series[year] = value * 1.8 + 32
            elif odd == "NaN":
                series[year] = float("nan")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bank, "temperatures", lambda *_: json.dumps(told).encode())
        assert main(["refresh", "--only", "temperature"]) == 1
    assert main(["refresh", "--only", "temperature"]) == 0
    assert store(folder).values("temperature").columns[0] == 1901


@pytest.mark.usefixtures("started")
def test_a_list_that_fails_midway_leaves_offline_the_one_before(bank: WorldBank):
    bank.revise(POPULATION, "2026-11-01", factor=1.01)
    bank.fail(POPULATION, "", "404")
    assert main(["refresh", "--only", "population"]) == 1
    assert main(["refresh", "--offline"]) == 0


@pytest.mark.usefixtures("started")
def test_countries_that_do_not_come_leave_offline_those_before(
    bank: WorldBank, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bank, "countries", lambda: b"<html>")
    assert main(["refresh", "--only", "population"]) == 1
    assert main(["refresh", "--offline"]) == 0


def test_a_list_of_few_countries_is_not_served_unless_it_is_accepted(
    started: Path, bank: WorldBank, monkeypatch: pytest.MonkeyPatch, capsys
):
    before = current_snapshot(started)
    monkeypatch.setattr(bank, "places", bank.places[:60])
    assert main(["refresh", "--only", "population"]) == 1
    assert "  countries: it has only " in capsys.readouterr().err
    assert current_snapshot(started) == before
    assert main(["refresh", "--only", "population", "--accept", "countries"]) == 0
    assert store(started).countries["ZWE"].bank_region == ""


def test_nobody_at_home_is_told_for_each_series(folder: Path, monkeypatch, capsys):
    monkeypatch.setenv("ISOTHERM_WORLDBANK_URL", "http://127.0.0.1:9/v2")
    assert main(["refresh"]) == 1
    told = capsys.readouterr().err
    assert "  population: http://127.0.0.1:9/v2/country/all/indicator/SP.POP.TOTL" in told
    assert current_snapshot(folder) == SNAPSHOT


def test_a_broken_snapshot_is_replaced(started: Path, caplog):
    (current_snapshot(started) / "countries.parquet").write_bytes(b"")
    assert main(["refresh"]) == 0
    assert "The embedded one takes its place." in caplog.text
    assert store(started).values("temperature").columns[0] == 1901


@pytest.mark.parametrize("only", ["population", "temperature"])
def test_damaged_figures_are_told_by_check_and_replaced(
    started: Path, monkeypatch: pytest.MonkeyPatch, only: str, capsys
):
    monkeypatch.setenv("PORT", str(free_port()))
    _damage(current_snapshot(started) / "series.parquet", "population")
    assert main(["check"]) == 1
    told = capsys.readouterr()
    assert "error    population               in the snapshot: " in told.out
    assert "Run `python -m dashboard refresh`." in told.out
    assert told.err == "isotherm: 1 error\n"
    assert main(["refresh", "--only", only]) == 0
    assert main(["check"]) == 0
    pd.testing.assert_frame_equal(population(started), Store.read().tidy("population"))


def _damage(path: Path, indicator: str) -> None:
    """Overwrite the values of an indicator, and nothing that is read at the start."""
    facts = pq.read_metadata(path)
    groups = [facts.row_group(n) for n in range(facts.num_row_groups)]
    column = next(g for g in groups if g.column(1).statistics.min == indicator).column(3)
    start = column.dictionary_page_offset or column.data_page_offset
    content = bytearray(path.read_bytes())
    content[start : start + column.total_compressed_size] = b"\xff" * column.total_compressed_size
    path.write_bytes(content)


@pytest.mark.parametrize("option", ["--only", "--accept"])
def test_what_is_not_in_the_catalogue_is_told(folder: Path, option: str, capsys):
    assert main(["refresh", option, "populaton"]) == 2
    assert "'populaton' is not in the catalogue" in capsys.readouterr().err
    assert not folder.exists()


def test_ctrl_c_is_told_with_a_status_of_its_own(
    started: Path, bank: WorldBank, monkeypatch: pytest.MonkeyPatch
):
    before = current_snapshot(started)
    monkeypatch.setenv("ISOTHERM_REFRESH_CONCURRENCY", "1")  # others wait for their turn
    bank.rate = 1000
    bank.revise(POPULATION, "2026-11-01")
    command = [sys.executable, "-W", "error", "-m", "dashboard", "refresh"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as refreshing:
        while not bank.asked:
            time.sleep(0.05)
        refreshing.send_signal(signal.SIGINT)
        _, told = refreshing.communicate(timeout=60)
    assert refreshing.returncode == 130
    assert told.splitlines()[-1] == "isotherm: interrupted"
    assert "never awaited" not in told
    assert current_snapshot(started) == before


def test_an_entry_of_the_users_own_comes_with_the_next_refresh(
    started: Path, bank: WorldBank, tmp_path: Path, monkeypatch
):
    own = tmp_path / "own.toml"
    own.write_text('[forest]\ncode = "AG.LND.FRST.ZS"\nlabel = "Forest"\nunit = "% of land"\n')
    monkeypatch.setenv("ISOTHERM_CATALOGUE", str(own))
    assert main(["refresh"]) == 0
    assert bank.series_asked("/indicator/") == ["/v2/country/all/indicator/AG.LND.FRST.ZS"]
    assert len(store(started).tidy("forest")) > 1000
    written = json.loads((current_snapshot(started) / "provenance.json").read_text())
    assert written["series"]["forest"]["url"].endswith("/AG.LND.FRST.ZS")
