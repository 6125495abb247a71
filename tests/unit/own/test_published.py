"""Files as their publishers hand them out: three values each, read by hand from the raw file."""

from pathlib import Path
from typing import NamedTuple

import pytest

from dashboard.indicators import Indicator, read_catalogue
from dashboard.own import CountryNames, read_own
from tests.shared import shared


class Published(NamedTuple):
    """A file, what its entry needs, some of its values, and how many countries it has."""

    name: str
    values: dict[tuple[str, int], float]
    countries: int
    key: str = ""
    label: str = "Figure"


FILES = [
    Published(
        "berkeley_kaggle_monthly_one_country.csv",
        {("USA", 1900): 9.021583, ("USA", 1950): 8.65642, ("USA", 2012): 10.261083},
        1,
        'aggregate = "mean"',
    ),
    Published(
        "eurostat_bmi.tsv",
        {("AUT", 2019): 43.6, ("BEL", 2014): 43.5, ("DEU", 2019): 42.8},
        3,
        'where = { sex = "T" }',
    ),
    Published(
        "eurostat_unemployment_long.xlsx",
        {("BEL", 2009): 8.0, ("BGR", 2023): 4.3, ("DEU", 2010): 6.6},
        35,
    ),
    Published(
        "excel_percent_cells.xlsx",
        {("DEU", 2019): 12.5, ("NAM", 2019): 45.2, ("BRA", 2019): 100},
        3,
    ),
    Published(
        "fao_capture_wide_m49.csv",
        {("AFG", 1980): 700, ("ALB", 1985): 10191, ("ZMB", 2012): 76214},
        238,
    ),
    Published(
        "faostat_normalized_food_security.csv",
        {("ALB", 2000): 4.9, ("ALB", 2001): 4.8, ("ZWE", 2015): 12.6},
        145,
        'where = { "Item Code" = 21049 }',
    ),
    Published(
        "faostat_wide_temperature_change.csv",
        {("AFG", 1961): -0.08, ("CHN", 2019): 1.424, ("BRA", 2019): 1.672},
        234,
        'where = { Element = "Temperature change" }',
    ),
    Published(
        "gapminder_income.csv",
        {("AFG", 1799): 683, ("ZWE", 1900): 1110, ("LUX", 2020): 118000},
        195,
    ),
    Published(
        "gapminder_population.csv",
        {("AFG", 1799): 3_280_000, ("ALB", 1899): 803_000, ("IND", 2000): 1_060_000_000},
        197,
    ),
    Published(
        "global_carbon_atlas.csv",
        {("AFG", 1960): 0.41388, ("ZWE", 2021): 11.2961, ("FRA", 1990): 393.4229},
        217,
    ),
    Published(
        "imf_surface_temperature_change.csv",
        {("AFG", 1961): -0.113, ("JPN", 2022): 1.335, ("ITA", 2000): 1.243},
        100,
    ),
    Published(
        "imf_weo_gdp.xls",
        {("AFG", 2002): 4.367, ("ZWE", 2021): 26.085, ("USA", 2019): 21433.225},
        194,
    ),
    Published(
        "oecd_dp_live_value_added.csv",
        {
            ("COL", 2017): 7.03607821932131,
            ("COL", 2019): 7.05942594159504,
            ("COL", 2005): 8.26754891987897,
        },
        44,
        'where = { MEASURE = "PC_VA" }',
    ),
    Published(
        "owid_human_development_index.csv",
        {("AFG", 1990): 0.273, ("NAM", 2020): 0.633, ("NAM", 2021): 0.615},
        66,
    ),
    Published(
        "owid_primary_energy_names_only.csv",
        {("AFG", 1980): 7.7907724, ("ZWE", 2020): 41.99676, ("ZWE", 2021): 42.145393},
        218,
    ),
    Published(
        "penn_world_table.xlsx",
        {("USA", 1950): 2.583213, ("USA", 2019): 3.749341, ("ZWE", 2010): 2.372605},
        145,
        label="hc",
    ),
    Published(
        "press_freedom_2024.csv",
        {("NOR", 2024): 91.89, ("FRA", 2024): 78.65, ("ERI", 2024): 16.64},
        178,
        label="Score",
    ),
    Published(
        "undata_undernourished.csv",
        {("AFG", 2015): 26.8, ("BRA", 2014): 5, ("ZWE", 1991): 42.7},
        170,
    ),
    Published(
        "vdem_regimes.csv",
        {("MEX", 2021): 2, ("SUR", 2022): 2, ("MEX", 2022): 2},
        176,
        label="v2x_regime",
    ),
    Published(
        "who_covid_one_day.csv",
        {("USA", 2021): 47802459, ("IND", 2021): 34555431, ("TUV", 2021): 0},
        233,
        "year = 2021",
        label="Cases - cumulative total",
    ),
    Published(
        "who_gho_malaria.csv",
        {("SDN", 2023): 1304528, ("CAF", 2015): 953535, ("DJI", 2015): 9557},
        102,
    ),
    Published(
        "worldbank_bulk_population.csv",
        {("ABW", 1960): 54208, ("ZAF", 1960): 17099836, ("ZMB", 1961): 3164330},
        216,
    ),
    Published(
        "worldbank_databank_employment.csv",
        {("CHN", 2010): 766137687.6, ("ARE", 2010): 4730394.731, ("ZWE", 2010): 6347927.175},
        173,
        'where = { "Series Code" = "SL.EMP.TOTL" }',
    ),
    Published(
        "worldbank_one_year_2015.csv",
        {("BRA", 2015): 74.994, ("FRA", 2015): 82.3219512195122, ("ZWE", 2015): 59.534},
        200,
        label="sp.dyn.le00.in",
    ),
]


@pytest.mark.parametrize("published", FILES, ids=lambda one: one.name)
def test_a_published_file_reads_with_one_key_at_most(
    published: Published, names: CountryNames, tmp_path: Path
):
    own = read_own(indicator(published, tmp_path), names)
    found = {(iso3, year): value for iso3, year, value in own.rows.itertuples(index=False)}
    assert {key: found.get(key) for key in published.values} == pytest.approx(
        published.values, rel=1e-6
    )
    assert len(published.values) >= 3
    assert own.rows["iso3"].nunique() == published.countries


def indicator(published: Published, folder: Path) -> Indicator:
    path = shared("files") / published.name
    lines = [
        "[own]",
        f"path = '{path}'",
        f'label = "{published.label}"',
        'unit = "x"',
        published.key,
    ]
    (folder / "own.toml").write_text("\n".join(lines))
    return read_catalogue(folder / "own.toml")["own"]


# The gallery's examples of keys


@pytest.mark.parametrize(
    "published",
    [
        Published(
            "faostat_normalized_food_security.csv",
            {("AFG", 2000): 89, ("AFG", 2001): 88, ("AFG", 2002): 90},
            180,
            'where = { "Item Code" = [21010] }\nperiod = "middle"',
        ),
        Published(
            "imf_weo_gdp.xls",
            {("AFG", 2002): 4.367e9, ("USA", 2019): 21433.225e9, ("ZWE", 2021): 26.085e9},
            194,
            "factor = 1e9",
        ),
        Published(
            "energy_polars_decimal.parquet",
            {("AFG", 2020): 702.888, ("AFG", 2021): 676.696, ("ZWE", 2021): 2635.154},
            217,
            'names = { "" = "" }',
        ),
    ],
    ids=lambda one: one.name,
)
def test_an_example_of_a_key_reads(published: Published, names: CountryNames, tmp_path: Path):
    own = read_own(indicator(published, tmp_path), names)
    found = {(iso3, year): value for iso3, year, value in own.rows.itertuples(index=False)}
    assert {key: found.get(key) for key in published.values} == pytest.approx(published.values)
    assert own.rows["iso3"].nunique() == published.countries


def test_a_sentinel_of_a_published_file_is_told_and_left_out(names: CountryNames, tmp_path: Path):
    where = 'where = { Element = "Temperature change" }'
    file = Published("faostat_wide_temperature_change.csv", {}, 0, where)
    told = read_own(indicator(file, tmp_path), names)
    assert told.doubts[0].startswith("999 is in 1,477 cells, first in row 22, column")
    cleared = read_own(indicator(file._replace(key=f"{where}\nmissing = [999]"), tmp_path), names)
    assert cleared.doubts == ()
    assert len(told.rows) - len(cleared.rows) == 1477
