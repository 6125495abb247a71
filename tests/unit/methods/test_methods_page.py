"""The methods page beside the snapshot: its figures are the data's."""

import re
from html import unescape

import pytest

from dashboard import climate
from dashboard.atlas import the_atlas
from dashboard.countries import FLAGS
from dashboard.methods.figures import RULES, flagged, share_within_zones, zones
from dashboard.methods.page import methods_page
from dashboard.state import LINK

ATLAS = the_atlas()
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
    assert sum(flag.count for flag in flagged(ATLAS)) == len(ATLAS.store.countries)
    for flag in flagged(ATLAS):
        assert f"{flag.title} {flag.count} {flag.rule}" in TEXT


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


def test_the_page_brings_its_colours_and_asks_no_other_host():
    assert not re.search(r"""(src|href)=["'](?!\./|#|data:|https://[^"']+" rel="noopener")""", PAGE)
    assert '<link rel="stylesheet"' not in PAGE
