import dataclasses
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.climate import Correlation, Trend, Years
from dashboard.countries import FLAGS, Country, Quality
from dashboard.indicators import read_catalogue
from dashboard.views.cards import (
    QUALITY,
    ZONES,
    correlation_card,
    fixed,
    indicator_card,
    percent,
    place_card,
    signed,
    span,
    story_card,
    trend_card,
)

MINUS = "\N{MINUS SIGN}"
CATALOGUE = read_catalogue()
GOOD = Quality("good", "")
BROKEN = Quality("break", "Its series drops by 1.5 °C.")
NOWHERE = Country(
    iso3="NWH",
    iso2="",
    iso_numeric="",
    name="Nowhere",
    official_name="Republic of Nowhere",
    aliases=(),
    region="Europe",
    subregion="Western Europe",
    climate_zone="Cfb",
    climate_zone_share=0.724,
    label_lon=0.0,
    label_lat=0.0,
    label_x=0.0,
    label_y=0.0,
    area_km2=1.0,
    tiny=False,
    quality=Quality("good", ""),
)
PUBLISHER = {"publisher": "Who publishes"}


def place(**differing) -> dict[str, str]:
    return place_card(dataclasses.replace(NOWHERE, **differing))


def trend(**differing) -> Trend:
    fields = {field.name: 0.0 for field in dataclasses.fields(Trend)}
    known = {"first": 1960, "last": 2024, "per_decade": 0.153, "low": 0.101, "high": 0.205}
    return Trend(**{**fields, **known, **differing})


def values(pairs: dict[int, float]) -> pd.DataFrame:
    return pd.DataFrame({"year": list(pairs), "value": list(pairs.values())})


# Place


def test_a_place_is_said_from_near_to_far():
    assert place()["name"] == "Nowhere"
    assert place(subregion="Caribbean", region="Americas")["place"] == "Caribbean, Americas"


def test_a_subregion_named_like_its_region_is_said_once():
    assert place()["place"] == "Western Europe"
    assert place(subregion="South America", region="Americas")["place"] == "South America"
    assert place(subregion="Antarctica", region="Antarctica")["place"] == "Antarctica"
    assert place(subregion="", region="Antarctica")["place"] == "Antarctica"
    assert place(subregion="", region="")["place"] == ""


def test_a_climate_zone_is_said_in_words_with_its_share():
    assert place()["zone"] == "Temperate oceanic (Cfb, 72 % of its area)"
    assert place(climate_zone="", climate_zone_share=math.nan)["zone"] == ""


@pytest.mark.parametrize("zone", ZONES)
def test_every_zone_has_words(zone: str):
    assert place(climate_zone=zone)["zone"].startswith(f"{ZONES[zone]} ({zone}, ")


def test_a_good_series_needs_no_words():
    assert (place()["quality"], place()["reason"]) == ("", "")


@pytest.mark.parametrize("flag", [flag for flag in FLAGS if flag != "good"])
def test_a_series_that_is_not_good_has_a_name_for_that_and_the_reason(flag: str):
    card = place(quality=Quality(flag, "Because."))
    assert card["quality"] == QUALITY[flag] != ""
    assert card["reason"] == "Because."


# Trend


def test_a_trend_is_said_with_unit_years_and_interval():
    card = trend_card(trend(), GOOD)
    assert card["trend"] == "+0.15 °C"
    assert card["trend-years"].endswith("1960–2024")
    assert card["interval"] == "95 % interval +0.10 to +0.21 °C"


def test_cooling_has_a_true_minus():
    card = trend_card(trend(per_decade=-0.153, low=-0.301, high=-0.05), GOOD)
    assert card["trend"] == f"{MINUS}0.15 °C"
    assert card["interval"] == f"95 % interval {MINUS}0.30 to {MINUS}0.05 °C"


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.1, 0.2, "Clear warming trend"),
        (-0.2, -0.1, "Clear cooling trend"),
        (-0.1, 0.2, "No clear trend"),
    ],
)
def test_the_verdict_agrees_with_the_interval(low: float, high: float, words: str):
    found = trend(per_decade=(low + high) / 2, low=low, high=high)
    assert trend_card(found, GOOD)["verdict"] == words


def test_a_broken_series_has_no_verdict_on_its_climate():
    assert trend_card(trend(), BROKEN)["verdict"] == "not reliable: fault in the record"


@pytest.mark.parametrize(
    ("last", "said"), [(3.0, "its warmest"), (1.5, "its second warmest"), (-1.0, None)]
)
def test_the_last_year_is_placed_among_the_country_s_own(last: float, said: str | None):
    anomalies = values({2020: 2.0, 2021: 1.0, 2022: 0.5, 2023: 0.0, 2024: last})
    text = f"2024 was {said} year since 2020." if said else ""
    assert story_card(anomalies, GOOD) == {"story": text}
    assert story_card(anomalies, BROKEN) == {"story": ""}


def test_without_a_trend_the_same_fields_say_so():
    none = trend_card(None, GOOD)
    assert none.keys() == trend_card(trend(), GOOD).keys()
    assert none["trend"] == "–"
    assert none["interval"] == "too few years for a trend"
    alike = trend_card(None, GOOD, refused="years too alike for a trend")
    assert alike["interval"] == "years too alike for a trend"


def test_the_interval_is_said_to_hold_no_error_of_the_data():
    assert trend_card(trend(), GOOD)["robust"].endswith("not how true the data are.")


# Indicator


def test_an_indicator_is_said_by_its_last_value_whatever_the_order_of_rows():
    card = indicator_card(
        CATALOGUE["gdp_per_capita"], values({2001: 8917.6, 1999: 5.0, 2000: 7.0}), PUBLISHER
    )
    assert card["value"] == "8,918"
    assert card["year"] == "in 2001"
    assert card["unit"] == "current US$"
    assert card["source"] == "Who publishes"


@pytest.mark.parametrize("indicator", CATALOGUE.values(), ids=list(CATALOGUE))
def test_a_value_has_the_decimals_of_its_indicator(indicator):
    said = indicator_card(indicator, values({2001: 12.3456789}), PUBLISHER)["value"]
    assert len(said.partition(".")[2]) == indicator.decimals


def test_an_empty_series_gives_the_same_fields_with_a_dash():
    indicator = CATALOGUE["population"]
    none = indicator_card(indicator, values({}), PUBLISHER)
    assert none.keys() == indicator_card(indicator, values({2001: 1.0}), PUBLISHER).keys()
    assert none["value"] == "–"
    assert none["year"] == "no value for this country"


# Numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.5, "+1.50"),
        (-1.5, f"{MINUS}1.50"),
        (0.0, "0.00"),
        (-0.0, "0.00"),
        (0.004, "0.00"),
        (-0.004, "0.00"),
        (-0.006, f"{MINUS}0.01"),
    ],
)
def test_a_number_has_its_sign_and_zero_has_none(value: float, text: str):
    assert signed(value, 2) == text


@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_a_signed_number_reads_back_as_the_rounded_value(value: float, decimals: int):
    text = signed(value, decimals).replace(MINUS, "-").replace(",", "")
    assert float(text) == pytest.approx(value, abs=0.5 * 10.0**-decimals + 1e-9)


def test_a_span_has_the_dash_of_spans():
    assert span(Years(1961, 1990)) == "1961–1990"


def test_no_clear_correlation_is_said_to_be_none():
    card = correlation_card(Correlation(-0.06, -0.24, 0.12, 0.525, 115), 0)
    assert card["correlation"] == "Rank correlation −0.06"
    assert card["interval"] == "95 % interval −0.24 to +0.12, 115 countries (Spearman, p = 0.525)"
    assert card["verdict"].startswith("No clear relation")


@pytest.mark.parametrize(
    ("rho", "words"),
    [(0.2, ["weak", "faster"]), (-0.45, ["moderate", "slower"]), (0.9, ["strong", "faster"])],
)
def test_a_clear_correlation_is_said_with_its_strength_and_direction(rho: float, words: list[str]):
    card = correlation_card(Correlation(rho, rho - 0.05, rho + 0.05, 0.0001, 90), 7)
    assert all(word in card["verdict"] for word in words)
    assert "7 uncertain series left out" in card["interval"]
    assert "p < 0.001" in card["interval"]


def test_the_caveat_stands_with_every_correlation():
    for rho in (0.0, 0.5):
        caveat = correlation_card(Correlation(rho, rho - 0.1, rho + 0.1, 0.5, 90), 0)["caveat"]
        assert "not independent" in caveat
        assert "need not cause" in caveat


def test_a_correlation_that_rounds_to_zero_has_no_sign():
    card = correlation_card(Correlation(-0.001, -0.2, 0.2, 0.9, 90), 0)
    assert card["correlation"] == "Rank correlation 0.00"


def test_without_a_correlation_there_is_nothing_to_qualify():
    card = correlation_card(None, 3)
    assert "Too few countries" in card["correlation"]
    assert {card[name] for name in ("interval", "verdict", "caveat")} == {""}


def test_half_a_hundredth_is_rounded_up_whatever_the_sum_left_over():
    assert signed(0.755, 2) == signed(0.7549999999, 2) == "+0.76"
    assert signed(-0.7549999999, 2) == "\N{MINUS SIGN}0.76"
    assert signed(0.75499, 2) == "+0.75"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (-19.748, 1, f"{MINUS}19.7"),
        (0.35, 1, "0.4"),
        (0.25, 1, "0.3"),
        (2.675, 2, "2.68"),
        (1234567.5, 0, "1,234,568"),
        (1e22, 0, "10,000,000,000,000,000,000,000"),
        (5e-324, 2, "0.00"),
    ],
)
def test_a_number_is_rounded_by_the_digits_that_its_file_shows(
    value: float, decimals: int, text: str
):
    assert fixed(value, decimals) == text


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (1, "100 %"),
        (1 - 1e-12, "100 %"),
        (0.9961, "more than 99 %"),
        (0.9949, "99 %"),
        (0.0051, "1 %"),
        (0.004, "less than 1 %"),
        (0, "0 %"),
    ],
)
def test_all_and_nothing_are_said_of_all_and_nothing_alone(share: float, said: str):
    assert percent(share) == said
