import json
from typing import Any

import pytest

from dashboard import ahead
from dashboard.app import PARTS, build_app
from dashboard.atlas import Atlas, the_atlas

RULES = ahead.RULES


def asked(atlas: Atlas, iso3: str) -> dict[str, Any]:
    state = atlas.new_state()
    state.iso3 = iso3
    return {name: PARTS[name][1](atlas, state) for name in ("country", "indicator", "peers")}


@pytest.fixture
def atlas(monkeypatch: pytest.MonkeyPatch) -> Atlas:
    """An atlas of its own that is served, of which the six largest countries are made ahead."""
    atlas = Atlas.open()
    monkeypatch.setattr(ahead, "PAUSE", 0)
    monkeypatch.setattr(ahead, "MOST", 6)
    monkeypatch.setattr(ahead, "is_served", lambda one: one is atlas)
    return atlas


def test_a_panel_that_was_made_ahead_is_the_one_that_would_be_made(atlas: Atlas):
    ahead._make(atlas, RULES)
    for iso3 in ("RUS", "CAN"):
        assert asked(atlas, iso3) == json.loads(json.dumps(asked(the_atlas(), iso3)))


def test_choosing_a_country_that_was_made_ahead_reckons_nothing(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch
):
    ahead._make(atlas, RULES)
    page = build_app(atlas, {})

    def reckoned(*_: Any) -> None:
        raise AssertionError("a series was read")

    monkeypatch.setattr(atlas.store, "series", reckoned)
    page.take(json.dumps({"iso3": "RUS", "turn": 1}))
    assert page.parts["country"]["iso3"] == "RUS"
    page.take(json.dumps({"iso3": "LUX", "turn": 2}))  # not one of the six
    assert page.parts["country"]["iso3"] == "RUS"


def test_a_country_with_a_fault_keeps_no_other_from_being_made_ahead(
    atlas: Atlas, caplog: pytest.LogCaptureFixture
):
    def rule(state: Any) -> Any:
        if state.iso3 == "RUS":
            raise ValueError("no such figures")
        return RULES[0](state)

    ahead._make(atlas, [rule])
    assert "The panel of RUS cannot be made ahead" in caplog.text
    assert len(atlas._kept) == 5


def test_panels_are_made_once_an_atlas_and_not_of_one_that_nobody_gets(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch
):
    begun = []
    monkeypatch.setattr(ahead, "_make", lambda one, _: begun.append(one))
    ahead.make_ahead(atlas)
    ahead.make_ahead(atlas)
    assert begun == [atlas]
    monkeypatch.undo()
    ahead._make(atlas, RULES)  # the one that is served is another
    assert not atlas._kept
