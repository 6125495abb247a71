"""Codes, names, regions and climate zones of countries, from pyworldatlas."""

import sqlite3
from contextlib import closing

import pandas as pd

DATABASE = "pyworldatlas/data/atlas.sqlite3"

_CODES = """
    SELECT id, alpha3 AS iso3, alpha2 AS iso2, numeric_code AS iso_numeric, name,
           official_name, continent AS region, subregion
    FROM country
"""
_NAMES = "SELECT country_id AS id, name, kind FROM country_name ORDER BY country_id, kind, name"
_ZONES = """
    SELECT alpha3 AS iso3, code AS climate_zone, share_percent / 100 AS climate_zone_share
    FROM country_climate_zone JOIN country ON country.id = country_id WHERE position = 1
"""


def parse_codes(database: bytes) -> pd.DataFrame:
    """Read what ISO 3166 and UN M49 say of each country.

    Index: iso3. Columns: iso2, iso_numeric, name, official_name (the formal name where the atlas
    has one), region, subregion ("" where M49 has none), aliases (tuple).
    """
    codes, names = _query(database, _CODES), _query(database, _NAMES)
    formal = names[names["kind"] == "formal"].set_index("id")["name"]
    others = names[names["kind"].isin(["alias", "official"])].groupby("id")["name"].agg(tuple)
    codes["official_name"] = codes["id"].map(formal).fillna(codes["official_name"])
    codes["aliases"] = [others.get(country, ()) for country in codes["id"]]
    codes["name"] = codes["name"].str.strip()
    codes[["region", "subregion"]] = codes[["region", "subregion"]].fillna("")
    return codes.drop(columns="id").set_index("iso3").sort_index()


def parse_climate_zones(database: bytes) -> pd.DataFrame:
    """Read the Koeppen-Geiger zone that covers most of each country (Beck et al., 1991-2020).

    Index: iso3. Columns: climate_zone, climate_zone_share (0 to 1).
    """
    return _query(database, _ZONES).set_index("iso3").sort_index().round(4)


def _query(database: bytes, query: str) -> pd.DataFrame:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(database)
        return pd.read_sql_query(query, connection)
