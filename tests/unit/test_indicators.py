import io
from pathlib import Path
from zipfile import ZipFile

import pytest
from bokeh import palettes

from dashboard.credits import sentences
from dashboard.downloads.archive import archive
from dashboard.entries import PALETTES, TAKEN
from dashboard.indicators import (
    CATALOGUE,
    Catalogue,
    CatalogueError,
    OwnFile,
    read_catalogue,
)
from dashboard.refresh.fetching import COUNTRIES
from dashboard.state import ViewState
from tests.records_snapshot import three_records

ENTRY = """
[gdp]
code = "NY.GDP.PCAP.CD"
source = "World Bank"
label = "GDP per person"
unit = "current US$"
description = "What is produced, by person."
scale = "log"
palette = "YlGnBu"
decimals = 0
group = "Economy"
"""
OWN = """
[forest]
label = "Forest area"
unit = "% of land"
source = "csv"
path = "forest.csv"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "indicators.toml"
    path.write_text(text, encoding="utf-8")
    return path


def extended(folder: Path, text: str) -> Catalogue:
    return read_catalogue(environ={"ISOTHERM_CATALOGUE": str(written(folder, text))})


def test_a_table_becomes_an_indicator_with_its_name_as_id(tmp_path: Path):
    catalogue = read_catalogue(written(tmp_path, ENTRY))
    assert list(catalogue) == ["gdp"]
    assert catalogue["gdp"].code == "NY.GDP.PCAP.CD"
    assert catalogue["gdp"].own is None


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
        (ENTRY.replace("[gdp]", '["gross product"]'), r"\[gross product\]: name it with letters"),
        (ENTRY.replace('unit = "current US$"\n', ""), r"\[gdp\] misses unit: write what it is"),
        (ENTRY + 'colour = "red"\n', r"\[gdp\] does not know colour: did you mean columns"),
        (ENTRY + "zzz = 1\n", r"does not know zzz: the keys are code, source,"),
        (ENTRY.replace("decimals = 0", 'decimals = "0"'), "decimals = '0': write a whole number"),
        (ENTRY.replace("decimals = 0", "decimals = false"), "decimals = False: write a whole"),
        (ENTRY.replace("decimals = 0", "decimals = -1"), "decimals = -1: write a whole number"),
        (ENTRY.replace('"log"', '"square"'), 'scale = \'square\': write one of "linear", "log"'),
        (ENTRY.replace("YlGnBu", "Rainbow"), "palette = 'Rainbow': write one of \"RdBu\""),
        (ENTRY.replace('"GDP per person"', '" "'), "label = ' ': write its name"),
        (ENTRY + "years = [1990]\n", r"years = \[1990\]: write first and last year"),
        (ENTRY + "years = [2020, 1990]\n", r"years = \[2020, 1990\]: write first and last"),
        (ENTRY + "years = [1990, 2020]\n", r"\[gdp\] has years and misses path"),
        (ENTRY.replace("NY.GDP.PCAP.CD", "NY.GDP PCAP"), r"code = 'NY.GDP PCAP': write the World"),
        (ENTRY.replace("NY.GDP.PCAP.CD", "../up"), r"code = '../up': write the World Bank's code"),
        ('[f]\nlabel = "F"\nunit = ""\nsource = "csv"', r"\[f\] misses path: .*; or code:"),
        (OWN.replace("forest.csv", "https://example.org/f.csv"), "download the file first"),
        (OWN + 'columns = { land = "A" }', r"columns = \{'land': 'A'\}: write \{ country"),
        (OWN + "columns = { year = 3 }", r"columns = \{'year': 3\}: write \{ country"),
    ],
)
def test_a_faulty_entry_is_told_with_file_entry_key_and_what_to_write(
    tmp_path: Path, text: str, reason: str
):
    path = written(tmp_path, text)
    with pytest.raises(CatalogueError, match=reason) as raised:
        read_catalogue(path)
    assert str(path) in str(raised.value)


@pytest.mark.parametrize("name", TAKEN)
def test_a_name_that_the_page_has_for_something_else_is_refused(tmp_path: Path, name: str):
    path = written(tmp_path, ENTRY.replace("[gdp]", f"[{name}]"))
    with pytest.raises(CatalogueError) as raised:
        read_catalogue(path)
    assert f"{path}: [{name}] is the page's own name of {TAKEN[name]}: " in str(raised.value)
    assert f"such as [own_{name}]" in str(raised.value)
    assert read_catalogue(written(tmp_path, ENTRY.replace("[gdp]", f"[own_{name}]")))


def test_the_names_that_are_taken_are_all_that_the_page_gives_a_meaning():
    atlas = three_records()
    ours = {*atlas.catalogue, *(record.series for record in atlas.store.records.values())}
    state = ViewState(atlas.store.countries, atlas.catalogue, atlas.years, atlas.store.records)
    with ZipFile(io.BytesIO(archive(atlas))) as files:
        tables = {name.removesuffix(".csv") for name in files.namelist() if ".csv" in name}
    mapped, sourced = (
        set(state.param.variable.objects),
        set(sentences(atlas.store, atlas.catalogue)),
    )
    assert (mapped | sourced | tables | {COUNTRIES}) - ours == set(TAKEN)


def test_every_faulty_entry_is_told(tmp_path: Path):
    with pytest.raises(CatalogueError) as raised:
        read_catalogue(written(tmp_path, "[a]\nunit = 1\n[b]\nlabel = 2\n[c]\n"))
    assert [fault.split("[")[1][0] for fault in raised.value.faults] == ["a", "b", "c"]


def test_a_missing_catalogue_is_named(tmp_path: Path):
    with pytest.raises(CatalogueError, match=r"gone\.toml"):
        read_catalogue(tmp_path / "gone.toml")


# The user's own catalogue


def test_label_unit_and_code_are_enough(tmp_path: Path):
    catalogue = extended(
        tmp_path, '[forest]\nlabel = "Forest area"\nunit = "%"\ncode = "AG.LND.FRST.ZS"'
    )
    forest = catalogue["forest"]
    assert (forest.source, forest.group) == ("World Bank", "World Bank")
    assert (forest.scale, forest.decimals) == ("linear", 1)
    assert forest.description.endswith(".")


def test_an_own_file_is_looked_for_beside_the_catalogue(tmp_path: Path):
    forest = extended(tmp_path, OWN)["forest"]
    assert forest.own == OwnFile(path=tmp_path / "forest.csv", format="csv")
    assert forest.source == "forest.csv"


def test_the_publisher_of_an_own_file_may_be_named(tmp_path: Path):
    forest = extended(tmp_path, OWN.replace('"csv"', '"FAO"'))["forest"]
    assert forest.source == "FAO"
    assert forest.own is not None


def test_a_file_may_be_of_another_kind_than_its_name_says(tmp_path: Path):
    forest = extended(tmp_path, OWN.replace("forest.csv", "forest.dat"))["forest"]
    assert forest.own is not None
    assert forest.own.format == "csv"


def test_what_an_own_file_needs_is_read_from_its_entry(tmp_path: Path):
    more = """
columns = { country = "Land", value = "Wald" }
where = { kind = "all" }
names = { "Holland" = "NLD" }
years = [1990, 2020]
range = [0, 100]
"""
    own = extended(tmp_path, OWN + more)["forest"].own
    assert own is not None
    assert (own.country, own.year, own.value) == ("Land", "", "Wald")
    assert (own.where, own.names) == ((("kind", "all"),), (("Holland", "NLD"),))
    assert (own.years, own.range) == ((1990, 2020), (0, 100))


def test_a_users_entries_come_after_ours(tmp_path: Path):
    assert list(extended(tmp_path, OWN)) == [*read_catalogue(CATALOGUE), "forest"]


def test_a_changed_entry_names_only_what_changes(tmp_path: Path):
    ours = read_catalogue(CATALOGUE)["population"]
    theirs = extended(tmp_path, '[population]\nlabel = "Inhabitants"')["population"]
    assert theirs.label == "Inhabitants"
    assert (theirs.unit, theirs.code, theirs.source) == (ours.unit, ours.code, ours.source)


def test_figures_of_an_own_file_are_not_passed_off_as_the_former_publishers(tmp_path: Path):
    population = extended(tmp_path, '[population]\npath = "census.csv"')["population"]
    assert (population.source, population.code) == ("census.csv", "")
    assert population.unit == "people"


def test_a_catalogue_that_replaces_ours_keeps_the_temperature(tmp_path: Path):
    assert list(extended(tmp_path, "replace = true\n" + OWN)) == ["temperature", "forest"]


def test_replace_must_be_true_or_false(tmp_path: Path):
    with pytest.raises(CatalogueError, match="write true or false, without quotes"):
        extended(tmp_path, 'replace = "yes"')


def test_a_catalogue_that_is_not_there_is_told_by_its_variable(tmp_path: Path):
    with pytest.raises(CatalogueError, match=r"ISOTHERM_CATALOGUE is '.*none\.toml': there is no"):
        read_catalogue(environ={"ISOTHERM_CATALOGUE": str(tmp_path / "none.toml")})


def test_a_catalogue_saved_by_notepad_reads(tmp_path: Path):
    (tmp_path / "indicators.toml").write_bytes(b"\xef\xbb\xbf" + OWN.encode())
    environ = {"ISOTHERM_CATALOGUE": str(tmp_path / "indicators.toml")}
    assert "forest" in read_catalogue(environ=environ)


# Ours


def test_our_own_catalogue_reads_and_leads_with_temperature():
    catalogue = read_catalogue(CATALOGUE)
    assert next(iter(catalogue)) == "temperature"
    assert catalogue["temperature"].axis_label == "Surface air temperature (°C)"
    assert len({indicator.label for indicator in catalogue.values()}) == len(catalogue)


def test_a_temperature_never_stands_for_another_year():
    catalogue = read_catalogue(CATALOGUE)
    assert catalogue["temperature"].tolerance == 0
    assert catalogue["population"].tolerance == 5


def test_gapminders_figures_are_not_passed_off_as_the_world_banks():
    catalogue = read_catalogue(CATALOGUE)
    for name in ("life_expectancy", "fertility", "infant_mortality"):
        assert catalogue[name].source == "Gapminder"
        assert catalogue[name].code == ""


def test_every_palette_is_one_of_bokeh_s():
    assert all(hasattr(palettes, f"{palette}9") for palette in PALETTES)


def test_a_described_indicator_says_a_sentence():
    for indicator in read_catalogue(CATALOGUE).values():
        assert indicator.description.endswith(".")
