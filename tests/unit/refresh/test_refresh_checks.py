from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dashboard.countries import Countries
from dashboard.indicators import Indicator, read_catalogue
from dashboard.refresh.checks import (
    CheckError,
    check_countries,
    check_coverage,
    check_known,
    check_range,
    check_series,
    check_unit,
)
from dashboard.refresh.large import large
from dashboard.schema import SchemaError
from dashboard.store import Store

POPULATION = read_catalogue()["population"]
TEMPERATURE = read_catalogue()["temperature"]


def tidy(values: list[float], indicator: str = "population") -> pd.DataFrame:
    units = [f"A{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(len(values))]
    frame = pd.DataFrame({"iso3": units, "indicator": indicator, "year": 2000, "value": values})
    return frame.astype({"iso3": str, "indicator": str, "year": "int16", "value": "float64"})


def both(before: list[float], now: list[float]) -> pd.DataFrame:
    return tidy(before).rename(columns={"value": "value_before"}).assign(value=now)


def test_a_plausible_series_passes():
    check_series(tidy([1.0, 2e9]), POPULATION, "Population, total")
    check_series(tidy([-52.0, 30.1], "temperature"), TEMPERATURE, "cru")


@pytest.mark.parametrize(
    ("rows", "indicator", "reason"),
    [
        (tidy([]), POPULATION, "no value for any country"),
        (tidy([5.0, 0.0]), POPULATION, "0 of AAB in 2000 is not above 0"),
        (tidy([12.0, 285.2], "temperature"), TEMPERATURE, "285.2 of AAB in 2000 is not plausible"),
    ],
)
def test_what_cannot_be_shown_is_told(rows: pd.DataFrame, indicator: Indicator, reason: str):
    with pytest.raises(CheckError, match=reason):
        check_series(rows, indicator, "")


def test_a_repeated_key_is_told():
    with pytest.raises(SchemaError, match="2 repeated keys"):
        check_series(pd.concat([tidy([1.0, 2.0])] * 2), POPULATION, "")


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("constant 2015 US$", "GDP per capita (constant 2021 US$)"),
        ("2014-2016 = 100", "Food production index (2004-2006 = 100)"),
        ("people", "Urban population (% of total population)"),
    ],
)
def test_a_name_that_contradicts_the_unit_is_told(unit: str, name: str):
    with pytest.raises(CheckError, match="the source says"):
        check_unit(unit, name)


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("constant 2015 US$", "GDP per capita (constant 2015 US$)"),
        ("% of population", "Urban population (% of total population)"),
        ("current US$", "GDP per capita (current US$)"),
        ("", "Anything (% of GDP)"),
        ("people", ""),
    ],
)
def test_a_name_that_says_the_same_or_nothing_passes(unit: str, name: str):
    check_unit(unit, name)


def test_a_few_values_may_go_but_not_many():
    before = [float(n) for n in range(1, 21)]
    one, three = ([np.nan] * gone + before[gone:] for gone in (1, 3))
    check_coverage(both(before, one), 0.1, same_source=True)
    with pytest.raises(CheckError, match="15% of the values served now are missing"):
        check_coverage(both(before, three), 0.1, same_source=True)


def test_another_source_may_have_other_years_but_not_a_few_countries():
    before = [float(n) for n in range(1, 21)]
    some, few = ([np.nan] * gone + before[gone:] for gone in (5, 10))
    check_coverage(both(before, some), 0.1, same_source=False)
    with pytest.raises(CheckError, match="only 50% of the countries"):
        check_coverage(both(before, few), 0.1, same_source=False)


EMBEDDED = Store.read().countries  # without regions


def listing(countries: Countries, **columns: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"bank_region": "Somewhere", "income_group": "High income", **columns},
        pd.Index(list(countries), name="iso3"),
    )


def without_small(count: int) -> pd.DataFrame:
    """A list that lacks so many countries, none of them large."""
    return listing(EMBEDDED).drop([iso3 for iso3 in EMBEDDED if iso3 not in large()][-count:])


def listed_before() -> Countries:
    frame = EMBEDDED.frame.assign(bank_region="Somewhere", income_group="")
    frame.loc[frame.index[:100], "income_group"] = "High income"
    return Countries.from_frame(frame)


def test_the_first_list_of_countries_needs_two_thirds_of_them():
    check_countries(without_small(80), EMBEDDED, 0.1)
    with pytest.raises(CheckError, match="it has only 60% of the countries"):
        check_countries(listing(EMBEDDED).iloc[100:], EMBEDDED, 0.1)


def test_a_list_that_misses_a_tenth_of_the_countries_is_told():
    check_countries(without_small(20), listed_before(), 0.1)
    with pytest.raises(CheckError, match="12% of the countries lose their bank_region"):
        check_countries(without_small(30), listed_before(), 0.1)


def test_a_list_that_classifies_nobody_is_told():
    with pytest.raises(CheckError, match="100% of the countries lose their income_group"):
        check_countries(listing(EMBEDDED, income_group=""), listed_before(), 0.1)


def test_revised_values_pass():
    before = np.geomspace(1e3, 1e9, 50)
    check_known(both(list(before), list(before * 1.02)), "log", same_source=True)


@pytest.mark.parametrize("factor", [0.001, 100])
def test_values_in_another_unit_are_told(factor: float):
    before = np.geomspace(1e3, 1e9, 50)
    with pytest.raises(CheckError, match="as in another unit"):
        check_known(both(list(before), list(before * factor)), "log", same_source=True)


def test_values_of_other_countries_are_told():
    before = np.linspace(1, 100, 50)
    with pytest.raises(CheckError, match=r"does not resemble .*correlation -1\.00"):
        check_known(both(list(before), list(before[::-1])), "linear", same_source=True)


def test_another_source_of_temperatures_may_be_a_degree_warmer():
    before = np.linspace(-5, 28, 50)
    now = list(before + 1.7)
    check_known(both(list(before), now), "linear", same_source=False)
    with pytest.raises(CheckError):
        check_known(both(list(before), list(before * 1.8 + 32)), "linear", same_source=False)


def test_too_few_known_values_say_nothing():
    check_known(both([1.0, 2.0], [9.0, 1.0]), "linear", same_source=True)


def test_values_far_outside_are_told():
    check_range(tidy([1.0, 150.0]), tidy([1.0, 100.0]), "linear")
    with pytest.raises(CheckError, match="1000 of AAB in 2000 is far outside"):
        check_range(tidy([1.0, 1000.0]), tidy([1.0, 100.0]), "linear")


def test_a_negative_population_is_told():
    with pytest.raises(CheckError, match="-5 of AAB in 2000 is negative"):
        check_range(tidy([1.0, -5.0]), tidy([1.0, 100.0]), "linear")


def test_an_indicator_without_a_scale_of_logarithms_may_be_0():
    check_series(tidy([0.0, 1.0]), replace(POPULATION, scale="linear"), "")
