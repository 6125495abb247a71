"""A pane belongs to the process, whichever session it was drawn in."""

import holoviews as hv
from bokeh.document import Document
from bokeh.io.doc import patch_curdoc

from dashboard.panes import Pane


def test_a_pane_outlives_the_session_that_it_was_drawn_in():
    hv.extension("bokeh")
    first = Document()
    element = hv.Overlay([hv.Curve([(1, 2), (2, 3)], label="line")])
    with patch_curdoc(first):
        pane = Pane("figure", element)
    for leave in list(first.callbacks._session_destroyed_callbacks):
        leave(None)
    assert pane.columns(element)["layers"]["line"]["y"] == [2, 3]
