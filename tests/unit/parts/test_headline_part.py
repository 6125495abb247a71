import re

import pytest

from dashboard.aggregates import WORLD
from dashboard.atlas import Atlas, the_atlas
from dashboard.climate import DEFAULT_BASELINE, Years
from dashboard.parts.headline import HEIGHT, WIDTH, headline_part, sparkline
from dashboard.views.cards import percent
from tests.records_snapshot import three_records

NBSP = "\N{NO-BREAK SPACE}"


def sentence(atlas: Atlas, length: str = "full", **choices: object) -> str:
    told = {"baseline": DEFAULT_BASELINE, "units": "C", **choices}
    return " ".join(filter(None, headline_part(atlas, **told)[length].values()))  # type: ignore[arg-type]


def test_the_headline_says_whose_land_it_is_of_and_how_much_of_all_that_is():
    world = the_atlas().record().mean(WORLD)
    change, share = world.change(DEFAULT_BASELINE), world.share
    assert share < 0.9  # so that it may not speak of land as such
    assert sentence(the_atlas()) == (
        f"In 2015–2024 the land of the {len(world.members)} countries with a reliable record "
        f"({percent(share)} of all land) was {change:.1f}{NBSP}°C warmer than in 1981–2010; "
        f"by this record, {world.warmest} of them are at their warmest. Yours?"
    )


def test_the_brief_headline_has_the_same_figures():
    figures = [re.findall("[0-9.]+", sentence(the_atlas(), length)) for length in ("full", "brief")]
    assert figures[0] == figures[1]
    assert len(sentence(the_atlas(), "brief")) < 115


def test_the_headline_follows_the_baseline_and_the_unit():
    world = the_atlas().record().mean(WORLD)
    change = world.change(Years(1951, 1980)) * 1.8
    told = sentence(the_atlas(), baseline=Years(1951, 1980), units="F")
    assert f"{change:.1f}{NBSP}°F warmer than in 1951–1980" in told


def test_the_same_years_are_as_warm_as_themselves():
    told = sentence(the_atlas(), baseline=Years(2015, 2024))
    assert "was as warm as in 2015–2024" in told


@pytest.mark.parametrize(("record", "years"), [("cru", "2013–2022"), ("fao", "2015–2024")])
def test_a_record_that_has_almost_all_land_speaks_of_land(record: str, years: str):
    world = three_records().record(record).mean(WORLD)
    assert world.share > 0.9
    told = sentence(three_records(), record=record)
    assert told.startswith(f"In {years} land was ")
    assert f"; {world.warmest} of {len(world.members)} countries are at their warmest." in told


def test_a_baseline_that_a_record_lacks_leaves_what_needs_none():
    told = sentence(three_records(), baseline=Years(1948, 1960), record="fao")
    assert "warmer" not in told
    assert "are at their warmest in 2015–2024. Yours?" in told


def test_the_sparkline_has_a_point_a_year_within_its_box():
    world = the_atlas().record().mean(WORLD)
    points = [
        tuple(map(float, p.split(","))) for p in re.split("[ML]", sparkline(world.series))[1:]
    ]
    assert len(points) == world.series.count()
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)
    warmest = world.series.reset_index(drop=True).idxmax()
    assert min(points, key=lambda point: point[1]) == points[warmest]


def test_a_gap_stays_a_gap_and_one_value_is_no_line():
    series = the_atlas().record().mean(WORLD).series
    gap = series.copy()
    gap[1990] = float("nan")
    assert sparkline(gap).count("M") == 2
    assert sparkline(series[series.index > 2023]) == ""
