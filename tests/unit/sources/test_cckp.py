import json
from typing import Any

import pytest

from dashboard.sources.cckp import (
    EDITIONS,
    CollectionError,
    PortalCollection,
    collections,
    parse_temperature,
    read_temperature,
)
from dashboard.sources.client import BrokenAnswerError
from dashboard.sources.raw import RawAnswers

CRU = PortalCollection.of(EDITIONS["cru"][0])


def answer(**series: dict[str, float | None]) -> bytes:
    return json.dumps({"metadata": {"status": "success"}, "data": series}).encode()


def test_a_collections_name_says_its_grid_and_years():
    assert (CRU.cell, CRU.first, CRU.last) == (0.5, 1901, 2024)
    era5 = collections("era5")[0]
    assert (era5.cell, era5.first) == (0.25, 1950)


def test_the_newest_edition_is_asked_for_first():
    assert [collection.last for collection in collections("cru")] == [2024, 2023, 2022]


def test_any_collection_of_annual_temperatures_may_be_named():
    name = EDITIONS["cru"][0].replace("2024", "2030").replace("ts4.09", "ts5.01")
    assert collections(name) == [PortalCollection(name, "cru", 0.5, 1901, 2030)]


@pytest.mark.parametrize(
    "name", ["", "cru5", "cru-x0.5_timeseries_pr_timeseries_annual_1901-2024_a"]
)
def test_what_names_no_annual_temperatures_is_refused(name: str):
    with pytest.raises(CollectionError, match=r"does not name annual temperatures, as cru-x0\.5"):
        collections(name)


def test_a_collection_of_another_source_is_not_taken_for_one_of_these():
    name = EDITIONS["cru"][0].replace("cru-x0.5", "cmip6-x0.25")
    with pytest.raises(CollectionError, match=r"is of cmip6, .* take one of cru or era5"):
        collections(name)


def test_what_is_told_of_the_grid_is_what_the_name_says(tmp_path):
    collection = PortalCollection.of(EDITIONS["cru"][0].replace("x0.5", "x0.25"))
    raw = RawAnswers(tmp_path)
    raw.write(f"cckp/{collection.name}.json", answer(AFG={"1901-07": 1.0}))
    note = read_temperature(raw, [collection]).about["note"]
    assert "on a grid of 0.25 degrees." in note


def test_annual_means_are_dated_to_july():
    rows = parse_temperature(answer(AFG={"1901-07": 12.78, "1902-07": 12.9}), CRU)
    assert rows.to_dict("list") == {
        "iso3": ["AFG", "AFG"],
        "year": [1901, 1902],
        "value": [12.78, 12.9],
    }


def test_null_is_an_absent_row():
    rows = parse_temperature(answer(AFG={"1901-07": None, "1902-07": 12.9}), CRU)
    assert rows["year"].tolist() == [1902]


def test_a_year_outside_of_the_collections_own_is_left_out():
    rows = parse_temperature(answer(AFG={"2024-07": 14.1, "2025-07": 9.3}), CRU)
    assert rows["year"].tolist() == [2024]


@pytest.mark.parametrize("key", ["1901-01", "1901", "1901-07-01"])
def test_a_month_is_not_taken_for_a_year(key: str):
    with pytest.raises(BrokenAnswerError, match="is not a year"):
        parse_temperature(answer(AFG={key: 12.78}), CRU)


@pytest.mark.parametrize(
    "said",
    [
        {"metadata": {"status": "error"}, "data": {}},
        {"metadata": {"status": "success"}, "data": []},
    ],
)
def test_the_portals_no_is_final(said: dict[str, Any]):
    with pytest.raises(CollectionError, match=CRU.name):
        parse_temperature(json.dumps(said).encode(), CRU)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"{}", b'{"metadata":{"status":"success"}}']
)
def test_what_is_no_answer_is_called_broken(body: bytes):
    with pytest.raises(BrokenAnswerError):
        parse_temperature(body, CRU)


def test_the_newest_collection_on_disk_is_read(tmp_path):
    raw = RawAnswers(tmp_path)
    _, older, oldest = (PortalCollection.of(name) for name in EDITIONS["cru"])
    for collection, value in ((older, 1.0), (oldest, 2.0)):
        raw.write(f"cckp/{collection.name}.json", answer(AFG={"1901-07": value}))
    fetched = read_temperature(raw, collections("cru"))
    assert fetched.rows["value"].tolist() == [1.0]
    assert fetched.about["title"] == "CRU TS 4.08, national means 1901-2023"
    with pytest.raises(CollectionError, match="is on disk"):
        read_temperature(raw, collections("era5"))
