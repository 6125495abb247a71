from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from dashboard import pipeline
from dashboard.boundaries import read_boundaries
from dashboard.indicators import read_catalogue
from dashboard.pipeline import PipelineError, build_snapshot, check_series, tidy
from dashboard.schema import SchemaError, check_tidy
from dashboard.sources.packages import PackageError
from dashboard.store import Store

ROWS = pd.DataFrame({"iso3": ["BRA", "FRA"], "year": [2000, 2001], "value": [1.23456, 2.0]})


def complete() -> pd.DataFrame:
    return pd.concat([tidy(ROWS, indicator) for indicator in read_catalogue()])


def test_a_sources_rows_become_tidy_and_are_rounded():
    rows = tidy(ROWS, "population")
    check_tidy(rows)
    assert rows["value"].tolist() == [1.235, 2.0]


def test_a_source_that_rounds_by_itself_is_left_as_it_is():
    assert tidy(ROWS, "population", None)["value"].tolist() == [1.23456, 2.0]


def test_a_complete_set_of_series_passes():
    check_series(complete(), Store.read().countries)


def test_a_unit_that_the_country_table_lacks_is_named():
    series = complete().replace({"iso3": {"BRA": "WLD"}})
    with pytest.raises(PipelineError, match="country table lacks: WLD"):
        check_series(series, Store.read().countries)


def test_an_indicator_of_the_catalogue_without_a_value_is_named():
    series = complete()
    with pytest.raises(PipelineError, match="population"):
        check_series(series[series["indicator"] != "population"], Store.read().countries)


def test_a_series_outside_of_the_catalogue_is_named():
    series = pd.concat([complete(), tidy(ROWS, "rumours")])
    with pytest.raises(PipelineError, match="rumours"):
        check_series(series, Store.read().countries)


def test_repeated_rows_are_refused():
    with pytest.raises(SchemaError, match="repeated keys"):
        check_series(pd.concat([complete(), complete()]), Store.read().countries)


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> None:
    """A world of five units on a row, instead of 130 MB of packages."""
    units = ["SDN", "IDN", "SRB", "FRA", "BRA"]
    parts = ["SSD", "TLS", "XKX"]
    shapes = [box(n * 1e6, 0, n * 1e6 + 6e5, 6e5) for n in range(8)]
    boundaries = gpd.GeoDataFrame({"iso3": units + parts}, geometry=shapes, crs="EPSG:8857")
    years = list(range(1948, 2025))
    temperature = pd.DataFrame(
        {
            "iso3": np.repeat(units, len(years)),
            "year": years * len(units),
            "value": [0.02 * year for year in years] * len(units),
        }
    )
    codes = pd.DataFrame(
        {
            column: [f"{column} {iso3}" for iso3 in [*units, "SSD", "TLS"]]
            for column in ("iso2", "iso_numeric", "name", "official_name", "region", "subregion")
        },
        pd.Index([*units, "SSD", "TLS"], name="iso3"),
    ).assign(aliases=[()] * 7)
    zones = pd.DataFrame({"climate_zone": ["Cfb"], "climate_zone_share": [0.5]}, ["FRA"])
    others = [(name, ROWS) for name in read_catalogue() if name != "temperature"]

    def read_temperature(_archive: Path, track) -> pd.DataFrame:
        list(track([1948]))
        return temperature

    monkeypatch.setattr(pipeline, "fetch_package", Path)
    monkeypatch.setattr(pipeline, "build_boundaries", lambda _: boundaries)
    monkeypatch.setattr(pipeline.packaged, "read_temperature", read_temperature)
    monkeypatch.setattr(pipeline.packaged, "read_member", lambda *_: b"")
    monkeypatch.setattr(pipeline.packaged, "read_indicators", lambda *_: others)
    monkeypatch.setattr(pipeline.atlas, "parse_codes", lambda _: codes)
    monkeypatch.setattr(pipeline.atlas, "parse_climate_zones", lambda _: zones)


@pytest.mark.usefixtures("sources")
def test_a_snapshot_is_built_that_a_store_reads(tmp_path: Path):
    build_snapshot(tmp_path, progress=False)
    store = Store.read(tmp_path)
    assert store.indicators == sorted(read_catalogue())
    assert store.values("temperature").notna().all(axis=None)
    assert store.countries["XKX"].quality.flag == "inherited"
    assert read_boundaries(tmp_path / "boundaries.parquet")["iso3"].tolist()[3] == "FRA"


@pytest.mark.usefixtures("sources")
def test_the_embedded_record_is_a_fallback_and_says_what_it_is(tmp_path: Path):
    build_snapshot(tmp_path, progress=False)
    store = Store.read(tmp_path)
    record = store.records["ncep"]
    assert (record.label, record.kind, record.fallback) == (
        "NCEP/NCAR Reanalysis 1",
        "reanalysis",
        True,
    )
    assert (record.years, record.countries) == ((1948, 2024), 8)
    assert "no thermometers on land" in record.independent_of
    assert record.differs["SDN"].endswith("with South Sudan.")
    judged = store.record_countries("ncep")
    assert all(judged[iso3].quality == store.countries[iso3].quality for iso3 in judged)
    assert "XKX" in record.quality


@pytest.mark.usefixtures("sources")
def test_two_builds_give_the_same_bytes(tmp_path: Path):
    for name in ("one", "two"):
        build_snapshot(tmp_path / name, progress=False)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == [
        "boundaries.parquet",
        "countries.parquet",
        "provenance.json",
        "records.json",
        "series.parquet",
    ]
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.usefixtures("sources")
def test_progress_is_readable_lines_where_there_is_no_terminal(tmp_path: Path, capsys):
    build_snapshot(tmp_path)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.splitlines() == [
        "Fetching packages ...",
        "Building boundaries ...",
        "Averaging daily temperatures ...",
        "Reading indicators ...",
        "Writing the snapshot ...",
    ]


@pytest.mark.usefixtures("sources")
def test_no_progress_is_silence(tmp_path: Path, capsys):
    build_snapshot(tmp_path, progress=False)
    shown = capsys.readouterr()
    assert shown.out + shown.err == ""


@pytest.mark.usefixtures("sources")
def test_a_build_that_fails_leaves_the_old_snapshot_alone(tmp_path: Path, monkeypatch):
    build_snapshot(tmp_path, progress=False)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(pipeline, "write_boundaries", fail)
    with pytest.raises(OSError, match="disk full"):
        build_snapshot(tmp_path, progress=False)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_package_that_cannot_be_had_ends_the_build(tmp_path: Path, monkeypatch):
    def fail(name: str) -> Path:
        raise PackageError(f"{name}: no network")

    monkeypatch.setattr(pipeline, "fetch_package", fail)
    with pytest.raises(PackageError, match="no network"):
        build_snapshot(tmp_path / "new", progress=False)
    assert not (tmp_path / "new").exists()
