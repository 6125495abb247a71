"""Facts about the snapshot that is committed."""

import numpy as np
import pandas as pd
import pytest
from shapely import Point

from dashboard.boundaries import read_boundaries
from dashboard.climate import trends_per_decade
from dashboard.indicators import read_catalogue
from dashboard.schema import KEY, check_tidy
from dashboard.sources.audit import AUDIT
from dashboard.sources.quality import BREAKS, INHERITED
from dashboard.store import SNAPSHOT, Store

# Found by the audit of the source, and when the snapshot was first built.
LISTED_BREAKS = {"LIE", "GEO", "CHE", "TJK", "CHL", "NER", "ARM", "MLT", "BRN", "LKA", "ATA"}
SEEM_TO_COOL = {"CHE", "LIE", "TJK", "GEO", "CHL"}
DROP_IN_2020 = {"TJK", "BTN", "GEO", "KGZ", "NPL", "CHE", "LIE", "AFG", "AZE", "PAK", "CHN"}


@pytest.fixture(scope="module")
def store() -> Store:
    return Store.read()


@pytest.fixture(scope="module")
def temperature(store: Store) -> pd.DataFrame:
    return store.values("temperature")


@pytest.fixture(scope="module")
def series() -> pd.DataFrame:
    return pd.read_parquet(SNAPSHOT / "series.parquet")


def anomaly_2024(temperature: pd.DataFrame) -> pd.Series:
    return temperature[2024] - temperature.loc[:, 1961:1990].mean(axis=1)


def test_238_units_have_a_temperature_of_their_own(store: Store, temperature: pd.DataFrame):
    own = [iso3 for iso3 in temperature.dropna().index if iso3 not in INHERITED]
    assert len(own) == 238
    assert {store.countries[iso3].quality.flag for iso3 in own} == {
        "good",
        "differs",
        "coarse",
        "break",
    }


def test_temperature_covers_every_year_from_1948_to_2024_without_a_gap(temperature: pd.DataFrame):
    assert temperature.columns.tolist() == list(range(1948, 2025))
    assert set(temperature.notna().sum(axis=1)) == {0, 77}


def test_2024_is_a_whole_year(temperature: pd.DataFrame):
    # January to May alone would be some 5 °C colder in the north and warmer in the south.
    north, south = temperature.loc["CAN"], temperature.loc["AUS"]
    assert abs(north[2024] - north[2023]) < 1.5
    assert abs(south[2024] - south[2023]) < 1.5


@pytest.mark.parametrize(
    ("iso3", "low", "high"),
    [("ARE", 24, 31), ("SRB", 7, 14), ("MNE", 5, 14), ("COD", 20, 27), ("ROU", 6, 14)],
)
def test_columns_that_files_call_otherwise_have_their_own_climate(
    temperature: pd.DataFrame, iso3: str, low: float, high: float
):
    assert temperature.loc[iso3].between(low, high).all()
    assert temperature.loc[iso3].diff().abs().max() < 3


def test_large_good_countries_have_warmed_plausibly(store: Store, temperature: pd.DataFrame):
    large = [
        country.iso3
        for country in store.countries.values()
        if country.quality.is_good and country.area_km2 > 1e6
    ]
    warming = anomaly_2024(temperature)[large]
    assert len(large) >= 10
    assert warming.between(0, 4.5).all(), warming[~warming.between(0, 4.5)].to_dict()
    for iso3 in ("AUS", "BRA", "CAN", "COD", "EGY", "MEX"):
        assert 0.5 < warming[iso3] < 3.5


def test_no_good_country_cools(store: Store, temperature: pd.DataFrame):
    good = [country.iso3 for country in store.countries.values() if country.quality.is_good]
    recent = temperature.loc[good, 1960:]
    slopes = np.polyfit(recent.columns.to_numpy(float), recent.to_numpy().T, 1)[0]
    assert (slopes > 0).all()


@pytest.mark.parametrize("iso3", sorted(LISTED_BREAKS | SEEM_TO_COOL | DROP_IN_2020))
def test_the_breaks_that_were_found_are_flagged(store: Store, iso3: str):
    assert store.countries[iso3].quality.flag == "break"


@pytest.mark.parametrize(
    "iso3", ["AUT", "DZA", "NOR", "ITA", "MLI", "JPN", "RUS", "IND", "TUR", "USA"]
)
def test_what_independent_records_contradict_is_flagged(store: Store, iso3: str):
    quality = store.countries[iso3].quality
    assert quality.flag == "differs"
    assert quality.reason.startswith("In this record it ")
    assert "(independent records: warmed by " in quality.reason


def test_iceland_whose_fall_is_true_differs_in_its_trend_and_has_no_fault_of_2020(store: Store):
    quality = store.countries["ISL"].quality
    assert quality.flag == "differs"
    assert "fault" not in quality.reason
    assert (
        "warmed by 0.06 °C a decade from 1961 to 2019 (independent records: warmed by 0.27"
        in quality.reason
    )


def test_the_audit_is_of_these_series(temperature: pd.DataFrame):
    trend = trends_per_decade(temperature, 1961, 2019)
    recent = temperature.loc[:, 2015:2024].mean(axis=1)
    change = recent - temperature.loc[:, 1981:2010].mean(axis=1)
    for iso3, audit in AUDIT.items():
        assert audit.trend == pytest.approx(trend[iso3], abs=0.0006)
        assert audit.change == pytest.approx(change[iso3], abs=0.0006)


def test_the_listed_breaks_are_steps_of_half_a_degree_or_more(store: Store):
    sizes = {}
    for iso3, year in BREAKS.items():
        reason = store.countries[iso3].quality.reason
        assert str(year) in reason
        sizes[iso3] = float(reason.split(" by ")[1].split(" °C")[0])
    assert min(sizes.values()) >= 0.5, sizes


def test_guadeloupe_and_montserrat_say_that_they_share_a_series(store: Store, temperature):
    assert (temperature.loc["GLP"] == temperature.loc["MSR"]).all()
    assert "Montserrat's" in store.countries["GLP"].quality.reason
    assert "Guadeloupe's" in store.countries["MSR"].quality.reason


def test_parts_of_larger_units_inherit_their_series(temperature: pd.DataFrame):
    for part, whole in {"SSD": "SDN", "XKX": "SRB", "TLS": "IDN"}.items():
        assert (temperature.loc[part] == temperature.loc[whole]).all()


def test_a_country_without_a_series_is_flagged_none(store: Store, temperature: pd.DataFrame):
    empty = set(temperature.index[temperature.isna().all(axis=1)])
    assert empty == {c.iso3 for c in store.countries.values() if c.quality.flag == "none"}


def test_the_series_are_tidy_with_a_unique_key(series: pd.DataFrame):
    rows = series.astype({"year": "int16"})
    check_tidy(rows)
    assert not rows.duplicated(KEY).any()


def test_every_indicator_of_the_catalogue_has_values_and_no_other_has(store: Store):
    assert set(store.indicators) == set(read_catalogue())
    for indicator in store.indicators:
        assert len(store.values(indicator).dropna(how="all")) > 150


def test_every_series_belongs_to_a_country_of_the_table(store: Store, series: pd.DataFrame):
    assert set(series["iso3"]) <= set(store.countries)
    assert not set(series["iso3"]) & {"WLD", "EUU", "CHI", "INX", "SVU"}


@pytest.mark.parametrize(
    ("indicator", "first", "last"),
    [
        ("gdp_per_capita", 1961, 2022),
        ("gdp_per_capita_constant", 2000, 2020),
        ("population", 1960, 2022),
        ("urban_share", 2000, 2017),
        ("life_expectancy", 1960, 2016),
        ("food_production", 1961, 2023),
        ("farm_productivity", 1961, 2021),
    ],
)
def test_indicators_cover_the_years_that_their_sources_have(
    store: Store, indicator: str, first: int, last: int
):
    years = store.values(indicator).columns
    assert (years[0], years[-1]) == (first, last)


def test_the_unit_of_each_indicator_is_the_one_in_the_catalogue(store: Store):
    def value(indicator: str, iso3: str, year: int) -> float:
        return float(store.values(indicator).loc[iso3, year])

    assert 1.4e9 < value("population", "CHN", 2022) < 1.43e9
    assert 70 < value("urban_share", "FRA", 2015) < 85
    assert 65_000 < value("gdp_per_capita", "USA", 2021) < 75_000
    assert 80 < value("life_expectancy", "JPN", 2015) < 86
    assert value("farm_productivity", "BRA", 2015) == pytest.approx(100)
    food = store.values("food_production").loc[:, 2014:2016].mean(axis=1)
    assert food.dropna().between(99.9, 100.1).all()


def test_names_are_unique_and_no_alias_is_another_countrys_name(store: Store):
    names = {country.name.casefold(): country.iso3 for country in store.countries.values()}
    assert len(names) == len(store.countries)
    aliases: dict[str, str] = {}
    for country in store.countries.values():
        for alias in country.aliases:
            assert names.get(alias.casefold(), country.iso3) == country.iso3
            assert aliases.setdefault(alias.casefold(), country.iso3) == country.iso3


def test_names_are_the_short_ones_that_people_use(store: Store):
    shown = {
        iso3: store.countries[iso3].name for iso3 in ("BOL", "IRN", "KOR", "RUS", "TUR", "CZE")
    }
    assert list(shown.values()) == [
        "Bolivia",
        "Iran",
        "South Korea",
        "Russia",
        "Türkiye",
        "Czechia",
    ]
    for country in store.countries.values():
        assert not set(country.name) & set(',"'), country.name
        assert country.name == country.name.strip()


@pytest.mark.parametrize(
    ("alias", "iso3"),
    [
        ("UK", "GBR"),
        ("USA", "USA"),
        ("US", "USA"),
        ("Burma", "MMR"),
        ("DRC", "COD"),
        ("Turkey", "TUR"),
        ("Swaziland", "SWZ"),
        ("Cape Verde", "CPV"),
        ("Holland", "NLD"),
        ("Macedonia", "MKD"),
        ("Czech Republic", "CZE"),
        ("East Timor", "TLS"),
    ],
)
def test_people_find_a_country_by_its_other_names(store: Store, alias: str, iso3: str):
    country = store.countries[iso3]
    assert alias in {*country.aliases, country.official_name}


def test_every_country_has_a_shape_a_region_and_a_label_in_it(store: Store):
    shapes = read_boundaries().set_index("iso3").geometry
    assert set(shapes.index) == set(store.countries)
    for country in store.countries.values():
        assert country.region
        assert country.subregion
        # A label is rounded to the metre, so that it may stand that far outside of a tiny island.
        assert shapes[country.iso3].distance(Point(country.label_x, country.label_y)) < 1


def test_codes_are_those_of_iso_3166(store: Store):
    for country in store.countries.values():
        assert len(country.iso2) == 2
        assert len(country.iso_numeric) == (0 if country.iso3 == "XKX" else 3)


def test_climate_zones_are_missing_only_where_the_source_has_none(store: Store):
    missing = {c.iso3 for c in store.countries.values() if not c.climate_zone}
    assert missing <= {"BES", "BVT", "GIB", "MDV", "MHL", "TKL", "TUV", "TWN", "XKX"}
    for country in store.countries.values():
        assert np.isnan(country.climate_zone_share) == (country.climate_zone == "")
        assert not country.climate_zone_share > 1


def test_tiny_countries_are_the_small_ones(store: Store):
    tiny = {country.iso3 for country in store.countries.values() if country.tiny}
    assert {"VAT", "TUV", "SGP", "MLT", "BRB"} <= tiny
    assert not {"JAM", "LBN", "QAT", "CYP"} & tiny
    assert 60 <= len(tiny) <= 80


def test_provenance_covers_every_series(store: Store):
    entries = store.provenance["series"]
    assert entries.keys() == read_catalogue().keys()
    assert entries["temperature"]["years"] == [1948, 2024]
    for entry in [*entries.values(), store.provenance["boundaries"], store.provenance["countries"]]:
        assert entry["licence"]
        assert len(entry["sha256"]) == 64


def test_the_snapshot_stays_under_two_megabytes():
    assert sum(path.stat().st_size for path in SNAPSHOT.iterdir()) < 2_000_000


def test_the_files_name_no_version_of_pandas():
    # Two versions that write the same figures must write the same bytes.
    for name in ("series.parquet", "countries.parquet", "boundaries.parquet"):
        assert b"pandas" not in (SNAPSHOT / name).read_bytes()
