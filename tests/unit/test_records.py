"""Records: what is known of each, written and read again; earlier snapshots have one."""

import json
from pathlib import Path

import pytest

from dashboard.climate import Years
from dashboard.countries import GOOD, Quality
from dashboard.records import Record, only_record, parse_records, records_text
from dashboard.store import SNAPSHOT, SnapshotError, Store

BREAK = Quality("break", "It drops by 2.0 °C in 1999.")


def record(record_id: str = "cru", **changes: object) -> Record:
    facts = {
        "id": record_id,
        "label": "CRU TS",
        "publisher": "Climatic Research Unit",
        "version": "4.09",
        "kind": "stations",
        "years": Years(1901, 2024),
        "countries": 3,
        "licence": "as published",
    }
    return Record(**(facts | changes))  # type: ignore[arg-type]


def test_what_is_written_of_records_is_read_again() -> None:
    fao = record("fao", base=Years(1951, 1980), differs={"SRB": "With Kosovo."})
    judged = record().judged({"CHE": BREAK, "FRA": GOOD})
    assert parse_records(records_text([judged, fao])) == {"cru": judged, "fao": fao}


def test_the_first_record_is_the_usual_one() -> None:
    assert list(parse_records(records_text([record("fao"), record("cru")]))) == ["fao", "cru"]


def test_a_record_keeps_the_quality_of_no_good_country() -> None:
    assert record().judged({"CHE": BREAK, "FRA": GOOD}).quality == {"CHE": BREAK}


def test_a_kind_that_has_no_name_is_refused() -> None:
    with pytest.raises(ValueError, match="a record's kind 'guess' is not one of stations"):
        record(kind="guess")


def test_a_file_without_a_record_is_refused() -> None:
    with pytest.raises(ValueError, match="names no record"):
        parse_records("[]")


def test_a_snapshot_of_an_earlier_release_has_one_record() -> None:
    about = json.loads((SNAPSHOT / "provenance.json").read_text(encoding="utf-8"))["series"]
    countries = Store.read().countries
    only = only_record(about["temperature"], countries)
    assert (only.id, only.kind, only.fallback) == ("ncep", "reanalysis", True)
    assert only.judge(countries)["CHE"].quality == countries["CHE"].quality


def test_a_refreshed_snapshot_of_an_earlier_release_has_the_portals_record() -> None:
    about = {
        "collection": "cru-x0.5_timeseries_tas_timeseries_annual_1901-2024_mean",
        "short": "CRU TS",
        "title": "CRU TS 4.09",
        "publisher": "Climatic Research Unit",
        "years": [1901, 2024],
        "countries": 200,
        "licence": "",
        "url": "",
        "note": "",
        "date": "2026-11-21",
    }
    only = only_record(about, Store.read().countries)
    assert (only.id, only.label, only.fallback) == ("cru", "CRU TS", False)


def test_the_usual_records_series_is_the_temperature() -> None:
    store = Store.read()
    usual = next(iter(store.records.values()))
    assert store.series("BRA", usual.series).equals(store.series("BRA", "temperature"))
    assert store.values(usual.series).equals(store.values("temperature"))


def test_a_damaged_list_of_records_is_named(tmp_path: Path) -> None:
    for file in SNAPSHOT.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "records.json").write_text("[", encoding="utf-8")
    with pytest.raises(SnapshotError, match=r"records\.json: the file is damaged"):
        Store.read(tmp_path)
