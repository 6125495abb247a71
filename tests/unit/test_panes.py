import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import holoviews as hv
import numpy as np
import pandas as pd
import pytest
from bokeh.core.properties import String
from bokeh.document import Document
from bokeh.io.doc import patch_curdoc
from bokeh.model import DataModel
from bokeh.models import GlyphRenderer
from hypothesis import given
from hypothesis import strategies as st

from dashboard import climate, once, panes
from dashboard.climate import Years
from dashboard.figures import DRAWINGS
from dashboard.layers import Layer, Layers, overlay
from dashboard.panes import (
    DECIMALS,
    Pane,
    Panes,
    figure_json,
    has_log_heights,
    plain,
    shown,
    told_short,
)
from dashboard.store import Store
from dashboard.views.scatter import NO_POINTS, scatter_chart, scatter_style
from dashboard.views.series import (
    NOTHING,
    comparison_chart,
    comparison_style,
    indicator_chart,
    indicator_style,
    stripes,
    stripes_style,
    temperature_chart,
    temperature_style,
)
from dashboard.views.theme import Scale
from tests.columns import listed

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


def test_a_figure_is_published_with_the_same_bytes_by_every_process():
    def drawn() -> Pane:
        return Pane("indicator", overlay(indicator_chart([NOTHING, NOTHING])), *indicator_style())

    first, second = figure_json(drawn()), figure_json(drawn())  # Bokeh goes on numbering
    assert json.dumps(first) == json.dumps(second)
    (root,) = Document.from_json(first).roots
    assert root.name == "indicator"


def test_a_figure_does_not_depend_on_what_else_its_process_has_imported(pane: Pane):
    before = figure_json(pane)

    class Stranger(DataModel):  # as a card of a deployer's own brings one, when it is first shown
        word = String()

    after = figure_json(pane)
    told = Document().to_json(deferred=False)["defs"]
    assert any(known["name"].endswith(Stranger.__name__) for known in told)
    assert after == before
    assert before["defs"] == []


def test_a_figure_and_its_layers_can_be_found_by_name(pane: Pane):
    assert pane.name == pane.figure.name == "indicator"
    assert set(renderers(pane)) == {"series", "points"}
    assert {renderer.data_source.name for renderer in renderers(pane).values()} == {
        "series",
        "points",
    }


def test_a_pane_of_nothing_has_no_rows():
    layers = shown(indicator_chart([NONE]))["layers"]
    assert {len(values) for values in layers["points"].values()} == {0}
    assert layers["series"]["ys"] == [[None]]


def test_the_columns_are_those_of_the_data_sources_that_they_replace(pane: Pane, bands: Pane):
    told = (
        shown(indicator_chart([GAPPED])),
        shown(stripes([GAPPED], SCALE)),
    )
    for of, columns in zip((pane, bands), told, strict=True):
        sources = {name: set(r.data_source.data) for name, r in renderers(of).items()}
        assert {name: set(layer) for name, layer in columns["layers"].items()} == sources


def test_the_columns_hold_every_value_with_gaps_as_none():
    layers = shown(indicator_chart([GAPPED]))["layers"]
    assert layers["series"]["xs"] == [[2000, 2001, 2002, 2003]]
    assert layers["series"]["ys"] == [[1, 3.1235, None, -1]]
    assert layers["points"]["year"] == [2000, 2001, 2003]
    assert layers["points"]["value"] == [1, 3.1235, -1]


def test_a_colour_that_follows_a_dimension_is_among_the_columns(bands: Pane):
    layer = shown(stripes([GAPPED], SCALE))["layers"]["bands"]
    field = renderers(bands)["bands"].glyph.fill_color.field
    assert layer[field] == [1, 1, 0]


def test_the_limits_hold_all_values_with_air():
    low, high = shown(indicator_chart([GAPPED]))["y"]
    assert low < -1
    assert high > 3.2
    assert high - low < 5


@pytest.mark.parametrize("values", [[], [np.nan], [7.0], [0.0, 0.0]])
def test_the_limits_are_two_numbers_even_where_there_is_one_value_or_none(values):
    frame = pd.DataFrame({"year": range(2000, 2000 + len(values)), "value": values}, dtype=float)
    low, high = shown(indicator_chart([frame]))["y"]
    assert np.isfinite([low, high]).all()
    assert low < high


def test_asking_what_is_shown_changes_no_figure(pane: Pane):
    before = figure_json(pane)["roots"]
    shown(indicator_chart([GAPPED]))
    assert figure_json(pane)["roots"] == before


def test_a_figure_in_json_is_a_document_that_bokeh_reads(pane: Pane):
    text = json.dumps(figure_json(pane), allow_nan=False)
    (root,) = Document.from_json(json.loads(text)).roots
    assert root.name == "indicator"
    assert {renderer.name for renderer in root.select(GlyphRenderer)} == {"series", "points"}


def test_a_figure_can_be_written_again_and_belongs_to_no_document(pane: Pane):
    assert figure_json(pane)["roots"] == figure_json(pane)["roots"]
    assert pane.figure.document is None


@pytest.mark.parametrize("log", [False, True])
def test_a_figure_says_whether_its_heights_are_logarithmic(log: bool):
    element = overlay(indicator_chart([NOTHING, NOTHING]))
    document = figure_json(Pane("indicator", element, *indicator_style(log=log)))
    assert has_log_heights(document) is log


def test_a_figure_that_an_earlier_start_drew_is_not_drawn_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(once, "_folder", lambda: tmp_path)
    first = Panes(DRAWINGS, SCALE, (1900.5, 2000.5))
    drawn = {name: first.document(name) for name in first}
    monkeypatch.setattr(panes, "Pane", None)  # whoever draws, fails
    again = Panes(DRAWINGS, SCALE, (1900.5, 2000.5))
    assert {name: again.document(name) for name in again} == drawn
    others = (
        Panes(DRAWINGS, replace(SCALE, colours=("#000000", "#abcdef")), (1900.5, 2000.5)),
        Panes(DRAWINGS, SCALE, (1900.5, 2001.5)),
    )
    for other in others:
        with pytest.raises(TypeError):
            other.document("temperature")


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
    assert renderers(pane)["line"].data_source.data["y"].tolist() == [2, 3]
    assert shown({"line": Layer("Curve", {"x": [1, 2], "y": [2, 3]})})["layers"] == {
        "line": {"x": [1, 2], "y": [2, 3]}
    }


# What HoloViews would draw

HEIGHTS = ("y", "ys", "top", "bottom", "y0", "y1")  # as glyphs name them
BASELINE = Years(1961, 1990)
STORE = Store.read()
STYLES = {
    "temperature": temperature_style(SCALE),
    "comparison": comparison_style(),
    "stripes": stripes_style(SCALE),
    "indicator": indicator_style(),
    "scatter": scatter_style(),
}


def charts(
    temperatures: list[pd.DataFrame], figures: list[pd.DataFrame], points: pd.DataFrame
) -> dict[str, Layers]:
    smooths = [climate.smooth(frame) for frame in temperatures]
    return {
        "temperature": temperature_chart(temperatures[0], smooths[0], smooths[0], BASELINE, SCALE),
        "comparison": comparison_chart(temperatures, smooths, BASELINE),
        "stripes": stripes(temperatures, SCALE),
        "indicator": indicator_chart(figures),
        "scatter": scatter_chart(points),
    }


def columns_and_heights(element: hv.Overlay, chart: hv.Overlay) -> tuple[Any, list[Any]]:
    """The source of each layer, by label, as the plot of an element fills it with a chart's.

    And its columns along the vertical axis.
    """
    plot, sources, heights = hv.renderer("bokeh").get_plot(element), {}, []
    for subplot, layer in zip(plot.subplots.values(), chart, strict=True):
        columns, mapping, _ = subplot.get_data(layer, {}, {})
        heights += [columns[mapping[y]] for y in HEIGHTS if y in mapping]
        style = subplot.style[subplot.cyclic_index]
        for name in subplot.handles["source"].data:
            if name not in columns:
                bound = style[name]
                columns[name] = columns[bound] if bound in columns else layer[bound]
        sources[layer.label] = {name: columns[name] for name in subplot.handles["source"].data}
    return sources, heights


@pytest.mark.parametrize("iso3s", [("BRA",), ("IND", "HKG", "USA"), ("HKG",), ("MLT", "NRU")])
@pytest.mark.parametrize("name", STYLES)
def test_a_chart_shows_what_holoviews_would_draw(name: str, iso3s: tuple[str, ...]):
    two = [NOTHING, NOTHING]
    empty, style = charts(two, two, NO_POINTS)[name], STYLES[name]
    points = pd.DataFrame({"value": [9.0, 0.5, 3e6], "trend": [0.1, 0.2, -0.3]})
    points = points.assign(size=[6.0, 20.0, 44.0], colour=["#b77a14", "#c53939", "#2d9e90"])
    layers = charts(
        [STORE.series(iso3, "temperature") for iso3 in iso3s],
        [STORE.series(iso3, "population") for iso3 in iso3s],
        points[: len(iso3s)].assign(good=[iso3 != "IND" for iso3 in iso3s]),
    )[name]
    sources, heights = columns_and_heights(overlay(empty).opts(*style), overlay(layers))
    told = shown(layers)
    assert told["layers"] == {
        label: {column: plain(values) for column, values in source.items()}
        for label, source in sources.items()
    }
    flat = np.concatenate([np.hstack(column) if len(column) else [] for column in heights])
    known = flat.astype(float)[np.isfinite(flat.astype(float))]
    low, high = (known.min(), known.max()) if known.size else (0, 1)
    air = 0.06 * (high - low) or 0.5
    assert told["y"] == pytest.approx([low - air, high + air], rel=1e-9, abs=1e-4)


def test_small_values_are_no_line_at_zero():
    values = [1.25e-6, 4.5e-6, 0.049951234]
    frame = pd.DataFrame({"year": [2000, 2001, 2002], "value": values})
    told = shown(indicator_chart([frame]), decimals=9)
    assert told["layers"]["series"]["ys"] == [pytest.approx(values, abs=5e-10)]
    low, high = shown(indicator_chart([frame[:2]]), decimals=9)["y"]
    assert low == pytest.approx(1.25e-6 - 0.06 * 3.25e-6, rel=0.01)
    assert high == pytest.approx(4.5e-6 + 0.06 * 3.25e-6, rel=0.01)


# How columns are told


@pytest.mark.parametrize(
    "values",
    [
        [*range(1960, 2025)],
        [year - 0.42 for year in range(1948, 2025)],
        [0] * 60,
        [round(0.1 * i, 1) for i in range(40)],
        [-2.5 - 0.125 * i for i in range(40)],
    ],
)
def test_what_rises_evenly_is_told_short_and_loses_nothing(values: list[float]):
    told = told_short(values)
    assert told["count"] == len(values)
    assert listed(told) == pytest.approx(values, abs=1e-9)


@pytest.mark.parametrize(
    "values",
    [
        [],
        [1960, 1961, 1962],
        [*range(1960, 1990), 1991],
        [0.0] * 30 + [1e-7],
        [1e-7 * i for i in range(40)],
        [None, *range(20)],
        [*range(20), None],
        ["#1f77c9"] * 20,
    ],
)
def test_all_else_is_told_as_it_is(values: list[Any]):
    assert told_short(values) == values


def test_each_line_is_told_so():
    lines = [[*range(1960, 2000)], [3, 1, 4, 1, 5, 9, 2, 6, 5]]
    assert [listed(line) for line in told_short(lines)] == lines
    assert isinstance(told_short(lines)[0], dict)
