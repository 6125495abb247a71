import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point
from shapely.geometry import MultiPolygon, box

from dashboard.countries import Quality
from dashboard.sources.country_table import (
    CountryTableError,
    build_countries,
    check_places,
    names,
    places,
)

KM = 1000
MAINLAND, ISLAND = box(0, 0, 400 * KM, 300 * KM), box(900 * KM, 0, 910 * KM, 10 * KM)


@pytest.fixture
def boundaries() -> gpd.GeoDataFrame:
    shapes = {"FRA": MultiPolygon([ISLAND, MAINLAND]), "ALA": ISLAND}
    return gpd.GeoDataFrame({"iso3": list(shapes)}, geometry=list(shapes.values()), crs="EPSG:8857")


def codes(**rows: dict[str, object]) -> pd.DataFrame:
    blank = {"iso2": "", "iso_numeric": "", "official_name": "", "region": "", "subregion": ""}
    table = {iso3: {**blank, "aliases": (), **row} for iso3, row in rows.items()}
    return pd.DataFrame.from_dict(table, orient="index").rename_axis("iso3")


def test_a_label_stands_inside_the_largest_polygon(boundaries):
    place = places(boundaries).loc["FRA"]
    assert MAINLAND.contains(Point(place["label_x"], place["label_y"]))
    assert place["label_lon"] == pytest.approx(2.1, abs=0.1)


def test_area_is_that_of_all_polygons(boundaries):
    assert places(boundaries)["area_km2"].to_dict() == {"FRA": 120_100.0, "ALA": 100.0}


def test_a_unit_too_small_to_hit_is_tiny(boundaries):
    assert places(boundaries)["tiny"].to_dict() == {"FRA": False, "ALA": True}


def test_a_corrected_name_keeps_the_old_one_as_an_alias():
    row = names(codes(NLD={"name": "The Netherlands", "official_name": "Kingdom"})).loc["NLD"]
    assert row["name"] == "Netherlands"
    assert row["aliases"] == ("The Netherlands", "Holland")


def test_an_alias_repeats_neither_the_name_nor_itself():
    row = {"name": "Turkey", "official_name": "Turkiye", "aliases": ("Turkiye", "Türkiye", "Turk")}
    assert names(codes(TUR=row)).loc["TUR", "aliases"] == ("Turkey", "Turk")


def test_units_that_the_atlas_lacks_are_added():
    table = names(codes(FRA={"name": "France"}))
    assert table.loc[["TWN", "XKX"], "name"].tolist() == ["Taiwan", "Kosovo"]


def test_the_table_is_ordered_by_name_without_minding_accents(boundaries):
    named = names(codes(FRA={"name": "France"}, ALA={"name": "Aland Islands"}))
    zones = pd.DataFrame(
        {"climate_zone": ["Cfb"], "climate_zone_share": [0.7]}, pd.Index(["FRA"], name="iso3")
    )
    good = {"FRA": Quality("good", ""), "ALA": Quality("none", "No series.")}
    table = build_countries(named, places(boundaries), zones, good)
    assert [country.name for country in table.values()] == ["Åland", "France"]
    assert (table["FRA"].climate_zone, table["FRA"].climate_zone_share) == ("Cfb", 0.7)
    assert table["ALA"].climate_zone == ""
    assert table["ALA"].quality == good["ALA"]


def test_a_series_without_a_shape_is_named(boundaries):
    named = names(codes(FRA={"name": "France"}, ALA={"name": "Åland"}))
    with pytest.raises(CountryTableError, match="without a shape on the map: TUV"):
        check_places(places(boundaries), named, pd.Index(["FRA", "TUV"]))


def test_a_shape_without_a_name_is_named(boundaries):
    with pytest.raises(CountryTableError, match="without a name: ALA"):
        check_places(places(boundaries), names(codes(FRA={"name": "France"})), pd.Index(["FRA"]))
