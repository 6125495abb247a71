"""The methods page beside the snapshot: its figures are the data's."""

import gc
import re
import weakref
from html import unescape
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard import climate
from dashboard.atlas import Atlas, the_atlas
from dashboard.countries import FLAGS
from dashboard.methods import figures
from dashboard.methods.figures import RULES, flagged, share_by_lot, share_within_zones, zones
from dashboard.methods.links import links
from dashboard.methods.page import methods_page
from dashboard.sources import quality
from dashboard.state import LINK, ViewState

ATLAS = the_atlas()
STATE = ViewState(ATLAS.store.countries, ATLAS.catalogue, ATLAS.years)
PAGE = methods_page(ATLAS)
TEXT = unescape(re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", PAGE)))


@pytest.mark.parametrize("indicator_id", list(ATLAS.catalogue))
def test_each_series_has_source_publisher_licence_years_and_known_problems(indicator_id: str):
    told = ATLAS.provenance(indicator_id)
    section = PAGE.partition(f'id="source-{indicator_id}"')[2].partition("</section>")[0]
    words = unescape(section)
    for name in ("title", "publisher", "licence", "date", "note", "url"):
        assert told[name] in words
    assert f"{told['years'][0]}–{told['years'][1]}" in words
    assert f"{told['values']:,} values" in words


def test_every_flag_has_a_rule_and_the_counts_add_up():
    assert set(RULES) == set(FLAGS)
    assert sum(flag.count for flag in flagged(ATLAS.store.countries)) == len(ATLAS.store.countries)
    for flag in flagged(ATLAS.store.countries):
        assert f"{flag.title} {flag.count} {flag.rule}" in TEXT


def test_the_rule_of_breaks_is_that_of_the_code_that_judges():
    rule = RULES["break"]
    for years in (quality.RECENT, quality.BEFORE):
        assert f"{years.start}-{years.stop}" in rule
    assert f"nearest {quality.NEIGHBOURS} countries" in rule
    assert f"more than {quality.RECENT_DROP:g} °C colder" in rule
    assert f"more than {quality.LATE_DROP:g} °C below" in rule
    assert f"{quality.LATE_SIGMAS:g} times as far" in rule
    assert f"since {quality.TREND_START}" in rule
    assert set(quality.LATE) == set(range(quality.RECENT.start, quality.RECENT.stop + 1))


@pytest.mark.parametrize("fact", ["NCEP", "reanalysis", "all days", "too cold"])
def test_the_template_states_no_fact_of_one_source_of_temperatures(fact: str):
    template = Path(figures.__file__).with_name("methods.html").read_text(encoding="utf-8")
    assert fact not in template


def test_zones_dealt_by_lot_leave_the_share_within_them_that_the_page_says():
    countries = {i: ATLAS.store.countries[i] for i in ATLAS.store.countries.good}
    zones = pd.Series({i: c.climate_zone for i, c in countries.items() if c.climate_zone})
    zones = zones[zones.map(zones.value_counts()) > 1]
    trends = climate.trends_per_decade(ATLAS.temperatures, 1960, 2024)[zones.index]
    lot = np.random.default_rng(1961)
    deals = [
        climate.share_within(trends, pd.Series(lot.permutation(zones), zones.index))
        for _ in range(200)
    ]
    assert share_by_lot(ATLAS) == pytest.approx(np.mean(deals), abs=0.01)
    assert f"by lot, {share_by_lot(ATLAS):.0%} would".replace("%", " %") in TEXT


def test_the_share_within_zones_is_computed_from_the_good_series():
    share = share_within_zones(ATLAS)
    assert 0 < share < 1
    assert f"{share:.0%} lies".replace("%", " %") in TEXT


def test_a_zones_spread_is_that_of_its_countries_trends():
    trends = climate.trends_per_decade(ATLAS.temperatures, 1960, 2024)
    for zone in zones(ATLAS):
        own = [
            trends[iso3]
            for iso3, country in ATLAS.store.countries.items()
            if country.quality.is_good and country.climate_zone == zone.code
        ]
        assert (zone.n, zone.least, zone.most) == (len(own), min(own), max(own))
        assert f"{zone.name} ({zone.code}) {zone.n}" in TEXT
    assert len(zones(ATLAS)) > 5


@pytest.mark.parametrize("name", LINK)
def test_every_name_of_a_link_is_documented(name: str):
    assert f"<code>{name}</code>" in PAGE


def test_a_link_says_what_it_may_be_and_usually_is():
    of = {link.name: link for link in links(STATE)}
    assert of["year"][1:] == ("on the map", "1948 to 2024", "`2024`")
    assert of["flagged"].values == "`0`, `1`"
    assert of["baseline"].values == "years, 10 or more: `1981-2010`"
    assert of["country"].values == "a code, such as `AFG`"
    assert of["compare"].usual == ""
    assert "<td><code>C</code>, <code>F</code></td><td><code>C</code></td>" in PAGE


def test_the_page_brings_its_colours_and_asks_no_other_host():
    assert not re.search(r"""(src|href)=["'](?!\./|#|data:|https://[^"']+" rel="noopener")""", PAGE)
    assert '<link rel="stylesheet"' not in PAGE


def test_the_page_is_written_once_and_keeps_no_atlas_alive():
    assert methods_page(ATLAS) is PAGE
    atlas = Atlas(ATLAS.store, ATLAS.catalogue)
    assert methods_page(atlas) == PAGE
    gone = weakref.ref(atlas)
    del atlas
    gc.collect()
    assert gone() is None
