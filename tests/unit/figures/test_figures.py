"""What holds for every figure of the panel, whatever it draws."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.atlas import the_atlas
from dashboard.climate import Years
from dashboard.downloads.sheets import SHEETS
from dashboard.figures import DRAWINGS, FIGURES
from dashboard.figures.figure import Chart, Figure
from dashboard.figures.seen import IndicatorSeen, WarmingSeen
from dashboard.parts.country import country_part, indicator_part, seen
from tests.drawn import figure_of

ATLAS = the_atlas()
ASSETS = Path(__file__).parents[3] / "dashboard" / "assets"
MARKS = (ASSETS / "map" / "marks.js").read_text(encoding="utf-8")
# One, several, one of few years, one whose record has nothing, none at all.
CHOSEN = [("BRA",), ("BRA", "IND", "USA"), ("SSD",), ("ATA",), ()]
EVERY = pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
WHOM = pytest.mark.parametrize("compared", CHOSEN, ids="-".join)


def what_is_seen(figure: Figure, compared: tuple[str, ...]) -> WarmingSeen | IndicatorSeen:
    state = ATLAS.new_state()
    first, *others = compared or ("",)
    state.param.update(iso3=first, compare="-".join(others))
    return seen(ATLAS, state, figure.part)


def chart_of(figure: Figure, compared: tuple[str, ...]) -> Chart:
    return figure.chart(what_is_seen(figure, compared))


@EVERY
def test_a_figure_is_drawn_in_its_own_slot(figure: Figure):
    assert {drawing.slot for drawing in figure.drawings} == {figure.name}
    assert set(figure.drawings) <= set(DRAWINGS)
    assert re.fullmatch("[a-z]+", figure.name), "it is part of an address"
    assert figure.title
    assert figure.label


@WHOM
@EVERY
def test_what_a_figure_shows_is_what_its_drawing_has(figure: Figure, compared: tuple[str, ...]):
    chart = chart_of(figure, compared)
    (drawing,) = [one for one in figure.drawings if one.name == chart.drawing]
    shown = ATLAS.panes.chart(drawing.name, chart.layers)
    sources = {r.name: set(r.data_source.data) for r in figure_of(ATLAS, drawing.name).renderers}
    assert {name: set(columns) for name, columns in shown["layers"].items()} == sources
    json.dumps({**shown, **chart.words}, allow_nan=False)


@WHOM
@EVERY
def test_a_figure_says_in_words_what_it_shows_and_of_whom(figure: Figure, compared):
    chart = chart_of(figure, compared)
    names = ", ".join(ATLAS.store.countries[iso3].name for iso3 in compared) or "no country"
    assert names in chart.title
    assert names in chart.said
    assert "nan" not in chart.said
    assert chart.file
    assert set(chart.sources) <= set(ATLAS.catalogue)


@WHOM
@EVERY
def test_the_tables_columns_are_of_layers_that_are_there(figure: Figure, compared):
    chart = chart_of(figure, compared)
    for column in chart.table.columns if chart.table else ():
        assert column.layer in chart.layers or (column.layer == "" and column.name)


@WHOM
@EVERY
def test_every_mark_can_be_drawn(figure: Figure, compared: tuple[str, ...]):
    for mark in chart_of(figure, compared).marks:
        kind = mark.look.partition("-")[0]
        assert kind in {"compared", "row"} or f"  {kind}: () =>" in MARKS


@WHOM
@EVERY
def test_the_rows_to_download_are_of_the_countries_that_are_seen(figure: Figure, compared):
    if figure.sheet is None:
        assert figure.name not in SHEETS
        return
    sheet = figure.sheet(what_is_seen(figure, compared))
    assert set(sheet.rows["iso3"]) <= set(compared)
    assert set(sheet.units) <= set(sheet.rows.columns)
    assert figure.name in SHEETS


@EVERY
def test_a_figure_is_a_pure_function_of_what_is_seen(figure: Figure):
    subject = what_is_seen(figure, ("BRA", "IND"))
    again = replace(subject)
    assert figure.chart(subject).words == figure.chart(again).words


def test_each_part_has_the_charts_of_its_figures():
    parts = {
        "country": country_part(ATLAS, ("BRA",), Years(1981, 2010), 1960, "C"),
        "indicator": indicator_part(ATLAS, ("BRA",), "fertility", False),
    }
    for name, part in parts.items():
        slots = [chart["slot"] for chart in part["charts"].values()]
        assert slots == [figure.name for figure in FIGURES if figure.part == name]


def test_names_are_used_once():
    drawings = [drawing.name for drawing in DRAWINGS]
    assert len(drawings) == len(set(drawings))
    figures = [figure.name for figure in FIGURES]
    assert len(figures) == len(set(figures))
