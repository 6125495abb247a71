"""What the page says of three real records, for twenty countries.

The sentences were computed by hand from the files as they are: least squares over the years from
1961 that all three have, means of ten years, with csv and numpy.polyfit and none of our code.
"""

from pathlib import Path

import pytest

from dashboard.__main__ import main
from dashboard.atlas import Atlas
from dashboard.climate.degrees import DEGREES
from dashboard.parts.records import agreed
from tests.shared import shared

SENTENCES = {
    "BRA": "Three records agree: +0.19 to +0.26 °C a decade.",
    "USA": "Three records agree: +0.26 to +0.30 °C a decade.",
    "IND": "Three records agree: +0.13 to +0.17 °C a decade.",
    "NOR": "The records differ: +0.32 to +0.59 °C a decade.",
    "AUT": "Three records agree: +0.38 to +0.42 °C a decade.",
    "DEU": "Three records agree: +0.33 to +0.39 °C a decade.",
    "JPN": "Three records agree: +0.22 to +0.28 °C a decade.",
    "AUS": "Three records agree: +0.11 to +0.18 °C a decade.",
    "CAN": "Three records agree: +0.26 to +0.35 °C a decade.",
    "CHN": "Three records agree: +0.25 to +0.30 °C a decade.",
    "FRA": "Three records agree: +0.31 to +0.38 °C a decade.",
    "GBR": "Three records agree: +0.24 to +0.28 °C a decade.",
    "ITA": "Three records agree: +0.32 to +0.35 °C a decade.",
    "MEX": "Three records agree: +0.24 to +0.27 °C a decade.",
    "ZAF": "Three records agree: +0.20 to +0.22 °C a decade.",
    "EGY": "Three records agree: +0.25 to +0.32 °C a decade.",
    "NGA": "Three records agree: +0.16 to +0.24 °C a decade.",
    "KEN": "Three records agree: +0.19 to +0.27 °C a decade.",
    "PER": "Three records agree: +0.08 to +0.23 °C a decade.",
    "MLI": "Three records agree: +0.18 to +0.29 °C a decade.",
}


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    folder: Path = tmp_path_factory.mktemp("records")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ISOTHERM_DATA_DIR", str(folder))
        assert main(["refresh", "--from", str(shared("reference"))]) == 0
        return Atlas.open()


@pytest.mark.parametrize(("iso3", "sentence"), SENTENCES.items())
def test_the_sentence_on_a_country_is_right(atlas: Atlas, iso3: str, sentence: str):
    assert agreed(atlas, iso3, DEGREES["C"]) == sentence


def test_quality_follows_from_the_agreement(atlas: Atlas):
    countries = atlas.store.record_countries("cru")
    differing = {iso3 for iso3, said in SENTENCES.items() if "differ" in said}
    assert {iso3 for iso3 in SENTENCES if not countries[iso3].quality.is_good} == differing
