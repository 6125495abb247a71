"""Real records, each with one fault: refused or told, and the others are kept."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

from dashboard.refresh.base import Base
from dashboard.refresh.folder import found_records
from dashboard.refresh.records import Limits, Selection, choose_records
from dashboard.refresh.settings import RECORDS
from dashboard.refresh.ways import Came
from dashboard.store import Store
from tests.shared import shared

EMBEDDED = Store.read()
BASE = Base(EMBEDDED, EMBEDDED)
Change = Callable[[pd.DataFrame], pd.DataFrame]


@cache
def _records() -> dict[str, Came]:
    return found_records(shared("reference"), EMBEDDED.countries).records


def chosen(name: str, change: Change) -> Selection:
    came = _records()
    fetched = came[name].fetched
    altered = replace(came[name], fetched=replace(fetched, rows=change(fetched.rows.copy())))
    return choose_records({**came, name: altered}, RECORDS, BASE, Limits(most_lost=0.1))


def scaled(factor: float, shift: float = 0.0) -> Change:
    return lambda rows: rows.assign(value=rows["value"] * factor + shift)


def rebased(first: int, last: int) -> Change:
    def change(rows: pd.DataFrame) -> pd.DataFrame:
        means = rows[rows["year"].between(first, last)].groupby("iso3")["value"].mean()
        return rows.assign(value=rows["value"] - rows["iso3"].map(means)).dropna()

    return change


def without(iso3: set[str]) -> Change:
    return lambda rows: rows[~rows["iso3"].isin(iso3)]


def without_years(first: int, last: int) -> Change:
    return lambda rows: rows[~rows["year"].between(first, last)]


def test_the_real_records_pass_as_they_are():
    found = chosen("cru", lambda rows: rows)
    assert [one.record.id for one in found.records] == ["cru", "era5", "fao"]
    assert found.refused == {}


@pytest.mark.parametrize(
    ("name", "change", "reason"),
    [
        ("era5", rebased(1961, 1990), "not anomalies of 1991-2020"),
        ("fao", rebased(1981, 2010), "not anomalies of 1951-1980"),
        ("cru", rebased(1961, 1990), ""),
        *[(name, without_years(1985, 1987), "1985, 1986, 1987") for name in RECORDS],
        *[(name, without({"BRA"}), "no values of Brazil") for name in RECORDS],
        ("cru", scaled(1.8, 32), ""),
        *[(name, scaled(1.8), "") for name in ("era5", "fao")],
        *[(name, scaled(10), "") for name in RECORDS],
        *[(name, scaled(0.1), "") for name in RECORDS],
    ],
)
def test_a_fault_refuses_that_record_alone(name: str, change: Change, reason: str):
    found = chosen(name, change)
    assert list(found.refused) == [name]
    assert reason in found.refused[name]
    assert [one.record.id for one in found.records] == [n for n in RECORDS if n != name]


@pytest.mark.parametrize("name", RECORDS)
def test_small_countries_that_are_missing_are_named(name: str):
    found = chosen(name, without({"ALB", "TGO"}))
    assert found.refused == {}
    (told,) = [line for line in found.remarks if line.startswith(f"{name} ")]
    assert "Albania" in told
    assert "Togo" in told
