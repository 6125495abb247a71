"""What follows from the choice of a record, on a snapshot with three."""

import json

import numpy as np
import pytest

from dashboard import climate
from dashboard.app import build_app
from dashboard.atlas import the_atlas
from dashboard.climate import Years
from dashboard.page import Page
from dashboard.parts.map import map_part
from dashboard.server.assets import published_folder as published
from dashboard.state import TEMPERATURE
from tests.columns import listed
from tests.records_snapshot import DIGITS, three_records
from tests.worldfiles import decode_matrix

ATLAS = three_records()
PLACES = {iso3: place for place, iso3 in enumerate(ATLAS.store.countries)}
BASELINE = Years(1981, 2010)


def page(**link: str) -> Page:
    return build_app(ATLAS, {name: [text.encode()] for name, text in link.items()})


def matrix(address: str):
    file = published() / address.partition("?")[0].rpartition("/")[2]
    return decode_matrix(file.read_bytes())


def test_the_usual_record_is_the_first_and_its_last_year_is_shown():
    state = page().state
    assert (state.record, state.year, state.param.year.bounds) == ("cru", 2022, (1948, 2024))
    assert state.period == "2013-2022"
    assert state.query() == ""


def test_a_record_that_is_not_there_leaves_the_usual_one_and_says_so():
    shown = page(record="berkeley")
    assert shown.state.record == "cru"
    assert shown.notices == [
        'The link\'s record, "berkeley", is not known: its usual value is shown.'
    ]


@pytest.mark.parametrize("record", ["cru", "era5", "fao"])
def test_the_map_has_every_value_of_the_record_to_its_last_digit(record: str):
    part = map_part(ATLAS, TEMPERATURE, BASELINE, "C", record)
    found, values = matrix(part["matrix"]), ATLAS.record(record).values
    assert found.first_year == values.columns[0]
    shown = found.values - np.array(part["subtract"], dtype=float)[:, None]
    normals = climate.normals(values, BASELINE)
    expected = values.sub(normals, axis=0).to_numpy()
    where = ~np.isnan(expected)
    np.testing.assert_allclose(shown[where], expected[where], atol=2e-6)


def test_values_between_thousandths_are_sent_as_they_are():
    addresses = {r: ATLAS.matrix(TEMPERATURE, r).partition("?")[0] for r in ATLAS.store.records}
    magic = {
        record: (published() / address.rpartition("/")[2]).read_bytes()[:4]
        for record, address in addresses.items()
    }
    assert magic == {"cru": b"IMX1", "era5": b"IMF1", "fao": b"IMX1"}
    assert DIGITS % 0.001


def test_the_flags_are_the_record_s():
    assert map_part(ATLAS, TEMPERATURE, BASELINE, "C", "cru")["quality"] == ""
    address = map_part(ATLAS, TEMPERATURE, BASELINE, "C", "era5")["quality"]
    told = json.loads((published() / address.partition("?")[0].rpartition("/")[2]).read_text())
    assert told[PLACES["FRA"]][0] == "differs"
    assert told[PLACES["CHE"]] == ["good", ""]
    assert page(record="era5", country="FRA").parts["country"]["text"]["quality"]
    assert not page(record="cru", country="FRA").parts["country"]["text"]["quality"]


def test_the_table_of_a_country_has_a_row_a_record_over_their_common_years():
    told = page(country="IND", record="era5").parts["country"]["records"]
    assert [row["id"] for row in told["rows"] if row["chosen"]] == ["era5"]
    assert [row["years"] for row in told["rows"]] == ["1948–2022", "1948–2024", "1961–2024"]
    assert told["years"].startswith("Trends of 1961–2022 with their 95 % intervals, °C a decade")
    assert "from 1981–2010 to 2013–2022" in told["years"]
    for row, record in zip(told["rows"], ATLAS.store.records.values(), strict=True):
        series = ATLAS.store.series("IND", record.series)
        assert row["trend"] == f"{climate.trend(series, 1961, 2022).per_decade:+.2f}"


def test_a_sentence_says_whether_the_records_agree():
    def told(country: str, **link: str) -> str:
        return page(country=country, **link).parts["country"]["records"]["sentence"]

    assert told("IND") == "Three records agree: +0.10 to +0.17 °C a decade."
    assert told("BRA").startswith("The records differ: +")
    assert told("IND", units="F") == "Three records agree: +0.18 to +0.31 °F a decade."


def test_a_difference_of_extent_is_noted():
    assert page(country="NOR").parts["country"]["records"]["differs"] == ["ERA5: With Svalbard."]
    assert page(country="IND").parts["country"]["records"]["differs"] == []


def test_the_other_records_are_lines_against_the_same_baseline():
    chart = page(country="IND", record="fao").parts["country"]["charts"]["temperature"]
    others = chart["layers"]["others"]
    lines = [[listed(line) for line in others[name]] for name in ("xs", "ys")]
    assert [line[0] for line in lines[0]] == [1948, 1948]
    for years, values in zip(*lines, strict=True):
        baseline = [v for y, v in zip(years, values, strict=True) if 1981 <= y <= 2010]
        assert np.mean(baseline) == pytest.approx(0, abs=1e-3)


def test_one_record_has_no_table_and_no_line():
    shown = build_app(the_atlas(), {}).parts["country"]
    assert shown["records"] is None
    assert shown["charts"]["temperature"]["layers"]["others"]["ys"] == [[None]]


def test_compared_countries_stand_without_the_table_of_one():
    assert page(country="IND", compare="BRA").parts["country"]["records"] is None


def test_the_map_of_agreement_is_the_spread_of_trends():
    part = map_part(ATLAS, "agreement", BASELINE, "C")
    trends = [
        climate.trend(ATLAS.store.series("BRA", r.series), 1961, 2022).per_decade
        for r in ATLAS.store.records.values()
    ]
    value = matrix(part["matrix"]).values[PLACES["BRA"], 0]
    assert value == pytest.approx(max(trends) - min(trends), abs=1e-6)
    assert 0.1 in part["edges"]
    assert part["of"] == [1961, 2022]
    assert map_part(ATLAS, "agreement", BASELINE, "F")["edges"][2] == pytest.approx(0.18)


def test_one_record_has_no_map_of_agreement():
    shown = build_app(the_atlas(), {"map": [b"agreement"]})
    assert shown.state.variable == TEMPERATURE
    assert 'value="agreement"' in ATLAS.shared.options["variable"]
    assert 'value="agreement"' not in the_atlas().shared.options["variable"]


def test_a_fallback_record_tells_no_story_and_says_what_it_is():
    shown = build_app(the_atlas(), {"country": [b"DEU"]}).parts
    assert shown["country"]["text"]["story"] == ""
    assert "coarse reanalysis (NCEP/NCAR Reanalysis 1): there is no better" in shown["map"]["line"]
    fit = page(record="era5", country="DEU").parts
    assert "coarse" not in fit["map"]["line"]
    assert "ERA5" in fit["map"]["line"]


def test_every_record_changes_every_part_of_temperature():
    changed = page(view="table")
    before = json.dumps(changed.parts["table"]["trends"])
    changed.state.record = "era5"
    assert json.dumps(changed.parts["table"]["trends"]) != before
    assert changed.parts["map"]["until"] == 2024
