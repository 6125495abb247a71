import json

import holoviews as hv
import numpy as np
import pandas as pd
import pytest
from bokeh.document import Document
from bokeh.io.doc import patch_curdoc
from bokeh.models import GlyphRenderer
from hypothesis import given
from hypothesis import strategies as st

from dashboard.layers import overlay
from dashboard.panes import DECIMALS, Pane, figure_json, plain
from dashboard.views.series import NOTHING, indicator_chart, indicator_style, stripes, stripes_style
from dashboard.views.theme import Scale

hv.extension("bokeh")

SCALE = Scale((-1.0, 0.0, 1.0), ("#123456", "#abcdef"))
NONE = pd.DataFrame({"year": pd.Series(dtype=int), "value": pd.Series(dtype=float)})
GAPPED = pd.DataFrame({"year": [2000, 2001, 2003], "value": [1.0, 3.123456, -1.0]})


@pytest.fixture
def pane() -> Pane:
    return Pane("indicator", overlay(indicator_chart([NOTHING, NOTHING])), *indicator_style())


@pytest.fixture
def bands() -> Pane:
    return Pane("stripes", overlay(stripes([NONE], SCALE)), *stripes_style(SCALE))


def renderers(pane: Pane) -> dict[str, GlyphRenderer]:
    return {renderer.name: renderer for renderer in pane.figure.select(GlyphRenderer)}


def test_a_figure_and_its_layers_can_be_found_by_name(pane: Pane):
    assert pane.name == pane.figure.name == "indicator"
    assert set(renderers(pane)) == {"series", "points"}
    assert {renderer.data_source.name for renderer in renderers(pane).values()} == {
        "series",
        "points",
    }


def test_a_pane_of_nothing_has_no_rows(pane: Pane):
    layers = pane.columns(overlay(indicator_chart([NONE])))["layers"]
    assert {len(values) for values in layers["points"].values()} == {0}
    assert layers["series"]["ys"] == [[None]]


def test_the_columns_are_those_of_the_data_sources_that_they_replace(pane: Pane, bands: Pane):
    shown = (
        pane.columns(overlay(indicator_chart([GAPPED]))),
        bands.columns(overlay(stripes([GAPPED], SCALE))),
    )
    for of, columns in zip((pane, bands), shown, strict=True):
        sources = {name: set(r.data_source.data) for name, r in renderers(of).items()}
        assert {name: set(layer) for name, layer in columns["layers"].items()} == sources


def test_the_columns_hold_every_value_with_gaps_as_none(pane: Pane):
    layers = pane.columns(overlay(indicator_chart([GAPPED])))["layers"]
    assert layers["series"]["xs"] == [[2000, 2001, 2002, 2003]]
    assert layers["series"]["ys"] == [[1, 3.1235, None, -1]]
    assert layers["points"]["year"] == [2000, 2001, 2003]
    assert layers["points"]["value"] == [1, 3.1235, -1]


def test_a_colour_that_follows_a_dimension_is_among_the_columns(bands: Pane):
    layer = bands.columns(overlay(stripes([GAPPED], SCALE)))["layers"]["bands"]
    field = renderers(bands)["bands"].glyph.fill_color.field
    assert layer[field] == [1, 1, 0]


def test_the_limits_hold_all_values_with_air(pane: Pane):
    low, high = pane.columns(overlay(indicator_chart([GAPPED])))["y"]
    assert low < -1
    assert high > 3.2
    assert high - low < 5


@pytest.mark.parametrize("values", [[], [np.nan], [7.0], [0.0, 0.0]])
def test_the_limits_are_two_numbers_even_where_there_is_one_value_or_none(pane: Pane, values):
    frame = pd.DataFrame({"year": range(2000, 2000 + len(values)), "value": values}, dtype=float)
    low, high = pane.columns(overlay(indicator_chart([frame])))["y"]
    assert np.isfinite([low, high]).all()
    assert low < high


def test_asking_for_columns_changes_no_figure(pane: Pane):
    before = figure_json(pane)["roots"]
    pane.columns(overlay(indicator_chart([GAPPED])))
    assert figure_json(pane)["roots"] == before


def test_a_figure_in_json_is_a_document_that_bokeh_reads(pane: Pane):
    text = json.dumps(figure_json(pane), allow_nan=False)
    (root,) = Document.from_json(json.loads(text)).roots
    assert root.name == "indicator"
    assert {renderer.name for renderer in root.select(GlyphRenderer)} == {"series", "points"}


def test_a_figure_can_be_written_again_and_belongs_to_no_document(pane: Pane):
    assert figure_json(pane)["roots"] == figure_json(pane)["roots"]
    assert pane.figure.document is None


@given(st.lists(st.floats(-1e6, 1e6) | st.just(np.nan)))
def test_plain_numbers_are_rounded_and_none_where_missing(values: list[float]):
    found = plain(values)
    assert [number is None for number in found] == np.isnan(np.array(values, float)).tolist()
    for number, value in zip(found, values, strict=True):
        assert number is None or abs(number - value) <= 0.51 * 10.0**-DECIMALS
    json.dumps(found, allow_nan=False)


def test_whole_numbers_and_words_stay_what_they_are():
    assert plain(np.array([1948, 2024])) == [1948, 2024]
    assert plain(["BRA", "IND"]) == ["BRA", "IND"]
    assert plain([1.23456], decimals=1) == [1.2]


def test_a_pane_outlives_the_session_that_it_was_drawn_in():
    first = Document()
    element = hv.Overlay([hv.Curve([(1, 2), (2, 3)], label="line")])
    with patch_curdoc(first):
        pane = Pane("figure", element)
    for leave in list(first.callbacks._session_destroyed_callbacks):
        leave(None)
    assert pane.columns(element)["layers"]["line"]["y"] == [2, 3]
