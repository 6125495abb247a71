"""What is said to lie around a small country is what lies there."""

import pytest

from dashboard.boundaries import read_boundaries
from dashboard.sources.quality import CELL_DEGREES
from dashboard.sources.surroundings import Cover, Surroundings
from dashboard.store import Store


@pytest.fixture(scope="module")
def around() -> Surroundings:
    countries = Store.read().countries
    names = {iso3: country.name for iso3, country in countries.items()}
    return Surroundings.of(read_boundaries(), names)


@pytest.mark.parametrize("iso3", ["TUV", "MLT", "KIR", "FJI", "SGP", "BMU"])
def test_around_an_island_is_mostly_sea(around, iso3: str):
    assert str(around.cover(iso3, CELL_DEGREES)) == "mostly sea"


@pytest.mark.parametrize("iso3", ["LUX", "LIE", "AND", "LSO", "SWZ", "RWA", "BDI", "MKD", "XKX"])
def test_no_sea_is_said_to_lie_around_a_country_without_a_coast(around, iso3: str):
    found = around.cover(iso3, CELL_DEGREES)
    assert found.sea < 0.01
    assert "sea" not in str(found)


def test_a_neighbour_that_has_most_of_the_cell_is_named(around):
    assert str(around.cover("SMR", CELL_DEGREES)) == "mostly Italy"
    assert str(around.cover("GMB", CELL_DEGREES)) == "mostly Senegal"


def test_a_coast_has_both(around):
    assert str(around.cover("MNE", CELL_DEGREES)) == "partly sea and partly neighbouring land"
    assert str(around.cover("TWN", CELL_DEGREES)) == "partly sea"


def test_shares_of_a_cell_around_san_marino(around):
    found = around.cover("SMR", CELL_DEGREES)
    assert found.sea == pytest.approx(0.29, abs=0.03)  # the Adriatic, 20 km to the north-east
    assert next(iter(found.neighbours)) == "Italy"
    assert found.sea + sum(found.neighbours.values()) <= 1


def test_a_cell_goes_on_beyond_the_map_s_edge(around):
    """Fiji lies at 178 degrees east, Tonga and Samoa beyond 180."""
    wide = around.cover("FJI", (60.0, 60.0))
    assert {"New Zealand", "Tonga", "Samoa", "Vanuatu"} <= wide.neighbours.keys()


def test_a_share_close_to_a_half_is_said_of_neither_side():
    assert str(Cover(0.52, {"Spain": 0.40})) == "partly sea and partly neighbouring land"
    assert str(Cover(0.56, {"Spain": 0.40})) == "mostly sea"
    assert str(Cover(0.0, {"Spain": 0.52, "France": 0.47})) == "mostly neighbouring land"
