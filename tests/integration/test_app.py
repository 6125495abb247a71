"""The app with the real snapshot: what is chosen leads to what is shown."""

import gc
import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from bokeh.document import Document
from bokeh.model import Model
from bokeh.models import GlyphRenderer, Plot

from dashboard import climate
from dashboard.app import build_app
from dashboard.atlas import the_atlas
from dashboard.climate import DEFAULT_BASELINE, Years
from dashboard.page import Page
from dashboard.parts.country import indicator_part
from dashboard.state import TEMPERATURE
from dashboard.summary import summary
from dashboard.views.cards import ZONES, signed
from dashboard.views.theme import time_axis
from tests.columns import listed
from tests.drawn import figure_of

ATLAS = the_atlas()
STORE, CATALOGUE = ATLAS.store, ATLAS.catalogue
INDICATORS = [name for name in CATALOGUE if name != TEMPERATURE]
CHOSEN = ["BRA", "IND", "CAN", "MLT", "NRU", "HKG", "ATA"]


def new_page(**link: str) -> Page:
    return build_app(ATLAS, {name: [text.encode()] for name, text in link.items()})


def filled(page: Page) -> Document:
    document = Document()
    page.fill(document)
    return document


def changed(page: Page, **choices: Any) -> set[str]:
    """Make choices; return which parts of what is shown are others than before."""
    before = dict(page.parts)
    page.state.param.update(**choices)
    assert page.parts.keys() == before.keys()
    return {name for name in before if page.parts[name] != before[name]}


def bars(page: Page) -> pd.Series:
    """The heights of the temperature chart's bars, by year."""
    layer = page.parts["country"]["charts"]["temperature"]["layers"]["bars"]
    left, right, bottom, top = (listed(layer[side]) for side in ("left", "right", "bottom", "top"))
    middle = (np.array(left) + np.array(right)) / 2
    ends = np.array([bottom, top], dtype=float)
    return pd.Series(ends.sum(axis=0), middle.round().astype(int))


def test_all_charts_share_one_time_axis():
    without = {"stripes", "scatter", "scatter_log"}
    charts = [figure_of(ATLAS, name) for name in ATLAS.panes if name not in without]
    axis = time_axis(*ATLAS.years)
    assert len(charts) >= 5
    assert {(chart.x_range.start, chart.x_range.end) for chart in charts} == {axis}
    stripes = figure_of(ATLAS, "stripes").x_range  # from edge to edge of the panel
    assert (stripes.start, stripes.end) == (ATLAS.years.first - 0.5, ATLAS.years.last + 0.5)


@pytest.mark.parametrize("name", list(ATLAS.panes))
def test_what_is_shown_replaces_the_columns_of_its_figure(name: str):
    choices: dict[str, dict[str, str]] = {
        "comparison": {"compare": "IND"},
        "decades_compared": {"compare": "IND"},
        "indicator_log": {"log": "1"},
        "scatter": {"view": "scatter", "linear": "1"},
        "scatter_log": {"view": "scatter"},
    }
    parts = new_page(**choices.get(name, {})).parts.values()
    (shown,) = [part["charts"][name] for part in parts if name in part.get("charts", {})]
    figure = figure_of(ATLAS, name)
    sources = {r.name: set(r.data_source.data) for r in figure.select(GlyphRenderer)}
    assert {label: set(source) for label, source in shown["layers"].items()} == sources


# What follows from a choice


def test_table_and_scatter_are_made_only_where_they_are_looked_at():
    for view in ("table", "scatter"):
        page = new_page(view=view)
        assert set(page.parts) & {"table", "scatter"} == {view}
    page = new_page()
    page.state.param.update(indicator="fertility", year=1990, trend_start=1979)
    assert not {"table", "scatter"} & set(page.parts)


def test_the_scatter_follows_the_year_and_the_table_does_not():
    page = new_page(view="scatter")
    assert changed(page, year=1990) == {"scatter"}
    assert changed(new_page(view="table"), year=1990) == set()


def test_no_year_waits_for_an_answer():
    assert "year" not in new_page().answered
    assert {"view", "indicator", "log", "flagged"} <= set(new_page().answered)


def test_the_page_opens_with_every_part():
    assert set(new_page().parts) == {
        *("map", "warming", "headline", "country", "indicator", "peers")
    }


def test_a_link_is_what_is_shown_first():
    page = new_page(country="IND", map="population", indicator="fertility", baseline="1971-2000")
    assert page.parts["country"]["text"]["name"] == "India"
    assert page.parts["map"]["variable"] == "population"
    assert page.parts["indicator"]["id"] == "fertility"
    assert page.parts["country"]["text"]["baseline"] == "1971–2000"
    assert page.notices == []


@pytest.mark.parametrize(
    ("choice", "value", "parts"),
    [
        ("iso3", "IND", {"country", "indicator", "peers"}),
        ("compare", "IND-USA", {"country", "indicator"}),
        ("trend_start", 1979, {"country", "peers"}),
        ("units", "F", {"map", "warming", "headline", "country", "peers"}),
        ("flagged", True, {"peers"}),
        ("log", True, {"indicator"}),
        ("indicator", "fertility", {"indicator"}),
        ("variable", "population", {"map"}),
        ("year", 1990, set()),
        ("baseline", "1971-2000", {"map", "warming", "headline", "country"}),
    ],
)
def test_a_choice_changes_the_parts_that_depend_on_it_and_no_other(choice, value, parts):
    assert changed(new_page(), **{choice: value}) == parts


def test_the_browser_is_sent_the_parts_that_change_whole_and_at_once():
    page, heard = new_page(), []
    filled(page)
    page.shown.on_change("parts", lambda _attr, _old, new: heard.append(json.loads(new)))
    page.state.param.update(iso3="IND", year=1990)
    (sent,) = heard
    assert sent.pop("answer")
    assert sent.pop("turn") == 0
    assert sent.pop("made_of")
    assert set(sent) == {"country", "indicator", "peers"}
    assert sent == json.loads(json.dumps({name: page.parts[name] for name in sent}))


def test_leaving_a_view_is_answered_with_no_part():
    page, heard = new_page(view="table"), []
    filled(page)
    page.shown.on_change("parts", lambda _attr, _old, new: heard.append(json.loads(new)))
    page.state.view = "map"
    assert [set(answer) for answer in heard] == [{"answer", "turn", "made_of"}]


def test_the_year_alone_sends_nothing():
    page, heard = new_page(), []
    filled(page)
    page.shown.on_change("parts", lambda _attr, _old, new: heard.append(new))
    page.state.year = 1990
    assert heard == []


def test_choosing_back_and_forth_shows_the_same_again():
    page = new_page()
    first = json.dumps(page.parts)
    page.state.param.update(iso3="IND", variable="population", baseline="1961-1990")
    page.state.param.update(iso3="BRA", variable=TEMPERATURE, baseline="1981-2010")
    assert json.dumps(page.parts) == first


# The figures


@pytest.mark.parametrize("baseline", [DEFAULT_BASELINE, Years(1961, 1990)], ids=str)
@pytest.mark.parametrize("iso3", CHOSEN)
def test_the_texts_are_those_of_the_command(iso3: str, baseline: Years):
    text = new_page(country=iso3, baseline=str(baseline)).parts["country"]["text"]
    said = summary(STORE, CATALOGUE, iso3, baseline=baseline)
    trend = said["trend"]
    assert text["name"] == said["name"]
    assert text["reason"] == said["quality"]["reason"]
    if trend["per_decade"] is None:
        assert text["trend"] == "–"
    else:
        assert text["trend"] == f"{signed(trend['per_decade'], 2)} °C"
        interval = f"{signed(trend['low'], 2)} to {signed(trend['high'], 2)}"
        assert text["interval"] == f"95 % interval {interval} °C"


@pytest.mark.parametrize("baseline", [DEFAULT_BASELINE, Years(1961, 1990)], ids=str)
@pytest.mark.parametrize("iso3", ["BRA", "NRU"])
def test_the_bars_are_the_anomalies(iso3: str, baseline: Years):
    shown = bars(new_page(country=iso3, baseline=str(baseline)))
    wanted = climate.anomaly(STORE.series(iso3, TEMPERATURE), baseline).set_index("year")["value"]
    assert shown.index.tolist() == wanted.index.tolist()
    np.testing.assert_allclose(shown, wanted, atol=1e-4)
    of_a_year = summary(STORE, CATALOGUE, iso3, baseline=baseline, year=2024)["anomaly"]
    assert shown[2024] == pytest.approx(of_a_year["value"], abs=1e-4)
    mean = summary(STORE, CATALOGUE, iso3, baseline=baseline)["anomaly"]
    assert mean["period"] == [2015, 2024]
    assert shown.loc[2015:2024].mean() == pytest.approx(mean["value"], abs=1e-4)


def test_smooth_and_trend_are_those_of_the_anomalies():
    layers = new_page(country="CAN").parts["country"]["charts"]["temperature"]["layers"]
    anomalies = climate.anomaly(STORE.series("CAN", TEMPERATURE), DEFAULT_BASELINE)
    line = climate.trend(anomalies, 1960, 2024).line()
    for name, wanted in (("smooth", climate.smooth(anomalies)), ("trend", line)):
        assert listed(layers[name]["year"]) == wanted["year"].tolist()
        np.testing.assert_allclose(listed(layers[name]["value"]), wanted["value"], atol=1e-4)


@pytest.mark.parametrize("indicator", INDICATORS)
def test_the_indicators_chart_has_every_value_of_the_series(indicator: str):
    part = new_page(country="IND", indicator=indicator).parts["indicator"]
    points = part["charts"]["indicator"]["layers"]["points"]
    series = STORE.series("IND", indicator)
    assert listed(points["year"]) == series["year"].tolist()
    np.testing.assert_allclose(listed(points["value"]), series["value"], rtol=1e-9, atol=1e-4)
    assert part["text"]["source"]


@pytest.mark.parametrize("baseline", [DEFAULT_BASELINE, Years(1961, 1990)], ids=str)
def test_the_map_subtracts_each_countrys_normal(baseline: Years):
    part = new_page(baseline=str(baseline)).parts["map"]
    values = STORE.values(TEMPERATURE)
    subtracted = pd.Series(part["subtract"], values.index, dtype=float)
    normals = climate.normals(values, baseline)
    assert (subtracted.isna() == normals.isna()).all()
    # The file holds temperatures less an offset of each country's, and so does what is subtracted.
    offsets = normals - subtracted
    same = pd.Series(new_page().parts["map"]["subtract"], values.index, dtype=float)
    usual = climate.normals(values, DEFAULT_BASELINE) - same
    np.testing.assert_allclose(offsets, usual, atol=2e-6)


@pytest.mark.parametrize("variable", CATALOGUE)
def test_the_maps_scale_is_the_same_for_every_baseline(variable: str):
    parts = [new_page(map=variable, baseline=b).parts["map"] for b in ("1961-1990", "1991-2020")]
    assert parts[0]["edges"] == parts[1]["edges"]
    assert parts[0]["colours"] == parts[1]["colours"]
    assert parts[0]["matrix"] == parts[1]["matrix"]


# Every country


def test_every_country_can_be_shown_with_json_that_browsers_read():
    page = new_page()
    document = filled(page)
    for place, iso3 in enumerate(STORE.countries):
        page.state.param.update(iso3=iso3, indicator=INDICATORS[place % len(INDICATORS)])
        country = page.parts["country"]
        assert country["iso3"] == iso3
        assert country["text"]["name"] == STORE.countries[iso3].name
        told = set(json.loads(page.shown.parts))
        assert told <= {"answer", "turn", "made_of", "country", "indicator", "peers"}
        json.dumps(page.parts, allow_nan=False)
    assert len(document.roots) == 2


@pytest.mark.parametrize("indicator", INDICATORS)
def test_every_indicator_can_be_shown_with_countries_that_have_it_and_that_have_not(indicator):
    values = STORE.values(indicator)
    with_values = values.index[values.notna().any(axis=1)]
    without = values.index[values.isna().all(axis=1)]
    for iso3 in [*with_values[::40], *without[::40]]:
        part = ATLAS.ask(indicator_part, (iso3,), indicator, False)
        points = part["charts"]["indicator"]["layers"]["points"]
        assert len(listed(points["value"])) == values.loc[iso3].count()
        assert (part["text"]["value"] == "–") == (iso3 in without)
        json.dumps(part, allow_nan=False)


def test_every_climate_zone_of_the_table_has_words():
    assert {country.climate_zone for country in STORE.countries.values()} - {""} <= set(ZONES)


@pytest.mark.parametrize("iso3", ["HKG", "VAT"])
def test_a_country_without_temperatures_has_dashes_and_empty_charts(iso3: str):
    country = new_page(country=iso3).parts["country"]
    assert country["text"]["trend"] == "–"
    layers = country["charts"]["temperature"]["layers"]
    assert all(
        not column for name in ("bars", "smooth", "trend") for column in layers[name].values()
    )
    assert not any(country["charts"]["stripes"]["layers"]["bands"].values())


# Sessions


@pytest.mark.parametrize("query", [{}, {"country": "HKG", "map": "fertility"}, {"year": "banana"}])
def test_what_the_page_starts_with_is_json_without_nan(query: dict[str, str]):
    start = filled(new_page(**query)).template_variables["start"]
    read = json.loads(json.dumps(start, allow_nan=False))
    assert len(read["notices"]) == ("year" in query)


def test_a_sessions_document_holds_no_figure():
    page = new_page()
    document = filled(page)
    page.state.param.update(iso3="IND", variable="population", baseline="1971-2000")
    assert not list(document.select({"type": Plot}))
    assert len(list(document.select({"type": Model}))) <= 4


def test_two_sessions_do_not_influence_each_other():
    one, other = new_page(), new_page()
    filled(one)
    filled(other)
    one.state.param.update(iso3="IND", variable="population", indicator="fertility")
    one.state.param.update(baseline="1971-2000", year=1990)
    assert other.parts == new_page().parts
    assert other.shown.parts == ""
    assert (other.state.iso3, other.state.year) == ("BRA", 2024)


def test_sessions_leave_no_models_behind():
    def models() -> int:
        gc.collect()
        return sum(isinstance(thing, Model) for thing in gc.get_objects())

    def visit() -> None:
        page = new_page(country="IND")
        filled(page)
        page.state.param.update(iso3="BRA", variable="population")

    visit()
    before = models()
    for _ in range(20):
        visit()
    assert models() <= before
