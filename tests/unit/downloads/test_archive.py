"""All data as a zip: what is in it, read back as anybody would, beside the store."""

import asyncio
import io
import json
import threading
import zipfile

import numpy as np
import pandas as pd
import pytest

from dashboard.atlas import the_atlas
from dashboard.downloads import archive as module
from dashboard.downloads.archive import archive, archive_of
from dashboard.records import TEMPERATURE
from dashboard.store import SnapshotError
from tests.records_snapshot import three_records

ATLAS, FIT = the_atlas(), three_records()
SERIES = list(ATLAS.catalogue)


@pytest.fixture(scope="module")
def zipped() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(archive(ATLAS)))


def rows_of(zipped: zipfile.ZipFile, name: str) -> pd.DataFrame:
    with zipped.open(f"{name}.csv") as file:
        return pd.read_csv(file)


@pytest.mark.parametrize("name", SERIES)
def test_each_series_is_the_stores_to_the_last_decimal(zipped: zipfile.ZipFile, name: str):
    rows, values = rows_of(zipped, name), ATLAS.store.values(name)
    assert rows.columns.tolist() == ["iso3", "country", "year", "value"]
    assert rows.notna().all(axis=None)
    assert len(rows) == values.count().sum()
    wide = rows.pivot(index="iso3", columns="year", values="value")
    np.testing.assert_allclose(wide, values.loc[wide.index, wide.columns], rtol=1e-14)
    names = rows.drop_duplicates("iso3").set_index("iso3")["country"]
    assert names.to_dict() == {iso3: ATLAS.store.countries[iso3].name for iso3 in names.index}


def test_the_country_table_is_whole_and_no_text_is_taken_for_a_missing_value(zipped):
    rows = rows_of(zipped, "countries")
    assert rows["iso3"].tolist() == list(ATLAS.store.countries)
    assert rows["name"].tolist() == [c.name for c in ATLAS.store.countries.values()]
    assert rows["un_member"].sum() == 193
    assert rows.set_index("iso3").loc["NAM", "name"] == "Namibia"
    quality = rows_of(zipped, "quality").set_index("iso3")["quality"]
    assert quality.to_dict() == {i: c.quality.flag for i, c in ATLAS.store.countries.items()}


def test_the_metadata_say_of_each_file_its_unit_years_source_and_licence(zipped):
    told = json.loads(zipped.read("metadata.json"))
    assert told["snapshot"] == ATLAS.store.provenance["date"]
    assert told["left_out"] == []
    files = {file["file"]: file for file in told["files"]}
    assert set(files) == {f"{name}.csv" for name in SERIES}
    for name in SERIES:
        file, values = files[f"{name}.csv"], ATLAS.store.values(name)
        assert file["unit"] == ATLAS.catalogue[name].unit
        known = values.columns[values.notna().any()]
        assert file["years"] == [known.min(), known.max()]
        assert file["retrieved"]
        assert file["source"]["licence"] == ATLAS.provenance(name)["licence"]
        assert file["source"]["publisher"] == ATLAS.provenance(name)["publisher"]


def test_the_licences_name_every_file_with_its_publisher_and_terms(zipped):
    text = zipped.read("LICENSE.txt").decode()
    for name in SERIES:
        part = text.partition(f"\n{name}.csv: ")[2].partition("\n\n")[0]
        assert ATLAS.provenance(name)["publisher"] in part
        assert f"Licence: {ATLAS.provenance(name)['licence']}" in part


def test_every_record_has_a_file_of_its_own():
    with zipfile.ZipFile(io.BytesIO(archive(FIT))) as zipped:
        files = [f for f in json.loads(zipped.read("metadata.json"))["files"] if "record" in f]
        assert [file["record"] for file in files] == ["cru", "era5", "fao"]
        assert files[0]["file"] == "temperature.csv"
        assert files[2]["base"] == "1951-1980"
        rows = rows_of(zipped, "temperature.fao").set_index(["iso3", "year"])["value"]
        published = FIT.record("fao").values.loc["IND", 2000]
        assert rows["IND", 2000] == pytest.approx(published, abs=1e-13)
        quality = rows_of(zipped, "quality").set_index(["record", "iso3"])["quality"]
        assert (quality["era5", "FRA"], quality["cru", "FRA"]) == ("differs", "good")


def test_the_same_snapshot_is_the_same_file():
    assert archive(ATLAS) == archive(ATLAS)


def test_what_is_beyond_the_bound_or_cannot_be_read_is_named(monkeypatch):
    most = len(ATLAS.store.tidy(TEMPERATURE))
    with zipfile.ZipFile(io.BytesIO(archive(ATLAS, most=most))) as zipped:
        told = json.loads(zipped.read("metadata.json"))
        assert [file["file"] for file in told["files"]] == ["temperature.csv"]
        assert set(told["left_out"]) == set(SERIES) - {TEMPERATURE}
    whole = ATLAS.store.tidy

    def tidy(name: str) -> pd.DataFrame:
        if name == "fertility":
            raise SnapshotError(ATLAS.store._file, "damaged")
        return whole(name)

    monkeypatch.setattr(ATLAS.store, "tidy", tidy)
    with zipfile.ZipFile(io.BytesIO(archive(ATLAS))) as zipped:
        assert json.loads(zipped.read("metadata.json"))["left_out"] == ["fertility"]


def test_all_who_ask_at_once_wait_for_one_that_is_built_in_a_thread(monkeypatch):
    threads: list[threading.Thread] = []

    def build(_atlas: object) -> bytes:
        threads.append(threading.current_thread())
        return b"zip"

    monkeypatch.setattr(module, "archive", build)
    monkeypatch.setattr(module, "_archives", {})

    async def ask() -> list[bytes]:
        return await asyncio.gather(*(archive_of(ATLAS) for _ in range(20)))

    assert asyncio.run(ask()) == [b"zip"] * 20
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()


def test_one_that_could_not_be_built_is_tried_again(monkeypatch):
    tried: list[int] = []

    def build(_atlas: object) -> bytes:
        tried.append(1)
        if len(tried) == 1:
            raise MemoryError
        return b"zip"

    monkeypatch.setattr(module, "archive", build)
    monkeypatch.setattr(module, "_archives", {})

    async def ask() -> bytes:
        with pytest.raises(MemoryError):
            await archive_of(ATLAS)
        return await archive_of(ATLAS)

    assert asyncio.run(ask()) == b"zip"
