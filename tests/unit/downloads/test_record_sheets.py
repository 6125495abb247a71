"""Sheets of a chosen record, on a snapshot with three."""

import io

import numpy as np
import pandas as pd
import pytest

from dashboard import climate
from dashboard.climate import Years
from dashboard.downloads.about import about, with_sources
from dashboard.downloads.csv_text import csv_text
from dashboard.downloads.sheets import SHEETS
from dashboard.figures.figure import Sheet
from tests.records_snapshot import three_records

ATLAS = three_records()
RECORDS = list(ATLAS.store.records)


def made(name: str, link: dict[str, str]) -> tuple[Sheet, dict[str, str]]:
    state = ATLAS.new_state()
    state.period = ""  # the one year
    assert state.restore({name: [text.encode()] for name, text in link.items()}) == []
    sheet = SHEETS[name](ATLAS, state)
    return sheet, about(ATLAS, state, sheet, link="", date="2026-11-22")


def told_of(name: str, **link: str) -> dict[str, str]:
    return made(name, link)[1]


def rows_of(name: str, **link: str) -> pd.DataFrame:
    text = csv_text(with_sources(*made(name, link))).encode()
    return pd.read_csv(io.BytesIO(text))


@pytest.mark.parametrize("record", RECORDS)
def test_a_series_has_the_values_as_the_record_publishes_them(record: str):
    rows = rows_of("temperature", country="IND", record=record)
    series = ATLAS.store.series("IND", f"temperature.{record}")
    assert rows["year"].tolist() == series["year"].tolist()
    assert rows["published"].tolist() == pytest.approx(series["value"].tolist(), abs=1e-13)


def test_record_licence_and_unit_are_named_beside_the_rows_and_in_them():
    told = told_of("temperature", country="IND", record="fao")
    assert told["temperature record"] == "FAO 2025; Food and Agriculture Organization; record=fao"
    assert told["source of surface air temperature"].startswith("FAO 2025; Food and Agriculture")
    assert told["unit of published"] == "°C, anomalies of 1951-1980"
    assert told["licence of surface air temperature"].startswith("Open Government Licence")
    rows = rows_of("temperature", country="IND", record="fao")
    assert set(rows["published_unit"]) == {"°C, anomalies of 1951-1980"}
    assert rows["source"].str.contains("FAO 2025; Food and Agriculture").all()
    assert rows["source"].str.contains("Open Government Licence").all()


@pytest.mark.parametrize("record", RECORDS)
def test_the_map_has_the_record_s_anomalies_and_quality(record: str):
    link = {"record": record, "year": "2020", "baseline": "1981-2010"}
    rows = rows_of("map", **link).set_index("iso3")
    values = ATLAS.record(record).values
    expected = values[2020] - climate.normals(values, Years(1981, 2010))
    assert rows["value"].to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-6, nan_ok=True)
    flagged = {"cru": "CHE", "era5": "FRA"}.get(record)
    assert (rows["quality"] == "differs").sum() == (1 if flagged else 0)
    if flagged:
        assert rows.loc[flagged, "quality"] == "differs"
        assert pd.isna(rows.loc[flagged, "rank"])


def test_a_year_that_the_record_has_not_is_its_nearest():
    rows = rows_of("map", record="cru", year="2024").set_index("iso3")
    assert rows.loc["IND", "year"] == 2022


@pytest.mark.parametrize("name", ["table", "scatter"])
def test_trends_are_the_record_s(name: str):
    rows = rows_of(name, record="era5").set_index("iso3")
    assert rows.loc["BRA", "trend"] == pytest.approx(ATLAS.trends(1960, "era5")["BRA"], abs=1e-6)
    assert "Trends are of the years 1960–2024." in told_of(name, record="era5").values()
    assert "Trends are of the years 1961–2024." in told_of(name, record="fao").values()


def test_the_map_of_warming_rates_can_be_taken_away_with_its_interval():
    link = {"map": "warming_rate", "record": "era5", "trend": "1979"}
    rows = rows_of("map", **link).set_index("iso3")
    trend = climate.trend(ATLAS.store.series("BRA", "temperature.era5"), 1979, 2024)
    expected = [trend.per_decade, trend.low, trend.high]
    assert rows.loc["BRA", ["value", "low", "high"]].tolist() == pytest.approx(expected, abs=1e-6)
    assert rows.loc["FRA", "quality"] == "differs"
    assert np.isnan(rows.loc["FRA", "rank"])
    good = rows["value"][rows["quality"] == "good"]
    assert rows.loc["BRA", "rank"] == (good > trend.per_decade + 1e-6).sum() + 1
    told = told_of("map", **link)
    assert told["title"] == "Warming rate since 1979: trend of 1979–2024"
    assert told["temperature record"].startswith("ERA5 2026")
    assert told["unit of low"] == told["unit of value"] == "°C per decade"
    assert "baseline" not in told
    table = rows_of("table", **link).set_index("iso3")
    assert table["value"].equals(rows["value"][table.index])
    assert table["rank"].equals(rows["rank"][table.index])


def test_the_map_of_agreement_can_be_taken_away():
    told = told_of("map", map="agreement")
    assert told["temperature records"] == "CRU TS 4.09, ERA5 2026, FAO 2025"
    assert told["unit of value"] == "°C per decade"
    assert set(rows_of("map", map="agreement")["source"]) == {told["temperature records"]}
    rows = rows_of("map", map="agreement").set_index("iso3")
    trends = [
        climate.trend(ATLAS.store.series("BRA", f"temperature.{r}"), 1961, 2022) for r in RECORDS
    ]
    slopes = [trend.per_decade for trend in trends]
    assert rows.loc["BRA", "value"] == pytest.approx(max(slopes) - min(slopes), abs=1e-6)
    assert rows_of("table", map="agreement").set_index("iso3").loc["BRA", "rank"] == 1
