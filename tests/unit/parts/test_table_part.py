import json

import numpy as np
import pytest

from dashboard import climate
from dashboard.atlas import the_atlas
from dashboard.indicators import Indicator
from dashboard.parts.table import table_part

ATLAS = the_atlas()
ORDER = list(ATLAS.store.countries)


def test_every_country_has_its_trend_in_the_order_of_the_country_table():
    part = table_part(ATLAS, "gdp_per_capita", 1979, "C")
    assert len(part["trends"]) == len(ORDER)
    series = ATLAS.store.series("IND", "temperature")
    expected = climate.trend(series, 1979, ATLAS.years.last).per_decade
    assert part["trends"][ORDER.index("IND")] == pytest.approx(expected, abs=1e-4)
    assert part["years"] == [1979, ATLAS.years.last]


def test_a_country_without_temperatures_has_no_trend():
    part = table_part(ATLAS, "gdp_per_capita", 1960, "C")
    without = [iso3 for iso3, row in ATLAS.temperatures.iterrows() if row.isna().all()]
    assert without
    assert {part["trends"][ORDER.index(iso3)] for iso3 in without} == {None}


def test_trends_in_fahrenheit_are_nine_fifths_of_those_in_celsius():
    celsius, fahrenheit = (table_part(ATLAS, "fertility", 1960, unit) for unit in "CF")
    assert (celsius["degrees"], fahrenheit["degrees"]) == ("°C", "°F")
    pairs = [(c, f) for c, f in zip(celsius["trends"], fahrenheit["trends"], strict=True) if c]
    assert len(pairs) > 200
    assert np.allclose([f for _, f in pairs], [1.8 * c for c, _ in pairs], atol=2e-4)


def test_the_indicator_says_how_to_write_it_and_how_long_a_value_stands():
    told = table_part(ATLAS, "fertility", 1960, "C")["indicator"]
    indicator: Indicator = ATLAS.catalogue["fertility"]
    for name in ("label", "unit", "decimals", "tolerance"):
        assert told[name] == getattr(indicator, name)
    assert told["until"] == ATLAS.years.last
    assert told["matrix"] == ATLAS.matrix("fertility")


def test_the_part_is_json_that_browsers_read():
    text = json.dumps(table_part(ATLAS, "population", 1960, "C"), allow_nan=False)
    assert len(text) < 4000
