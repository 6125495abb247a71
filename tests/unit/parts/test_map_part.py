import numpy as np
import pytest

from dashboard import climate
from dashboard.atlas import the_atlas
from dashboard.climate import DEFAULT_BASELINE, Years
from dashboard.parts.map import map_part
from dashboard.state import TEMPERATURE

ATLAS = the_atlas()
INDICATORS = [name for name in ATLAS.catalogue if name != TEMPERATURE]


def test_a_temperature_stands_for_its_own_year_alone():
    assert map_part(ATLAS, TEMPERATURE, DEFAULT_BASELINE, "C")["tolerance"] == 0


@pytest.mark.parametrize("variable", INDICATORS)
def test_a_value_stands_for_as_many_years_as_the_catalogue_says(variable: str):
    part = map_part(ATLAS, variable, DEFAULT_BASELINE, "C")
    assert part["tolerance"] == ATLAS.catalogue[variable].tolerance
    assert part["until"] == ATLAS.years.last


@pytest.mark.parametrize("variable", ATLAS.catalogue)
def test_both_themes_have_a_colour_for_each_bin(variable: str):
    part = map_part(ATLAS, variable, DEFAULT_BASELINE, "C")
    assert len(part["colours"]) == len(part["dark"]) == len(part["edges"]) - 1
    assert part["colours"] != part["dark"]


def test_fahrenheit_stretches_edges_and_factor_and_keeps_the_colours():
    celsius, fahrenheit = (map_part(ATLAS, TEMPERATURE, DEFAULT_BASELINE, unit) for unit in "CF")
    assert fahrenheit["edges"] == pytest.approx([1.8 * edge for edge in celsius["edges"]])
    assert (celsius["factor"], fahrenheit["factor"]) == (1.0, 1.8)
    assert (fahrenheit["colours"], fahrenheit["dark"]) == (celsius["colours"], celsius["dark"])


def test_an_indicator_has_no_degrees():
    assert map_part(ATLAS, "population", DEFAULT_BASELINE, "F")["factor"] == 1.0
    assert map_part(ATLAS, "population", DEFAULT_BASELINE, "F")["unit"] == "people"


def test_what_is_subtracted_and_left_out_of_the_file_is_the_normal():
    baseline = Years(1981, 2010)
    part = map_part(ATLAS, TEMPERATURE, baseline, "C")
    subtracted = np.array(part["subtract"], dtype=float) + ATLAS.record().offsets.to_numpy()
    normals = climate.normals(ATLAS.temperatures, baseline).to_numpy()
    np.testing.assert_allclose(subtracted, normals, atol=1e-6)
    assert part["against"] == "against 1981–2010"
