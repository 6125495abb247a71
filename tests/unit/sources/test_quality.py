import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely

from dashboard.projection import equal_earth
from dashboard.sources import quality
from dashboard.sources.audit import AUDIT, Audit
from dashboard.sources.quality import Place, cell_km2, inherit, judge_grid, step
from dashboard.sources.surroundings import Surroundings, Unit

YEARS = range(1950, 2025)
NAMES = ["NOR", "SWE", "FIN", "DNK", "DEU", "POL", "CHE", "LUX", "SDN", "IDN", "SRB"]

# Independent records that say what the series below do.
CONFIRMED = Audit(
    trend=0.2,
    records=3,
    low=0.18,
    high=0.25,
    median=0.22,
    change=0.5,
    change_low=0.4,
    change_high=0.7,
    recent=0.1,
    recent_low=0.1,
    recent_high=0.2,
)


def judge(places, wide, **audits: Audit):
    """Judge with records that confirm every unit but those given."""
    return quality.judge(places, wide, around(places), dict.fromkeys(places, CONFIRMED) | audits)


def around(places) -> Surroundings:
    """Islands of the places' areas, each where its place is."""
    return Surroundings({iso3: Unit(place.name, island(place)) for iso3, place in places.items()})


def island(place: Place) -> shapely.Geometry:
    x, y = equal_earth(place.lon, place.lat)
    return shapely.Point(float(x), float(y)).buffer(1000 * math.sqrt(place.area_km2 / math.pi))


@pytest.fixture
def places() -> dict[str, Place]:
    """Eleven units on a row, far apart and large, and one without a series."""
    rows = {iso3: Place(f"Land {iso3}", 5.0 * n, 50.0, 3e5) for n, iso3 in enumerate(NAMES)}
    return {**rows, "VAT": Place("Vatican City", 12.4, 41.9, 1.0)}


@pytest.fixture
def wide() -> pd.DataFrame:
    """All warm by 0.2 °C a decade, each with its own wiggle."""
    years = np.array(YEARS)
    rows = [0.02 * (years - 1950) + 0.1 * np.sin(years * (n + 1)) for n in range(len(NAMES))]
    return pd.DataFrame(rows, pd.Index(NAMES, name="iso3"), YEARS)


def test_a_large_unit_that_warms_like_its_neighbours_is_good(places, wide):
    assert judge(places, wide)["NOR"].is_good


def test_a_unit_smaller_than_a_cell_is_coarse(places, wide):
    places["LUX"] = places["LUX"]._replace(area_km2=2586)
    found = judge(places, wide)["LUX"]
    assert (found.flag, found.reason) == (
        "coarse",
        "Land LUX is smaller than a 200 km cell, so this is mostly sea.",
    )


def test_a_coarse_unit_names_the_one_whose_series_it_shares(places, wide):
    places["LUX"] = places["LUX"]._replace(area_km2=2586)
    wide.loc["LUX"] = wide.loc["DEU"]
    assert judge(places, wide)["LUX"].reason.endswith(
        "sea. Its temperatures are the same as Land DEU's."
    )


def test_a_listed_break_says_its_size_and_year(places, wide):
    wide.loc["CHE", 1999:] -= 1.5
    found = judge(places, wide)["CHE"]
    assert found.flag == "break"
    assert found.reason.startswith(
        "In 1999 this record drops by 1.5 °C against the nearest countries: "
    )


def test_a_rise_is_called_a_rise(places, wide):
    wide.loc["CHE", 1999:] += 1.5
    assert "rises by 1.5 °C" in judge(places, wide)["CHE"].reason


def test_a_unit_that_cools_is_a_break(places, wide):
    wide.loc["NOR"] = -wide.loc["NOR"]
    assert judge(places, wide)["NOR"].reason == quality.COOLING


def test_a_unit_that_drops_in_2020_is_a_break(places, wide):
    wide.loc["NOR", 2020:] -= 1.0
    found = judge(places, wide)["NOR"]
    assert found.flag == "break"
    assert found.reason.startswith(
        "This record is 0.9 °C colder here in 2020-2024 than in 2010-2019,"
    )


def test_a_fall_that_the_records_show_too_is_no_fault(places, wide):
    wide.loc["NOR", 2020:] -= 1.0
    fell = replace(CONFIRMED, recent=-0.9, recent_low=-0.7, recent_high=-0.4)
    assert judge(places, wide, NOR=fell)["NOR"].is_good


def test_a_trend_far_from_the_median_of_the_records_differs(places, wide):
    off = replace(CONFIRMED, trend=0.02, low=0.35, high=0.43, median=0.4)
    found = judge(places, wide, NOR=off)["NOR"]
    assert (found.flag, found.reason) == (
        "differs",
        "In this record it warmed by 0.02 °C a decade from 1961 to 2019 (independent records: "
        "warmed by 0.35 to 0.43).",
    )


def test_a_trend_is_confirmed_up_to_a_tenth_of_a_degree(places, wide):
    within, beyond = (replace(CONFIRMED, trend=trend) for trend in (0.12, 0.119))
    found = judge(places, wide, NOR=within, SWE=beyond)
    assert found["NOR"].is_good
    assert found["SWE"].flag == "differs"


def test_a_change_far_from_one_record_differs(places, wide):
    found = judge(places, wide, NOR=replace(CONFIRMED, change=0.15))["NOR"]
    assert found.reason == (
        "In this record it warmed by 0.15 °C from 1981-2010 to 2015-2024 (independent records: "
        "warmed by 0.40 to 0.70)."
    )


def test_a_fall_where_all_records_rise_differs(places, wide):
    found = judge(places, wide, NOR=replace(CONFIRMED, recent=-0.35))["NOR"]
    assert (found.flag, found.reason) == (
        "differs",
        "In this record it cooled by 0.35 °C from 2010-2019 to 2020-2024 (independent records: "
        "warmed by 0.10 to 0.20).",
    )


def test_a_unit_that_no_record_covers_is_not_called_good(places, wide):
    found = quality.judge(places, wide, around(places), {})["NOR"]
    assert (found.flag, found.reason) == ("differs", quality.UNCHECKED)


def test_a_change_that_no_record_covers_is_not_called_good(places, wide):
    partly = replace(CONFIRMED, change_low=math.nan, change_high=math.nan)
    found = judge(places, wide, NOR=partly)["NOR"]
    assert found.flag == "differs"
    assert "not all could be checked" in found.reason


def test_a_small_unit_that_differs_says_both(places, wide):
    places["LUX"] = places["LUX"]._replace(area_km2=2586)
    off = replace(CONFIRMED, trend=-0.15)
    found = judge(places, wide, LUX=off)["LUX"]
    assert found.flag == "coarse"
    assert "smaller than a 200 km cell" in found.reason
    assert (
        "In this record it cooled by 0.15 °C a decade from 1961 to 2019 (independent"
        in found.reason
    )


def test_records_that_disagree_on_the_sign_are_said_with_theirs(places, wide):
    off = replace(CONFIRMED, trend=-0.1, low=-0.03, high=0.23, median=0.2)
    assert judge(places, wide, NOR=off)["NOR"].reason == (
        "In this record it cooled by 0.10 °C a decade from 1961 to 2019 (independent records: "
        "changed by −0.03 to +0.23)."
    )


def test_all_that_records_contradict_stands_in_one_sentence(places, wide):
    off = replace(CONFIRMED, trend=0.02, low=0.35, high=0.43, median=0.4, change=-0.2, recent=-0.3)
    assert judge(places, wide, NOR=off)["NOR"].reason == (
        "In this record it warmed by 0.02 °C a decade from 1961 to 2019 (independent records: "
        "warmed by 0.35 to 0.43), cooled by 0.20 °C from 1981-2010 to 2015-2024 (warmed by 0.40 to "
        "0.70) and cooled by 0.30 °C from 2010-2019 to 2020-2024 (warmed by 0.10 to 0.20)."
    )


def test_the_facts_of_the_audit_are_in_order():
    for iso3, audit in AUDIT.items():
        assert audit.low <= audit.median <= audit.high or audit.records == 0, iso3
        assert not audit.change_low > audit.change_high, iso3


def test_a_late_drop_against_the_neighbours_is_a_break(places, wide):
    wide.loc["NOR", 2023:] -= 1.2
    found = judge(places, wide)["NOR"]
    assert found.flag == "break"
    assert found.reason.startswith(
        "In 2023 this record drops by 1.1 °C against the nearest countries"
    )


def test_a_late_rise_is_left_to_the_neighbours(places, wide):
    wide.loc["NOR", 2023:] += 1.2
    assert judge(places, wide)["NOR"].is_good


def test_a_few_cool_years_are_no_break(places, wide):
    wide.loc["NOR", 2020:] -= 0.5
    assert judge(places, wide)["NOR"].is_good


def test_a_break_weighs_more_than_a_small_area(places, wide):
    places["CHE"] = places["CHE"]._replace(area_km2=160)
    assert judge(places, wide)["CHE"].flag == "break"


def test_a_unit_without_a_series_is_named(places, wide):
    found = judge(places, wide)["VAT"]
    assert (found.flag, found.reason) == (
        "none",
        "This record has no temperatures for Vatican City.",
    )


def test_a_unit_inside_a_larger_one_inherits_its_series_and_says_so(places, wide):
    places["XKX"] = Place("Kosovo", 21, 42.6, 10_900)
    assert judge(places, wide)["XKX"].flag == "inherited"
    whole = inherit(wide)
    pd.testing.assert_series_equal(whole.loc["XKX"], wide.loc["SRB"], check_names=False)
    assert set(whole.index) - set(wide.index) == {"SSD", "TLS", "XKX"}
    assert whole.index.name == "iso3"


def test_a_step_is_measured_against_the_nearest_and_not_the_farthest(places, wide):
    wide.loc["SRB"] += np.where(np.array(YEARS) >= 1980, 50.0, 0.0)  # far from NOR
    wide.loc["NOR", 1980:] += 1.0
    assert step("NOR", 1980, places, wide) == pytest.approx(1.0, abs=0.1)


def test_neighbours_are_found_across_the_antimeridian():
    places = {
        name: Place(name, lon, 0.0, 1.0)
        for name, lon in {"E": 179, "W": -179, "A": 170, "B": -170, "C": 165, "D": -165}.items()
    }
    places |= {f"far {n}": Place("", float(n), 0.0, 1.0) for n in range(9)}
    series = {name: [0.0, 0.0] for name in places} | {f"far {n}": [0.0, 9.0] for n in range(9)}
    anomalies = pd.DataFrame(series, index=[1999, 2000]).T
    anomalies.loc["E", 2000] = 1.0
    assert step("E", 2000, places, anomalies) == pytest.approx(1.0)


def test_a_cell_shrinks_with_the_cosine_of_latitude():
    assert cell_km2(0) == pytest.approx(44_140, rel=0.01)
    assert cell_km2(60) == pytest.approx(cell_km2(0) / 2)


def test_a_source_on_a_finer_grid_has_fewer_coarse_units(places):
    places["LUX"] = places["LUX"]._replace(area_km2=1500)
    half, quarter = (
        judge_grid(places, set(NAMES), cell, "CRU TS", around(places)) for cell in (0.5, 0.25)
    )
    assert half["LUX"].reason == "Land LUX is smaller than a 60 km cell, so this is partly sea."
    assert quarter["LUX"].is_good
    assert half["VAT"].reason == "CRU TS has no temperatures for Vatican City."
    assert half["NOR"].is_good
