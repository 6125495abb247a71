import re
from pathlib import Path

import pytest

from dashboard.config import SettingsError
from dashboard.refresh.settings import WORLD_BANK, RefreshSettings
from dashboard.sources.publishers import ADDRESSES


def test_the_world_banks_own_addresses_unless_told_otherwise():
    settings = RefreshSettings.read({})
    assert settings.world_bank == WORLD_BANK == "https://api.worldbank.org/v2"
    assert settings.climate_portal == ADDRESSES["ISOTHERM_CCKP_URL"]
    assert settings.collections["cru"][0].name.startswith("cru-x0.5")
    assert settings.records == ("cru", "era5", "fao")
    assert settings.owid == "https://ourworldindata.org/grapher"
    assert settings.chosen == ""
    assert settings.concurrency == 4
    assert settings.most_lost == 0.1


def test_everything_is_a_variable():
    settings = RefreshSettings.read(
        {
            "ISOTHERM_DATA_DIR": "/srv/isotherm",
            "ISOTHERM_WORLDBANK_URL": "http://127.0.0.1:8000/v2/",
            "ISOTHERM_CCKP_URL": "http://127.0.0.1:8000/cckp/v1",
            "ISOTHERM_OWID_URL": "http://127.0.0.1:8000/grapher",
            "ISOTHERM_IMF_URL": "http://127.0.0.1:8000/imf",
            "ISOTHERM_FAOSTAT_URL": "http://127.0.0.1:8000/faostat/",
            "ISOTHERM_RECORDS": "fao, cru",
            "ISOTHERM_CCKP_COLLECTION": "era5",
            "ISOTHERM_REFRESH_CONCURRENCY": "8",
            "ISOTHERM_REFRESH_MOST_LOST": "0.25",
        }
    )
    assert settings.folder == Path("/srv/isotherm")
    assert settings.world_bank == "http://127.0.0.1:8000/v2"
    assert settings.collections["era5"][0].cell == 0.25
    assert settings.records == ("era5", "fao", "cru")
    assert settings.owid == "http://127.0.0.1:8000/grapher"
    assert settings.imf == "http://127.0.0.1:8000/imf"
    assert settings.faostat == "http://127.0.0.1:8000/faostat"
    assert (settings.concurrency, settings.most_lost) == (8, 0.25)


def test_the_command_line_chooses_the_collection_over_the_variable():
    settings = RefreshSettings.read({"ISOTHERM_CCKP_COLLECTION": "era5"}, "cru")
    assert settings.chosen == settings.records[0] == "cru"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ISOTHERM_WORLDBANK_URL", "api.worldbank.org"),
        ("ISOTHERM_WORLDBANK_URL", "ftp://api.worldbank.org"),
        ("ISOTHERM_CCKP_URL", "https://"),
        ("ISOTHERM_CCKP_URL", "https://portal/?format=json"),
        ("ISOTHERM_CCKP_COLLECTION", "cru6"),
        ("ISOTHERM_OWID_URL", "ourworldindata.org"),
        ("ISOTHERM_RECORDS", "cru,berkeley"),
        ("ISOTHERM_REFRESH_CONCURRENCY", "0"),
        ("ISOTHERM_REFRESH_CONCURRENCY", "many"),
        ("ISOTHERM_REFRESH_MOST_LOST", "10%"),
        ("ISOTHERM_REFRESH_MOST_LOST", "1.5"),
    ],
)
def test_what_cannot_be_used_is_named(variable: str, value: str):
    with pytest.raises(SettingsError, match=re.escape(f"{variable} is {value!r}: set ")):
        RefreshSettings.read({variable: value})
