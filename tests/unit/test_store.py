import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from dashboard.countries import Countries
from dashboard.schema import SchemaError, check_tidy
from dashboard.store import (
    SNAPSHOT,
    SnapshotError,
    Store,
    write_countries,
    write_frames,
    write_series,
)

SERIES = pd.DataFrame(
    {
        "iso3": ["FRA", "FRA", "BRA", "BRA"],
        "indicator": ["warmth", "warmth", "warmth", "riches"],
        "year": [2003, 2000, 2001, 1999],
        "value": [4.5, 1.5, 2.5, 9.0],
    }
).astype({"year": "int16"})


ABOUT = dict.fromkeys(("title", "publisher", "url", "licence", "note"), "words")
PROVENANCE = {"date": "2026-11-21", "series": {}, "countries": ABOUT, "boundaries": ABOUT}


@pytest.fixture
def countries() -> Countries:
    everyone = Store.read().countries
    return Countries([everyone[iso3] for iso3 in ("BRA", "FRA", "VAT")])


@pytest.fixture
def snapshot(tmp_path: Path, countries: Countries) -> Path:
    write_series(SERIES, tmp_path / "series.parquet")
    write_countries(countries, tmp_path / "countries.parquet")
    (tmp_path / "provenance.json").write_text(json.dumps(PROVENANCE))
    return tmp_path


def test_a_series_is_one_countrys_years_in_order(snapshot: Path):
    series = Store.read(snapshot).series("FRA", "warmth")
    assert series["year"].tolist() == [2000, 2003]
    assert series["value"].tolist() == [1.5, 4.5]
    assert series.index.tolist() == [0, 1]


@pytest.mark.parametrize(("iso3", "indicator"), [("VAT", "warmth"), ("BRA", "none"), ("", "")])
def test_a_series_that_is_not_there_is_empty(snapshot: Path, iso3: str, indicator: str):
    series = Store.read(snapshot).series(iso3, indicator)
    assert series.empty
    assert list(series.columns) == ["year", "value"]


def test_values_hold_every_country_and_every_year_of_the_range(snapshot: Path):
    values = Store.read(snapshot).values("warmth")
    assert values.index.tolist() == ["BRA", "FRA", "VAT"]
    assert values.columns.tolist() == [2000, 2001, 2002, 2003]
    assert values.loc["FRA", 2003] == 4.5
    assert values.notna().to_numpy().sum() == 3


def test_values_of_an_unknown_indicator_have_no_years(snapshot: Path):
    assert Store.read(snapshot).values("none").shape == (3, 0)


def test_a_caller_cannot_change_what_the_next_one_reads(snapshot: Path):
    store = Store.read(snapshot)
    values, series = store.values("warmth"), store.series("FRA", "warmth")
    values.loc["FRA"] = np.nan
    series["value"] = 0.0
    assert store.values("warmth").loc["FRA", 2000] == 1.5
    assert store.series("FRA", "warmth")["value"].tolist() == [1.5, 4.5]


def test_countries_and_provenance_are_read(snapshot: Path, countries: Countries):
    store = Store.read(snapshot)
    assert dict(store.countries) == dict(countries)
    assert store.provenance == PROVENANCE
    assert store.indicators == ["riches", "warmth"]


@pytest.mark.parametrize("name", ["series.parquet", "countries.parquet", "provenance.json"])
def test_a_missing_file_is_named_with_the_command_that_replaces_it(snapshot: Path, name: str):
    (snapshot / name).unlink()
    with pytest.raises(SnapshotError, match="there is no such file") as raised:
        Store.read(snapshot)
    assert str(snapshot / name) in str(raised.value)
    assert "Run `python -m dashboard refresh`" in str(raised.value)


def test_the_packages_own_snapshot_is_rebuilt():
    told = str(SnapshotError(SNAPSHOT / "series.parquet", "there is no such file"))
    assert told.endswith("Rebuild the snapshot with `python -m dashboard snapshot`.")


@pytest.mark.parametrize("content", [b"", b"not parquet, not json", b"\x00\xff" * 600])
@pytest.mark.parametrize("name", ["series.parquet", "countries.parquet", "provenance.json"])
def test_a_damaged_file_is_named(snapshot: Path, name: str, content: bytes):
    (snapshot / name).write_bytes(content)
    with pytest.raises(SnapshotError, match="damaged") as raised:
        Store.read(snapshot)
    assert str(snapshot / name) in str(raised.value)


def test_a_file_cut_short_is_named(snapshot: Path):
    path = snapshot / "series.parquet"
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(SnapshotError, match=r"series\.parquet"):
        Store.read(snapshot)


def test_damage_inside_the_figures_is_named_when_they_are_read(snapshot: Path):
    path = snapshot / "series.parquet"
    content = bytearray(path.read_bytes())
    content[4:200] = b"\xff" * 196
    path.write_bytes(content)
    with pytest.raises(SnapshotError, match=r"series\.parquet"):
        Store.read(snapshot).series("BRA", "riches")


def test_a_file_of_another_shape_is_named(snapshot: Path):
    shutil.copy(snapshot / "countries.parquet", snapshot / "series.parquet")
    with pytest.raises(SnapshotError, match="its columns are"):
        Store.read(snapshot)


def test_only_the_indicator_asked_for_is_read(snapshot: Path, monkeypatch: pytest.MonkeyPatch):
    read, groups = pq.ParquetFile.read_row_group, []

    def watched(self: pq.ParquetFile, group: int, **options: object) -> object:
        groups.append(group)
        return read(self, group, **options)

    monkeypatch.setattr(pq.ParquetFile, "read_row_group", watched)
    store = Store.read(snapshot)
    assert groups == []
    store.values("warmth")
    store.series("BRA", "warmth")
    assert len(groups) == 1


def test_the_same_series_give_the_same_bytes(tmp_path: Path):
    write_series(SERIES, tmp_path / "one")
    write_series(SERIES.iloc[::-1], tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_an_untidy_series_is_not_written(tmp_path: Path):
    with pytest.raises(SchemaError):
        write_series(pd.concat([SERIES, SERIES]), tmp_path / "series.parquet")
    assert not (tmp_path / "series.parquet").exists()


def test_every_indicator_is_one_row_group(snapshot: Path):
    with pq.ParquetFile(snapshot / "series.parquet") as file:
        assert file.num_row_groups == 2


def test_a_tidy_frame_comes_back_as_it_was_written(snapshot: Path):
    rows = Store.read(snapshot).tidy("warmth")
    check_tidy(rows)
    expected = SERIES[SERIES["indicator"] == "warmth"].sort_values(["iso3", "year"])
    pd.testing.assert_frame_equal(rows, expected.reset_index(drop=True), check_dtype=False)


def test_an_indicator_that_is_not_there_has_no_tidy_rows(snapshot: Path):
    rows = Store.read(snapshot).tidy("nothing")
    assert rows.empty
    assert list(rows.columns) == ["iso3", "indicator", "year", "value"]


def test_frames_are_written_one_after_another_as_all_at_once(tmp_path: Path):
    write_series(SERIES, tmp_path / "whole.parquet")
    frames = (rows for _, rows in SERIES.groupby("indicator"))
    write_frames(frames, tmp_path / "parts.parquet")
    assert (tmp_path / "parts.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()


def test_a_frame_that_is_not_tidy_is_not_written(tmp_path: Path):
    with pytest.raises(SchemaError, match="repeated keys"):
        write_frames([pd.concat([SERIES, SERIES])], tmp_path / "series.parquet")


@pytest.mark.parametrize(
    "told",
    [
        [],
        "words",
        None,
        {},
        {**PROVENANCE, "date": 2026},
        {**PROVENANCE, "series": []},
        {**PROVENANCE, "series": {"population": "World Bank"}},
        {**PROVENANCE, "series": {"population": {**ABOUT, "licence": None}}},
        {name: about for name, about in PROVENANCE.items() if name != "boundaries"},
    ],
)
def test_a_provenance_of_another_shape_is_damage(snapshot: Path, told: object):
    (snapshot / "provenance.json").write_text(json.dumps(told))
    with pytest.raises(SnapshotError, match=r"provenance.json: the file is damaged \(it"):
        Store.read(snapshot)


def test_a_file_that_changes_after_it_was_opened_is_named(snapshot: Path):
    store = Store.read(snapshot)
    assert store.fault() == ""
    whole = (snapshot / "series.parquet").read_bytes()
    (snapshot / "series.parquet").write_bytes(whole[:-100])
    assert store.fault() == "series.parquet of the snapshot is gone, or another than was opened"
    (snapshot / "series.parquet").unlink()
    assert "series.parquet" in store.fault()
