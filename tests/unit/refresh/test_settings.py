import re
from pathlib import Path

import pytest

from dashboard.config import SettingsError
from dashboard.refresh.settings import CLIMATE_PORTAL, WORLD_BANK, RefreshSettings


def test_the_world_banks_own_addresses_unless_told_otherwise():
    settings = RefreshSettings.read({})
    assert settings.world_bank == WORLD_BANK == "https://api.worldbank.org/v2"
    assert settings.climate_portal == CLIMATE_PORTAL
    assert settings.collections[0].name.startswith("cru-x0.5")
    assert settings.concurrency == 4
    assert settings.most_lost == 0.1


def test_everything_is_a_variable():
    settings = RefreshSettings.read(
        {
            "ISOTHERM_DATA_DIR": "/srv/isotherm",
            "ISOTHERM_WORLDBANK_URL": "http://127.0.0.1:8000/v2/",
            "ISOTHERM_CCKP_URL": "http://127.0.0.1:8000/cckp/v1",
            "ISOTHERM_CCKP_COLLECTION": "era5",
            "ISOTHERM_REFRESH_CONCURRENCY": "8",
            "ISOTHERM_REFRESH_MOST_LOST": "0.25",
        }
    )
    assert settings.folder == Path("/srv/isotherm")
    assert settings.world_bank == "http://127.0.0.1:8000/v2"
    assert settings.collections[0].cell == 0.25
    assert (settings.concurrency, settings.most_lost) == (8, 0.25)


def test_the_command_line_chooses_the_collection_over_the_variable():
    settings = RefreshSettings.read({"ISOTHERM_CCKP_COLLECTION": "era5"}, "cru")
    assert settings.collections[0].cell == 0.5


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ISOTHERM_WORLDBANK_URL", "api.worldbank.org"),
        ("ISOTHERM_WORLDBANK_URL", "ftp://api.worldbank.org"),
        ("ISOTHERM_CCKP_URL", "https://"),
        ("ISOTHERM_CCKP_URL", "https://portal/?format=json"),
        ("ISOTHERM_CCKP_COLLECTION", "cru6"),
        ("ISOTHERM_REFRESH_CONCURRENCY", "0"),
        ("ISOTHERM_REFRESH_CONCURRENCY", "many"),
        ("ISOTHERM_REFRESH_MOST_LOST", "10%"),
        ("ISOTHERM_REFRESH_MOST_LOST", "1.5"),
    ],
)
def test_what_cannot_be_used_is_named(variable: str, value: str):
    with pytest.raises(SettingsError, match=re.escape(f"{variable} is {value!r}: set ")):
        RefreshSettings.read({variable: value})
