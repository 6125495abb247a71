"""Records among the files that somebody has downloaded."""

import shutil
import zipfile
from pathlib import Path

import pytest

from dashboard.refresh.folder import found_records
from dashboard.sources.temperature import RecordError
from dashboard.store import Store
from tests.shared import shared

COUNTRIES = Store.read().countries
OWID = "owid_era5_annual_anomalies.csv"
IMF = "imf_fao_temperature_change_1961_2024.csv"


def test_the_real_files_are_three_records():
    found = found_records(shared("reference"), COUNTRIES)
    assert (found.refused, found.remarks) == ({}, [])
    records = {
        name: came.record_of(came.fetched, came.fetched.rows)
        for name, came in found.records.items()
    }
    told = {name: (record.label, str(record.years)) for name, record in records.items()}
    assert told == {
        "cru": ("CRU CY", "1901-2022"),
        "era5": ("ERA5", "1940-2024"),
        "fao": ("FAO", "1961-2024"),
    }
    assert records["cru"].version == "4.07"
    assert all(name == record.id for name, record in records.items())


def test_files_are_known_by_what_they_hold_also_in_zip_files(tmp_path: Path):
    reference = shared("reference")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(reference / OWID, "download (3).csv")
        archive.writestr("readme.csv", "who,what\n")
        for file in sorted((reference / "crucy").iterdir())[:20]:
            archive.write(file, f"crucy/{file.name}")
    within = tmp_path / "within"
    within.mkdir()
    shutil.copyfile(reference / IMF, within / "data.csv")
    found = found_records(tmp_path, COUNTRIES)
    assert set(found.records) == {"cru", "era5", "fao"}
    assert found.remarks == [f"No record is in {tmp_path / 'a.zip'}: readme.csv"]


def test_faostats_own_file_is_a_record_until_one_ends_later(tmp_path: Path):
    wide = "faostat_wide_temperature_change.csv"
    shutil.copyfile(shared("files") / wide, tmp_path / wide)
    found = found_records(tmp_path, COUNTRIES)
    assert found.remarks == []
    fao = found.records["fao"]
    assert str(fao.record_of(fao.fetched, fao.fetched.rows).years) == "1961-2019"
    shutil.copyfile(shared("reference") / IMF, tmp_path / "z.csv")
    found = found_records(tmp_path, COUNTRIES)
    assert found.records["fao"].fetched.name == "z.csv"
    assert "z.csv has fao later than another" in found.remarks[0]


@pytest.mark.parametrize("end", [60_000, 60_007, 300_003])
def test_a_file_that_is_cut_off_is_refused_and_the_others_are_kept(tmp_path: Path, end: int):
    reference = shared("reference")
    (tmp_path / OWID).write_bytes((reference / OWID).read_bytes()[:end])
    shutil.copyfile(reference / IMF, tmp_path / IMF)
    found = found_records(tmp_path, COUNTRIES)
    assert list(found.records) == ["fao"]
    assert "cut off" in found.refused["era5"]


@pytest.mark.parametrize("end", [60_000, 150_001])
def test_the_imfs_file_cut_off_is_refused(tmp_path: Path, end: int):
    reference = shared("reference")
    (tmp_path / IMF).write_bytes((reference / IMF).read_bytes()[:end])
    assert "cut off" in found_records(tmp_path, COUNTRIES).refused["fao"]


def test_one_per_file_that_is_cut_off_refuses_them_all(tmp_path: Path):
    for file in sorted((shared("reference") / "crucy").iterdir())[:12]:
        (tmp_path / file.name).write_bytes(file.read_bytes())
    albania = tmp_path / "crucy.v4.07.1901.2022.Albania.tmp.per"
    albania.write_bytes(albania.read_bytes()[:9000])
    found = found_records(tmp_path, COUNTRIES)
    assert "Albania.tmp.per: " in found.refused["cru"]


def test_a_web_page_in_place_of_csv_is_told(tmp_path: Path):
    (tmp_path / OWID).write_text("<!DOCTYPE html><html></html>")
    with pytest.raises(RecordError, match=r"no file in it holds a record: .*a web page, not CSV"):
        found_records(tmp_path, COUNTRIES)


def test_a_zip_file_that_is_none_is_told(tmp_path: Path):
    (tmp_path / "a.zip").write_text("no zip")
    with pytest.raises(RecordError, match=r"a\.zip \(File is not a zip file\)"):
        found_records(tmp_path, COUNTRIES)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(RecordError, match="there is no such folder"):
        found_records(tmp_path / "none", COUNTRIES)
