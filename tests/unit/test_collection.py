import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from dashboard import collection
from dashboard.collection import Collection, open_collection, open_served
from dashboard.countries import GOOD, Quality
from dashboard.indicators import CATALOGUE, read_catalogue
from dashboard.store import PROVENANCE, SNAPSHOT
from tests.unit.own.test_per_files import per

FOREST = '[forest]\nlabel = "Forest area"\nunit = "%"\npath = "forest.csv"\n'
ROWS = "country,year,value\nBrazil,2001,60\nNepal,2003,40\n"


def opened(folder: Path, toml: str = FOREST, rows: str = ROWS) -> Collection:
    (folder / "own.toml").write_text(toml, encoding="utf-8")
    (folder / "forest.csv").write_text(rows, encoding="utf-8")
    return open_collection(
        wanted=read_catalogue(environ={"ISOTHERM_CATALOGUE": str(folder / "own.toml")})
    )


def warmth(country: str, first: int, last: int) -> str:
    rows = [f"{country},{year},{12 + year / 1000}" for year in range(first, last + 1)]
    return "\n".join(["country,year,value", *rows])


def test_without_own_entries_all_of_ours_is_there():
    plain = open_collection(wanted=read_catalogue(CATALOGUE))
    assert list(plain.catalogue) == list(read_catalogue(CATALOGUE))
    assert not plain.left_out
    assert not plain.remarks


def test_an_own_file_is_served_beside_the_snapshot(tmp_path: Path):
    found = opened(tmp_path)
    assert found.store.series("BRA", "forest").to_numpy().tolist() == [[2001, 60.0]]
    assert found.store.values("forest").columns.tolist() == [2001, 2002, 2003]
    assert found.store.values("forest").index.tolist() == list(found.store.countries)
    assert found.store.series("BRA", "population").shape[0] > 50
    assert "forest" in found.catalogue
    assert "forest" in found.store.indicators


def test_the_source_of_a_refreshed_series_is_the_snapshot_s(tmp_path: Path):
    shutil.copytree(SNAPSHOT, tmp_path / "new")
    file = tmp_path / "new" / PROVENANCE
    told = json.loads(file.read_text(encoding="utf-8"))
    told["series"]["temperature"]["short"] = "CRU TS"
    file.write_text(json.dumps(told), encoding="utf-8")
    ours = read_catalogue(CATALOGUE)
    found = open_collection(tmp_path / "new", ours).catalogue
    assert found["temperature"] == replace(ours["temperature"], source="CRU TS")
    assert found["population"] == ours["population"]


def test_an_own_file_may_replace_a_series_of_ours(tmp_path: Path):
    found = opened(tmp_path, FOREST.replace("[forest]", "[population]"))
    assert found.store.series("BRA", "population").to_numpy().tolist() == [[2001, 60.0]]
    assert found.store.provenance["series"]["population"]["publisher"] == "forest.csv"


def test_where_own_figures_come_from_is_told(tmp_path: Path):
    told = opened(tmp_path, FOREST + 'source = "FAO"').store.provenance
    assert told["series"]["forest"]["publisher"] == "FAO"
    assert told["series"]["forest"]["title"] == "Forest area"
    assert told["series"]["forest"].keys() >= {"url", "licence", "note", "date"}
    assert told["series"]["population"]["publisher"] == "World Bank"


def test_a_bad_own_file_leaves_its_entry_out_and_nothing_else(tmp_path: Path):
    found = opened(tmp_path, rows="country,year,value\nBrazil,2001,many\n")
    assert 'row 2, column "value": "many" is not a number' in found.left_out["forest"]
    assert list(found.catalogue) == list(read_catalogue(CATALOGUE))


def test_an_own_temperature_is_not_flagged_for_the_faults_of_ours(tmp_path: Path):
    ours = open_collection(wanted=read_catalogue(CATALOGUE)).store.countries
    assert ours["FRA"].quality.flag == "break"
    toml = FOREST.replace("[forest]", "[temperature]") + 'source = "Our stations"\n'
    own = opened(tmp_path, toml, warmth("France", 1981, 2005)).store.countries
    assert own["FRA"].quality == GOOD
    assert own["BRA"].quality == Quality("none", "Our stations has no temperatures for Brazil.")
    assert list(own) == list(ours)
    assert own["FRA"] == replace(ours["FRA"], quality=GOOD)


def test_an_own_temperature_is_the_first_record_and_the_snapshots_own_stay_behind_it(
    tmp_path: Path,
):
    toml = FOREST.replace("[forest]", "[temperature]") + 'source = "Our stations"\n'
    store = opened(tmp_path, toml, warmth("France", 1981, 2005)).store
    assert list(store.records) == ["own", "ncep"]
    own, ncep = store.records.values()
    assert (own.label, own.years, own.countries) == ("Our stations", (1981, 2005), 1)
    ours = open_collection(wanted=read_catalogue(CATALOGUE)).store
    for iso3 in ("FRA", "BRA"):
        pd.testing.assert_frame_equal(
            store.series(iso3, ncep.series), ours.series(iso3, "temperature")
        )
        pd.testing.assert_frame_equal(
            store.series(iso3, own.series), store.series(iso3, "temperature")
        )
    assert store.record_countries("own")["FRA"].quality == GOOD
    assert store.record_countries("ncep")["FRA"].quality.flag == "break"


def test_an_own_temperature_too_short_for_a_normal_leaves_ours(tmp_path: Path):
    toml = FOREST.replace("[forest]", "[temperature]")
    found = opened(tmp_path, toml, warmth("France", 1992, 2020))
    assert "two thirds of the years 1981-2010" in found.left_out["temperature"]
    assert found.store.series("FRA", "temperature")["year"].min() == 1948
    assert "temperature" not in opened(tmp_path, toml, warmth("France", 1991, 2020)).left_out


def test_a_bad_own_temperature_leaves_ours(tmp_path: Path):
    found = opened(tmp_path, '[temperature]\npath = "none.csv"\n')
    assert "there is no such file" in found.left_out["temperature"]
    assert found.catalogue["temperature"] == read_catalogue(CATALOGUE)["temperature"]
    assert len(found.store.series("BRA", "temperature")) > 50


def test_an_entry_that_nobody_has_fetched_is_left_out_with_what_to_run(tmp_path: Path):
    found = opened(tmp_path, '[co2]\nlabel = "CO2"\nunit = "t"\ncode = "EN.GHG.CO2.PC.CE.AR5"\n')
    assert "refresh --only co2" in found.left_out["co2"]


def test_an_entry_whose_code_no_refresh_asks_for_is_not_told_to_refresh(tmp_path: Path):
    entry = '[co2]\nlabel = "CO2"\nunit = "t"\ncode = "EN.GHG.CO2.PC.CE.AR5"\n'
    reason = opened(tmp_path, entry + 'source = "World Bank, WDI"\n').left_out["co2"]
    assert "a refresh brings none of source = 'World Bank, WDI'" in reason
    assert 'write source = "World Bank", or path = "..."' in reason


def test_an_entry_without_code_and_file_is_left_out(tmp_path: Path):
    found = opened(tmp_path, '[co2]\nlabel = "CO2"\nunit = "t"\nsource = "Somebody"\n')
    assert 'write path = "..."' in found.left_out["co2"]


def test_names_that_are_no_country_are_remarked_and_the_rest_is_served(tmp_path: Path):
    found = opened(tmp_path, rows=ROWS + "Brazl,2004,1\n")
    assert '"Brazl" (row 4, Brazil (BRA)?)' in found.remarks["forest"]
    assert len(found.store.series("NPL", "forest")) == 1


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids whose own files have been read, in order."""
    found: list[str] = []
    read = collection.read_own

    def watched(indicator: collection.Indicator, names: collection.CountryNames) -> object:
        found.append(indicator.id)
        return read(indicator, names)

    monkeypatch.setattr(collection, "read_own", watched)
    return found


def test_a_file_that_has_not_changed_is_read_once(tmp_path: Path, reads: list[str]):
    opened(tmp_path).store.values("forest")
    os.utime(tmp_path / "forest.csv", ns=(0, 0))
    again = open_collection(
        wanted=read_catalogue(environ={"ISOTHERM_CATALOGUE": str(tmp_path / "own.toml")})
    )
    again.store.values("forest")
    assert reads == ["forest", "forest"]


def test_of_many_own_entries_only_what_is_shown_is_read(tmp_path: Path, reads: list[str]):
    many = "".join(FOREST.replace("[forest]", f"[forest{n}]") for n in range(1500))
    found = opened(tmp_path, many)
    assert len(found.catalogue) == 1500 + len(read_catalogue(CATALOGUE))
    assert reads == []
    assert found.store.values("forest7").loc["BRA", 2001] == 60.0
    assert reads == ["forest7"]


def test_a_folder_of_files_among_many_own_entries_is_there(tmp_path: Path):
    many = "".join(FOREST.replace("[forest]", f"[forest{n}]") for n in range(31))
    (tmp_path / "crucy").mkdir()
    (tmp_path / "crucy" / "crucy.v4.07.2001.2003.Chad.tmp.per").write_text(per(), encoding="utf-8")
    more = '[chad]\nlabel = "Chad"\nunit = "°C"\npath = "crucy"\nsource = "per"\n'
    found = opened(tmp_path, many + more)
    assert "chad" not in found.left_out
    assert found.store.series("TCD", "chad")["year"].tolist() == [2001, 2002, 2003]


def test_a_bad_own_temperature_among_many_own_entries_leaves_ours(tmp_path: Path):
    many = "".join(FOREST.replace("[forest]", f"[forest{n}]") for n in range(31))
    (tmp_path / "bad.csv").write_text("country,year,value\nBrazil,2001,many\n", encoding="utf-8")
    found = opened(tmp_path, '[temperature]\npath = "bad.csv"\n' + many)
    assert '"many" is not a number' in found.left_out["temperature"]
    assert len(found.store.series("BRA", "temperature")) > 50


def test_what_fails_when_it_is_first_shown_has_no_values(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    many = "".join(FOREST.replace("[forest]", f"[forest{n}]") for n in range(31))
    found = opened(tmp_path, many, "country,year,value\nBrazil,2001,many\n")
    assert found.store.series("BRA", "forest3").empty
    assert '"many" is not a number' in caplog.text


def test_a_damaged_refreshed_snapshot_leaves_the_embedded_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    (tmp_path / "half").mkdir()
    (tmp_path / "current").symlink_to("half")
    monkeypatch.setenv("ISOTHERM_DATA_DIR", str(tmp_path))
    assert len(open_served().store.countries) == 249
    assert "The embedded snapshot is served instead" in caplog.text
