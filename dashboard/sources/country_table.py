"""The country table, built from codes, climate zones, boundaries and the quality of the series."""

import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from dashboard.countries import COLUMNS, Countries, Quality
from dashboard.projection import degrees

FACTS: dict[str, dict[str, dict[str, Any]]] = tomllib.loads(
    Path(__file__).with_name("country_facts.toml").read_text(encoding="utf-8")
)

# A shape is too small to hit below 4 square pixels on a map 1000 pixels wide. Equal Earth is
# 34,488 km wide, and equal in area.
TINY_KM2 = 4 * (34_488 / 1000) ** 2


class CountryTableError(ValueError):
    """A unit has no codes, or no place on the map."""


def names(codes: pd.DataFrame) -> pd.DataFrame:
    """Correct and complete the atlas's codes and names (see sources.atlas.parse_codes)."""
    extra = pd.DataFrame.from_dict(FACTS["units"], orient="index")
    extra["aliases"] = extra["aliases"].map(tuple)
    rows = pd.concat([codes, extra[codes.columns]]).rename_axis("iso3")
    corrected = {
        iso3: _corrected(rows.loc[iso3], FACTS["names"].get(iso3, {})) for iso3 in rows.index
    }
    return pd.DataFrame.from_dict(corrected, orient="index").rename_axis("iso3")


def places(boundaries: gpd.GeoDataFrame) -> pd.DataFrame:
    """Find where each unit's label stands and how large the unit is.

    boundaries: iso3 and geometry, in Equal Earth metres. Index: iso3. Columns: label_x, label_y
    (m), label_lon, label_lat (degrees), area_km2, tiny. A label stands inside the largest polygon.
    """
    shapes = boundaries.set_index("iso3").geometry
    parts = shapes.explode(index_parts=False).to_frame("part")
    largest = (
        parts.assign(area=parts["part"].area).sort_values("area").groupby(level=0)["part"].last()
    )
    points = gpd.GeoSeries(largest, crs=boundaries.crs).representative_point()
    lon, lat = degrees(points.x, points.y)
    area = shapes.area / 1e6
    table = {"label_x": points.x.round(), "label_y": points.y.round()}
    table |= {"area_km2": area.round(1), "tiny": area < TINY_KM2}
    return pd.DataFrame(table).assign(label_lon=lon.round(3), label_lat=lat.round(3))


def build_countries(
    named: pd.DataFrame,
    located: pd.DataFrame,
    zones: pd.DataFrame,
    qualities: Mapping[str, Quality],
) -> Countries:
    """Join the parts of the table for every unit that has a place, ordered by name."""
    table = located.join(named, how="left").join(zones, how="left")
    table["climate_zone"] = table["climate_zone"].fillna("")
    table[["bank_region", "income_group"]] = ""
    table["quality_flag"] = [qualities[iso3].flag for iso3 in table.index]
    table["quality_reason"] = [qualities[iso3].reason for iso3 in table.index]
    rows = table.rename_axis("iso3").reset_index()[COLUMNS]
    return Countries.from_frame(rows.iloc[rows["name"].map(_sorting_key).argsort()])


def check_places(located: pd.DataFrame, named: pd.DataFrame, units: pd.Index) -> None:
    """Check that every unit has a place and every place a name; raises CountryTableError."""
    if lost := sorted(set(units) - set(located.index)):
        raise CountryTableError(f"series without a shape on the map: {', '.join(lost)}")
    if unnamed := sorted(set(located.index) - set(named.index)):
        raise CountryTableError(f"shapes without a name: {', '.join(unnamed)}")


def _corrected(row: pd.Series, fact: Mapping[str, Any]) -> pd.Series:
    corrected = row.copy()
    for column in fact.keys() - {"aliases"}:
        corrected[column] = fact[column]
    known = (row["name"], *row["aliases"], *fact.get("aliases", ()))
    shown = {corrected["name"], corrected["official_name"]}
    corrected["aliases"] = tuple(alias for alias in dict.fromkeys(known) if alias not in shown)
    return corrected


def _sorting_key(name: str) -> str:
    # Accents do not change a name's place in the list: Åland stands among the A's.
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
