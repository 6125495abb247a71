import numpy as np
import pyproj
import pytest

from dashboard.projection import CRS, degrees, equal_earth


def test_equal_earth_agrees_with_proj_at_every_longitude():
    lon, lat = np.meshgrid(np.linspace(-179, 179, 41), np.linspace(-90, 90, 37))
    expected = pyproj.Transformer.from_crs("EPSG:4326", CRS, always_xy=True).transform(lon, lat)
    np.testing.assert_allclose(equal_earth(lon, lat), expected, atol=1e-6)


def test_180_is_the_right_edge_and_minus_180_the_left_one():
    x, _ = equal_earth([180, -180], [10, 10])
    assert x[0] > 0
    assert x[0] == -x[1]


def test_longitudes_past_180_continue_beyond_the_edge():
    x, _ = equal_earth([180, 190], [65, 65])
    assert x[1] == pytest.approx(x[0] * 190 / 180)


def test_degrees_undo_the_projection():
    lon, lat = degrees(*equal_earth([-71.5, 0, 178], [-33, 51.5, -18]))
    assert lon == pytest.approx([-71.5, 0, 178])
    assert lat == pytest.approx([-33, 51.5, -18])
