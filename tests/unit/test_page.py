import io
import json
import logging
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from bokeh.document import Document
from bokeh.embed.elements import html_page_for_render_items
from bokeh.embed.util import OutputDocumentFor, standalone_docs_json_and_render_items
from bokeh.models import Div, Model, Plot

import choropleth
from dashboard.app import build_app
from dashboard.atlas import the_atlas
from dashboard.page import TITLE, Page, _import_map
from dashboard.server.assets import without_comments
from dashboard.state import LINK, TEMPERATURE
from dashboard.store import SnapshotError
from dashboard.views.theme import DARK, LIGHT

EVIL = b"</script><script>alert('1')</script><img src=x onerror=alert(1)>&\""


class Tags(HTMLParser):
    """Elements with their attributes, and texts by the id of their element.

    Of a control "named" says whether its own text or a label around it names it; of an option
    "select" is the id of its list.
    """

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, Any]]] = []
        self.texts: dict[str, str] = {}
        self._open = ""
        self._within: dict[str, dict[str, Any]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found: dict[str, Any] = dict(attrs)
        found["named"] = "label" in self._within
        if tag == "option":
            found["select"] = self._within["select"]["id"]
        self.elements.append((tag, found))
        self._open = found.get("id") or ""
        if tag in ("label", "button", "select"):
            self._within[tag] = found

    def handle_endtag(self, tag: str) -> None:
        self._open = ""
        self._within.pop(tag, None)

    def handle_data(self, text: str) -> None:
        if "button" in self._within:
            self._within["button"]["named"] |= bool(text.strip())
        if self._open:
            self.texts[self._open] = self.texts.get(self._open, "") + text

    def all(self, tag: str) -> list[dict[str, Any]]:
        return [attributes for found, attributes in self.elements if found == tag]


def page_of(query: dict[str, list[bytes]] | None = None) -> Page:
    return build_app(the_atlas(), query or {})


def filled(page: Page) -> Document:
    document = Document()
    page.fill(document)
    return document


def html(document: Document) -> str:
    with OutputDocumentFor(document.roots):
        docs, items = standalone_docs_json_and_render_items(document.roots)
        variables = document.template_variables
        return html_page_for_render_items(
            ("", ""), docs, items, document.title, document.template, variables
        )


def read(text: str) -> Tags:
    tags = Tags()
    tags.feed(text)
    return tags


@pytest.fixture(scope="module")
def tags() -> Tags:
    return read(html(filled(page_of({"country": [b"IND"], "year": [b"1990"]}))))


def test_the_document_has_a_title_and_the_two_models_of_a_session():
    document = filled(page_of())
    assert document.title == TITLE
    assert [root.tags for root in document.roots] == [["state"], ["shown"]]


def test_a_sessions_document_holds_no_figure():
    document = filled(page_of())
    assert not list(document.select({"type": Plot}))
    content = document.to_json(deferred=False)
    assert len(content["roots"]) == 2
    assert len(json.dumps(content)) < 10_000


def test_the_page_starts_with_what_the_link_says(tags: Tags):
    start = json.loads(tags.texts["start"])
    assert start["state"]["iso3"] == "IND"
    assert start["state"]["year"] == 1990
    assert start["notices"] == []
    assert start["shown"]["country"]["iso3"] == "IND"
    assert tags.texts["country-name"] == "India"
    assert tags.texts["map-year"] == "1990"


def test_the_link_is_described_to_the_browser_with_its_defaults(tags: Tags):
    link = json.loads(tags.texts["start"])["link"]
    groups = list(the_atlas().record().aggregates)
    country = {"choice": "iso3", "default": "BRA", "kind": "country", "groups": groups}
    assert link["country"] == country
    year = {"choice": "year", "default": 2024, "kind": "year", "bounds": [1948, 2024]}
    assert link["year"] == year
    assert {name: entry["choice"] for name, entry in link.items()} == LINK


def test_the_figures_are_documents_that_bokeh_reads(tags: Tags):
    figures = json.loads(tags.texts["figures"])
    assert list(figures) == ["stripes", "temperature", "indicator"]  # the map is no figure
    for name, figure in figures.items():
        (root,) = Document.from_json(figure).roots
        assert root.name == name


def test_the_map_is_drawn_by_the_components_module_and_bokeh_is_not_waited_for(tags: Tags):
    address = re.findall('"choropleth": "[.]/([^"]+)"', html(filled(page_of())))[0]
    links = [(tag["rel"], tag["href"]) for tag in tags.all("link") if "href" in tag]
    assert ("modulepreload", address) in links
    assert not any("bokeh" in href for _, href in links)


def test_the_map_waits_for_no_module_that_does_not_draw_it(tags: Tags):
    linked = [tag["href"] for tag in tags.all("link") if tag["rel"] == "modulepreload"]
    ahead = json.loads(tags.texts["start"])["next"]
    addresses = json.loads(_import_map())["imports"]
    assert linked == [addresses["isotherm/open.js"].removeprefix("./")]
    assert ahead == addresses["isotherm/page.js"].removeprefix("./") != linked[0]
    assert "/print/views.js" in addresses["isotherm/print/views.js"]  # when asked for


def test_only_comments_are_left_out_of_the_components_module():
    text = (Path(choropleth.__file__).parent / "choropleth.js").read_text(encoding="utf-8")
    shorter = without_comments(text)
    assert len(shorter) < 0.85 * len(text)
    code = [
        line for line in text.splitlines() if not line.lstrip().startswith(("//", "/**", "*", "*/"))
    ]
    kept = iter(shorter.splitlines())
    assert [line for line in code if line not in kept] == []
    both = "/** A. */ const a = 1; // b\n  /** C\n * d */\n// e\nconst url = 'x//y';\n"
    assert without_comments(both) == "/** A. */ const a = 1; // b\nconst url = 'x//y';\n"


def test_every_address_is_the_servers_own_and_relative(tags: Tags):
    links = [
        a.get("href") or a.get("src") for tag in ("link", "script", "a") for a in tags.all(tag)
    ]
    addresses = [link for link in links if link and not link.startswith(("data:", "#"))]
    assert addresses
    pages = (
        "stats",
        "methods",
        "download/",
        "country/",
        "sitemap.xml",
        "?country=",  # of the page itself
    )  # where the server has them
    files = [address for address in addresses if not address.startswith(pages)]
    assert all(address.startswith("static/") for address in files)
    assert all("?v=" in address for address in files)


def test_what_the_page_needs_first_is_preloaded_from_the_address_that_it_asks(tags: Tags):
    start = json.loads(tags.texts["start"])
    preloads = {a["href"] for a in tags.all("link") if a.get("rel") == "preload"}
    wanted = {start["files"]["world"], start["files"]["countries"]}
    assert wanted | {start["shown"]["map"]["matrix"]} <= preloads


def test_the_page_is_usable_by_those_who_do_not_see_it(tags: Tags):
    assert tags.all("html")[0]["lang"] == "en"
    labelled = {a.get("for") for a in tags.all("label")}
    for tag in ("input", "button"):
        for control in tags.all(tag):
            named = control["named"] or control.get("aria-label") or control.get("title")
            assert named or control.get("id") in labelled, control
    for _, picture in tags.elements:
        if picture.get("role") == "img":
            assert picture.get("aria-label") or picture.get("aria-labelledby"), picture
    ids = [attributes["id"] for _, attributes in tags.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = [a["aria-labelledby"] for _, a in tags.elements if "aria-labelledby" in a]
    assert {name for names in named for name in names.split()} <= set(ids)
    assert len(tags.all("h1")) == 1


def test_every_indicator_can_be_picked_and_the_chosen_ones_are_selected():
    query = {"map": [b"population"], "indicator": [b"fertility"]}
    found = read(html(filled(page_of(query))))
    options = [o for o in found.all("option") if o["select"] in ("variable", "indicator")]
    catalogue = list(the_atlas().catalogue)
    charted = [name for name in catalogue if name != TEMPERATURE]
    wanted = sorted([*catalogue, "warming_rate", *charted])
    assert sorted(o["value"] for o in options) == wanted
    assert [o["value"] for o in options if "selected" in o] == ["population", "fertility"]


def test_the_slider_spans_the_years_of_the_temperatures(tags: Tags):
    (slider,) = (a for a in tags.all("input") if a.get("id") == "year")
    assert (slider["min"], slider["max"], slider["value"]) == ("1948", "2024", "1990")


@pytest.mark.parametrize(("theme", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_the_colours_of_both_themes_are_the_pages_variables(theme: str, colours: dict[str, str]):
    text = html(filled(page_of()))
    # Paper has the light ones, whatever the screen has.
    start = {"light": ":root {", "dark": '@media screen { :root[data-theme="dark"]'}[theme]
    (rule,) = (line for line in text.splitlines() if line.startswith(start))
    for name, colour in colours.items():
        assert f"--{name}: {colour};" in rule


@pytest.mark.parametrize("name", ["map", "year", "country", "indicator", "baseline"])
def test_what_a_link_says_cannot_become_markup(name: str):
    text = html(filled(page_of({name: [EVIL]})))
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    (notice,) = json.loads(read(text).texts["start"])["notices"]
    assert "</script>" in notice


def test_bokehs_scripts_alone_are_asked_for_unless_a_fork_adds_a_widget():
    page = page_of()
    document = filled(page)
    assert document.template_variables["lean"] is True
    page = page_of()
    document = Document()
    document.add_root(Div(text="A fork's own"))
    page.fill(document)
    assert document.template_variables["lean"] is False


def test_what_is_shown_before_the_document_is_filled_is_the_start_and_is_not_sent():
    page = page_of()
    document = filled(page)
    assert document.template_variables["start"]["shown"]["country"]["iso3"] == "BRA"
    assert page.shown.parts == ""


def test_a_choice_that_changes_nothing_is_answered_too():
    page = page_of()
    filled(page)
    answers = []
    for _ in range(3):
        page.show()
        answers.append(page.shown.parts)
    assert len(set(answers)) == 3
    assert all(list(json.loads(answer)) == ["answer", "turn", "made_of"] for answer in answers)


def answers_to(page: Page, *texts: Any) -> list[dict[str, Any]]:
    """Send messages as a browser does; return what it hears."""
    document, heard = filled(page), []
    page.shown.on_change("parts", lambda _attr, _old, new: heard.append(json.loads(new)))
    chosen = next(root for root in document.roots if root.tags == ["state"])
    for text in texts:
        chosen.choices = text
    return heard


def test_an_action_of_many_choices_is_one_message_and_one_answer():
    page = page_of()
    wanted = {
        **page.state.values,
        **{"iso3": "IND", "compare": "USA", "variable": "population", "period": ""},
        **{"baseline": "1961-1990", "indicator": "fertility", "units": "F", "turn": 5},
    }
    (answer,) = answers_to(page, json.dumps(wanted))
    assert answer["turn"] == 5
    assert {"map", "warming", "country", "indicator", "peers"} <= set(answer)
    assert answer["country"]["text"]["name"] == "India"
    assert page.state.values == {name: wanted[name] for name in page.state.values}


def test_what_is_no_choice_is_answered_with_what_the_session_holds():
    page = page_of()
    message = json.dumps({"iso3": "XXX", "year": 1e9, "units": "F", "unknown": 1, "turn": 2})
    (answer,) = answers_to(page, message)
    assert answer["turn"] == 2
    assert answer["refused"] == {"iso3": "BRA", "year": 2024}
    assert "°F" in answer["map"]["unit"]
    assert (page.state.iso3, page.state.units) == ("BRA", "F")
    assert "refused" not in page.parts


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "7", '"BRA"', "{", '{"turn": "1"}', "[" * 3000, "9" * 4096, "x" * 4097],
    ids=lambda text: text[:12],
)
def test_a_message_that_holds_no_choices_changes_nothing_and_is_answered(text: str):
    page = page_of()
    before = page.state.values
    (answer,) = answers_to(page, text)
    assert set(answer) == {"answer", "turn", "made_of"}
    assert page.state.values == before


@pytest.mark.parametrize("error", [RuntimeError("no table"), SnapshotError(Path("f"), "cut")])
def test_choices_that_cannot_be_shown_are_taken_back_and_logged_once(
    error: Exception, monkeypatch: pytest.MonkeyPatch
):
    logged, log = io.StringIO(), logging.Logger("of this test alone")
    log.addHandler(logging.StreamHandler(logged))
    monkeypatch.setattr("dashboard.page._LOG", log)
    page = page_of()
    page.labels = {"fertility": "Fertility"}
    asked = []

    def fail(event: Any) -> None:
        asked.append(event.new)
        if event.new == "fertility":
            raise error

    page.state.param.watch(fail, "indicator")
    before = page.state.indicator
    (answer,) = answers_to(page, json.dumps({"indicator": "fertility", "view": "table", "turn": 3}))
    assert (answer["turn"], page.state.indicator) == (3, before)
    assert asked == ["fertility", before]
    (notice,) = answer["notices"]
    number = re.search("request ([0-9a-f]{8})", notice)[1]
    (line,) = [line for line in logged.getvalue().splitlines() if number in line]
    assert "indicator=fertility" in line
    if isinstance(error, SnapshotError):
        assert notice.startswith("Fertility cannot be read on this server just now. What was")
        assert answer["refused"] == {"indicator": before}
        assert page.state.view == "table"
    else:
        assert answer["refused"] == {"indicator": before, "view": "map"}
        assert page.state.view == "map"


def test_what_is_shown_after_that_is_sent():
    page = page_of()
    filled(page)
    page.show(country={"iso3": "IND"})
    assert json.loads(page.shown.parts)["country"] == {"iso3": "IND"}
    assert page.parts["country"] == {"iso3": "IND"}


def test_a_session_has_a_handful_of_models():
    document = filled(page_of())
    assert len(list(document.select({"type": Model}))) <= 4
