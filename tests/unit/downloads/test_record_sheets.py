"""Sheets of a chosen record, on a snapshot with three."""

import io

import numpy as np
import pandas as pd
import pytest

from dashboard import climate
from dashboard.climate import Years
from dashboard.downloads.about import about
from dashboard.downloads.csv_text import csv_text
from dashboard.downloads.sheets import SHEETS
from tests.records_snapshot import three_records

ATLAS = three_records()
RECORDS = list(ATLAS.store.records)


def text_of(name: str, **link: str) -> str:
    state = ATLAS.new_state()
    state.period = ""  # the one year
    assert state.restore({name: [text.encode()] for name, text in link.items()}) == []
    sheet = SHEETS[name](ATLAS, state)
    return csv_text(sheet.rows, about(ATLAS, state, sheet, link="", date="2026-11-22"))


def rows_of(name: str, **link: str) -> pd.DataFrame:
    text = text_of(name, **link).encode()
    return pd.read_csv(io.BytesIO(text), comment="#", keep_default_na=False, na_values=[""])


@pytest.mark.parametrize("record", RECORDS)
def test_a_series_has_the_values_as_the_record_publishes_them(record: str):
    rows = rows_of("temperature", country="IND", record=record)
    series = ATLAS.store.series("IND", f"temperature.{record}")
    assert rows["year"].tolist() == series["year"].tolist()
    assert rows["published"].tolist() == pytest.approx(series["value"].tolist(), abs=1e-13)


def test_the_lines_above_the_rows_name_the_record_its_licence_and_its_unit():
    text = text_of("temperature", country="IND", record="fao")
    assert "# temperature record:,FAO 2025; Food and Agriculture Organization; record=fao" in text
    assert "# source of surface air temperature:,FAO 2025; Food and Agriculture" in text
    assert '# unit of published:,"°C, anomalies of 1951-1980"' in text
    assert "# licence of surface air temperature:,Open Government Licence" in text


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
    assert "Trends are of the years 1960–2024." in text_of(name, record="era5")
    assert "Trends are of the years 1961–2024." in text_of(name, record="fao")


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
    text = text_of("map", **link)
    assert "Warming rate since 1979: trend of 1979–2024" in text
    assert "ERA5 2026" in text
    assert "°C per decade" in text
    assert "baseline" not in text
    table = rows_of("table", **link).set_index("iso3")
    assert table["value"].equals(table["trend"])
    assert table["rank"].equals(rows["rank"][table.index])


def test_the_map_of_agreement_can_be_taken_away():
    text = text_of("map", map="agreement")
    assert '# temperature records:,"CRU TS 4.09, ERA5 2026, FAO 2025"' in text
    assert "# unit of value:,°C per decade" in text
    rows = rows_of("map", map="agreement").set_index("iso3")
    trends = [
        climate.trend(ATLAS.store.series("BRA", f"temperature.{r}"), 1961, 2022) for r in RECORDS
    ]
    slopes = [trend.per_decade for trend in trends]
    assert rows.loc["BRA", "value"] == pytest.approx(max(slopes) - min(slopes), abs=1e-6)
    assert rows_of("table", map="agreement").set_index("iso3").loc["BRA", "rank"] == 1
