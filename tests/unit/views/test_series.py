import holoviews as hv
import numpy as np
import pandas as pd
import pytest

from dashboard.climate import Years
from dashboard.layers import Layers, overlay
from dashboard.views.series import (
    comparison_chart,
    comparison_style,
    indicator_chart,
    indicator_style,
    stripes,
    stripes_style,
    temperature_chart,
    temperature_style,
)
from dashboard.views.theme import COMPARED, Scale, time_axis

hv.extension("bokeh")

SCALE = Scale((-1.0, -0.5, 0.0, 0.5, 1.0), ("#000044", "#8888ff", "#ff8888", "#440000"))
BASELINE = Years(1961, 1990)
NONE = pd.DataFrame({"year": pd.Series(dtype=int), "value": pd.Series(dtype=float)})


def series(values: dict[int, float]) -> pd.DataFrame:
    return pd.DataFrame({"year": list(values), "value": list(values.values())})


def layers(chart: Layers) -> dict[str, hv.Element]:
    return {layer.label: layer for layer in overlay(chart)}


def column(element: hv.Element, dimension: str) -> list[float]:
    return element.dimension_values(dimension).tolist()


def temperature(anomalies: pd.DataFrame, smooth=NONE, line=NONE) -> Layers:
    return temperature_chart(anomalies, smooth, line, BASELINE, SCALE)


SOME = series({1990: -0.7, 1991: 0.2, 1992: 5.0})
CHARTS = {
    "temperature": lambda frame: temperature(frame, frame, frame),
    "stripes": lambda frame: stripes([frame], SCALE),
    "indicator": lambda frame: indicator_chart([frame]),
    "comparison": lambda frame: comparison_chart([frame], [frame], BASELINE),
}


@pytest.mark.parametrize("name", CHARTS)
def test_an_empty_frame_gives_the_same_elements_as_a_full_one(name: str):
    full, empty = overlay(CHARTS[name](SOME)), overlay(CHARTS[name](NONE))
    assert type(full) is type(empty) is hv.Overlay
    assert [(type(layer), layer.label) for layer in full] == [
        (type(layer), layer.label) for layer in empty
    ]
    for a, b in zip(full, empty, strict=True):
        assert a.kdims == b.kdims
        assert a.vdims == b.vdims


@pytest.mark.parametrize("name", CHARTS)
def test_a_view_leaves_its_frame_as_it_was(name: str):
    frame = SOME.copy()
    CHARTS[name](frame)
    pd.testing.assert_frame_equal(frame, SOME)


def test_a_bar_stands_on_zero_and_ends_at_its_anomaly():
    bars = layers(temperature(SOME))["bars"]
    ends = list(zip(column(bars, bars.kdims[1]), column(bars, bars.kdims[3]), strict=True))
    assert ends == [(0, -0.7), (0, 0.2), (0, 5.0)]


def test_a_bar_is_centred_at_its_year_and_leaves_room_to_the_next():
    bars = layers(temperature(SOME))["bars"]
    left = np.array(column(bars, bars.kdims[0]))
    right = np.array(column(bars, bars.kdims[2]))
    assert ((left + right) / 2).tolist() == pytest.approx([1990, 1991, 1992])
    assert (right[:-1] < left[1:]).all()


@pytest.mark.parametrize("name", ["temperature", "stripes"])
def test_bars_and_stripes_are_coloured_by_the_bin_of_their_anomaly(name: str):
    first = next(iter(overlay(CHARTS[name](SOME))))
    assert column(first, "bin") == [0, 2, 3]


def test_the_baseline_lies_at_zero_over_its_years():
    line = layers(temperature(NONE))["baseline"]
    assert [column(line, dimension)[0] for dimension in line.kdims] == [1960.5, 0, 1990.5, 0]


def test_smooth_and_trend_are_the_lines_that_were_given():
    smooth, line = series({1990: 0.1, 1991: 0.2}), series({1960: -0.5, 1961: -0.4})
    found = layers(temperature(SOME, smooth, line))
    assert column(found["smooth"], "value") == [0.1, 0.2]
    assert column(found["trend"], "year") == [1960, 1961]
    assert column(found["trend"], "value") == [-0.5, -0.4]


@pytest.mark.parametrize("label", ["smooth", "trend"])
def test_a_gap_in_a_series_is_a_gap_in_its_line(label: str):
    gapped = series({1990: 0.1, 1991: np.nan, 1992: np.nan, 1993: 0.4})
    line = layers(temperature(SOME, gapped, gapped))[label]
    assert column(line, "year") == [1990, 1991, 1992, 1993]
    assert np.isnan(column(line, "value")).tolist() == [False, True, True, False]


def test_a_stripe_covers_its_year_without_a_crack_to_the_next():
    bands = layers(stripes([SOME], SCALE))["bands"]
    left, right = (np.array(column(bands, bands.kdims[n])) for n in (0, 2))
    assert (left <= SOME["year"] - 0.5).all()
    assert (right >= SOME["year"] + 0.5).all()
    assert {*column(bands, bands.kdims[1])} == {0}
    assert {*column(bands, bands.kdims[3])} == {1}


def test_a_missing_year_has_neither_stripe_nor_bar():
    gapped = series({1990: -0.7, 1991: np.nan, 1992: 0.2})
    bands = layers(stripes([gapped], SCALE))["bands"]
    coloured = dict(zip(column(bands, bands.kdims[0]), column(bands, "bin"), strict=True))
    assert np.isnan(coloured.get(1990.5, np.nan))
    bars = layers(temperature(gapped))["bars"]
    tops = dict(zip(column(bars, bars.kdims[0]), column(bars, bars.kdims[3]), strict=True))
    assert sorted(value for value in tops.values() if not np.isnan(value)) == [-0.7, 0.2]


def test_an_indicators_line_breaks_where_years_are_missing_and_its_points_do_not_fill_in():
    gapped = series({2000: 5.0, 2001: 6.0, 2004: 9.0})
    found = layers(indicator_chart([gapped]))
    assert column(found["series"], "year") == [2000, 2001, 2002, 2003, 2004]
    assert np.isnan(column(found["series"], "value")).tolist() == [False] * 2 + [True] * 2 + [False]
    assert column(found["points"], "year") == [2000, 2001, 2004]
    assert column(found["points"], "value") == [5.0, 6.0, 9.0]


def test_a_value_with_gaps_on_both_sides_is_seen_as_a_point():
    found = layers(indicator_chart([series({1980: 5.0})]))
    assert column(found["points"], "value") == [5.0]


def test_several_countries_have_a_line_each_in_the_colour_of_their_place():
    chart = layers(comparison_chart([SOME, NONE, SOME], [SOME, NONE, SOME], BASELINE))
    for name in ("years", "smooths"):
        assert [line["colour"] for line in chart[name].data] == list(COMPARED[:3])
    points = layers(indicator_chart([SOME, NONE, SOME]))["points"]
    assert column(points, "colour") == [COMPARED[0]] * 3 + [COMPARED[2]] * 3


def test_the_stripes_of_several_countries_are_rows_from_the_top_that_do_not_touch():
    bands = layers(stripes([SOME, NONE, SOME], SCALE))["bands"]
    low, high = (np.array(column(bands, bands.kdims[n])) for n in (1, 3))
    assert set(high[:3]) == {1.0}
    assert max(high[3:]) < 1 / 3 + 1e-9
    assert min(low) > 0


def test_the_time_axis_holds_the_bars_of_its_first_and_last_year():
    low, high = time_axis(1948, 2024)
    assert low < 1948 - 0.5
    assert high > 2024 + 0.5


@pytest.mark.parametrize(
    ("chart", "style"),
    [
        (temperature(SOME, SOME, SOME), temperature_style(SCALE)),
        (comparison_chart([SOME, SOME], [SOME, SOME], BASELINE), comparison_style()),
        (stripes([SOME], SCALE), stripes_style(SCALE)),
        (indicator_chart([SOME, SOME]), indicator_style()),
        (indicator_chart([SOME, SOME]), indicator_style(log=True)),
    ],
    ids=["temperature", "comparison", "stripes", "indicator", "indicator_log"],
)
def test_every_chart_can_be_drawn(chart: Layers, style: list[hv.Options]):
    figure = hv.renderer("bokeh").get_plot(overlay(chart).opts(*style)).state
    assert [renderer.data_source.data for renderer in figure.renderers]
