import json
import socket
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.ports import free_port
from dashboard.__main__ import main
from dashboard.boundaries import read_boundaries
from dashboard.checks import Finding, check_all
from dashboard.checks.catalogue import archived_code, check_catalogue
from dashboard.checks.environment import check_environment
from dashboard.checks.snapshot import check_snapshot
from dashboard.indicators import CATALOGUE, read_catalogue
from dashboard.store import SNAPSHOT, Store, write_series

OTHERS = {"ALLOWED_ORIGINS": "a.example", "BOKEH_SECRET_KEY": "of these tests alone"}
FOREST = '[forest]\nlabel = "Forest area"\nunit = "%"\npath = "forest.csv"\n'
ROWS = "country,year,value\nBrazil,2001,60\nNepal,2003,40\n"


def told(findings: list[Finding], level: str = "error") -> list[str]:
    return [
        f"{finding.subject}: {finding.message}" for finding in findings if finding.level == level
    ]


def environment(**variables: str) -> list[Finding]:
    return list(check_environment({"PORT": str(free_port()), **variables}))


@pytest.fixture
def own(tmp_path: Path) -> Mapping[str, str]:
    """An environment with a catalogue of its own and an empty folder of snapshots."""
    (tmp_path / "own.toml").write_text(FOREST, encoding="utf-8")
    (tmp_path / "forest.csv").write_text(ROWS, encoding="utf-8")
    folder = tmp_path / "snapshots-of-nobody"
    return {"ISOTHERM_CATALOGUE": str(tmp_path / "own.toml"), "ISOTHERM_DATA_DIR": str(folder)}


def checked(own: Mapping[str, str], toml: str = FOREST, rows: str = ROWS) -> list[Finding]:
    path = Path(own["ISOTHERM_CATALOGUE"])
    path.write_text(toml, encoding="utf-8")
    (path.parent / "forest.csv").write_text(rows, encoding="utf-8")
    return list(check_catalogue(own))


# Environment


def test_a_machine_with_nothing_set_passes():
    assert {finding.level for finding in environment()} == {"ok"}


def test_a_port_in_use_is_an_error():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        (error,) = told(environment(PORT=port))
    assert error.startswith(f"PORT: port {port} of 127.0.0.1 cannot be used")


@pytest.mark.parametrize(
    ("variables", "error"),
    [
        ({"PORT": "banana"}, "PORT: PORT is 'banana'"),
        ({"ADDRESS": "0.0.0.0"}, "ALLOWED_ORIGINS: ALLOWED_ORIGINS is not set"),
        ({"ALLOWED_ORIGINS": "*"}, "ALLOWED_ORIGINS: ALLOWED_ORIGINS is '*'"),
        ({"REDIS_URL": "foo"}, "REDIS_URL: REDIS_URL is"),
        ({"ISOTHERM_STATE_DIR": "/proc/nowhere"}, "ISOTHERM_STATE_DIR: is '/proc/nowhere': it c"),
        ({"ISOTHERM_STATE_DIR": "~no one/x"}, "ISOTHERM_STATE_DIR: is '~no one/x': its ~ is nobo"),
        ({"ADDRESS": "192.0.2.1", **OTHERS}, "ADDRESS: 192.0.2.1 is no address of this machine"),
        ({"ADDRESS": "no.invalid", **OTHERS}, "ADDRESS: no.invalid is no address of this machine"),
    ],
)
def test_a_setting_that_cannot_be_used_is_an_error(variables: dict[str, str], error: str):
    (found,) = told(environment(**variables))
    assert found.startswith(error)


def test_all_settings_that_cannot_be_used_are_told_at_once():
    url = f"redis://127.0.0.1:{free_port()}/0"
    found = environment(PORT="99999", ALLOWED_ORIGINS="*", WEB_CONCURRENCY="x", REDIS_URL=url)
    subjects = [finding.subject for finding in found if finding.level == "error"]
    assert subjects == ["PORT", "ALLOWED_ORIGINS", "WEB_CONCURRENCY", "REDIS_URL"]


def test_settings_of_a_refresh_are_told_at_once(own: Mapping[str, str]):
    wrong = {
        "ISOTHERM_CCKP_COLLECTION": "zzz",
        "ISOTHERM_REFRESH_CONCURRENCY": "0",
        "ISOTHERM_REFRESH_MOST_LOST": "2",
    }
    errors = told(list(check_all({**own, "PORT": str(free_port()), **wrong})))
    assert [error.split(":")[0] for error in errors] == list(wrong)


def test_a_redis_that_does_not_answer_is_an_error_that_hides_the_password():
    url = f"redis://user:secret@127.0.0.1:{free_port()}/0"
    (found,) = told(environment(REDIS_URL=url))
    assert found.startswith("REDIS_URL: does not answer")
    assert "secret" not in found


def test_a_redis_that_accepts_and_says_nothing_is_an_error():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        (found,) = told(environment(REDIS_URL=f"redis://127.0.0.1:{port}/0"))
    assert found.startswith("REDIS_URL: does not answer")


@pytest.mark.parametrize("origins", ["localhost:5006", "LOCALHOST:5006,127.0.0.1"])
def test_a_public_server_that_only_this_machine_may_use_is_a_warning(origins: str):
    found = environment(ADDRESS="0.0.0.0", ALLOWED_ORIGINS=origins)
    assert any("add the host that they open" in text for text in told(found, "warning"))


def test_the_variable_that_holds_the_key_is_named():
    found = environment(BOKEH_SECRET_KEY="of these tests alone")
    assert "BOKEH_SECRET_KEY: sessions are signed with it" in told(found, "ok")


def test_a_public_server_without_a_key_is_a_warning_that_names_both_variables():
    (warning,) = told(environment(ADDRESS="0.0.0.0", ALLOWED_ORIGINS="a.example"), "warning")
    assert warning.startswith("ISOTHERM_SECRET_KEY: is not set, nor is BOKEH_SECRET_KEY: ")


# Snapshot


def test_the_embedded_snapshot_passes(own: Mapping[str, str]):
    (found,) = check_snapshot(own)
    assert found.level == "ok"
    assert "249 countries" in found.message


def snapshot_with(own: Mapping[str, str], iso3: list[str]) -> list[Finding]:
    folder = Path(own["ISOTHERM_DATA_DIR"])
    (folder / "new").mkdir(parents=True)
    for name in ("countries.parquet", "boundaries.parquet", "provenance.json"):
        (folder / "new" / name).write_bytes((SNAPSHOT / name).read_bytes())
    rows = pd.DataFrame({"iso3": iso3, "indicator": "population", "year": 2001, "value": 1.0})
    write_series(rows.astype({"year": "int16"}), folder / "new" / "series.parquet")
    (folder / "current").symlink_to("new")
    return list(check_snapshot(own))


def test_groups_of_countries_in_the_snapshot_are_an_error(own: Mapping[str, str]):
    (found,) = told(snapshot_with(own, ["BRA", "EUU", "WLD"]))
    assert found == "population: groups of countries in the snapshot: EUU, WLD"


def test_codes_of_no_country_in_the_snapshot_are_an_error(own: Mapping[str, str]):
    (found,) = told(snapshot_with(own, ["BRA", "QQQ"]))
    assert found == "population: no country here, in the snapshot: QQQ"


def test_the_shapes_are_those_that_the_server_reads_and_not_a_snapshots_copy(
    own: Mapping[str, str],
):
    snapshot_with(own, ["BRA"])
    (Path(own["ISOTHERM_DATA_DIR"]) / "new" / "boundaries.parquet").unlink()
    (found,) = check_snapshot(own)
    assert f"{len(read_boundaries())} shapes" in found.message


def test_a_damaged_snapshot_is_an_error(own: Mapping[str, str]):
    folder = Path(own["ISOTHERM_DATA_DIR"])
    (folder / "new").mkdir(parents=True)
    (folder / "current").symlink_to("new")
    (found,) = told(list(check_snapshot(own)))
    assert "there is no such file" in found


# Catalogue


def test_every_entry_is_told_with_what_it_covers(own: Mapping[str, str]):
    found = checked(own)
    assert told(found) == []
    covered = {f.subject: f.figures for f in found if f.figures}
    assert set(covered) == {*read_catalogue(CATALOGUE), "forest"}
    assert covered["forest"] == {
        "countries": 2,
        "first": 2001,
        "last": 2003,
        "values": 2,
        "source": "forest.csv",
    }
    assert covered["population"]["countries"] == 215


def test_each_faulty_entry_is_an_error_of_its_own(own: Mapping[str, str]):
    errors = told(checked(own, '[a]\nlabel = "A"\n[b]\nunit = 3\n'))
    assert len(errors) == 2
    assert "[a] misses unit" in errors[0]
    assert "[b] unit = 3" in errors[1]


@pytest.mark.parametrize(
    ("code", "successor"),
    [
        ("EN.ATM.CO2E.PC", "use EN.GHG.CO2.PC.CE.AR5"),
        ("EN.ATM.CO2E.KT", "use EN.GHG.CO2.MT.CE.AR5"),
        ("EN.ATM.CO2E.GF.ZS", "look for another"),
    ],
)
def test_an_archived_code_is_told_with_its_successor(code: str, successor: str):
    assert f"{code} is archived by the World Bank: {successor}" in archived_code(code)


def test_a_code_in_use_is_not_called_archived():
    assert [archived_code(entry.code) for entry in read_catalogue(CATALOGUE).values()] == [""] * 12


def test_an_archived_code_in_the_catalogue_is_an_error(own: Mapping[str, str]):
    errors = told(checked(own, '[co2]\nlabel = "CO2"\nunit = "t"\ncode = "EN.ATM.CO2E.PC"\n'))
    assert any("EN.GHG.CO2.PC.CE.AR5" in error for error in errors)
    assert any("refresh --only co2" in error for error in errors)


def test_a_missing_unit_is_a_warning(own: Mapping[str, str]):
    (warning,) = told(checked(own, FOREST.replace('"%"', '""')), "warning")
    assert warning.startswith("forest: has no unit")


def test_two_entries_of_one_label_are_a_warning(own: Mapping[str, str]):
    twice = FOREST + FOREST.replace("[forest]", "[wood]")
    (warning,) = told(checked(own, twice), "warning")
    assert warning == "catalogue: forest, wood have the same label 'Forest area': change one"


def test_names_that_are_no_country_are_one_warning_that_lists_them(own: Mapping[str, str]):
    found = checked(own, rows=ROWS + "Brazl,2004,1\nAtlantis,2004,1\n")
    assert told(found) == []
    (warning,) = told(found, "warning")
    assert warning.startswith(
        'forest: 2 names are no country here: "Brazl" (row 4, Brazil (BRA)?), "At'
    )
    assert warning.endswith('names = { "Brazl" = "BRA", "Atlantis" = "" }')


def test_a_name_that_may_be_a_country_which_is_missing_is_an_error(own: Mapping[str, str]):
    (error,) = told(checked(own, rows=ROWS + "Indai,2004,1\nAtlantis,2004,1\n"))
    assert 'names = { "Indai" = "IND", "Atlantis" = "" }' in error


def test_a_code_is_never_said_to_resemble_another(own: Mapping[str, str]):
    (warning,) = told(checked(own, rows=ROWS + "BRX,2004,1\n"), "warning")
    assert '"BRX" (row 4)' in warning


def test_doubts_of_values_are_warnings(own: Mapping[str, str]):
    found = checked(own, rows=ROWS + "India,2003,-999\n")
    assert told(found) == []
    (warning,) = told(found, "warning")
    assert warning.startswith('forest: -999 is in row 4, column "value": if it stands for no')


def test_a_large_country_that_a_file_of_most_countries_lacks_is_told(own: Mapping[str, str]):
    some = [iso3 for iso3 in Store.read().countries if iso3 not in ("CHN", "BRA")][:150]
    rows = "country,year,value\n" + "".join(f"{iso3},2001,{len(iso3)}\n" for iso3 in some)
    (warning,) = [text for text in told(checked(own, rows=rows), "warning") if "lacks" not in text]
    assert warning.startswith("forest: has no value for China")
    assert told(checked(own, rows=ROWS), "warning") == []


def test_groups_in_an_own_file_are_told_and_no_error(own: Mapping[str, str]):
    found = checked(own, rows=ROWS + "World,2004,1\nUSSR,1980,1\n")
    assert told(found) == []
    assert any("former states: USSR, World" in text for text in told(found, "ok"))


def test_a_repeated_key_is_an_error_with_its_rows(own: Mapping[str, str]):
    (error,) = told(checked(own, rows=ROWS + "Brazil,2001,61\n"))
    assert "BRA 2001 is in rows 2, 4" in error


def test_what_tells_repeated_rows_apart_is_told_to_be_pasted(own: Mapping[str, str]):
    rows = "country,year,sex code,sex,value\nBrazil,2001,M,men,60\nBrazil,2001,T,Total,61\n"
    (error,) = told(checked(own, rows=rows))
    assert error.endswith(
        'they differ in column "sex" ("men", "Total"); to choose, write where = { sex = "Total" }'
    )
    chosen = checked(own, FOREST + 'where = { sex = "Total" }\n', rows=rows)
    assert told(chosen) == told(chosen, "warning") == []


def test_an_unreadable_file_is_an_error(own: Mapping[str, str]):
    (error,) = told(checked(own, FOREST.replace("forest.csv", "none.csv")))
    assert "there is no such file" in error


# The command


def test_the_command_prints_a_line_each_and_succeeds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], own: Mapping[str, str]
):
    for name, value in {**own, "PORT": str(free_port())}.items():
        monkeypatch.setenv(name, value)
    assert main(["check"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith("ok ") for line in lines)
    assert any("2 countries, 2001 to 2003" in line for line in lines)


def test_the_command_fails_on_any_error_and_counts_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], own: Mapping[str, str]
):
    checked(own, rows="country,year,value\nBrazil,2001,many\n")
    for name, value in {**own, "PORT": str(free_port())}.items():
        monkeypatch.setenv(name, value)
    assert main(["check"]) == 1
    printed = capsys.readouterr()
    assert '"many" is not a number' in printed.out
    assert printed.err == "isotherm: 1 error\n"


def test_the_command_prints_json_for_programs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], own: Mapping[str, str]
):
    checked(own, rows="country,year,value\nBrazil,2001,many\n")
    for name, value in {**own, "PORT": str(free_port())}.items():
        monkeypatch.setenv(name, value)
    assert main(["check", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is False
    levels = {(f["subject"], f["level"]) for f in said["findings"]}
    assert ("forest", "error") in levels
    assert ("population", "ok") in levels


def test_all_checks_run_whatever_the_first_finds(own: Mapping[str, str]):
    subjects = {finding.subject for finding in check_all({**own, "PORT": "banana"})}
    assert {"PORT", "snapshot", "forest", "temperature"} <= subjects


def test_an_indicator_by_a_name_of_the_page_s_own_is_an_error(own: Mapping[str, str]):
    (error,) = told(checked(own, FOREST.replace("[forest]", "[warming_rate]")))
    assert "[warming_rate] is the page's own name of the warming rate on the map" in error
    assert "name it otherwise, such as [own_warming_rate]" in error
