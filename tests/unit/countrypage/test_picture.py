"""The picture to share: its size, its stripes, and names in letters that it has."""

import io

import numpy as np
import pytest
from PIL import Image

from dashboard.atlas import the_atlas
from dashboard.countrypage.charts import stripes
from dashboard.countrypage.figures import country_figures
from dashboard.countrypage.picture import SIZE, _font, alternative, stripes_png

ATLAS = the_atlas()


def pixels(iso3: str) -> np.ndarray:
    image = Image.open(io.BytesIO(stripes_png(country_figures(ATLAS, iso3))))
    assert image.format == "PNG"
    return np.asarray(image)


@pytest.mark.parametrize("iso3", ["BRA", "TUR", "ARG", "ALA", "SGS"])
def test_the_picture_has_the_size_that_sites_ask_for_and_something_written(iso3: str):
    seen = pixels(iso3)
    assert seen.shape == (SIZE[1], SIZE[0], 3) == (630, 1200, 3)
    assert (seen[420:600] == 255).all(axis=2).sum() > 1000
    # Nothing is cut off at the right.
    assert not (seen[420:600, 1190:] == 255).all(axis=2).any()


def test_above_the_words_each_year_has_its_colour_in_order():
    seen, drawn = pixels("BRA"), stripes(country_figures(ATLAS, "BRA"))
    middles = [round((stripe.x + 0.5) * 1200 / len(drawn)) for stripe in drawn]
    found = ["#{:02x}{:02x}{:02x}".format(*seen[100, x]) for x in middles]
    assert found == [stripe.colour for stripe in drawn]


def test_the_font_has_a_letter_for_every_letter_of_the_names():
    font = _font("DejaVuSans.ttf", 40)
    missing = bytes(font.getmask("\uffff"))
    letters = {letter for country in ATLAS.store.countries.values() for letter in country.name}
    for letter in sorted(letters | set("+−–°·")):
        assert bytes(font.getmask(letter)) != missing or letter == " ", letter


def test_what_cannot_be_seen_is_said():
    assert alternative(country_figures(ATLAS, "BRA")).startswith("Warming stripes of Brazil. +0.")
    assert "Uncertain: records differ" in alternative(country_figures(ATLAS, "TUR"))
    assert "No temperature series" in alternative(country_figures(ATLAS, "ALA"))
