import sqlite3
from contextlib import closing

import pytest

from dashboard.sources.atlas import parse_climate_zones, parse_codes


@pytest.fixture(scope="module")
def database() -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript("""
            CREATE TABLE country (id, alpha2, alpha3, numeric_code, name, official_name, continent,
                                  region, subregion);
            INSERT INTO country VALUES
                (1, 'BR', 'BRA', '076', 'Brazil', 'Brazil', 'Americas', 'LAC', 'South America'),
                (2, 'AQ', 'ATA', '010', 'Antarctica ', 'Antarctica', NULL, NULL, NULL);
            CREATE TABLE country_name (country_id, name, kind);
            INSERT INTO country_name VALUES
                (1, 'Brazil', 'common'), (1, 'Federative Republic of Brazil', 'formal'),
                (1, 'Brasil', 'alias'), (1, 'Brazil (official)', 'official');
            CREATE TABLE country_climate_zone (country_id, code, share_percent, position);
            INSERT INTO country_climate_zone VALUES
                (1, 'Af', 20.0, 2), (1, 'Aw', 42.123456, 1);
        """)
        return connection.serialize()


def test_codes_and_regions_are_read_by_iso3(database: bytes):
    codes = parse_codes(database)
    assert codes.loc["BRA", ["iso2", "iso_numeric", "subregion"]].tolist() == [
        "BR",
        "076",
        "South America",
    ]


def test_the_formal_name_is_the_official_one_where_there_is_one(database: bytes):
    codes = parse_codes(database)
    assert codes.loc["BRA", "official_name"] == "Federative Republic of Brazil"
    assert codes.loc["ATA", "official_name"] == "Antarctica"


def test_aliases_are_what_else_the_atlas_calls_it(database: bytes):
    codes = parse_codes(database)
    assert codes.loc["BRA", "aliases"] == ("Brasil", "Brazil (official)")
    assert codes.loc["ATA", "aliases"] == ()


def test_a_country_outside_of_all_regions_has_none(database: bytes):
    codes = parse_codes(database)
    assert codes.loc["ATA", ["name", "region", "subregion"]].tolist() == ["Antarctica", "", ""]


def test_the_climate_zone_is_the_largest_with_its_share(database: bytes):
    zones = parse_climate_zones(database)
    assert zones.index.tolist() == ["BRA"]
    assert zones.loc["BRA"].tolist() == ["Aw", 0.4212]
