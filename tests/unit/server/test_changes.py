"""Which changes a browser may make to a session's document, and how much of it is kept."""

from types import SimpleNamespace
from typing import Any

import pytest
from bokeh.document import Document
from bokeh.models import ColumnDataSource, Range1d, Slider
from hypothesis import given
from hypothesis import strategies as st

from dashboard.page import Chosen, Shown
from dashboard.server.changes import OURS, KeptBytes, Refused, check
from dashboard.server.limits import KB, KEPT_OF_A_BROWSER, MOST_PARTS


def document(*more: Any) -> Document:
    made = Document()
    for root in (Chosen(tags=["state"]), Shown(tags=["shown"]), *more):
        made.add_root(root)
    return made


def model(made: Document, tag: str) -> Any:
    return next(root for root in made.roots if root.tags == [tag])


def message(*events: Any, kind: str = "PATCH-DOC", msgid: Any = "1") -> Any:
    content = {"events": list(events)}
    return SimpleNamespace(msgtype=kind, header={"msgid": msgid}, content=content)


def changed(one: Any, attribute: str, new: Any) -> dict[str, Any]:
    return {"kind": "ModelChanged", "model": {"id": one.id}, "attr": attribute, "new": new}


def sent(name: str, **values: Any) -> dict[str, Any]:
    entries = [[key, value] for key, value in values.items()]
    data_of = {"type": "event", "name": name, "values": {"type": "map", "entries": entries}}
    return {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": data_of}


def refusal(made: Document, *events: Any, size: int = 100, kept: KeptBytes | None = None) -> str:
    try:
        check(message(*events), made, kept or KeptBytes(), size)
    except Refused as error:
        return str(error)
    return ""


def test_the_page_tells_its_choices_and_that_it_is_there():
    made = document()
    choice = changed(model(made, "state"), "choices", '{"iso3": "IND"}')
    assert refusal(made, choice, sent("document_ready"), sent("client_reconnected")) == ""
    for kind in ("PULL-DOC-REQ", "SERVER-INFO-REQ"):
        check(message(kind=kind), made, KeptBytes(), 10)


def test_the_pages_own_models_are_those_with_its_tags():
    assert {tag: set(names) for tag, names in OURS.items()} == {
        "state": set(Chosen.properties()) & {"choices"},
        "shown": set(),
    }


@pytest.mark.parametrize("msgid", [None, 7, "x" * 101, ["1"]])
def test_an_id_that_the_answer_would_repeat_is_a_short_text(msgid: Any):
    with pytest.raises(Refused, match="msgid"):
        check(message(msgid=msgid), document(), KeptBytes(), 10)


def test_a_card_may_change_its_own_models_and_tell_its_events():
    slider, source = Slider(start=0, end=9, value=1), ColumnDataSource({"x": [1], "y": [2]})
    made = document(slider, source)
    edited = {"kind": "ColumnsPatched", "model": {"id": source.id}, "attr": "data", "patches": {}}
    columns = {"type": "map", "entries": [["x", [2]], ["y", [3]]]}
    whole = {"kind": "ColumnDataChanged", "model": {"id": source.id}, "attr": "data"}
    events = [
        changed(slider, "value", 5),
        edited,
        {**whole, "data": columns, "cols": ["x", "y"]},
        sent("rangesupdate", model={"id": slider.id}, x0=1.5),
    ]
    assert refusal(made, *events) == ""


def test_a_card_adds_no_models_and_has_no_say_over_the_page():
    slider = Slider(start=0, end=9, value=1)
    made = document(slider)
    new = {"type": "object", "name": "Range1d", "id": "p9", "attributes": {}}
    assert "new models" in refusal(made, changed(slider, "value", [{"deep": [new]}]))
    assert "may not set parts" in refusal(made, changed(model(made, "shown"), "parts", "{}"))
    assert "no model" in refusal(made, changed(Range1d(), "start", 1))


def test_a_change_of_a_model_that_was_just_replaced_is_left_to_bokeh():
    slider = Slider(start=0, end=9, value=1)
    made = document(slider)
    made.remove_root(slider)
    made.add_root(Slider(start=0, end=9, value=1))
    assert refusal(made, changed(slider, "value", 5)) == ""


def test_what_a_browser_has_put_into_a_document_has_a_bound():
    source = ColumnDataSource({"x": [1]})
    made, kept = document(source), KeptBytes()
    stream = {"kind": "ColumnsStreamed", "model": {"id": source.id}, "attr": "data", "data": {}}
    again = changed(source, "name", "text")
    for _ in range(100):  # it replaces itself
        assert refusal(made, again, size=1024 * KB, kept=kept) == ""
    grown = [refusal(made, stream, size=1024 * KB, kept=kept) for _ in range(4)]
    assert grown[0] == ""
    assert f"{KEPT_OF_A_BROWSER // KB} kB" in grown[-1]
    assert kept.total <= KEPT_OF_A_BROWSER


def test_a_change_of_many_parts_is_refused():
    slider = Slider(start=0, end=9, value=1)
    assert "parts" in refusal(document(slider), changed(slider, "value", [0] * (MOST_PARTS + 1)))


JSON: Any = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=6), one, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["kind", "model", "attr", "new", "msg_data"]), JSON))
def test_nonsense_is_refused_and_never_an_error(event: dict[str, Any]):
    assert refusal(document(), event) != ""
