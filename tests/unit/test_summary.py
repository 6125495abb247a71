import json

import pandas as pd
import pytest

from dashboard import climate
from dashboard.climate import BaselineError, TrendError, Years
from dashboard.climate.degrees import DEGREES
from dashboard.indicators import read_catalogue
from dashboard.parts.country import warming
from dashboard.store import Store
from dashboard.summary import ChoiceError, find_country, summary
from dashboard.summary_text import summary_text
from dashboard.views.cards import percent
from tests.records_snapshot import three_records

STORE, CATALOGUE = Store.read(), read_catalogue()
GOOD = [iso3 for iso3, country in STORE.countries.items() if country.quality.is_good]
FLAGGED = [iso3 for iso3, country in STORE.countries.items() if not country.quality.is_good]
NONE = [iso3 for iso3, country in STORE.countries.items() if country.quality.flag == "none"]


def said(iso3: str, **choices):
    return summary(STORE, CATALOGUE, iso3, **choices)


def test_the_keys_are_those_that_others_read():
    brazil = said("BRA")
    assert list(brazil) == [
        "iso3", "name", "record", "quality", "baseline", "anomaly", "trend", "series",
    ]  # fmt: skip
    assert list(brazil["quality"]) == ["flag", "reason"]
    assert list(brazil["anomaly"]) == ["year", "period", "temperature", "value", "rank", "of"]
    assert list(brazil["trend"]) == [
        "from", "to", "per_decade", "low", "high", "theil_sen", "mann_kendall_p", "hamed_rao_p",
    ]  # fmt: skip
    assert brazil["baseline"] == [1981, 2010]
    assert (brazil["anomaly"]["year"], brazil["anomaly"]["period"]) == (None, [2015, 2024])


def test_the_anomaly_is_the_years_value_less_the_mean_of_the_baseline():
    brazil = said("BRA", year=2003, baseline=Years(1971, 2000))
    series = dict(brazil["series"])
    normal = sum(series[year] for year in range(1971, 2001)) / 30
    assert (brazil["anomaly"]["year"], brazil["anomaly"]["period"]) == (2003, None)
    assert brazil["anomaly"]["value"] == pytest.approx(series[2003] - normal)


@pytest.mark.parametrize("period", [Years(2015, 2024), Years(1995, 2024)], ids=str)
def test_without_a_year_the_anomaly_is_the_mean_of_the_period_less_that_of_the_baseline(period):
    brazil = said("BRA") if period.first == 2015 else said("BRA", period=period)
    series, anomaly = dict(brazil["series"]), brazil["anomaly"]
    mean = sum(series[year] for year in range(period.first, period.last + 1))
    mean /= period.last - period.first + 1
    normal = sum(series[year] for year in range(1981, 2011)) / 30
    assert anomaly["period"] == list(period)
    assert anomaly["temperature"] == pytest.approx(mean)
    assert anomaly["value"] == pytest.approx(mean - normal)


def test_the_ranks_of_good_countries_are_the_order_of_their_anomalies():
    anomalies = [said(iso3)["anomaly"] for iso3 in GOOD]
    by_rank = sorted(anomalies, key=lambda anomaly: anomaly["rank"])
    assert by_rank[0]["rank"] == 1
    assert {anomaly["of"] for anomaly in anomalies} == {len(GOOD)}
    values = [anomaly["value"] for anomaly in by_rank]
    assert values == sorted(values, reverse=True)


@pytest.mark.parametrize("iso3", FLAGGED[::20])
def test_a_flagged_country_has_no_rank(iso3: str):
    assert said(iso3)["anomaly"]["rank"] is None
    assert said(iso3)["anomaly"]["of"] == len(GOOD)


@pytest.mark.parametrize("iso3", NONE)
def test_a_country_without_a_series_has_no_figures(iso3: str):
    found = said(iso3)
    assert found["series"] == []
    assert found["anomaly"]["value"] is None
    assert found["trend"]["per_decade"] is None
    assert found["trend"]["from"] == 1960


def test_the_trend_is_that_of_the_years_asked_for():
    trend = climate.trend(STORE.series("IND", "temperature"), 1980, 2010)
    found = said("IND", first=1980, last=2010)["trend"]
    assert (found["from"], found["to"]) == (1980, 2010)
    assert found["per_decade"] == trend.per_decade
    assert found["hamed_rao_p"] == trend.hamed_rao_p


def test_every_country_can_be_said_in_json():
    for iso3 in STORE.countries:
        found = said(iso3, indicator="gdp_per_capita")
        assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_an_indicator_is_shown_by_its_newest_value_up_to_the_year():
    found = said("BRA", indicator="population", year=2024)["indicator"]
    assert [found["year"], found["value"]] == found["series"][-1]
    earlier = said("BRA", indicator="population", year=1990)["indicator"]
    assert earlier["year"] == 1990
    assert (found["id"], found["unit"]) == ("population", "people")


def test_an_indicator_without_values_is_none():
    found = said("ATA", indicator="gdp_per_capita")["indicator"]
    assert (found["year"], found["value"], found["series"]) == (None, None, [])


@pytest.mark.parametrize(
    ("text", "name"),
    [("bra", "Brazil"), ("BRA", "Brazil")],
)
def test_a_country_is_found_by_its_code_in_any_case(text: str, name: str):
    assert find_country(STORE.countries, text).name == name


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Brasil", "BRA (Brazil)"),
        ("GB", "GBR (United Kingdom)"),
        ("cote d'ivoire", "CIV"),
        ("Deutschland", "DEU (Germany)"),
    ],
)
def test_a_name_in_place_of_a_code_is_told_its_code(text: str, meant: str):
    with pytest.raises(ChoiceError) as raised:
        find_country(STORE.countries, text)
    assert f"did you mean {meant}" in str(raised.value)


@pytest.mark.parametrize("text", ["", "XXX", ";DROP", "12"])
def test_what_resembles_no_country_is_told_what_a_code_is(text: str):
    with pytest.raises(ChoiceError, match="use three letters, such as BRA"):
        find_country(STORE.countries, text)


def test_an_unknown_indicator_is_told_which_there_are():
    with pytest.raises(ChoiceError, match=r"did you mean fertility\? .*temperature, gdp_per"):
        said("BRA", indicator="fertilty")


def test_choices_that_cannot_be_are_refused():
    with pytest.raises(ChoiceError, match="choose a year of 1948-2024"):
        said("BRA", year=2030)
    with pytest.raises(ChoiceError, match="choose years of 1948-2024"):
        said("BRA", period=Years(2020, 2030))
    with pytest.raises(ChoiceError, match="use 1960 to 2000"):
        said("BRA", first=2000, last=1960)
    with pytest.raises(TrendError, match="choose a longer span"):
        said("BRA", first=2020)
    with pytest.raises(BaselineError, match="choose a baseline that the series covers"):
        said("BRA", baseline=Years(1900, 1930))


def test_the_text_says_each_figure_with_its_unit():
    text = summary_text(said("BRA", indicator="population", year=1990), CATALOGUE)
    lines = dict(line.split("  ", 1) for line in text.splitlines()[2:])
    assert text.startswith("Brazil (BRA)\n")
    assert lines["Temperature 1990"].strip().endswith(" °C")
    assert " °C against 1981\N{EN DASH}2010, rank " in lines["Anomaly 1990"]
    assert "not how true the data are." in text
    assert lines["Population"].strip() == "150,706,446 people in 1990 (World Bank)"


def test_the_text_names_the_years_of_the_mean():
    lines = summary_text(said("BRA"), CATALOGUE).splitlines()
    assert any(line.startswith("Temperature 2015\N{EN DASH}2024  ") for line in lines)
    (line,) = [line for line in lines if line.startswith("Anomaly 2015\N{EN DASH}2024  ")]
    assert " °C against 1981\N{EN DASH}2010, rank " in line


def test_the_text_of_a_country_without_a_series_gives_the_reason_and_dashes():
    text = summary_text(said("HKG", indicator="farm_productivity"), CATALOGUE)
    assert text.splitlines()[1] == f"No temperature: {STORE.countries['HKG'].quality.reason}"
    assert text.count("\N{EN DASH}\n") == 3


def test_a_record_is_shown_with_what_it_publishes():
    atlas = three_records()
    told = summary(atlas.store, CATALOGUE, "IND", record="fao")
    assert told["record"] == {"id": "fao", "title": "FAO 2025", "base": [1951, 1980]}
    assert told["anomaly"]["period"] == [2015, 2024]
    trend = climate.trend(atlas.store.series("IND", "temperature.fao"), 1961, 2024)
    assert told["trend"]["per_decade"] == trend.per_decade
    text = summary_text(told, CATALOGUE)
    assert "FAO 2025" in text
    assert "against 1951–1980, as published" in text


def test_a_record_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(ChoiceError, match="'berkeley' is no record here: choose one of ncep"):
        said("BRA", record="berkeley")


def test_the_quality_is_the_record_s():
    store = three_records().store
    assert summary(store, CATALOGUE, "FRA", record="era5")["quality"]["flag"] == "differs"
    assert summary(store, CATALOGUE, "FRA", record="cru")["quality"]["flag"] == "good"


def test_a_group_is_the_mean_of_its_reliable_countries_by_land_area():
    told, values = said("AFRICA", year=2003), STORE.values("temperature")
    members = [i for i in GOOD if STORE.countries[i].region == "Africa"]
    assert sorted(told["group"]["members"]) == sorted(members)
    own = values.loc[members]
    anomalies = own.sub(own.loc[:, 1981:2010].mean(axis=1), axis=0)
    areas = pd.Series({iso3: STORE.countries[iso3].area_km2 for iso3 in members})
    by_year = anomalies.mul(areas, axis=0).sum() / areas.sum()
    assert told["anomaly"]["value"] == pytest.approx(by_year[2003])
    assert dict(told["series"])[2003] == pytest.approx(by_year[2003])
    older = said("AFRICA", baseline=Years(1951, 1980))["anomaly"]
    expected = by_year.loc[2015:2024].mean() - by_year.loc[1951:1980].mean()
    assert older["value"] == pytest.approx(expected)
    assert (older["temperature"], older["rank"]) == (None, None)


def test_a_group_has_the_trend_and_the_parts_that_the_page_says():
    atlas, told = three_records(), said("world")
    assert (told["iso3"], told["name"]) == ("WORLD", "World")
    of_page = warming(atlas, "WORLD", Years(1981, 2010), 1960, DEGREES["C"], "cru")
    told = summary(atlas.store, CATALOGUE, "WORLD", record="cru")
    assert told["trend"]["per_decade"] == pytest.approx(of_page.trend.per_decade)
    mean = atlas.record("cru").mean("WORLD")
    assert told["group"]["share"] == mean.share
    assert told["group"]["countries"] == len(atlas.store.countries)
    json.dumps(told, allow_nan=False)


def test_the_text_of_a_group_says_what_it_is_made_of_and_no_rank():
    told = said("AFRICA", indicator="population")
    text = summary_text(told, CATALOGUE)
    assert text.splitlines()[:2] == [
        "Africa (AFRICA)",
        f"Mean of {len(told['group']['members'])} countries with a reliable record, by land area: "
        f"{percent(told['group']['share'])} of its land. {told['group']['warmest']} at their "
        "warmest.",
    ]
    assert "rank" not in text
    assert "Temperature" not in text
    assert text.endswith("Population         \N{EN DASH}")


def test_an_unknown_place_is_told_which_groups_there_are():
    with pytest.raises(ChoiceError, match="groups of countries are WORLD, AFRICA, AMERICAS, ASIA"):
        said("AFRIKA")
    with pytest.raises(BaselineError):
        said("WORLD", baseline=Years(1900, 1930))
