"""What dashboard/assets/types.d.ts says of Python's half and of the page holds."""

import re
from pathlib import Path

import pytest

from dashboard.app import PARTS
from dashboard.atlas import _table
from dashboard.climate import Years
from dashboard.indicators import read_catalogue
from dashboard.state import ViewState
from dashboard.store import Store

ASSETS = Path(__file__).parents[2] / "dashboard" / "assets"
TYPES = (ASSETS / "types.d.ts").read_text(encoding="utf-8")
COUNTRIES = Store.read().countries


def members(interface: str) -> dict[str, str]:
    """The names of an interface and their types."""
    body = re.search(rf"^interface {interface} .*?{{\n(.*?)^}}", TYPES, re.MULTILINE | re.DOTALL)[1]
    return dict(re.findall(r'^  "?([\w-]+)"?\??: (.+);', body, re.MULTILINE))


def test_the_choices_are_those_of_the_state():
    values = ViewState(COUNTRIES, read_catalogue(), Years(1948, 2024)).values
    kinds = {str: "string", int: "number", bool: "boolean"}
    assert members("ChoiceValues") == {name: kinds[type(value)] for name, value in values.items()}


def test_what_a_choice_is_described_by_is_what_the_state_says():
    described = ViewState(COUNTRIES, read_catalogue(), Years(1948, 2024)).described().values()
    assert set(members("Described")) == {name for about in described for name in about}
    kinds = set(re.findall(r'"(\w+)"', members("Described")["kind"]))
    assert kinds == {about["kind"] for about in described}


def test_a_row_of_the_country_table_has_what_the_file_has():
    assert set(members("Country")) == set(_table(COUNTRIES)[0])


def test_the_parts_are_those_of_the_app():
    assert set(members("Parts")) - {"refused", "notices", "live"} == set(PARTS)


@pytest.mark.parametrize("id_", members("Elements"))
def test_an_element_is_what_its_type_says(id_: str):
    html = "".join(file.read_text("utf-8") for file in ASSETS.rglob("*.html"))
    tag = re.search(rf'<(\w+)[^<>]*? id="{id_}"', html)[1]
    kind = re.match(r"(?:HTML)?(\w+)Element", members("Elements")[id_])[1]
    assert tag == {"SVGSVG": "svg"}.get(kind, kind.lower())
