from dataclasses import replace

import pandas as pd

from dashboard.countries import GOOD, Countries, Quality
from dashboard.records import Record
from dashboard.refresh.base import Base
from dashboard.refresh.fetching import Answers
from dashboard.refresh.new_countries import build_countries
from dashboard.store import Store

EMBEDDED = Store.read()
BASE = Base(EMBEDDED, EMBEDDED)
CRU = replace(next(iter(EMBEDDED.records.values())), id="cru", label="CRU TS", fallback=False)


def built(usual: Record | None = None, countries: pd.DataFrame | None = None) -> Countries:
    return build_countries(usual, Answers(countries=countries), BASE)


def test_nothing_new_leaves_the_table_as_it_was():
    pd.testing.assert_frame_equal(built().frame, EMBEDDED.countries.frame)


def test_the_table_has_the_quality_that_the_usual_record_has():
    none = Quality("none", "CRU TS has no temperatures for Brazil.")
    table = built(CRU.judged({"CHE": GOOD, "BRA": none}))
    assert table["CHE"].quality.is_good
    assert table["BRA"].quality == none
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
