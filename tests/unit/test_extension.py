"""A deployer's own card: how it is found, and what happens where it fails."""

import sys
from collections.abc import Iterator
from pathlib import Path

import panel as pn
import pytest
from bokeh.document import Document
from bokeh.models.ui import UIElement

from dashboard.app import build_app
from dashboard.atlas import the_atlas
from dashboard.checks.extension import check_extension
from dashboard.config import SettingsError
from dashboard.extension import NOTICE, VARIABLE, add_card, hosts, read_extension
from dashboard.page import EXTENSION

MINE = "import panel as pn\n\ndef panel(state):\n    return pn.pane.Str(state.iso3)\n\nnumber = 7\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(MINE)
    yield tmp_path
    sys.modules.pop("mine", None)


def test_none_is_named_and_none_is_there():
    assert read_extension({}) is None
    assert read_extension({VARIABLE: " "}) is None


def test_a_card_names_the_hosts_that_it_reads_from(folder: Path):
    named = ("https://tiles.example.org", "https://*.example.org:8443")
    (folder / "mine.py").write_text(f"{MINE}panel.hosts = {named!r}\n")
    assert hosts(read_extension({VARIABLE: "mine:panel"})) == named
    assert hosts(len) == ()


def test_a_module_of_the_working_directory_beside_the_catalogue_or_installed(folder: Path):
    assert read_extension({VARIABLE: "mine:panel"}).__module__ == "mine"
    beside = folder / "beside"
    beside.mkdir()
    (beside / "mine.py").write_text(MINE.replace("state.iso3", "'beside'"))
    environ = {VARIABLE: "mine:panel", "ISOTHERM_CATALOGUE": str(beside / "mine.toml")}
    assert read_extension(environ)(None).object == "beside"
    assert read_extension({VARIABLE: "panel.pane:Str"}) is pn.pane.Str


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("mine", "set a module and a function of it, such as mine:panel"),
        ("../mine:panel", "set a module and a function of it"),
        ("mine.py:panel", "its module cannot be imported"),
        ("other:panel", "its module cannot be imported (ModuleNotFoundError"),
        ("mine:table", "mine has no 'table' to call"),
        ("mine:number", "mine has no 'number' to call"),
        ("pathed:panel", "its hosts have 'https://a.example/b'; set a tuple of them, each without"),
        ("letters:panel", "its hosts have 'h'; set a tuple of them"),
        ("broken:panel", "its module cannot be imported (ZeroDivisionError: division by zero)"),
    ],
)
def test_what_cannot_be_used_is_told_with_what_to_set(folder: Path, text: str, reason: str):
    (folder / "broken.py").write_text("1 / 0\n")
    for name, named in {"pathed": ("https://a.example/b",), "letters": "https://a.example"}.items():
        (folder / f"{name}.py").write_text(f"{MINE}panel.hosts = {named!r}\n")
    with pytest.raises(SettingsError) as found:
        read_extension({VARIABLE: text})
    assert str(found.value).startswith(f"{VARIABLE} is {text!r}: ")
    assert reason in str(found.value)


def test_check_says_whether_it_is_there():
    assert list(check_extension({})) == []
    (found,) = check_extension({VARIABLE: "mine:panel"})
    assert (found.level, found.subject) == ("ok", VARIABLE)
    (wrong,) = check_extension({VARIABLE: "mine:table"})
    assert (wrong.level, wrong.subject) == ("error", VARIABLE)


def test_the_card_is_a_root_that_the_template_knows():
    page, document = build_app(the_atlas(), {"country": [b"IND"]}), Document()
    assert add_card(document, page.state, read_extension({VARIABLE: "mine:panel"})) == ""
    page.fill(document)
    (card,) = [root for root in document.roots if EXTENSION in root.tags]
    assert isinstance(card, UIElement)
    assert document.template_variables["extended"]
    assert not document.template_variables["lean"]
    assert document.title.startswith("Isotherm")


def test_a_function_that_fails_leaves_the_page_as_it_is_with_a_notice(caplog):
    def fail(_state):
        raise RuntimeError("no figures")

    page, document = build_app(the_atlas(), {}), Document()
    assert add_card(document, page.state, fail) == NOTICE
    page.fill(document)
    assert [root.tags for root in document.roots] == [["state"], ["shown"]]
    assert document.template_variables["lean"]
    assert "no figures" in caplog.text
