from datetime import date

import pandas as pd

from dashboard.countries import Countries
from dashboard.refresh.base import Base
from dashboard.refresh.fetching import Answers
from dashboard.refresh.new_countries import build_countries
from dashboard.sources.cckp import EDITIONS
from dashboard.sources.fetched import Fetched
from dashboard.store import Store

EMBEDDED = Store.read()
BASE = Base(EMBEDDED, EMBEDDED)
TEMPERATURE = pd.DataFrame({"iso3": ["CHE", "MCO"], "year": [2000, 2000], "value": [7.0, 16.0]})
ABOUT = {"collection": EDITIONS["cru"][0], "short": "CRU TS"}


def built(
    temperature: pd.DataFrame | None = None, countries: pd.DataFrame | None = None
) -> Countries:
    series = {"temperature": Fetched(TEMPERATURE, "cru", date(2026, 11, 21), ABOUT)}
    return build_countries(temperature, Answers(series, countries), BASE)


def test_nothing_new_leaves_the_table_as_it_was():
    pd.testing.assert_frame_equal(built().frame, EMBEDDED.countries.frame)


def test_new_temperatures_are_judged_by_their_own_grid():
    table = built(TEMPERATURE)
    assert table["CHE"].quality.is_good
    assert table["MCO"].quality.flag == "coarse"
    assert table["BRA"].quality.reason == "CRU TS has no series for Brazil."
    assert list(table) == list(EMBEDDED.countries)


def test_the_banks_groups_follow_its_list():
    listed = pd.DataFrame(
        {"iso2": ["BR"], "bank_region": ["Latin America"], "income_group": ["Upper middle income"]},
        pd.Index(["BRA"], name="iso3"),
    )
    table = built(countries=listed)
    assert table["BRA"].income_group == "Upper middle income"
    assert table["FRA"].income_group == ""
    assert table["BRA"].quality == EMBEDDED.countries["BRA"].quality
