"""What a record must be before it is served."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dashboard.climate import Years
from dashboard.records import Record
from dashboard.refresh.checks import CheckError, absent
from dashboard.refresh.record_checks import check_against, check_record
from dashboard.store import Store

EMBEDDED = Store.read()
COUNTRIES = EMBEDDED.countries
BEFORE = EMBEDDED.tidy("temperature")
NCEP = next(iter(EMBEDDED.records.values()))
BASE = Years(1991, 2020)
ERA5 = Record(
    id="era5",
    label="ERA5",
    publisher="Our World in Data",
    version="",
    kind="reanalysis",
    years=Years(1948, 2024),
    countries=200,
    licence="CC BY",
    base=BASE,
)


def anomalies(base: Years = BASE, factor: float = 1.0) -> pd.DataFrame:
    """The embedded figures as anomalies."""
    wide = EMBEDDED.values("temperature").dropna(how="all")
    wide = wide.sub(wide.loc[:, base.first : base.last].mean(axis=1), axis=0) * factor
    rows = wide.reset_index().melt("iso3", var_name="year").dropna()
    rows = rows.assign(indicator="temperature.era5").astype({"year": "int16", "iso3": str})
    return rows[["iso3", "indicator", "year", "value"]]


def test_anomalies_of_their_own_base_pass():
    rows = anomalies()
    check_record(ERA5, rows, COUNTRIES)
    check_against(ERA5, rows, NCEP, BEFORE, 0.1)


def test_another_base_than_announced_is_refused():
    with pytest.raises(CheckError, match=r"not anomalies of 1991-2020: their mean .* is \+0"):
        check_record(ERA5, anomalies(Years(1961, 1990)), COUNTRIES)


def test_a_base_that_begins_before_the_record_is_judged_by_the_years_that_there_are():
    rows = anomalies(Years(1961, 1980))
    late = rows[rows["year"] >= 1961]
    check_record(replace(ERA5, base=Years(1951, 1980)), late, COUNTRIES)
    rows = anomalies()
    with pytest.raises(CheckError, match="not anomalies of 1951-1980"):
        check_record(replace(ERA5, base=Years(1951, 1980)), rows[rows["year"] >= 1961], COUNTRIES)


@pytest.mark.parametrize("factor", [1.8, 10])
def test_degrees_fahrenheit_and_tenths_are_refused(factor: float):
    with pytest.raises(CheckError, match="as in another unit"):
        check_against(ERA5, anomalies(factor=factor), NCEP, BEFORE, 0.1)


def test_years_missing_in_the_middle_are_named():
    rows = anomalies()
    with pytest.raises(CheckError, match="most countries have no value in 1970, 1971, 1972"):
        check_record(ERA5, rows[~rows["year"].between(1970, 1972)], COUNTRIES)


def test_few_countries_in_the_first_years_are_no_gap():
    rows = anomalies()
    few = rows[(rows["year"] >= 1960) | (rows["iso3"] < "C")]
    check_record(ERA5, few, COUNTRIES)


def test_a_large_country_that_is_missing_is_named():
    rows = anomalies()
    with pytest.raises(CheckError, match="it has no values of Brazil"):
        check_record(ERA5, rows[rows["iso3"] != "BRA"], COUNTRIES)


def test_antarctica_and_a_small_country_may_be_missing():
    rows = anomalies()
    rows = rows[~rows["iso3"].isin(["ATA", "MLT"])]
    check_record(ERA5, rows, COUNTRIES)
    assert set(absent(rows, BEFORE)) == {"Antarctica", "Malta"}


def test_a_value_that_no_anomaly_has_is_named():
    rows = anomalies()
    rows.loc[rows.index[0], "value"] = 21.5
    with pytest.raises(CheckError, match=r"21\.5 of .* is not plausible in °C above a normal"):
        check_record(ERA5, rows, COUNTRIES)


def test_the_same_record_of_another_base_is_compared_as_anomalies_of_the_same_years():
    older = replace(ERA5, base=Years(1961, 1990))
    check_against(ERA5, anomalies(), older, anomalies(older.base), 0.1)


def test_another_record_s_figures_are_not_this_one_s():
    rows = anomalies()
    random = np.random.default_rng(1).permutation(rows["value"])
    with pytest.raises(CheckError, match="does not resemble"):
        check_against(ERA5, rows.assign(value=random), ERA5, rows, 0.1)


def test_a_record_that_has_lost_its_last_decades_is_refused():
    rows = anomalies()
    with pytest.raises(CheckError, match="% of the values served now are missing"):
        check_against(ERA5, rows[rows["year"] < 2010], ERA5, rows, 0.1)


def test_a_record_that_has_lost_a_large_country_is_refused_and_another_publisher_s_is_not():
    rows = anomalies()
    now = rows[rows["iso3"] != "JPN"]
    check_record(ERA5, now, COUNTRIES)
    with pytest.raises(CheckError, match="it has no values any more of Japan"):
        check_against(ERA5, now, ERA5, rows, 0.1)
    check_against(ERA5, now, replace(ERA5, publisher="Somebody else"), rows, 0.1)
