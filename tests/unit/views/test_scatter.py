import holoviews as hv
import numpy as np
import pandas as pd
import pytest

from dashboard.layers import Layers, overlay
from dashboard.panes import Pane, shown
from dashboard.views.scatter import (
    NO_POINTS,
    scatter_chart,
    scatter_style,
    value_limits,
    widths,
)

hv.extension("bokeh")

POINTS = pd.DataFrame(
    {
        "value": [10.0, 200.0, 3000.0],
        "trend": [0.1, 0.2, 0.3],
        "good": [True, False, True],
        "size": [6.0, 44.0, 20.0],
        "colour": ["#b77a14", "#c53939", "#2d9e90"],
    }
)


def layers(chart: Layers) -> dict[str, hv.Element]:
    return {layer.label: layer for layer in overlay(chart)}


def test_good_series_are_dots_and_uncertain_ones_hollow():
    chart = layers(scatter_chart(POINTS))
    assert chart["dots"].dimension_values("value").tolist() == [3000, 10]
    assert chart["hollow"].dimension_values("trend").tolist() == [0.2]


@pytest.mark.parametrize("points", [POINTS.iloc[:0], NO_POINTS, POINTS[POINTS["good"]]])
def test_the_elements_are_the_same_for_any_countries(points: pd.DataFrame):
    full, other = overlay(scatter_chart(POINTS)), overlay(scatter_chart(points))
    assert [(type(layer), layer.label) for layer in full] == [
        (type(layer), layer.label) for layer in other
    ]


@pytest.mark.parametrize("log", [False, True])
def test_a_pane_shows_the_dots_that_it_is_given(log: bool):
    pane = Pane("scatter", overlay(scatter_chart(NO_POINTS)), *scatter_style(log=log))
    told = shown(scatter_chart(POINTS))
    assert told["layers"]["dots"] == {  # the largest first, so that it hides no smaller one
        "value": [3000, 10],
        "trend": [0.3, 0.1],
        "size": [20, 6],
        "color": ["#2d9e90", "#b77a14"],
    }
    hollow = {"value": [200], "trend": [0.2], "size": [44], "color": ["#c53939"]}
    assert told["layers"]["hollow"] == hollow
    for renderer in pane.figure.renderers:
        assert {"value", "trend", "size", "color"} == set(renderer.data_source.data)
        assert renderer.glyph.size.field == "size"
        assert renderer.glyph.line_color.field == "color"
    low, high = told["y"]
    assert low < 0.1
    assert high > 0.3
    assert {type(pane.figure.x_scale).__name__} == {"LogScale" if log else "LinearScale"}


def test_the_value_axis_holds_all_values_with_a_little_air():
    assert value_limits(POINTS["value"], log=False) == pytest.approx([-109.6, 3119.6])
    low, high = value_limits(POINTS["value"], log=True)
    assert (low, high) == pytest.approx((7.96, 3769), rel=1e-3)


def test_the_value_axis_of_nothing_or_of_one_value_has_a_width():
    none = pd.Series(dtype=float)
    assert value_limits(none, log=False) == [0, 1]
    assert value_limits(none, log=True) == [1, 10]
    low, high = value_limits(pd.Series([5.0]), log=False)
    assert low < 5 < high


def test_a_logarithmic_axis_leaves_out_what_has_no_logarithm():
    low, _ = value_limits(pd.Series([-3.0, 0.0, 10.0, 100.0, np.nan]), log=True)
    assert 0 < low < 10


def test_the_area_of_a_bubble_is_the_population():
    found = widths(pd.Series([1.5e9, 3.75e8, 1.5e7, 1000.0, np.nan]))
    assert found.tolist() == [44, 22, 6, 6, 6]
    assert found[0] ** 2 / found[1] ** 2 == pytest.approx(1.5e9 / 3.75e8)
