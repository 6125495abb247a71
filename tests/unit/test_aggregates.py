from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dashboard import climate
from dashboard.aggregates import CODE, WORLD, aggregates, mean
from dashboard.atlas import the_atlas
from dashboard.boundaries import outline, read_boundaries
from dashboard.climate import DEFAULT_BASELINE, Years
from dashboard.countries import Countries, Country, Quality
from dashboard.store import Store

# Land area in km² as the World Bank has it (AG.LND.TOTL.K2 of 2017), without inland waters, of
# countries that have few of them. Shapes of 1:50 million have rivers and small lakes as land.
PUBLISHED = {
    "AUS": 7_682_300,
    "BFA": 273_600,
    "BOL": 1_083_300,
    "BRA": 8_358_140,
    "CAF": 622_980,
    "CIV": 318_000,
    "CRI": 51_060,
    "EGY": 995_450,
}
SURFACE = 510.0657e6  # km²: of the ellipsoid WGS 84


@pytest.mark.parametrize("iso3", PUBLISHED)
def test_the_area_of_a_country_is_the_published_one_within_some_rivers(iso3: str):
    assert Store.read().countries[iso3].area_km2 == pytest.approx(PUBLISHED[iso3], rel=0.015)


def test_the_plane_of_the_shapes_keeps_the_area_of_the_ellipsoid():
    x, y = outline()
    inside = 0.5 * abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 1e6
    assert inside == pytest.approx(SURFACE, rel=1e-4)


def test_the_areas_of_the_table_are_those_of_the_shapes_on_the_map():
    drawn = read_boundaries().set_index("iso3").area / 1e6
    table = pd.Series({i: c.area_km2 for i, c in Store.read().countries.items()})
    assert (table - drawn[table.index]).abs().max() < 0.06


def country(iso3: str, area: float, region: str = "Here", **other: object) -> Country:
    base = next(iter(Store.read().countries.values()))
    good = Quality("good", "")
    told = {"iso3": iso3, "name": iso3, "area_km2": area, "region": region, "quality": good}
    return replace(base, **{**told, "income_group": "", **other})  # type: ignore[arg-type]


YEARS = range(1981, 2025)


def level(before: float, after: float) -> list[float]:
    """Temperatures with one step, at 2015."""
    return [before if year < 2015 else after for year in YEARS]


DOUBTED = Quality("coarse", "It is small.")
TABLE = Countries(
    [
        country("AAA", 300.0),
        country("BBB", 100.0, income_group="Low income"),
        country("CCC", 500.0, quality=DOUBTED, income_group="Low income"),
        country("DDD", 100.0, region="There"),
    ]
)
VALUES = pd.DataFrame(
    [level(10, 11), level(20, 18), level(0, 9), level(5, np.nan)],
    index=["AAA", "BBB", "CCC", "DDD"],
    columns=list(YEARS),
)


def test_a_mean_is_of_the_good_series_by_land_and_says_how_much_land_that_is():
    world = mean(aggregates(TABLE)[WORLD], TABLE, VALUES)
    assert world.members == ("AAA", "BBB")  # CCC is doubted, DDD lacks the last ten years
    assert world.share == pytest.approx(0.4)  # 400 of 1000 km²
    assert world.series[2014] == pytest.approx(0)
    assert world.series[2015] == pytest.approx((300 * 1 + 100 * -2) / 400)
    assert world.change(Years(1981, 2010)) == pytest.approx(0.25)
    assert world.warmest == 1  # AAA
    assert world.recent == (2015, 2024)


def test_a_country_whose_area_is_not_known_takes_no_part():
    table = Countries([*list(TABLE.values())[:1], country("BBB", float("nan"))])
    world = mean(aggregates(table)[WORLD], table, VALUES)
    assert world.members == ("AAA",)
    assert world.change(Years(1981, 2010)) == pytest.approx(1)


def test_where_no_series_is_good_there_is_no_mean():
    table = Countries([replace(c, quality=DOUBTED) for c in TABLE.values()])
    world = mean(aggregates(table)[WORLD], table, VALUES)
    assert world.members == ()
    assert world.share == 0
    assert np.isnan(world.change(Years(1981, 2010)))


def test_groups_are_the_world_the_continents_and_the_income_groups_of_two_or_more():
    found = aggregates(TABLE)
    assert {code: group.kind for code, group in found.items()} == {
        "WORLD": "world",
        "HERE": "continent",
        "LOWINCOME": "income group",
    }
    assert found["LOWINCOME"].countries == ("BBB", "CCC")


def test_no_code_of_a_group_can_be_that_of_a_country():
    found = aggregates(Store.read().countries)
    assert {"WORLD", "AFRICA", "EUROPE"} <= found.keys()
    assert "ANTARCTICA" not in found  # one country
    assert all(CODE.fullmatch(code) for code in found)
    assert not any(CODE.fullmatch(iso3) for iso3 in Store.read().countries)


def test_the_worlds_mean_of_the_snapshot_is_that_of_its_parts():
    temperatures = the_atlas().record()
    world = temperatures.mean(WORLD)
    members = list(world.members)
    assert members == [iso3 for iso3 in temperatures.countries if iso3 in members]
    assert all(temperatures.countries[iso3].quality.is_good for iso3 in members)
    areas = np.array([temperatures.countries[iso3].area_km2 for iso3 in members])
    values = temperatures.values.loc[members]
    change = climate.normals(values, world.recent) - climate.normals(values, DEFAULT_BASELINE)
    by_hand = float((change.to_numpy() * areas).sum() / areas.sum())
    assert world.change(DEFAULT_BASELINE) == pytest.approx(by_hand)
