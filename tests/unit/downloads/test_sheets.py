"""The sheets beside the snapshot that they come from, read back as people read them."""

import io

import numpy as np
import pandas as pd
import pytest

from dashboard import climate
from dashboard.atlas import the_atlas
from dashboard.climate import Years
from dashboard.countries import UN_MEMBERS
from dashboard.downloads.about import about, file_name, with_sources
from dashboard.downloads.csv_text import csv_text
from dashboard.downloads.sheets import SHEETS
from dashboard.state import ViewState

ATLAS = the_atlas()
STORE = ATLAS.store
GOOD = [iso3 for iso3, country in STORE.countries.items() if country.quality.is_good]


def state_of(**link: str) -> ViewState:
    state = ViewState(STORE.countries, ATLAS.catalogue, ATLAS.years)
    assert state.restore({name: [text.encode()] for name, text in link.items()}) == []
    return state


def told_of(name: str, **link: str) -> dict[str, str]:
    """What the metadata beside a sheet say."""
    state = state_of(**link)
    sheet = SHEETS[name](ATLAS, state)
    return about(ATLAS, state, sheet, link="http://here/?country=IND", date="2026-11-22")


def text_of(name: str, **link: str) -> str:
    sheet = SHEETS[name](ATLAS, state_of(**link))
    return csv_text(with_sources(sheet, told_of(name, **link)))


def rows_of(name: str, **link: str) -> pd.DataFrame:
    text = text_of(name, **link).encode()
    return pd.read_csv(io.BytesIO(text))  # as anybody would


def test_the_map_has_every_country_with_its_anomaly_of_the_year():
    rows = rows_of("map", year="1998", baseline="1981-2010").set_index("iso3")
    temperatures = STORE.values("temperature")
    expected = temperatures[1998] - climate.normals(temperatures, Years(1981, 2010))
    assert list(rows.index) == list(STORE.countries)
    np.testing.assert_allclose(rows["value"], expected, atol=1e-6)
    assert list(rows["country"]) == [country.name for country in STORE.countries.values()]
    assert rows.loc["STP", "country"] == "São Tomé and Príncipe"


def test_only_good_series_are_ranked_unless_the_link_says_so():
    rows = rows_of("map").set_index("iso3")
    assert set(rows.index[rows["rank"].notna()]) <= set(GOOD)
    assert rows.loc[rows["rank"] == 1, "value"].item() == rows.loc[GOOD, "value"].max()
    everyone = rows_of("map", flagged="1")
    assert everyone["rank"].notna().sum() == everyone["value"].notna().sum() > len(GOOD)


def test_the_map_of_the_usual_link_is_the_mean_of_ten_years_and_says_so():
    rows = rows_of("map").set_index("iso3")
    temperatures = STORE.values("temperature")
    expected = temperatures[list(range(2015, 2025))].mean(axis=1)
    expected -= temperatures[list(range(1981, 2011))].mean(axis=1)
    np.testing.assert_allclose(rows["value"][GOOD], expected[GOOD], atol=1e-6)
    title = "Temperature change, mean of 2015–2024, against 1981–2010"
    assert told_of("map")["title"] == title


def test_a_period_is_a_mean_of_years_against_the_baseline():
    rows = rows_of("map", period="1995-2024").set_index("iso3")
    temperatures = STORE.values("temperature")
    expected = temperatures[list(range(1995, 2025))].mean(axis=1)
    expected -= temperatures[list(range(1981, 2011))].mean(axis=1)
    np.testing.assert_allclose(rows["value"][GOOD], expected[GOOD], atol=1e-6)
    assert rows["year"].isna().all()


def test_an_indicator_over_a_period_is_its_mean_where_two_thirds_of_the_years_have_one():
    rows = rows_of("map", map="fertility", period="1995-2014").set_index("iso3")
    expected = STORE.values("fertility")[list(range(1995, 2015))]
    np.testing.assert_allclose(rows["value"]["IND"], expected.loc["IND"].mean(), atol=1e-6)
    assert rows["value"].isna()[expected.count(axis=1) < 14].all()
    assert "mean of 1995–2014" in str(told_of("map", map="fertility", period="1995-2014"))


def test_a_year_long_after_the_last_values_shows_the_last_ones():
    rows = rows_of("map", map="urban_share", year="2024").set_index("iso3")
    assert rows["value"]["IND"] == STORE.values("urban_share")[2017]["IND"]


def test_fahrenheit_is_of_anomalies_and_trends_alike():
    celsius, fahrenheit = (rows_of("table", units=units, sort="name") for units in ("C", "F"))
    for column in ("value", "trend"):
        np.testing.assert_allclose(fahrenheit[column], celsius[column] * 1.8, atol=2e-6)
    assert told_of("table", units="F")["unit of trend"] == "°F per decade"
    assert set(fahrenheit["trend_unit"]) == {"°F per decade"}
    assert set(fahrenheit["value_unit"]) == {"°F"}


def test_a_file_that_is_alone_says_what_its_numbers_are_measured_over():
    link = {"period": "1995-2024", "baseline": "1951-1980", "trend": "1990"}
    for name in ("map", "table"):
        (title,) = set(rows_of(name, **link)["title"])
        assert "mean of 1995–2024, against 1951–1980" in title
    for name in ("table", "scatter"):
        (title,) = set(rows_of(name, **link)["title"])
        assert title.endswith("Trends are of the years 1990–2024")
    for name in ("temperature", "decades"):
        (title,) = set(rows_of(name, **link)["title"])
        assert "against 1951–1980" in title
    (title,) = set(rows_of("map", map="warming_rate", **link)["title"])
    assert title.endswith("trend of 1990–2024")


@pytest.mark.parametrize("order", ["trend", "-value", "indicator"])
def test_the_ranking_of_rates_has_each_rate_once(order: str):
    ranking = rows_of("table", map="warming_rate", sort=order).set_index("iso3")
    on_map = rows_of("map", map="warming_rate").set_index("iso3").loc[ranking.index]
    for column in ("value", "low", "high", "value_unit", "low_unit"):
        assert ranking[column].equals(on_map[column]), column
    assert "trend" not in ranking
    assert "year" not in ranking


def test_an_indicator_is_as_published_with_the_year_of_each_value():
    rows = rows_of("map", map="population", year="2024").set_index("iso3")
    values = STORE.values("population")
    assert rows.loc["BRA", "value"] == values[2022]["BRA"]
    assert rows.loc["BRA", "year"] == 2022
    assert rows.loc["IND", "rank"] == 1


def test_temperature_has_the_series_of_each_chosen_country():
    rows = rows_of("temperature", country="IND", compare="USA-BRA", baseline="1971-2000")
    assert list(dict.fromkeys(rows["iso3"])) == ["IND", "USA", "BRA"]
    for iso3, own in rows.groupby("iso3"):
        anomalies = climate.anomaly(STORE.series(str(iso3), "temperature"), Years(1971, 2000))
        np.testing.assert_allclose(own["anomaly"], anomalies["value"], atol=1e-6)
        np.testing.assert_allclose(own["smooth"], climate.smooth(anomalies)["value"], atol=1e-6)
        line = climate.trend(anomalies, 1960, 2024).line()
        np.testing.assert_allclose(own["trend"].dropna(), line["value"], atol=1e-6)


def test_an_indicators_series_is_the_stores_to_the_last_decimal():
    rows = rows_of("indicator", country="IND", indicator="gdp_per_capita")
    series = STORE.series("IND", "gdp_per_capita")
    assert rows["year"].tolist() == series["year"].tolist()
    assert rows["value"].tolist() == series["value"].tolist()


@pytest.mark.parametrize("name", ["temperature", "indicator"])
def test_without_a_country_there_are_columns_and_no_rows(name: str):
    assert rows_of(name, country="none").empty
    assert "iso3,country,year" in text_of(name, country="none")


def test_a_country_without_a_baseline_says_so_and_has_no_rows():
    text = text_of("temperature", country="HKG", compare="BRA")
    assert told_of("temperature", country="HKG", compare="BRA")["note 1"].startswith("Hong Kong: ")
    assert "\r\nHKG," not in text


def test_the_table_is_filtered_and_sorted_like_the_page():
    rows = rows_of("table", region="Africa", zone="Aw", sort="-trend")
    assert set(rows["region"]) == {"Africa"}
    assert set(rows["climate_zone"]) == {"Aw"}
    ranked = rows["trend"][rows["quality"] == "good"]
    assert ranked.is_monotonic_increasing
    assert len(ranked) > 5


@pytest.mark.parametrize(("sort", "turn"), [("value", 1), ("-value", -1), ("-trend", -1)])
def test_the_tables_uncertain_series_are_below_the_ranked_and_missing_ones_below_all(sort, turn):
    column = sort.removeprefix("-")
    rows = rows_of("table", sort=sort)
    is_good, known = rows["quality"] == "good", rows[column].notna()
    groups = [turn * rows[column][which] for which in (is_good & known, ~is_good & known)]
    assert all(len(group) > 50 and group.is_monotonic_decreasing for group in groups)
    missing = list(rows.index[~known])
    assert list(rows.index) == [*groups[0].index, *groups[1].index, *missing]
    everyone = rows_of("table", sort=sort, flagged="1")[column]
    assert (turn * everyone.dropna()).is_monotonic_decreasing


def test_an_indicators_column_has_no_uncertain_series_to_put_below():
    for link in ({"sort": "indicator"}, {"map": "gdp_per_capita", "sort": "value"}):
        rows = rows_of("table", **link)
        values = rows[link["sort"]].dropna()
        assert values.is_monotonic_decreasing
        assert len(set(rows["quality"][values.index])) > 1


def test_the_table_can_be_of_members_of_the_united_nations():
    everyone = rows_of("table", sort="trend").set_index("iso3")
    members = rows_of("table", un="1", sort="trend").set_index("iso3")
    assert set(members.index) == UN_MEMBERS
    assert members["rank"].equals(everyone["rank"][members.index])


@pytest.mark.parametrize("sort", ["trend", "-trend", "indicator", "value", "name"])
@pytest.mark.parametrize("flagged", ["0", "1"])
def test_the_tables_ranks_follow_the_sorted_column(sort: str, flagged: str):
    link = {"indicator": "fertility", "sort": sort, "flagged": flagged}
    rows = rows_of("table", **link).set_index("iso3")
    column = "value" if sort == "name" else sort.removeprefix("-")
    asked = column == "indicator" or flagged == "1"
    ranked = rows[column] if asked else rows[column].where(rows["quality"] == "good")
    largest = {iso3: int((ranked > value).sum()) + 1 for iso3, value in ranked.dropna().items()}
    assert rows["rank"].dropna().to_dict() == largest
    assert f"The largest {column} has rank 1" in told_of("table", **link)["note 1"]


def test_a_map_before_its_first_year_is_of_that_year():
    rows = rows_of("map", map="gdp_per_capita", year="1950").set_index("iso3")
    assert set(rows["year"].dropna()) == {1961}
    first = STORE.values("gdp_per_capita")[1961].dropna()
    assert rows["value"].dropna().to_dict() == pytest.approx(first.to_dict())


def test_the_table_has_no_value_of_a_later_year():
    rows = rows_of("table", year="1950")
    assert rows["indicator"].isna().all()
    for year in ("1961", "1990", "2024"):
        assert (rows_of("table", year=year)["indicator_year"].dropna() <= int(year)).all()


def test_the_tables_names_are_in_the_order_of_the_country_table():
    names = [country.name for country in STORE.countries.values()]
    assert rows_of("table", sort="name")["country"].tolist() == names
    assert rows_of("table", sort="-name")["country"].tolist() == names[::-1]
    assert names[1] == "Åland"


def test_the_scatter_has_the_countries_with_both_figures():
    rows = rows_of("scatter", trend="1980").set_index("iso3")
    assert rows[["indicator", "trend"]].notna().all(axis=None)
    trends = climate.trends_per_decade(ATLAS.temperatures, 1980, 2024)
    np.testing.assert_allclose(rows["trend"], trends[rows.index], atol=1e-4)
    last = STORE.series("IND", "gdp_per_capita").iloc[-1]
    assert rows.loc["IND", "indicator"] == last["value"]
    assert rows.loc["IND", "indicator_year"] == last["year"]


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_is_told_with_title_unit_source_licence_dates_and_link(name: str):
    told = told_of(name)
    for start in ("title", "unit of", "source of", "licence of", "snapshot", "downloaded", "link"):
        assert any(said.startswith(start) for said in told), start
    assert told["downloaded"] == "2026-11-22"
    assert told["link"] == "http://here/?country=IND"
    assert (told.get("baseline") == "1981-2010") == (name != "indicator")


@pytest.mark.parametrize("link", [{}, {"map": "gdp_per_capita", "year": "2000"}], ids=str)
@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_opens_plainly_with_its_units_and_whose_it_is(name: str, link: dict[str, str]):
    rows, sheet = rows_of(name, **link), SHEETS[name](ATLAS, state_of(**link))
    told = told_of(name, **link)
    assert not text_of(name, **link).removeprefix("\N{BYTE ORDER MARK}").startswith("#")
    assert rows.columns[0] == "iso3"
    assert list(rows.columns[: len(sheet.rows.columns)]) == list(sheet.rows.columns)
    assert rows["iso3"].tolist() == sheet.rows["iso3"].tolist()
    for column, unit in sheet.units.items():
        assert set(rows[f"{column}_unit"]) == {unit}
        assert pd.api.types.is_numeric_dtype(rows[column])
    (source,) = set(rows["source"])
    for said in (words for key, words in told.items() if key.startswith(("source of", "licence"))):
        assert said in source


def test_a_files_name_says_what_it_is():
    name = file_name(SHEETS["map"](ATLAS, state_of()))
    assert name == "isotherm-temperature-change-2015-2024.csv"
    name = file_name(SHEETS["map"](ATLAS, state_of(year="2024")))
    assert name == "isotherm-temperature-change-2024.csv"
    compared = SHEETS["indicator"](ATLAS, state_of(country="IND", compare="USA"))
    assert file_name(compared) == "isotherm-gdp-per-person-ind-usa.csv"
