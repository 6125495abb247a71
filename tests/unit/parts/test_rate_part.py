"""The map of warming rates: the trend that each country's panel states, and nothing elsewhere."""

import numpy as np
import pandas as pd
import pytest

from dashboard import climate
from dashboard.app import build_app
from dashboard.atlas import Atlas, the_atlas
from dashboard.climate import Years
from dashboard.page import Page
from dashboard.parts.country import country_part, warming_seen
from dashboard.parts.map import map_part
from dashboard.parts.peers import peers_part
from dashboard.parts.table import table_part
from dashboard.server.assets import published_folder as published
from dashboard.views.cards import signed
from tests.records_snapshot import three_records
from tests.worldfiles import decode_matrix

ATLAS, FIT = the_atlas(), three_records()
BASELINE = Years(1981, 2010)


def part_of(atlas: Atlas, first: int = 1960, units: str = "C", record: str = ""):
    return map_part(atlas, "warming_rate", BASELINE, units, record, first)


def values_of(atlas: Atlas, part) -> "pd.Series[float]":
    """What the browser makes of a part: less what it subtracts, times the factor."""
    file = published() / part["matrix"].partition("?")[0].rpartition("/")[2]
    values = decode_matrix(file.read_bytes()).values[:, 0].astype(float)
    assert part["subtract"] is None
    return pd.Series(values * part["factor"], list(atlas.store.countries))


def new_page(atlas: Atlas, **link: str) -> Page:
    return build_app(atlas, {name: [text.encode()] for name, text in link.items()})


@pytest.mark.parametrize("units", ["C", "F"])
@pytest.mark.parametrize(("first", "record"), [(1960, ""), (1979, "era5"), (2015, "cru")])
def test_the_map_has_what_each_panel_says_and_is_missing_where_it_says_nothing(
    first: int, record: str, units: str
):
    atlas = FIT if record else ATLAS
    part = part_of(atlas, first, units, record)
    values, refused = values_of(atlas, part), 0
    for place, (iso3, value) in enumerate(values.items()):
        if place % 4 and not np.isnan(value):
            continue  # enough of those that have one
        low, high = part["ranges"][place]
        text = country_part(atlas, (str(iso3),), BASELINE, first, units, record)["text"]
        if text["trend"] == "–":
            assert np.isnan(value)
            assert (low, high) == (None, None)
            refused += 1
        else:
            unit = "°F" if units == "F" else "°C"
            assert text["trend"] == f"{signed(value, 2)} {unit}"
            assert text["range"] == f"{signed(low, 2)} to {signed(high, 2)} {unit}"
    assert refused >= 8  # those without a series at least


def test_a_trend_needs_no_baseline_in_the_panel_nor_anywhere_else():
    baseline = Years(1948, 1957)  # FAO's record begins in 1961
    expected = climate.trend(FIT.store.series("IND", "temperature.fao"), 1960, 2024)
    panel = country_part(FIT, ("IND",), baseline, 1960, "C", "fao")
    assert panel["text"]["trend"] == f"{signed(expected.per_decade, 2)} °C"
    assert panel["text"]["short"] == (
        "Too few temperatures within 1948–1957: choose another baseline."
    )
    place = list(FIT.store.countries).index("IND")
    on_map = values_of(FIT, map_part(FIT, "warming_rate", baseline, "C", "fao", 1960))
    in_table = table_part(FIT, "fertility", 1960, "C", "fao")["trends"][place]
    peers = peers_part(FIT, "IND", 1960, "C", False, "fao")["groups"][0]
    among = peers["trends"][peers["members"].index(place)]
    assert [on_map["IND"], in_table, among] == pytest.approx([expected.per_decade] * 3, abs=1e-4)


def test_without_a_baseline_no_line_is_drawn_on_nothing():
    seen = warming_seen(FIT, ("IND",), Years(1948, 1957), 1960, "C", "fao")
    assert seen.found[0].trend is not None
    assert seen.found[0].line.empty


@pytest.mark.parametrize(("first", "why"), [(2015, "too few years for a trend")])
def test_where_a_trend_is_refused_the_map_says_why_as_the_panel_does(first: int, why: str):
    part = part_of(FIT, first, record="cru")  # which ends in 2022
    place = list(FIT.store.countries).index("IND")
    assert part["refused"][place] == why
    text = country_part(FIT, ("IND",), BASELINE, first, "C", "cru")["text"]
    assert text["interval"] == why
    assert part_of(FIT, 1960, record="cru")["refused"] == {}


def test_it_is_of_the_years_from_the_start_of_the_trend_to_the_last_of_the_record():
    assert part_of(ATLAS, 1979)["of"] == [1979, 2024]
    assert part_of(FIT, 1960, record="fao")["of"] == [1961, 2024]
    assert part_of(FIT, 1960, record="cru")["of"] == [1960, 2022]
    assert part_of(ATLAS)["label"] == "Warming rate"
    assert part_of(ATLAS, units="F")["unit"] == "°F per decade"


def test_its_scale_is_white_at_zero_and_holds_most_reliable_countries():
    for first in (1960, 1979, 2010):
        part = part_of(ATLAS, first)
        assert 0.0 in part["edges"]
        good = values_of(ATLAS, part)[ATLAS.record().countries.good]
        assert good.between(part["edges"][0], part["edges"][-1]).mean() > 0.9
        used = np.unique(np.searchsorted(part["edges"][1:-1], good, side="right"))
        assert len(used) > 4


def test_the_start_of_the_trend_changes_this_map_alone():
    page = new_page(ATLAS, map="warming_rate")
    before = dict(page.parts)
    page.state.trend_start = 1979
    assert {name for name in before if page.parts[name] != before[name]} == {
        *("map", "country", "peers")
    }
    other = new_page(ATLAS)
    shown = other.parts["map"]
    other.state.trend_start = 1979
    assert other.parts["map"] is shown


def test_what_is_shown_already_is_not_sent_anew():
    page, sent = new_page(ATLAS), []
    page.show = lambda **parts: sent.append(set(parts))  # type: ignore[method-assign]
    page.state.trend_start = 1990
    assert sent == [{"country", "peers"}]


def test_the_picker_names_it_and_a_link_leads_to_it():
    assert (
        '<option value="warming_rate">Warming rate since 1960</option>'
        in (ATLAS.shared.options["variable"])
    )
    state = new_page(ATLAS, map="warming_rate", trend="1979").state
    assert (state.variable, state.trend_start) == ("warming_rate", 1979)
    assert state.query() == "map=warming_rate&trend=1979"


def test_sessions_share_the_rates():
    record = ATLAS.record()
    assert record.rates(1960) is record.rates(1960)
    assert part_of(ATLAS)["matrix"] == part_of(ATLAS, units="F")["matrix"]


def test_it_has_the_rank_of_the_tables_trend():
    values = values_of(ATLAS, part_of(ATLAS))
    good = ATLAS.record().countries.good
    assert climate.ranks(values[good])["BRA"] == climate.ranks(ATLAS.trends(1960)[good])["BRA"]
