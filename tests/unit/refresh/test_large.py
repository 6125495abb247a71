"""Which countries are large, and what becomes of a series that loses one."""

import numpy as np
import pandas as pd
import pytest

from dashboard.refresh.checks import ChangeError, absent, check_countries, check_large, reason
from dashboard.refresh.large import large, named
from dashboard.store import Store

EMBEDDED = Store.read()
BEFORE = EMBEDDED.tidy("population")


def without(*gone: str, first: int = 0) -> pd.DataFrame:
    """What check_large looks at, where countries lose their values from a year on."""
    both = BEFORE.rename(columns={"value": "value_before"}).assign(value=BEFORE["value"])
    both.loc[both["iso3"].isin(gone) & (both["year"] >= first), "value"] = np.nan
    return both


def test_large_is_by_area_people_or_economy():
    by_area, by_people, by_economy = "KAZ", "BGD", "CHE"
    assert {by_area, by_people, by_economy} <= large()
    assert not {"ATA", "LIE", "FJI", "LUX"} & large()
    assert len(large()) == 65


@pytest.mark.parametrize("gone", sorted(large() & set(BEFORE["iso3"])))
def test_each_large_country_that_loses_all_its_values_is_named(gone: str):
    with pytest.raises(ChangeError) as refused:
        check_large(without(gone), same_source=False)
    assert str(refused.value) == (f"it has no values any more of {EMBEDDED.countries[gone].name}")


def test_a_small_country_may_lose_its_values_and_is_named():
    both = without("AND", "TUV")
    check_large(both, same_source=True)
    now = both.dropna()
    assert absent(now, BEFORE) == ["Andorra", "Tuvalu"]
    assert absent(now[now["iso3"] != "USA"], BEFORE) == ["United States", "Andorra", "Tuvalu"]


def test_most_of_a_large_country_s_values_count_as_all_where_the_source_is_the_same():
    check_large(without("IND", first=1970), same_source=False)
    with pytest.raises(ChangeError, match="it has lost most of the values of India"):
        check_large(without("IND", first=1970), same_source=True)
    check_large(without("IND", first=2000), same_source=True)


def test_a_list_of_countries_without_a_large_one_is_refused():
    listed = pd.DataFrame(
        {"bank_region": "Somewhere", "income_group": "High income"},
        pd.Index(list(EMBEDDED.countries), name="iso3"),
    )
    with pytest.raises(ChangeError, match="it lacks Japan"):
        check_countries(listed.drop("JPN"), EMBEDDED.countries, 0.1)


def test_the_reason_says_how_a_change_is_accepted_and_a_fault_is_not():
    told = reason(ChangeError("it lacks Japan"), "countries")
    assert told == "it lacks Japan; where that is right, `refresh --accept countries` serves it"
    assert reason(ValueError("odd"), "population") == "odd"


def test_codes_of_no_country_have_no_name():
    assert named(["XYZ", "FJI", "DEU"]) == ["Germany", "Fiji"]
