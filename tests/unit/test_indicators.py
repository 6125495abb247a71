from pathlib import Path

import pytest
from bokeh import palettes

from dashboard.indicators import PALETTES, CatalogueError, read_catalogue

ENTRY = """
[gdp]
code = "NY.GDP.PCAP.CD"
source = "World Bank"
label = "GDP per person"
unit = "current US$"
description = "What is produced, by person."
scale = "log"
palette = "YlGnBu"
direction = "up"
decimals = 0
per_capita = true
group = "Economy"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "indicators.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_becomes_an_indicator_with_its_name_as_id(tmp_path: Path):
    catalogue = read_catalogue(written(tmp_path, ENTRY))
    assert list(catalogue) == ["gdp"]
    assert catalogue["gdp"].code == "NY.GDP.PCAP.CD"


def test_the_axis_says_the_unit(tmp_path: Path):
    catalogue = read_catalogue(written(tmp_path, ENTRY))
    assert catalogue["gdp"].axis_label == "GDP per person (current US$)"


def test_the_axis_of_a_bare_number_is_its_label(tmp_path: Path):
    text = ENTRY.replace('unit = "current US$"', 'unit = ""')
    assert read_catalogue(written(tmp_path, text))["gdp"].axis_label == "GDP per person"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[gdp", "Expected"),
        ('gdp = "high"', r"gdp is outside of any \[indicator\] table"),
        (ENTRY.replace("decimals = 0\n", ""), r"\[gdp\] misses or does not know: decimals"),
        (ENTRY + 'colour = "red"\n', r"\[gdp\] misses or does not know: colour"),
        (ENTRY.replace("decimals = 0", 'decimals = "0"'), "decimals = '0' is of the wrong type"),
        (ENTRY.replace("decimals = 0", "decimals = false"), "decimals = False is of the wrong"),
        (ENTRY.replace('"log"', '"square"'), "scale = 'square', not one of"),
        (ENTRY.replace('"up"', '"left"'), "direction = 'left', not one of"),
    ],
)
def test_a_faulty_catalogue_is_named_with_its_entry(tmp_path: Path, text: str, reason: str):
    path = written(tmp_path, text)
    with pytest.raises(CatalogueError, match=reason) as raised:
        read_catalogue(path)
    assert str(path) in str(raised.value)


def test_a_missing_catalogue_is_named(tmp_path: Path):
    with pytest.raises(CatalogueError, match=r"gone\.toml"):
        read_catalogue(tmp_path / "gone.toml")


def test_our_own_catalogue_reads_and_leads_with_temperature():
    catalogue = read_catalogue()
    assert next(iter(catalogue)) == "temperature"
    assert catalogue["temperature"].axis_label == "Surface air temperature (°C)"
    assert len({indicator.label for indicator in catalogue.values()}) == len(catalogue)


def test_gapminders_figures_are_not_passed_off_as_the_world_banks():
    catalogue = read_catalogue()
    for name in ("life_expectancy", "fertility", "infant_mortality"):
        assert catalogue[name].source == "Gapminder"
        assert catalogue[name].code == ""


def test_every_palette_is_one_of_bokeh_s():
    assert all(hasattr(palettes, f"{palette}9") for palette in PALETTES)


def test_a_palette_that_nobody_knows_is_refused_by_its_name(tmp_path):
    path = tmp_path / "indicators.toml"
    path.write_text(ENTRY.replace("YlGnBu", "Rainbow"), encoding="utf-8")
    with pytest.raises(CatalogueError, match="Rainbow"):
        read_catalogue(path)


def test_a_described_indicator_says_a_sentence():
    for indicator in read_catalogue().values():
        assert indicator.description.endswith(".")
