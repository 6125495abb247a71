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
from dashboard.methods import values
from dashboard.methods.links import links
from dashboard.methods.page import methods_page
from dashboard.methods.values import RULES, flagged, share_by_lot, share_within_zones, zones
from dashboard.sources import quality
from dashboard.state import LINK, ViewState
from tests.records_snapshot import three_records

ATLAS = the_atlas()
STATE = ViewState(ATLAS.store.countries, ATLAS.catalogue, ATLAS.years)
PAGE = methods_page(ATLAS)
FIT = three_records()


def text(page: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page)))


TEXT, FIT_TEXT = text(PAGE), text(methods_page(FIT))


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
    template = Path(values.__file__).with_name("methods.html").read_text(encoding="utf-8")
    assert fact not in template


def test_zones_dealt_by_lot_leave_the_share_within_them_that_the_page_says():
    good = FIT.record().countries
    countries = {i: good[i] for i in good.good}
    zones = pd.Series({i: c.climate_zone for i, c in countries.items() if c.climate_zone})
    zones = zones[zones.map(zones.value_counts()) > 1]
    trends = climate.trends_per_decade(FIT.temperatures, 1960, 2022)[zones.index]
    lot = np.random.default_rng(1961)
    deals = [
        climate.share_within(trends, pd.Series(lot.permutation(zones), zones.index))
        for _ in range(200)
    ]
    assert share_by_lot(FIT, "cru") == pytest.approx(np.mean(deals), abs=0.01)
    assert f"by lot, {share_by_lot(FIT, 'cru'):.0%} would".replace("%", " %") in FIT_TEXT


def test_the_share_within_zones_is_computed_from_the_good_series():
    shares = [share_within_zones(FIT, name) for name in FIT.store.records]
    assert 0 < min(shares) < max(shares) < 1
    said = f"{100 * min(shares):.0f} to {max(shares):.0%}, by the record, lies within climate zones"
    assert said.replace("%", " %") in FIT_TEXT


def test_a_zones_spread_is_that_of_its_countries_trends():
    trends = climate.trends_per_decade(FIT.temperatures, 1960, 2022)
    for zone in zones(FIT, "cru"):
        own = [
            trends[iso3]
            for iso3, country in FIT.record().countries.items()
            if country.quality.is_good and country.climate_zone == zone.code
        ]
        assert (zone.n, zone.least, zone.most) == (len(own), min(own), max(own))
        assert f"{zone.name} ({zone.code}) {zone.n}" in FIT_TEXT
    assert len(zones(FIT, "cru")) > 5


def test_without_a_fit_record_no_finding_on_zones_and_no_correlation_is_stated():
    assert all(record.fallback for record in ATLAS.store.records.values())
    assert 'id="zones"' not in PAGE
    assert "climate zones and not between them" not in TEXT
    assert "Correlation in the scatter" not in TEXT


def test_each_record_says_what_it_is():
    for record in FIT.store.records.values():
        section = methods_page(FIT).partition(f'id="record-{record.id}"')[2]
        said = text(section.partition("</section>")[0])
        facts = (record.title, record.publisher, record.licence, record.independent_of)
        assert all(fact in said for fact in facts)
        assert f"{record.years.first}–{record.years.last}" in said
    assert "anomalies, °C against 1951–1980" in FIT_TEXT


def test_the_map_of_warming_rates_is_said_to_show_the_trend():
    assert 'The map "Warming rate" shows this slope' in TEXT


def test_the_rule_of_agreement_and_differences_of_extent_stand_where_records_are_compared():
    assert "within 0.1 °C a decade of their median" in FIT_TEXT
    assert "within 0.5 °C of theirs" in FIT_TEXT
    assert "Norway ERA5 2026 With Svalbard." in FIT_TEXT
    assert "When records agree" not in TEXT


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
