"""What the page calls reliable with the embedded record alone is what independent records say."""

import tomllib

import pandas as pd
import pytest

from benchmarks.records.audit import audit, audit_text
from benchmarks.records.figures import Figures, figures
from benchmarks.records.published import read_records
from dashboard.sources.quality import FACTS
from dashboard.store import Store
from tests.shared import shared


@pytest.fixture(scope="module")
def store() -> Store:
    return Store.read()


@pytest.fixture(scope="module")
def records(store: Store) -> dict[str, pd.DataFrame]:
    return read_records(shared("reference"), store.countries)


@pytest.fixture(scope="module")
def reliable(store: Store, records: dict[str, pd.DataFrame]) -> Figures:
    return figures(store.values("temperature"), records, store.countries.good)


def test_of_the_reliable_countries_nine_in_ten_have_the_change_of_era5_and_of_fao(reliable):
    assert reliable.countries > 60
    assert reliable.era5_near >= 0.9
    assert reliable.fao_near >= 0.9


def test_of_the_reliable_countries_nine_in_ten_have_the_trend_of_the_records(reliable):
    assert reliable.trend_near >= 0.9


def test_no_reliable_country_has_a_trend_of_another_sign_than_the_records(reliable):
    assert reliable.wrong_sign == ()


def test_every_reliable_country_was_checked(reliable):
    assert reliable.unchecked == ()


def test_the_facts_are_what_the_records_say(store: Store, records: dict[str, pd.DataFrame]):
    text = audit_text(audit(store.values("temperature"), records))
    assert tomllib.loads(text)["audit"] == FACTS["audit"]
