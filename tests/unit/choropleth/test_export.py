import geopandas as gpd
import geoviews as gv
import holoviews as hv
import pandas as pd
import pytest

from choropleth import Choropleth, ChoroplethError

VALUES = pd.DataFrame({1: [1.0, 2, 3, None], 2: [4.0, 5, 99, 7]}, list("ABCD"))


@pytest.fixture
def map_(squares: gpd.GeoDataFrame) -> Choropleth:
    return Choropleth(squares, VALUES, key="code", names="name", bins=[0, 2, 4, 6])


def test_the_present_step_becomes_polygons_of_geoviews(map_: Choropleth):
    element = map_.to_geoviews()
    assert isinstance(element, gv.Polygons)
    assert list(element.dimension_values("key", expanded=False)) == ["A", "B", "C", "D"]
    assert list(element.dimension_values("value", expanded=False))[:3] == [1, 2, 3]
    map_.step = 1
    assert list(map_.to_geoviews().dimension_values("value", expanded=False)) == [4, 5, 6, 6]
    first = map_.to_geoviews(0).dimension_values("value", expanded=False)
    assert list(first)[:3] == [1, 2, 3]


def test_a_step_that_is_not_there_is_refused(map_: Choropleth):
    with pytest.raises(ChoroplethError, match="position from 0 to 1"):
        map_.to_geoviews(2)


def test_bokeh_draws_it_with_the_same_bins(map_: Choropleth):
    hv.extension("bokeh")
    plot = hv.renderer("bokeh").get_plot(map_.to_geoviews())
    mapper = plot.handles["color_color_mapper"]
    assert (mapper.low, mapper.high) == (0, 6)
    assert len(set(mapper.palette)) == 3


@pytest.mark.parametrize("crs", ["auto", "EPSG:3035", "EPSG:8857", "EPSG:4326"])
def test_each_projection_can_be_drawn(squares: gpd.GeoDataFrame, crs: str):
    moved = squares.set_geometry(squares.translate(10, 50))
    element = Choropleth(moved, VALUES, key="code", crs=crs).to_geoviews()
    hv.extension("bokeh")
    x_range = hv.renderer("bokeh").get_plot(element).handles["x_range"]
    assert x_range.start < x_range.end


def test_shapes_on_a_plane_become_polygons_of_holoviews(squares: gpd.GeoDataFrame):
    element = Choropleth(squares, VALUES, key="code", crs=None).to_geoviews()
    assert type(element) is hv.Polygons
    assert element.holes()[0] != [[]]
    hv.extension("bokeh")
    assert hv.renderer("bokeh").get_plot(element)
