"""A refresh of several records against publishers on this machine, and what each may get wrong."""

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
import stamina

from dashboard.__main__ import main
from dashboard.own.names import CountryNames
from dashboard.own.per_files import iso3_of
from dashboard.snapshots import current_snapshot
from dashboard.store import SNAPSHOT, Store
from tests.integration.world_bank import ERA5, HTML, WorldBank
from tests.shared import shared

ONLY = ["refresh", "--only", "temperature"]


@pytest.fixture(autouse=True)
def without_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2):
        yield


@pytest.fixture
def bank() -> Iterator[WorldBank]:
    with WorldBank() as bank:
        yield bank


@pytest.fixture
def folder(bank: WorldBank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ISOTHERM_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("ISOTHERM_CATALOGUE", raising=False)
    for variable, url in bank.addresses.items():
        monkeypatch.setenv(variable, url)
    return tmp_path / "data"


def store(folder: Path) -> Store:
    return Store.read(current_snapshot(folder))


def test_three_records_come_and_are_served(folder: Path, bank: WorldBank):
    assert main(ONLY) == 0
    served = store(folder)
    assert list(served.records) == ["cru", "era5", "fao"]
    assert served.records["era5"].base == (1991, 2020)
    assert served.records["era5"].publisher.endswith("Our World in Data")
    assert served.indicators == Store.read().indicators
    pd.testing.assert_frame_equal(
        served.values("temperature"), served.values(served.records["cru"].series)
    )
    assert served.provenance["series"]["temperature"]["short"] == "CRU TS"
    told = bank.owid().decode().splitlines()[1].split(",")
    first = served.series(told[1], "temperature.era5").iloc[0]
    assert (str(first["year"].astype(int)), f"{first['value']:.7f}") == (told[2], told[3])
    assert (current_snapshot(folder) / "records.json").is_file()


def test_the_order_of_the_records_is_chosen(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ISOTHERM_RECORDS", "fao,era5")
    assert main(ONLY) == 0
    served = store(folder)
    assert list(served.records) == ["fao", "era5"]
    assert served.provenance["series"]["temperature"]["short"] == served.records["fao"].label
    assert served.values("temperature").columns[0] == 1961


def test_a_country_that_the_records_agree_on_is_good_and_one_they_differ_on_says_how(
    folder: Path, bank: WorldBank, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ISOTHERM_RECORDS", "era5,fao")
    whole = bank.imf().decode().splitlines()
    warmer = [_warmer(line) if ",BRA," in line else line for line in whole]
    monkeypatch.setattr(bank, "imf", lambda: "\n".join([*warmer, ""]).encode())
    assert main(ONLY) == 0
    countries = store(folder).countries
    assert countries["FRA"].quality.flag == "good"
    assert countries["BRA"].quality.flag == "differs"
    assert store(folder).records["fao"].quality["BRA"].flag == "differs"


def _warmer(line: str) -> str:
    """Add half a degree a decade to a row of the IMF's."""
    *head, rest = line.split("Degree Celsius,")
    values = [f"{float(v) + 0.05 * n - 0.475:.3f}" for n, v in enumerate(rest.split(","))]
    return "Degree Celsius,".join([*head, ",".join(values)])


def _edited(bank: WorldBank, edit: Callable[[pd.DataFrame], pd.DataFrame]) -> bytes:
    rows = pd.read_csv(BytesIO(bank.owid()))
    return edit(rows).to_csv(index=False).encode()


VALUE = "Temperature anomaly"
BAD: dict[str, tuple[Callable[[WorldBank], bytes], str]] = {
    "cut off": (lambda bank: bank.owid()[:-9000].rpartition(b"\n")[0], "it is cut off"),
    "HTML": (lambda _: HTML, "not CSV: '<!DOCTYPE html>"),
    "another base": (
        lambda bank: _edited(bank, lambda rows: rows.assign(**{VALUE: rows[VALUE] + 0.7})),
        "not anomalies of 1991-2020",
    ),
    "middle years": (
        lambda bank: _edited(bank, lambda rows: rows[~rows["Year"].between(1985, 1987)]),
        "most countries have no value in 1985, 1986, 1987",
    ),
    "a large country": (
        lambda bank: _edited(bank, lambda rows: rows[rows["Code"] != "BRA"]),
        "it has no values of Brazil",
    ),
    "°F": (
        lambda bank: _edited(bank, lambda rows: rows.assign(**{VALUE: rows[VALUE] * 1.8})),
        "as in another unit",
    ),
    "tenths": (
        lambda bank: _edited(bank, lambda rows: rows.assign(**{VALUE: rows[VALUE] * 10})),
        "is not plausible in °C above a normal",
    ),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_record_is_refused_and_the_others_are_kept(
    folder: Path, bank: WorldBank, monkeypatch: pytest.MonkeyPatch, fault: str, capsys
):
    body, reason = BAD[fault][0](bank), BAD[fault][1]
    bank.always[ERA5] = "404"  # the other way to it
    bank.collections.pop(ERA5)
    with monkeypatch.context() as patch:
        patch.setattr(bank, "owid", lambda: body)
        assert main(ONLY) == 0
    told = capsys.readouterr().err
    assert "The record era5 is refused: " in told
    assert reason in told
    assert list(store(folder).records) == ["cru", "fao"]
    assert main(ONLY) == 0  # and well again
    assert list(store(folder).records) == ["cru", "era5", "fao"]


def test_a_record_that_does_not_come_again_stays_as_it_was(folder: Path, bank: WorldBank, capsys):
    assert main(ONLY) == 0
    before = store(folder)
    bank.always["/owid/"], bank.always[ERA5] = "404", "404"
    shutil.rmtree(folder / "raw" / "cckp")
    assert main(ONLY) == 0
    told = capsys.readouterr().err
    day = before.records["era5"].date
    assert f"; that of {day} is served on" in told
    now = store(folder)
    assert now.records["era5"] == before.records["era5"]
    pd.testing.assert_frame_equal(now.values("temperature.era5"), before.values("temperature.era5"))


def test_era5_comes_from_the_portal_where_our_world_in_data_fails(folder: Path, bank: WorldBank):
    bank.always["/owid/"] = "404"
    assert main(ONLY) == 0
    assert store(folder).records["era5"].base is None


def test_fao_comes_from_faostat_where_the_imf_fails(folder: Path, bank: WorldBank):
    bank.always["/imf/"] = "404"
    assert main(ONLY) == 0
    fao = store(folder).records["fao"]
    assert fao.publisher.endswith("by FAOSTAT")
    assert "CHN" in fao.differs
    bank.always["/faostat/"] = "404"
    before = store(folder).values("temperature.fao")
    assert main([*ONLY, "--offline"]) == 0
    pd.testing.assert_frame_equal(store(folder).values("temperature.fao"), before)


def test_no_record_at_all_leaves_the_embedded_ones(folder: Path, bank: WorldBank, capsys):
    for part in ("/owid/", "/imf/", "/faostat/", "/cckp/"):
        bank.always[part] = "404"
    assert main(["refresh"]) == 1
    assert "  temperature: cru: " in capsys.readouterr().err
    assert current_snapshot(folder) == SNAPSHOT


def test_a_snapshot_of_an_earlier_release_is_served_and_refreshed(folder: Path, bank: WorldBank):
    assert main([*ONLY, "--temperature", "cru"]) == 0
    snapshot = current_snapshot(folder)
    (snapshot / "records.json").unlink()
    assert list(store(folder).records) == ["cru"]
    bank.always["/cckp/"] = "404"
    shutil.rmtree(folder / "raw" / "cckp")
    assert main(ONLY) == 0
    assert list(store(folder).records) == ["cru", "era5", "fao"]
    assert store(folder).provenance["series"]["temperature"]["short"] == "CRU TS"


def test_other_indicators_leave_the_records_as_they_are(folder: Path):
    assert main(ONLY) == 0
    before = json.loads((current_snapshot(folder) / "records.json").read_text())
    assert main(["refresh", "--only", "population"]) == 0
    assert json.loads((current_snapshot(folder) / "records.json").read_text()) == before


def test_a_dry_run_lists_the_addresses_of_the_records(folder: Path, bank: WorldBank, capsys):
    assert main([*ONLY, "--dry-run"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines][:3] == [
        "temperature.cru",
        *["temperature.era5"] * 2,
    ]
    assert f"{bank.addresses['ISOTHERM_OWID_URL']}/annual-temperature-anomalies.csv" in lines[1]
    assert [line.split(":")[0] for line in lines[3:]] == ["temperature.fao"] * 2
    assert "/faostat/Environment_Temperature_change_E_All_Data.zip" in lines[-1]
    assert bank.asked == []
    assert not folder.exists()


def test_records_come_from_files_without_asking_anybody(
    folder: Path, bank: WorldBank, tmp_path: Path
):
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "era5.csv").write_bytes(bank.owid())
    (tmp_path / "files" / "fao.csv").write_bytes(bank.imf())
    assert main(["refresh", "--from", str(tmp_path / "files")]) == 0
    assert bank.asked == []
    assert list(store(folder).records) == ["era5", "fao"]


def test_the_records_own_values_are_served_to_their_last_digit(folder: Path):
    reference = shared("reference")
    assert main(["refresh", "--from", str(reference)]) == 0
    served = store(folder)
    assert list(served.records) == ["cru", "era5", "fao"]
    assert "NOR" in served.records["era5"].differs
    published = {
        "cru": _printed(reference / "crucy"),
        "era5": _rows(reference / "owid_era5_annual_anomalies.csv", "Code"),
        "fao": _rows(reference / "imf_fao_temperature_change_1961_2024.csv", "ISO3"),
    }
    for record, printed in published.items():
        values = served.values(f"temperature.{record}")
        known = {key: text for key, text in printed.items() if key[0] in values.index}
        assert len(known) > 10_000
        assert all(values.loc[iso3, year] == float(text) for (iso3, year), text in known.items())
        assert int(values.notna().sum().sum()) == len(known)


def _rows(file: Path, code: str) -> dict[tuple[str, int], str]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return {
            ("XKX" if row[code] == "OWID_KOS" else row[code], int(year)): text
            for row in csv.DictReader(lines)
            for year, text in _by_year(row)
            if text.strip()
        }


def _printed(folder: Path) -> dict[tuple[str, int], str]:
    """The last column of each file, by the names of its file alone."""
    names = CountryNames(Store.read().countries)
    files = {iso3_of(file.name.split(".")[5], names): file for file in folder.iterdir()}
    return {
        (iso3, int(line[:5])): line[-8:]
        for iso3, file in files.items()
        if iso3
        for line in file.read_text().splitlines()[4:]
    }


def _by_year(row: dict[str, str]) -> list[tuple[str, str]]:
    if "Temperature anomaly" in row:
        return [(row["Year"], row["Temperature anomaly"])]
    return [(name, text) for name, text in row.items() if name.isdecimal()]


@pytest.mark.usefixtures("folder")
def test_a_folder_without_records_is_told(tmp_path: Path, capsys):
    assert main(["refresh", "--from", str(tmp_path / "none")]) == 2
    assert "there is no such folder" in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    assert main(["refresh", "--from", str(tmp_path / "empty")]) == 1
    assert "no file in it holds a record" in capsys.readouterr().err
