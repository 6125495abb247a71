"""The user's own indicator, on the page: each example of the gallery, as its page tells it."""

import re
import shutil
from pathlib import Path

import pytest
from bokeh.document import Document
from bokeh.embed.bundle import extension_dirs

from dashboard.app import build_app
from dashboard.atlas import Atlas
from dashboard.collection import open_collection
from dashboard.downloads.variable import on_map
from dashboard.entries import KEYS
from dashboard.indicators import read_catalogue
from dashboard.page import Page
from dashboard.summary import summary
from dashboard.summary_text import summary_text
from dashboard.views.cards import fixed
from tests.worldfiles import Matrix, decode_matrix

GALLERY = Path(__file__).parents[2] / "docs" / "gallery"
EXAMPLES = {
    "long.md": ("latitude", "NOR", 1948, 64.0),
    "wide.md": ("density", "COD", 2020, 39.95),
    "excel.md": ("growth", "NAM", 2020, 1.72),
}


def opened(catalogue: Path) -> Atlas:
    wanted = read_catalogue(environ={"ISOTHERM_CATALOGUE": str(catalogue)})
    found = open_collection(wanted=wanted)
    assert not found.left_out
    assert not found.remarks
    return Atlas(found.store, found.catalogue)


def new_page(atlas: Atlas, **link: str) -> Page:
    return build_app(atlas, {name: [text.encode()] for name, text in link.items()})


def published(address: str) -> Matrix:
    folder = Path(extension_dirs["isotherm-published"])
    return decode_matrix(
        (folder / address.split("?", maxsplit=1)[0].rpartition("/")[2]).read_bytes()
    )


@pytest.fixture(scope="module", params=EXAMPLES)
def example(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Atlas, str, str, int, float]:
    """The atlas with what one page of the gallery says, and a value that its file has."""
    folder = tmp_path_factory.mktemp("gallery")
    shutil.copytree(GALLERY, folder, dirs_exist_ok=True)
    (folder / "mine.toml").write_text(told(request.param, "toml"), encoding="utf-8")
    return opened(folder / "mine.toml"), *EXAMPLES[request.param]


def told(page: str, kind: str) -> str:
    """The first block of a kind on a page of the gallery."""
    found = re.search(f"```{kind}\n(.*?)```", (GALLERY / page).read_text("utf-8"), re.DOTALL)
    assert found
    return found[1]


def test_the_map_has_its_values(example: tuple[Atlas, str, str, int, float]):
    atlas, name, iso3, year, value = example
    part = new_page(atlas, map=name).parts["map"]
    matrix = published(part["matrix"])
    row = list(atlas.store.countries).index(iso3)
    shown = matrix.values[row, year - matrix.first_year]
    assert shown == pytest.approx(value, rel=6e-4)
    assert (part["label"], part["unit"]) == (
        atlas.catalogue[name].label,
        atlas.catalogue[name].unit,
    )
    assert part["tolerance"] == atlas.catalogue[name].tolerance
    assert part["edges"][0] < part["edges"][-1]


def test_the_country_s_panel_has_its_series(example: tuple[Atlas, str, str, int, float]):
    atlas, name, iso3, year, value = example
    page = new_page(atlas, country=iso3, indicator=name)
    assert page.notices == []
    part = page.parts["indicator"]
    assert [year, value] in [[int(y), round(v, 2)] for y, v in part["values"]]
    assert part["text"]["label"] == atlas.catalogue[name].label
    assert part["text"]["source"] == atlas.catalogue[name].source


@pytest.mark.parametrize("view", ["table", "scatter"])
def test_table_and_scatter_have_it(example: tuple[Atlas, str, str, int, float], view: str):
    atlas, name, *_ = example
    part = new_page(atlas, view=view, indicator=name, year="2020").parts[view]
    assert part
    assert atlas.catalogue[name].label in str(part)


def test_the_menus_offer_it(example: tuple[Atlas, str, str, int, float]):
    atlas, name, *_ = example
    document = Document()
    new_page(atlas).fill(document)
    options: dict[str, str] = document.template_variables["options"]
    offered = re.findall('value="([^"]+)"', options["variable"])
    assert name in offered
    assert offered.index("temperature") == 0


def test_the_gallery_s_catalogue_is_what_its_pages_say():
    together = (GALLERY / "catalogue.toml").read_text(encoding="utf-8")
    assert all(told(page, "toml") in together for page in EXAMPLES)


@pytest.mark.parametrize(
    ("page", "file"), [("long.md", "latitude.csv"), ("wide.md", "density.csv")]
)
def test_the_lines_that_a_page_shows_are_those_of_its_file(page: str, file: str):
    lines = (GALLERY / file).read_text("utf-8-sig").splitlines()
    assert set(told(page, "csv").splitlines()) <= set(lines)


def test_every_key_that_an_entry_may_have_is_in_the_gallery_s_table():
    text = (GALLERY / "README.md").read_text(encoding="utf-8")
    assert [key for key in KEYS if f"`{key}`" not in text] == []


def test_a_catalogue_that_replaces_ours_serves(tmp_path: Path):
    entry = '[latitude]\nlabel = "Latitude"\nunit = "degrees"\n'
    text = f'replace = true\n{entry}path = "{GALLERY / "latitude.csv"}"\n'
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    page = new_page(opened(tmp_path / "own.toml"), country="NOR")
    assert page.parts["indicator"]["id"] == "latitude"
    assert page.parts["map"]["variable"] == "temperature"


def test_a_catalogue_of_the_temperature_alone_serves(tmp_path: Path):
    (tmp_path / "own.toml").write_text("replace = true\n", encoding="utf-8")
    assert new_page(opened(tmp_path / "own.toml")).parts["map"]["variable"] == "temperature"


def test_the_atlas_that_is_served_has_the_user_s_entries(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ISOTHERM_CATALOGUE", str(GALLERY / "catalogue.toml"))
    assert {"latitude", "density", "growth"} <= set(Atlas.open().catalogue)


def test_the_map_the_card_and_show_round_a_number_alike(tmp_path: Path):
    values = {"NOR": -19.748, "BRA": 0.35, "IND": 2.675, "NPL": 88.849}
    rows = "".join(f"{iso3},2020,{value}\n" for iso3, value in values.items())
    (tmp_path / "mine.csv").write_text(f"iso3,year,value\n{rows}", encoding="utf-8")
    entry = '[mine]\nlabel = "Mine"\nunit = "points"\npath = "mine.csv"\ndecimals = 1\n'
    (tmp_path / "own.toml").write_text(entry, encoding="utf-8")
    atlas = opened(tmp_path / "own.toml")
    wanted = {"NOR": "\N{MINUS SIGN}19.7", "BRA": "0.4", "IND": "2.7", "NPL": "88.8"}
    order = list(atlas.store.countries)
    for iso3, text in wanted.items():
        page = new_page(atlas, map="mine", country=iso3, indicator="mine", year="2020")
        assert page.parts["indicator"]["text"]["value"] == text
        on_the_map = published(page.parts["map"]["matrix"]).values[order.index(iso3), 0]
        assert fixed(float(on_the_map), 1) == text
        said = summary(atlas.store, atlas.catalogue, iso3, indicator="mine")
        assert f"{text} points in 2020" in summary_text(said, atlas.catalogue)


def test_a_category_is_named_wherever_it_is_told(tmp_path: Path):
    (tmp_path / "mine.csv").write_text("iso3,year,value\nNOR,2020,Free\nBRA,2020,Not free\n")
    entry = (
        '[mine]\nlabel = "Mine"\npath = "mine.csv"\ncategories = ["Free", "So so", "Not free"]\n'
    )
    (tmp_path / "own.toml").write_text(entry, encoding="utf-8")
    atlas = opened(tmp_path / "own.toml")
    page = new_page(atlas, map="mine", country="BRA", indicator="mine")
    part = page.parts["map"]
    assert part["categories"] == ["Free", "So so", "Not free"]
    assert part["edges"] == [-0.5, 0.5, 1.5, 2.5]
    assert len(part["colours"]) == 3
    assert page.parts["indicator"]["text"]["value"] == "Not free"
    assert page.parts["indicator"]["categories"] == ["Free", "So so", "Not free"]
    state = atlas.new_state()
    state.variable, state.period = "mine", "2011-2020"  # of categories there is no mean
    assert on_map(atlas, state).unit == "0 Free, 1 So so, 2 Not free"
    assert on_map(atlas, state).values["BRA"] == 2.0
