import holoviews as hv
import numpy as np
import pandas as pd
import pytest
from bokeh.models import GlyphRenderer, LinearColorMapper, Patches

from dashboard.state import ZOOMS
from dashboard.store import Store
from dashboard.views.map import (
    HALO,
    HATCHES,
    MISSING,
    UNCERTAIN,
    WORLD_X,
    WORLD_Y,
    Countries,
    choropleth,
    choropleth_style,
    path_data,
    zoom_boxes,
)
from dashboard.views.theme import LIGHT, Scale

hv.extension("bokeh")

SCALE = Scale((-1.0, 0.0, 1.0), ("#123456", "#abcdef"))
X, Y = np.array([0.0, 1e6, 1e6, 0.0]), np.array([0.0, 0.0, 1e6, 1e6])
# B has a hole: its rings are joined by NaN, the outer one first.
HOLED = np.append(2 * X, [np.nan, 5e5, 6e5, 6e5]), np.append(2 * Y, [np.nan, 5e5, 5e5, 6e5])
SHAPES = [("A", X, Y), ("B", *HOLED), ("C", X + 3e6, Y)]
POINTS = pd.DataFrame({"x": [1.0, 2.0], "y": [3.0, 4.0], "iso3": ["C", "T"]})
COLOURS = pd.DataFrame(
    {"bin": [1.0, 0.0, np.nan], "mark": ["", UNCERTAIN, MISSING]}, index=["A", "B", "C"]
)
NO_POINTS = pd.DataFrame({"x": [], "y": [], "iso3": []})
NO_COLOURS = pd.DataFrame({"bin": pd.Series(dtype=float), "mark": pd.Series(dtype=str)})


def world(shapes=SHAPES, points=POINTS, colours=COLOURS) -> hv.Overlay:
    return choropleth(shapes, points, colours)


def layers(overlay: hv.Overlay) -> dict[str, hv.Element]:
    return {layer.label: layer for layer in overlay}


def iso3s(layer: hv.Element) -> list[str]:
    return list(layer.dimension_values("iso3", expanded=False))


@pytest.fixture
def figure():
    return hv.renderer("bokeh").get_plot(world().opts(*choropleth_style(SCALE))).state


@pytest.fixture
def drawn(figure) -> dict[str, GlyphRenderer]:
    """Renderers by layer, in the order in which they are drawn."""
    return dict(zip(layers(world()), figure.renderers, strict=True))


def test_no_shapes_give_the_same_layers_empty():
    full, empty = world(), world([], NO_POINTS, NO_COLOURS)
    assert [(type(layer), layer.label) for layer in full] == [
        (type(layer), layer.label) for layer in empty
    ]
    assert all(not len(layer) for layer in empty)


def test_every_country_is_drawn_with_the_number_of_its_colour():
    countries = layers(world())["countries"]
    assert iso3s(countries) == ["A", "B", "C"]
    bins = countries.dimension_values("bin", expanded=False)
    np.testing.assert_array_equal(bins, [1, 0, np.nan])


def test_a_country_without_a_colour_is_drawn_without_a_value():
    bins = layers(world(colours=NO_COLOURS))["countries"].dimension_values("bin", expanded=False)
    assert np.isnan(bins).tolist() == [True] * 3


def test_the_hatches_cover_what_is_marked_and_nothing_else():
    found = layers(world())
    assert iso3s(found[UNCERTAIN]) == iso3s(found[HALO]) == ["B"]
    assert iso3s(found[MISSING]) == ["C"]


def test_the_markers_have_the_colour_of_their_country():
    markers = layers(world())["markers"]
    assert markers.dimension_values("iso3").tolist() == ["C", "T"]
    assert np.isnan(markers.dimension_values("bin")).all()
    coloured = layers(world(colours=COLOURS.assign(bin=1.0)))["markers"]
    np.testing.assert_array_equal(coloured.dimension_values("bin"), [1, np.nan])


def test_a_view_leaves_its_frames_as_they_were():
    points, colours = POINTS.copy(), COLOURS.copy()
    world(points=points, colours=colours)
    pd.testing.assert_frame_equal(points, POINTS)
    pd.testing.assert_frame_equal(colours, COLOURS)


def test_what_marks_countries_lies_over_them():
    order = list(layers(world()))
    assert order.index("countries") < order.index("markers")
    assert order.index("countries") < min(order.index(mark) for mark in HATCHES)
    assert order.index("countries") < order.index("borders")


@pytest.mark.parametrize("name", ["countries", "borders", *HATCHES])
def test_shapes_are_drawn_by_the_fast_glyph(drawn, name: str):
    assert isinstance(drawn[name].glyph, Patches)


def test_rings_reach_the_glyph_parted_by_nan_the_outer_one_first(drawn):
    source = drawn["countries"].data_source.data
    assert list(source["iso3"]) == ["A", "B", "C"]
    holed = np.column_stack([source["xs"][1], source["ys"][1]])
    parted = np.flatnonzero(np.isnan(holed[:, 0]))
    assert len(parted) == 1
    outer, hole = holed[: parted[0]], holed[parted[0] + 1 :]
    assert outer[:4].tolist() == np.column_stack([2 * X, 2 * Y]).tolist()
    assert hole[:3].tolist() == [[5e5, 5e5], [6e5, 5e5], [6e5, 6e5]]


@pytest.mark.parametrize("name", ["countries", "markers"])
def test_the_number_of_a_bin_is_the_place_of_its_colour(drawn, name: str):
    mapper = drawn[name].glyph.fill_color.transform
    assert isinstance(mapper, LinearColorMapper)
    assert tuple(mapper.palette) == SCALE.colours
    width = (mapper.high - mapper.low) / len(mapper.palette)
    places = [int((number - mapper.low) / width) for number in range(len(SCALE.colours))]
    assert places == list(range(len(SCALE.colours)))


def test_each_mark_has_a_hatch_of_its_own_and_no_fill(drawn):
    patterns = {mark: drawn[mark].glyph.hatch_pattern for mark in HATCHES}
    assert patterns == HATCHES
    assert len(set(patterns.values())) == len(HATCHES)
    assert drawn["countries"].glyph.hatch_pattern is None
    assert all(drawn[mark].glyph.fill_color.endswith("00") for mark in HATCHES)


def test_borders_hide_no_colour(drawn):
    assert drawn["borders"].glyph.fill_color == "#00000000"
    assert drawn["borders"].glyph.line_color == LIGHT["border"]


def test_the_map_shows_the_whole_world_and_no_axes(figure):
    assert (figure.x_range.start, figure.x_range.end) == WORLD_X
    assert (figure.y_range.start, figure.y_range.end) == WORLD_Y
    assert not any(axis.visible for axis in figure.axis)


def test_countries_are_an_element_that_a_notebook_can_show_by_itself():
    rows = [{"x": X, "y": Y, "iso3": "A", "bin": 1.0}]
    alone = Countries(rows).opts(color="bin", cmap=list(SCALE.colours))
    (renderer,) = hv.renderer("bokeh").get_plot(alone).state.renderers
    assert isinstance(renderer.glyph, Patches)
    assert list(renderer.data_source.data["iso3"]) == ["A"]


def test_a_path_is_in_kilometres_with_y_downwards_and_a_pen_stroke_for_each_line():
    lines = [(np.array([0.0, 1e6]), np.array([1e5, 2e6])), (np.array([-5e5]), np.array([-7e5]))]
    assert path_data(lines) == "M0 -100L1000 -2000M-500 700"
    assert path_data([]) == ""


# Zoom


@pytest.fixture
def boxes() -> dict[str, list[float]]:
    return {zoom: [float(number) for number in box.split()] for zoom, box in zoom_boxes().items()}


def test_there_is_a_box_for_each_zoom_that_a_link_may_have():
    assert tuple(zoom_boxes()) == ZOOMS


def test_the_world_is_what_the_map_shows_without_a_zoom(boxes):
    left, top, width, height = boxes["world"]
    assert (1000 * left, 1000 * (left + width)) == WORLD_X
    assert (-1000 * (top + height), -1000 * top) == WORLD_Y


def test_every_zoom_has_the_proportions_of_the_world_and_is_smaller(boxes):
    for zoom, (_, _, width, height) in boxes.items():
        assert width / height == pytest.approx(boxes["world"][2] / boxes["world"][3], rel=1e-3)
        assert zoom == "world" or width < 0.9 * boxes["world"][2]


@pytest.mark.parametrize(
    ("region", "outside"),
    [
        ("Africa", {"ATF"}),  # the French Southern Territories lie near Antarctica
        ("Americas", set()),
        ("Asia", set()),
        ("Europe", set()),
    ],
)
def test_a_zoom_holds_the_label_points_of_its_region(boxes, region: str, outside: set[str]):
    left, top, width, height = boxes[region.lower()]
    countries = Store.read().countries
    inside = {
        iso3
        for iso3, c in countries.items()
        if left < c.label_x / 1000 < left + width and top < -c.label_y / 1000 < top + height
    }
    assert {iso3 for iso3, c in countries.items() if c.region == region} - inside == outside
