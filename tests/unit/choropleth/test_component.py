import json
import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import panel as pn
import pytest
from bokeh.document import Document

from choropleth import Choropleth, ChoroplethError, ChoroplethWarning, Shapes

YEARS = pd.DataFrame(
    {2020: [1.0, 2, 3, 4], 2021: [2.0, 3, 4, 5], 2022: [3.0, 4, 5, 6]}, ["A", "B", "C", "D"]
)


@pytest.fixture
def map_(squares: gpd.GeoDataFrame) -> Choropleth:
    return Choropleth(squares, YEARS, key="code", names="name")


def refused(words: str) -> object:
    return pytest.raises(ChoroplethError, match=re.escape(words))


def changes(map_: Choropleth) -> list[str]:
    """The names of the params that change from now on, in order."""
    seen: list[str] = []
    names = ["shape_bytes", "shape_names", "number_bytes", "look", "step", "selected", "compared"]
    map_.param.watch(lambda *events: seen.extend(event.name for event in events), names)
    return seen


def test_it_is_a_value_error():
    assert issubclass(ChoroplethError, ValueError)


def test_it_needs_shapes():
    with refused("Choropleth needs shapes"):
        Choropleth()


def test_it_knows_its_keys_and_steps(map_: Choropleth):
    assert map_.keys == ["A", "B", "C", "D"]
    assert map_.steps == [2020, 2021, 2022]
    assert json.loads(map_.shape_names) == [
        ["A", "B", "C", "D"],
        ["Alpha", "Beta", "Gamma", "Delta"],
    ]


def test_values_may_be_a_column_of_the_shapes(squares: gpd.GeoDataFrame):
    by_column = Choropleth(squares, "rate", key="code")
    by_series = Choropleth(squares, squares.set_index("code")["rate"], key="code")
    assert by_column.number_bytes == by_series.number_bytes
    with refused("values='rates': the shapes have no such column"):
        Choropleth(squares, "rates", key="code")


def test_a_step_sends_no_shapes_and_no_numbers(map_: Choropleth):
    seen = changes(map_)
    map_.step = 2
    assert seen == ["step"]


def test_new_values_send_no_shapes(map_: Choropleth):
    seen = changes(map_)
    map_.values = YEARS * 2
    assert sorted(set(seen)) == ["look", "number_bytes"]


def test_a_new_palette_sends_neither(map_: Choropleth):
    seen = changes(map_)
    map_.palette = "Cividis"
    assert seen == ["look"]
    map_.title = "Rates"
    assert seen == ["look", "look"]


def test_shapes_and_values_can_be_set_together(map_: Choropleth, squares: gpd.GeoDataFrame):
    map_.param.update(selected="D", compared=["A"], step=2)
    map_.param.update(shapes=squares.iloc[:2], values=YEARS[[2020]].iloc[:2])
    assert map_.keys == ["A", "B"]
    assert (map_.selected, map_.compared, map_.step) == (None, ["A"], 0)


def test_shapes_that_were_read_once_serve_many_maps(squares: gpd.GeoDataFrame):
    shapes = Shapes.read(squares, "code", names="name")
    first, second = Choropleth(shapes, YEARS), Choropleth(shapes, YEARS + 1)
    assert first.shape_bytes is second.shape_bytes
    assert second.keys == ["A", "B", "C", "D"]


@pytest.mark.parametrize("choice", ["selected", "hovered"])
def test_a_key_without_a_shape_cannot_be_chosen(map_: Choropleth, choice: str):
    with refused(f"{choice}='X': no shape has the key X"):
        setattr(map_, choice, "X")
    setattr(map_, choice, "B")
    for other in (7, ["A"], {}):
        with refused("no shape has the key"):
            map_.param.update(**{choice: other})
    assert getattr(map_, choice) == "B"
    setattr(map_, choice, None)


def test_compared_keys_are_known_each_once_and_few(squares: gpd.GeoDataFrame):
    many = pd.concat([squares.assign(code=squares["code"] + str(n)) for n in range(3)])
    map_ = Choropleth(many, key="code")
    map_.compared = ["A0", "B0", "A0"]
    assert map_.compared == ["A0", "B0"]
    with refused("compared: no shape has the key X"):
        map_.compared = ["A0", "X"]
    with refused("at most 5 stand beside"):
        map_.compared = map_.keys[:6]
    map_.compared = None
    assert map_.compared == []


@pytest.mark.parametrize("step", [-1, 3, 2020, 1.5, "2020", True, None])
def test_a_step_is_a_position(map_: Choropleth, step: object):
    with refused(f"step={step!r}: a step is a position from 0 to 2"):
        map_.step = step
    map_.step = map_.steps.index(2021)
    assert map_.step == 1


def test_numbers_of_numpy_become_python_s_own(squares: gpd.GeoDataFrame):
    map_ = Choropleth(squares, YEARS.set_axis(range(4)), step=np.int64(1), selected=np.int64(2))
    map_.compared = np.array([0, 3]).tolist()
    assert [type(choice) for choice in (map_.step, map_.selected, *map_.compared)] == [int] * 4


def test_a_copy_has_the_same_choices(map_: Choropleth):
    map_.param.update(step=2, selected="B")
    copy = map_.clone()
    assert (copy.step, copy.selected, copy.shape_bytes) == (2, "B", map_.shape_bytes)


def test_choices_can_be_given_at_the_start(squares: gpd.GeoDataFrame):
    map_ = Choropleth(squares, YEARS, key="code", step=1, selected="B", compared=["C"])
    assert (map_.step, map_.selected, map_.compared) == (1, "B", ["C"])
    with refused("selected='X'"):
        Choropleth(squares, YEARS, key="code", selected="X")


def test_two_maps_share_no_choice(squares: gpd.GeoDataFrame):
    first, second = Choropleth(squares, key="code"), Choropleth(squares, key="code")
    first.compared = ["A"]
    assert second.compared == []
    assert Choropleth.param.compared.default == []


def test_the_look_has_colours_for_both_themes(squares: gpd.GeoDataFrame):
    map_ = Choropleth(squares, YEARS, key="code", bins=[0, 3, 6], palette=["#000000", "#ffffff"])
    assert json.loads(map_.look)["colours"] == {"light": ["#000000", "#ffffff"]} | {
        "dark": ["#000000", "#ffffff"]
    }
    map_.dark_palette = ["#111111", "#222222"]
    assert json.loads(map_.look)["colours"]["dark"] == ["#111111", "#222222"]
    assert map_.edges == (0, 3, 6)


def test_edges_hold_all_steps(map_: Choropleth):
    assert map_.edges[0] <= YEARS.to_numpy().min()
    assert map_.edges[-1] >= YEARS.to_numpy().max()


@pytest.mark.parametrize("markers", ["big", "none"])
def test_markers_of_another_name_are_refused(squares: gpd.GeoDataFrame, markers: str):
    with refused("pass 'auto', None, or keys"):
        Choropleth(squares, key="code", markers=markers)


def test_a_refusal_leaves_what_is_shown(map_: Choropleth):
    before = map_.number_bytes, map_.look
    with refused("values must be numbers"):
        map_.values = YEARS.astype(str)
    assert (map_.number_bytes, map_.look) == before


def test_keys_without_a_shape_are_warned_of(squares: gpd.GeoDataFrame):
    with pytest.warns(ChoroplethWarning, match="1 keys of values have no shape"):
        Choropleth(squares, YEARS.rename(index={"D": "X"}), key="code")


def test_infinite_and_equal_values_are_drawn(squares: gpd.GeoDataFrame):
    Choropleth(squares, pd.Series([np.inf, -np.inf, 1, np.nan], list("ABCD")), key="code")
    Choropleth(squares, pd.Series(3, list("ABCD")), key="code")


def test_panel_gets_the_choices_and_bytes_and_none_of_the_frames(map_: Choropleth):
    model = map_.get_root(Document())
    names = set(model.data.properties())
    assert {"shape_bytes", "number_bytes", "look", "step", "selected", "compared"} <= names
    assert not {"shapes", "values", "palette", "bins", "key"} & names
    assert model.data.shape_bytes == map_.shape_bytes
    map_.step = 1
    assert model.data.step == 1


def test_what_the_browser_chooses_reaches_python(map_: Choropleth):
    map_.get_root(Document())
    map_._process_events({"selected": "C", "compared": ["A"], "hovered": "B"})
    assert (map_.selected, map_.compared, map_.hovered) == ("C", ["A"], "B")


def test_a_download_is_png_or_svg(map_: Choropleth):
    with refused("download('pdf')"):
        map_.download("pdf")
    map_.download("svg")


def test_it_can_be_saved_as_one_page(map_: Choropleth, tmp_path: Path):
    map_.save(tmp_path / "map.html")
    text = (tmp_path / "map.html").read_text()
    assert "shape_bytes" in text


def test_it_stands_in_a_layout(map_: Choropleth):
    assert pn.Column(map_, "text").select(Choropleth) == [map_]
