from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.indicators import OwnFile, read_catalogue
from dashboard.refresh.fetching import NotFetchedError, is_fetched, split, wanted
from dashboard.refresh.settings import RefreshSettings

CATALOGUE = read_catalogue(environ={})


def test_temperature_and_what_has_a_code_of_the_world_bank_is_fetched():
    names = [indicator.id for indicator in wanted(CATALOGUE)]
    assert names[0] == "temperature"
    assert {"gdp_per_capita", "population", "urban_share"} < set(names)
    assert not {"food_production", "life_expectancy", "farm_productivity"} & set(names)


def test_a_file_of_the_users_own_is_not_fetched():
    own = replace(CATALOGUE["population"], own=OwnFile(Path("people.csv")))
    assert not is_fetched(own)


def test_only_what_is_chosen_is_fetched_once():
    names = [i.id for i in wanted(CATALOGUE, ["population", "temperature", "population"])]
    assert names == ["population", "temperature"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("populaton", "'populaton' is not in the catalogue: temperature, "),
        (
            "food_production",
            "food_production is not fetched: its source is FAOSTAT, not World Bank",
        ),
    ],
)
def test_what_cannot_be_fetched_is_told(name: str, reason: str):
    with pytest.raises(NotFetchedError, match=reason):
        wanted(CATALOGUE, [name])


def test_the_list_of_countries_counts_where_the_world_bank_is_asked():
    settings = RefreshSettings.read({})
    people, warmth = (
        split(wanted(CATALOGUE, [name]), settings) for name in ("population", "temperature")
    )
    assert people.counts == {"World Bank": 2}
    assert warmth.counts == {"Temperatures": 3}
