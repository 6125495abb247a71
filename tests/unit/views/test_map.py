import re

import numpy as np
import pytest

from dashboard.state import ZOOMS
from dashboard.store import Store
from dashboard.views.map import WORLD_X, WORLD_Y, path_data, zoom_boxes


def test_a_path_is_in_kilometres_with_y_downwards_and_a_pen_stroke_for_each_line():
    lines = [(np.array([0.0, 1e6]), np.array([1e5, 2e6])), (np.array([-5e5]), np.array([-7e5]))]
    assert path_data(lines) == "M0-100l1000-1900M-500 700"
    assert path_data([]) == ""


def test_no_point_of_a_long_path_is_more_than_half_a_kilometre_off():
    """Rounded distances would add up, and the sea's edge would not close."""
    xs, ys = 1e6 * np.cos(np.linspace(0, 6.28, 500)), 1e6 * np.sin(np.linspace(0, 6.28, 500))
    start, steps = path_data([(xs, ys)]).removeprefix("M").split("l")
    numbers = [int(n) for part in (start, steps) for n in re.findall(r"-?[0-9]+", part)]
    drawn = np.cumsum(np.reshape(numbers, (-1, 2)), axis=0)
    assert np.abs(1000 * drawn - np.column_stack([xs, -ys])).max() <= 500


# Zoom


@pytest.fixture
def boxes() -> dict[str, list[int]]:
    return zoom_boxes()


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
