"""Groups of countries, opened and compared like countries."""

import pandas as pd
import pytest

from dashboard.aggregates import WORLD
from dashboard.app import build_app
from dashboard.atlas import the_atlas
from dashboard.climate import DEFAULT_BASELINE, Years, trend
from dashboard.downloads.snippet import snippet
from dashboard.figures.temperature import TEMPERATURE
from dashboard.parts.country import country_part, indicator_part, seen
from dashboard.parts.map import map_part
from dashboard.parts.peers import peers_part
from dashboard.views.cards import percent, signed
from tests.records_snapshot import three_records


def test_a_group_has_the_trend_of_its_mean_and_says_what_that_is_made_of():
    europe = the_atlas().record().mean("EUROPE")
    text = country_part(the_atlas(), ("EUROPE",), DEFAULT_BASELINE, 1960, "C")["text"]
    slope = trend(europe.rows, 1960, 2024)
    assert text["name"] == "Europe"
    assert text["trend"] == f"{signed(slope.per_decade, 2)} °C"
    assert text["range"] == f"{signed(slope.low, 2)} to {signed(slope.high, 2)} °C"
    assert text["place"] == (
        f"Mean of {len(europe.members)} countries with a reliable record, by land area: "
        f"{percent(europe.share)} of its land. {europe.warmest} at their warmest."
    )


def test_a_row_of_the_comparison_says_it_too():
    part = country_part(the_atlas(), ("BRA", WORLD), DEFAULT_BASELINE, 1960, "C")
    brazil, world = part["compared"]
    assert brazil["short"] == ""
    assert world["short"].startswith("Mean of ")


def test_the_browser_gets_the_means_against_the_baseline_in_the_order_of_the_groups():
    baseline = Years(1951, 1980)
    groups = map_part(the_atlas(), "temperature", baseline, "C")["groups"]
    record = the_atlas().record()
    assert len(groups) == len(record.aggregates) == len(the_atlas().shared.groups)
    for row, code in zip(groups, record.aggregates, strict=True):
        within = pd.Series(row, record.values.columns).loc[1951:1980]
        assert within.mean() == pytest.approx(0, abs=1e-3), code
    assert groups[0][-1] == pytest.approx(
        record.mean(WORLD).series[2024] - record.mean(WORLD).normal(baseline), abs=6e-4
    )


def test_no_value_of_an_indicator_is_invented_for_a_group():
    for indicator in ("gdp_per_capita", "population"):
        part = indicator_part(the_atlas(), (WORLD, "BRA"), indicator, log=False)
        assert part["text"]["value"] == "–"
        assert part["text"]["year"] == "no value for a group"
        assert part["values"] == part["compared"][0]["values"] == []
        assert part["compared"][1]["values"]


@pytest.mark.parametrize("code", ["AFRICA", WORLD, ""])
def test_a_group_is_shown_country_by_country_and_no_choice_as_the_world(code: str):
    atlas = the_atlas()
    record, order = atlas.record(), list(atlas.store.countries)
    (group,) = peers_part(atlas, code, 1960, "C", flagged=False)["groups"]
    members = [order[position] for position in group["members"]]
    assert group["title"] == record.aggregates[code or WORLD].name
    assert set(members) <= set(record.aggregates[code or WORLD].countries)
    assert all(record.countries[iso3].quality.is_good for iso3 in members)
    assert group["trends"] == pytest.approx(record.trends(1960).reindex(members).tolist(), abs=6e-5)
    assert group["median"] == pytest.approx(pd.Series(group["trends"]).median(), abs=6e-5)
    (more,) = peers_part(atlas, code, 1960, "C", flagged=True)["groups"]
    assert set(group["members"]) < set(more["members"])


def test_a_group_has_no_table_of_records():
    part = country_part(three_records(), (WORLD,), DEFAULT_BASELINE, 1960, "C")
    assert part["records"] is None
    assert part["charts"]["temperature"]["layers"]["others"]  # the same mean of other records


def test_a_groups_file_says_what_it_is_and_claims_nothing_published():
    state = build_app(the_atlas(), {"country": [b"world"], "compare": [b"africa-BRA"]}).state
    sheet = TEMPERATURE.sheet(seen(the_atlas(), state, "country"))  # type: ignore[misc]
    rows = sheet.rows.groupby("iso3")
    assert set(rows.groups) == {"WORLD", "AFRICA", "BRA"}
    assert rows["published"].count().to_dict() == {"WORLD": 0, "AFRICA": 0, "BRA": 77}
    assert rows["anomaly"].count()["WORLD"] == 77
    assert [note for note in sheet.notes if note.startswith(("World: Mean", "Africa: Mean"))]


def test_python_code_is_of_the_countries_alone():
    state = build_app(the_atlas(), {"country": [b"world"], "compare": [b"BRA"]}).state
    assert 'for iso3 in ["BRA"]:' in snippet(the_atlas(), state)


def test_income_groups_are_there_where_the_table_has_them():
    assert "income group" not in {
        group.kind for group in the_atlas().record().aggregates.values()
    }  # the embedded snapshot has none
