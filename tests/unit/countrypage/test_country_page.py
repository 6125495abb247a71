"""A country's page beside the panel: one says what the other says."""

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard import climate
from dashboard.atlas import Atlas, the_atlas
from dashboard.collection import open_collection
from dashboard.countrypage import words
from dashboard.countrypage.charts import chart, stripes
from dashboard.countrypage.figures import country_figures
from dashboard.countrypage.page import SITE, addresses, country_page, missing_page, still_page
from dashboard.indicators import read_catalogue
from dashboard.parts.country import country_part, indicator_part
from dashboard.state import TEMPERATURE
from dashboard.summary import summary
from dashboard.views.cards import signed
from tests.records_snapshot import three_records

ATLAS = the_atlas()
# Good, differing, coarse, broken, shared series, and none.
TWENTY = (
    *("BRA", "IND", "NGA", "DEU", "EGY", "MEX", "COL", "ETH", "TUR", "USA", "RUS", "FJI", "TUV"),
    *("FRA", "CHN", "ARG", "XKX", "SSD", "ALA", "VAT"),
)
UNCERTAIN = [iso3 for iso3 in TWENTY if iso3 not in ATLAS.record().countries.good]
OWN = """
[temperature]
path = "own.csv"
label = "Our stations"
unit = "°C"
source = "Our stations"

[plan]
path = "plan.csv"
label = "Plan"
categories = ["none", "drawn up", "in force"]

[ahead]
path = "ahead.csv"
label = "Forecast"
unit = "points"
"""
AT = "https://example.org/isotherm/"


def page_of(iso3: str, atlas: Atlas = ATLAS) -> str:
    return country_page(atlas, iso3, AT)


def shown(page: str, name: str) -> str:
    found = re.search(rf'id="{name}"[^>]*>(.*?)</(?:dd|span)>', page)
    return unescape(found[1]) if found else ""


def text(page: str) -> str:
    body = page.partition("<body>")[2]
    return unescape(re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", body)))


def linked_data(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found
    return dict(json.loads(found[1]))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """A fork with temperatures of its own, an indicator of categories, and one of later years."""
    folder: Path = tmp_path_factory.mktemp("own")
    years = [f"BRA,{year},{20 + (year - 1961) / 50}" for year in range(1961, 2022)]
    (folder / "own.csv").write_text("\n".join(["iso3,year,value", *years]), encoding="utf-8")
    (folder / "plan.csv").write_text(
        "iso3,year,value\nBRA,2010,none\nBRA,2015,in force\n", encoding="utf-8"
    )
    ahead = "iso3,year,value\nBRA,2001,7\nBRA,2090,99\nIND,2090,99\n"
    (folder / "ahead.csv").write_text(ahead, encoding="utf-8")
    (folder / "catalogue.toml").write_text(OWN, encoding="utf-8")
    environ = {"ISOTHERM_CATALOGUE": str(folder / "catalogue.toml")}
    found = open_collection(wanted=read_catalogue(environ=environ))
    assert not found.left_out
    return Atlas(found.store, found.catalogue)


@pytest.mark.parametrize("iso3", TWENTY)
def test_the_page_has_the_panels_words_and_numbers(iso3: str):
    page, state = page_of(iso3), ATLAS.new_state()
    panel = country_part(ATLAS, (iso3,), state.baseline_years, state.trend_start, "C")["text"]
    for name in ("trend", "interval"):
        assert shown(page, name) == panel[name]
    verdict = panel["verdict"]  # which goes on a sentence here
    assert shown(page, "verdict") == verdict[:1].lower() + verdict[1:]
    for name in ("name", "place", "zone", "quality", "reason", "trend-years"):
        assert panel[name] in text(page)
    paces = ATLAS.trends(1960)[ATLAS.record().countries.good]
    place = f"rank {(paces > paces[iso3]).sum() + 1} of {len(paces)}" if iso3 in paces else ""
    unranked = "not ranked" if panel["trend"] != "–" else ""
    assert (place or unranked) == "".join(re.findall(r'id="pace"[^>]*>([^<]*)<', page))
    anomaly = summary(ATLAS.store, ATLAS.catalogue, iso3)["anomaly"]
    change = "–" if anomaly["value"] is None else f"{signed(anomaly['value'], 2)} °C"
    rank = f"rank {anomaly['rank']} of {anomaly['of']}" if anomaly["rank"] else "not ranked"
    assert shown(page, "change") == change
    assert shown(page, "rank").startswith(rank)


@pytest.mark.parametrize("iso3", TWENTY)
def test_each_indicator_has_the_last_value_that_the_panel_has_and_its_year(iso3: str):
    for one in country_figures(ATLAS, iso3).indicators:
        panel = indicator_part(ATLAS, (iso3,), one.id, False)["text"]
        assert one.year in panel["year"]
        assert one.value == ("" if panel["value"] == "–" else panel["value"])
        assert (f"{one.value} {one.unit}" if one.value else "no value") in text(page_of(iso3))


def test_no_value_is_from_later_than_the_year_that_the_map_opens_with(own: Atlas):
    found = {one.id: one for one in country_figures(own, "BRA").indicators}
    assert (found["ahead"].value, found["ahead"].year) == ("7", "2001")
    india = {one.id: one for one in country_figures(own, "IND").indicators}
    assert (india["ahead"].value, india["ahead"].year) == ("", "")


def test_an_own_temperature_and_an_indicator_of_categories_are_on_the_page(own: Atlas):
    page = text(page_of("BRA", own))
    assert "Our stations" in page
    assert "Plan in force 2015" in page
    assert "+0.20 °C" in page  # 0.02 °C a year
    assert "no temperature series of India" in text(page_of("IND", own))


def test_where_there_are_records_to_compare_the_page_compares_them():
    page = text(page_of("IND", three_records()))
    for title in ("CRU TS 4.09", "ERA5 2026", "FAO 2025"):
        assert title in page
    assert "records agree" in page
    assert "How the records compare" not in text(page_of("IND"))


@pytest.mark.parametrize("iso3", UNCERTAIN)
def test_an_uncertain_series_is_said_to_be_so_before_its_figures(iso3: str):
    page, country = page_of(iso3), ATLAS.record().countries[iso3]
    before = unescape(page.partition('<dl class="figures">')[0].partition("<h1>")[2])
    if country.quality.flag == "none":
        assert f"There is no temperature series of {country.name}." in before
    else:
        assert "uncertain" in before
        assert country.quality.reason in before
    assert shown(page, "rank") == "not ranked"


def test_the_sentence_says_how_far_and_how_fast_the_country_warmed():
    found = country_figures(ATLAS, "BRA")
    assert found.change is not None
    assert found.trend is not None
    assert words.sentence(found) == (
        f"In 2015–2024 Brazil was {found.change:.2f} °C warmer than in 1981–2010, "
        f"rank {found.rank} of the {found.of} countries with a reliable series. "
        f"Since 1960 it has warmed by "
        f"{found.trend.per_decade:.2f} °C per decade (95 % interval +{found.trend.low:.2f} to "
        f"+{found.trend.high:.2f} °C)."
    )


def test_a_break_gives_no_trend_in_the_sentence_and_none_in_the_picture():
    found = country_figures(ATLAS, "ARG")
    assert "No trend can be read" in words.sentence(found)
    assert words.pace(found) == ""


def test_the_table_of_years_has_every_anomaly_as_the_panel_writes_it():
    found, page = country_figures(ATLAS, "BRA"), page_of("BRA")
    rows = re.findall(r'<tr><th scope="row">(\d{4})</th><td>(.*?)</td><td>(.*?)</td></tr>', page)
    series = climate.anomaly(ATLAS.store.series("BRA", TEMPERATURE), climate.DEFAULT_BASELINE)
    assert [(int(year), value) for year, value, _ in rows] == [
        (year, signed(value, 2)) for year, value in series.itertuples(index=False)
    ]
    assert len(rows) == len(found.anomalies) == page.count("<rect ")


def test_search_engines_and_sites_that_show_links_get_the_title_the_sentence_and_the_picture():
    page, found = page_of("BRA"), country_figures(ATLAS, "BRA")
    address = f"{AT}country/brazil"
    for tag in (
        "<title>Brazil: how its climate has warmed · Isotherm</title>",
        f'<meta name="description" content="{words.sentence(found)}">',
        f'<link rel="canonical" href="{address}">',
        f'<meta property="og:url" content="{address}">',
        f'<meta property="og:image" content="{address}/stripes.png">',
        '<meta property="og:image:width" content="1200">',
        '<meta name="twitter:card" content="summary_large_image">',
        '<html lang="en">',
    ):
        assert tag in page
    described = linked_data(page)
    assert (described["@type"], described["url"]) == ("Dataset", address)
    assert described["distribution"]["contentUrl"] == f"{AT}download/temperature.csv?country=BRA"
    assert SITE not in page


def test_no_script_runs_and_no_style_is_inline():
    for iso3 in TWENTY:
        page = page_of(iso3)
        assert re.findall("<script[^>]*>", page) == ['<script type="application/ld+json">']
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)


@pytest.mark.parametrize("iso3", list(ATLAS.store.countries))
def test_every_country_has_a_page_whose_links_lead_to_countries(iso3: str):
    page, slugs = page_of(iso3), addresses(ATLAS).slugs
    leading = {link for link in re.findall(r'<a href="([^"]*)"', page) if "/" not in link}
    assert leading <= set(slugs.values()) - {slugs[iso3]}
    assert f'<link rel="canonical" href="{AT}country/{slugs[iso3]}">' in page
    assert not re.search(r"\bnan\b|None", text(page))


def test_from_page_to_page_one_comes_through_all_countries():
    slugs = addresses(ATLAS).slugs
    following = {}
    for iso3, slug in slugs.items():
        after = re.search(r'<link rel="next" href="([^"]*)">', page_of(iso3))
        before = re.search(r'<link rel="prev" href="([^"]*)">', page_of(iso3))
        assert after and before
        following[slug] = after[1]
    assert sorted(following.values()) == sorted(slugs.values())


def test_a_page_that_is_not_there_names_the_nearest_and_repeats_nothing():
    page = missing_page(ATLAS, "brazill", "../")
    assert '<a href="../country/brazil">Brazil</a>' in page
    assert "brazill" not in page
    for junk in ("", "\0", "<b>x</b>", "x" * 100_000):
        assert "Did you mean" not in missing_page(ATLAS, junk, "../")


def test_a_flat_series_has_a_page():
    years = pd.DataFrame({"year": range(1948, 2025), "value": 0.0})
    found = replace(country_figures(ATLAS, "BRA"), anomalies=years, smooth=years, trend=None)
    drawn = chart(found)
    assert drawn is not None and len(stripes(found)) == len(years)
    assert "nan" not in drawn.anomalies


def test_a_page_as_a_file_says_the_same_and_asks_no_server():
    live = re.sub(r"<[^>]+>", "", page_of("BRA"))
    without, _ = still_page(ATLAS, "BRA", "")
    assert "canonical" not in without
    assert "og:image" not in without
    assert SITE not in without
    page, _ = still_page(ATLAS, "BRA", AT)
    assert f'<link rel="canonical" href="{AT}country/brazil.html">' in page
    assert f'content="{AT}country/brazil/stripes.png"' in page
    for link in re.findall(r'<a [^>]*href="([^"]+)"', page):
        assert link.partition("?")[0].endswith((".html", "../", "stripes.png")), link
    said = re.sub(r"<[^>]+>", "", page)
    for text in ("Temperature as CSV", f"{AT}country/brazil"):
        live = live.replace(text, "")
    for line in filter(str.strip, re.sub(r"\{.*\}", "", live).splitlines()):
        assert line.strip() in said
