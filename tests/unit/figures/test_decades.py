import numpy as np
import pandas as pd
import pytest

from dashboard import climate
from dashboard.atlas import the_atlas
from dashboard.figures.decades import DECADES
from dashboard.parts.country import warming_seen
from dashboard.views.cards import signed

ATLAS = the_atlas()
BASELINE = climate.DEFAULT_BASELINE


def seen(*compared: str, units: str = "C"):
    return warming_seen(ATLAS, compared, BASELINE, 1960, units)


def series(values: dict[int, float]) -> pd.DataFrame:
    return pd.DataFrame({"year": list(values), "value": list(values.values())}, dtype=float)


def test_a_decade_runs_from_0_to_9_and_counts_the_years_that_it_has():
    found = climate.decades(series({1989: 5.0, 1990: 1.0, 1995: np.nan, 1999: 3.0, 2000: 7.0}))
    assert found.to_dict("list") == {
        "first": [1989, 1990, 2000],
        "last": [1989, 1999, 2000],
        "years": [1, 2, 1],
        "value": [5.0, 2.0, 7.0],
    }


def test_of_no_values_there_is_no_decade():
    assert climate.decades(series({})).empty
    assert climate.decades(series({2000: np.nan})).empty


def test_the_bars_are_the_means_of_whole_decades_and_those_of_others_stand_apart():
    layers = DECADES.chart(seen("BRA")).layers
    anomalies = climate.anomaly(ATLAS.store.series("BRA", "temperature"), BASELINE)
    by_year = anomalies.set_index("year")["value"]
    expected = [by_year.loc[first : first + 9].mean() for first in range(1950, 2020, 10)]
    np.testing.assert_allclose(layers["means"].columns["y1"], expected)
    assert list(layers["means"].columns["x0"].round()) == list(range(1950, 2020, 10))
    np.testing.assert_allclose(
        layers["incomplete"].columns["y1"], [by_year.loc[:1949].mean(), by_year.loc[2020:].mean()]
    )


def test_a_bar_has_the_colour_that_its_mean_has_on_the_map():
    columns = DECADES.chart(seen("BRA")).layers["means"].columns
    scale = ATLAS.scale("temperature")
    assert list(columns["bin"]) == list(scale.bins(pd.Series(columns["y1"])))


def test_compared_countries_stand_side_by_side_within_a_decade():
    columns = DECADES.chart(seen("BRA", "IND", "USA")).layers["means"].columns
    bars = pd.DataFrame(dict(columns)).sort_values("x0")
    assert (bars["x1"].to_numpy()[:-1] <= bars["x0"].to_numpy()[1:] + 1e-9).all()
    assert bars["colour"].nunique() == 3


@pytest.mark.parametrize("units", ["C", "F"])
def test_table_and_words_have_the_same_numbers_in_the_chosen_degrees(units: str):
    subject = seen("BRA", units=units)
    chart, rows = DECADES.chart(subject), DECADES.sheet(subject).rows
    (column,) = chart.table.columns
    last = rows.iloc[-1]
    assert column.cells["2020–2024"] == f"{signed(last['anomaly'], 2)} (5 years)"
    whole = rows[rows["years"] == 10]
    for row in (whole.iloc[0], whole.iloc[-1]):
        text = f"{row['first']}–{row['last']} {signed(row['anomaly'], 2)} {subject.degrees.unit}"
        assert text in chart.said


def test_a_country_without_temperatures_has_no_decade_and_says_so():
    chart = DECADES.chart(seen("ATA"))
    found = ATLAS.store.series("ATA", "temperature")
    assert ("no whole decade" in chart.said) == found.empty
