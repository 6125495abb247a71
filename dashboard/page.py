"""The page: a document whose picture is drawn from files, and a session that answers its clicks.

What everybody sees alike (figures, shapes, the numbers of the map) reaches the browser as immutable
files, and what this session shows first as the JSON `start` inside the page. So the session holds
two small models and no figure: `state`, what is chosen, which the browser changes; and `shown`,
what follows from it.
"""

import hashlib
import json
import logging
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex, token_urlsafe
from typing import Any

import bokeh
import panel as pn
from bokeh.core.properties import String
from bokeh.document import Document
from bokeh.events import ClientReconnected
from bokeh.model import DataModel
from bokeh.models.ui import UIElement
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape

from dashboard.climate import DEFAULT_TREND_START
from dashboard.counter import Totals
from dashboard.figures import FIGURES
from dashboard.indicators import Catalogue, Indicator
from dashboard.records import AGREEMENT, RATE, Record, compared
from dashboard.server import beside
from dashboard.server.assets import ASSETS, asset, publish, without_comments
from dashboard.server.bundle import bundled
from dashboard.server.measures import ANSWERS
from dashboard.server.policy import Card, inline_scripts, nonced, policy
from dashboard.state import TEMPERATURE, ViewState
from dashboard.store import SnapshotError
from dashboard.views.cards import ZONES
from dashboard.views.theme import COMPARED, DARK, LIGHT

# Their labels in the picker of what the map shows; the browser writes the year that is chosen.
WARMING_RATE, WHERE_AGREE = "Warming rate", "Where records agree"
BASELINES = ("1951-1980", "1961-1990", "1981-2010", "1991-2020")  # that the page offers
STATS = "stats.json"  # the address of the numbers in the footer
EXTENSION = "extension"  # tags the model of a deployer's own card
TITLE = "Isotherm: how each country has warmed, next to how it lives"
_JINJA = Environment(
    loader=FileSystemLoader(ASSETS), autoescape=True, auto_reload=False, undefined=StrictUndefined
)
# Bokeh reads a reference after what it refers to: the order of keys counts.
_JINJA.policies["json.dumps_kwargs"] = {"sort_keys": False, "separators": (",", ":")}
_JINJA.filters["nonced"] = nonced
CHOROPLETH = "choropleth"  # the component's module, which draws the page's map
# What the map is drawn with, in one file; what is read next is in another.
_FIRST = "isotherm/open.js"
_DRAWING = (
    *("open", "numbers", "map/legend", "map/map", "map/paint", "map/variable"),
    *("map/worldfile", "tools/notices"),
)
# Read when they are asked for.
_LATER = (
    "state/edition",
    *(f"map/{name}" for name in ("around", "spoken", "marks", "svgmap")),
    *(f"panel/{name}" for name in ("multiples", "sheet", "records", "svg", "svgchart")),
    *(f"tools/{name}" for name in ("embed", "settings", "sharing", "download")),
    *(f"print/{name}" for name in ("country", "light", "pieces", "sheet", "style", "views")),
    *(f"views/{name}" for name in ("ranking", "table", "scatter", "labels", "astable")),
)


# What can be taken away: its name in addresses, its title, whether its numbers and its picture can.
_FILES = [
    ("map", "Map", True, True),
    *((figure.name, figure.title, figure.sheet is not None, True) for figure in FIGURES),
    ("table", "Ranking table", True, False),
    ("scatter", "Scatter", True, True),
]

_LOG = logging.getLogger(__name__)
_OF_FIGURES = ("variable", "indicator")  # choices that name a series, which may not be readable
_LONGEST = 4096  # characters of a message: all choices have some 500


class Chosen(DataModel):
    """All choices as JSON, and the turn of the message that brings them, which its answer repeats.

    As one text, so that what a person does at once is one message, and is answered once.
    """

    choices = String()


class Shown(DataModel):
    """What follows from the last change of the choices, as JSON that `app` builds; "" before one.

    An object of parts, each whole, see dashboard.parts: map, warming, country and so on; with the
    turn of the message that it answers, and under "refused" what it holds to be chosen instead. As
    text, because Bokeh looks through every number of a nested object for models (15 ms a click),
    and all parts at once, so that the browser paints once.
    """

    parts = String()


@dataclass(frozen=True)
class Shared:
    """What every page holds alike.

    files: addresses of immutable files, relative to the page. figures: each figure's Bokeh
    document, as JSON, by its name. ground: what lies under the countries, as paths of SVG in
    kilometres, and the box of each zoom. date: of the snapshot.
    options: see `options`. groups: of countries, code and name.
    """

    options: dict[str, str]
    files: dict[str, str]
    figures: dict[str, Any]
    ground: dict[str, Any]
    groups: list[dict[str, Any]]
    date: str
    records: dict[str, str]

    @cached_property
    def made_of(self) -> str:
        """Name what a page is made of: this table of countries, and this release's files.

        Numbers come without names, in the order of that table. A page of another table, or with
        modules of another release, has to be opened anew before it can show them.
        """
        release = f"{_import_map()} {_style()}"
        return hashlib.sha256(f"{self.files['countries']} {release}".encode()).hexdigest()[:16]


class Page:
    """One session's page.

    answered: the choices that change what is shown, so an answer comes. labels: of indicators.
    """

    def __init__(
        self,
        state: ViewState,
        shared: Shared,
        notices: list[str],
        answered: Sequence[str] = (),
        labels: Mapping[str, str] | None = None,
    ) -> None:
        self.state = state
        self.shared = shared
        self.notices = notices
        self.answered = answered
        self.labels = labels or {}
        self.totals: Totals | None = None
        self.hosts: Sequence[str] = ()  # others that a card of one's own may read from
        # Of a page without a server: see dashboard.edition.
        self.edition: dict[str, Any] | None = None
        self.parts: dict[str, Any] = {}
        self.answers = 0
        self.turn = 0
        self._answering: dict[str, Any] | None = None
        self.shown = Shown(tags=["shown"])

    def show(self, **parts: Any) -> None:
        """Replace parts of what is shown, none of them where a choice changes nothing."""
        self.parts.update(parts)
        if self._answering is None:
            self._send(parts)
        else:
            self._answering.update(parts)

    def take(self, text: str) -> None:
        """Take the choices of a message and answer it once; what is none changes nothing."""
        wanted = _message(text)
        self.turn = wanted.pop("turn", 0)
        before, began = self.state.values, time.monotonic()
        answer = self._answering = {}
        try:
            refused = self.state.choose(wanted)
            for name in refused:
                _LOG.warning("a browser chose %.40s %.60r, which is not one", name, wanted[name])
            if kept := {n: v for n, v in self.state.values.items() if n in refused}:
                answer["refused"] = kept
        except Exception as error:
            # Not passed on: Bokeh 3.9 would leave this document the current one for all who follow.
            with suppress(Exception):
                self._take_back(before, error)
        finally:  # an answer also where a part cannot be made: the browser waits for it
            self._answering = None
            self._send(answer)
            ANSWERS.observe(time.monotonic() - began)

    def _take_back(self, before: dict[str, Any], error: Exception) -> None:
        """Show again what was shown before choices that cannot be, and say so.

        Of figures that cannot be read the indicator alone is taken back, so that nothing stands
        beside another one's name; the other choices of the message stay.
        """
        wanted = {n: value for n, value in self.state.values.items() if value != before[n]}
        unread = [n for n in wanted if n in _OF_FIGURES and isinstance(error, SnapshotError)]
        notice = self._apology([wanted[name] for name in unread], error)
        if self._answering is not None:
            refused = {n: before[n] for n in unread or wanted}
            self._answering.update(refused=refused, notices=[notice])
        self.state.choose(before)
        self.state.choose({n: value for n, value in wanted.items() if unread and n not in unread})

    def _apology(self, unread: Sequence[str], error: Exception) -> str:
        """Log an error once, with an id that is in the notice for the reader, too."""
        number, link = token_hex(4), self.state.query() or "no choices"
        if not unread:
            _LOG.error("Choices cannot be shown, request %s, %s", number, link, exc_info=error)
            return f"That could not be shown, and the view before it stays (request {number})."
        _LOG.error("%s Request %s, %s", error, number, link)
        labels = [self.labels.get(name, name) for name in dict.fromkeys(unread)]
        return f"{cannot_be_read(labels)} What was shown before stays (request {number})."

    def _send(self, told: Mapping[str, Any]) -> None:
        # Counted, for the same text twice would be no change.
        self.answers += 1
        if self.shown.document is not None:
            which = {"answer": self.answers, "turn": self.turn, "made_of": self.shared.made_of}
            told = {**which, **told}
            self.shown.update(parts=json.dumps(told, allow_nan=False))

    def servable(self) -> "Page":
        """Fill the document of the session that runs the script."""
        if pn.state.curdoc is not None:
            self.fill(pn.state.curdoc)
        return self

    def fill(self, document: Document) -> None:
        """Put template and models into a document; what is shown by now is the first picture."""
        for model in (self._chosen(), self.shown):
            document.add_root(model)
        # A page that comes back may show what another session has told it.
        document.on_event(ClientReconnected, lambda _event: self.show(**self.parts))
        document.title = TITLE
        document.template = _JINJA.get_template("page.html")
        document.template_variables.update(self._variables(document))

    def _variables(self, document: Document) -> dict[str, Any]:
        # Panel's and its widgets' scripts are 288 kB gzipped: needed where a fork adds a view.
        lean = not any(isinstance(root, UIElement) for root in document.roots)
        card = None if lean else Card(token_urlsafe(16), self.hosts)
        return {
            "lean": lean,
            "nonce": card.nonce if card else "",
            "policy": policy(_scripts(), embedded=bool(self.state.embed), card=card),
            "extended": any(EXTENSION in root.tags for root in document.roots),
            "bokeh_script": f"static/js/bokeh.min.js?v={bokeh.__version__}",
            "style": _style(),
            "first": _modules()[_FIRST],
            "import_map": _import_map(),
            "themes": {"light": LIGHT, "dark": DARK},
            "compared": COMPARED,
            "options": {
                name: chosen(self.shared.options[name], getattr(self.state, name))
                for name in ("variable", "indicator")
            },
            "baselines": [years.replace("-", "\N{EN DASH}") for years in BASELINES],
            "zones": {code: ZONES[code] for code in self.state.param.zone.objects if code},
            "state": self.state,
            "files": self.shared.files,
            "figures": self.shared.figures,
            "panel": FIGURES,
            "files_of": _FILES,
            "records": self.shared.records,
            "start": self._start(),
        }

    def _chosen(self) -> DataModel:
        """Return the model that the browser changes."""
        model = Chosen(tags=["state"], choices=json.dumps(self.state.values))
        model.on_change("choices", lambda _attr, _old, text: self.take(text))
        return model

    def _start(self) -> dict[str, Any]:
        suffix = ".html" if self.edition else ""
        has_pages = self.edition or beside.has("methods")
        return {
            "edition": self.edition,
            "methods": f"methods{suffix}" if has_pages else "",
            "suffix": suffix,
            "files": self.shared.files,
            "next": _modules()["isotherm/page.js"],
            "made_of": self.shared.made_of,
            "ground": self.shared.ground,
            "groups": self.shared.groups,
            "link": self.state.described(),
            "answered": list(self.answered),
            "state": self.state.values,
            "shown": self.parts,
            "notices": self.notices,
            "totals": asdict(self.totals) if self.totals else None,
            "stats": STATS if beside.has(STATS) else None,
            "downloads": beside.has("download"),
        }


@cache
def _modules() -> dict[str, str]:
    """Return the modules' names and their addresses; those that are read together have one."""
    found = sorted(ASSETS.rglob("*.js"))
    files = {f"isotherm/{file.relative_to(ASSETS).as_posix()}": file for file in found}
    files[CHOROPLETH] = _component()
    drawing = {CHOROPLETH, *map("isotherm/{}.js".format, _DRAWING)}
    later = set(map("isotherm/{}.js".format, _LATER))
    return {
        **{name: asset(name.partition("/")[2]) for name in files if name in later},
        **_together("drawing.js", {n: file for n, file in files.items() if n in drawing}),
        **_together("page.js", {n: f for n, f in files.items() if n not in drawing | later}),
    }


def _together(name: str, files: Mapping[str, Path]) -> dict[str, str]:
    texts = {n: without_comments(file.read_text(encoding="utf-8")) for n, file in files.items()}
    return dict.fromkeys(texts, publish(name, bundled(texts).encode()))


def _component() -> Path:
    """Return the component's module; the page has no use for its Python half."""
    spec = find_spec("choropleth")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("The package choropleth, which draws the map, is not installed.")
    return Path(spec.origin).with_name("choropleth.js")


@cache
def _import_map() -> str:
    """Return the map as JSON: the modules' names and their addresses."""
    imports = {name: f"./{address}" for name, address in _modules().items()}
    return json.dumps({"imports": imports})


@cache
def _scripts() -> list[str]:
    """Return the texts of the page's inline scripts."""
    return [_import_map(), *inline_scripts((ASSETS / "page.html").read_text(encoding="utf-8"))]


@cache
def _style() -> str:
    """Return the address of all style sheets as one, page.css first."""
    first = ASSETS / "page.css"
    others = sorted(set(ASSETS.rglob("*.css")) - {first}, key=lambda file: file.name)
    return publish("page.css", b"\n".join(file.read_bytes() for file in [first, *others]))


def cannot_be_read(labels: Sequence[str]) -> str:
    """Return the sentence that says of which indicators the server cannot read the figures."""
    return f"{' and '.join(labels)} cannot be read on this server just now."


def _message(text: str) -> dict[str, Any]:
    """Return the choices of a message, none where it is not one."""
    try:
        wanted = json.loads(text) if len(text) <= _LONGEST else None
    except (ValueError, RecursionError):
        wanted = None
    if isinstance(wanted, dict) and isinstance(wanted.get("turn", 0), int):
        return wanted
    _LOG.warning("a browser sent %.60r, which holds no choices", text)
    return {}


def options(catalogue: Catalogue, records: Mapping[str, Record]) -> dict[str, str]:
    """Return the options of the two pickers, as HTML: what the map shows, and what is charted.

    Written once for all pages: a user's catalogue may have thousands of indicators.
    """
    charted = [indicator for indicator in catalogue.values() if indicator.id != TEMPERATURE]
    mapped = list(catalogue.values())
    own = catalogue[TEMPERATURE]
    since = f"{WARMING_RATE} since {DEFAULT_TREND_START}"
    of_years = [replace(own, id=RATE, label=since)]
    if compared(records):
        of_years.append(replace(own, id=AGREEMENT, label=WHERE_AGREE))
    after = mapped.index(own) + 1
    mapped[after:after] = of_years
    return {"variable": _grouped(mapped), "indicator": _grouped(charted)}


def chosen(options: str, indicator_id: str) -> str:
    """Return the options with one of them selected."""
    value = f'value="{escape(indicator_id)}"'
    return options.replace(value, f"{value} selected", 1)


def _grouped(indicators: list[Indicator]) -> str:
    groups: dict[str, list[Indicator]] = {}
    for indicator in indicators:
        groups.setdefault(indicator.group, []).append(indicator)
    return "".join(
        f'<optgroup label="{escape(group)}">{"".join(map(_option, members))}</optgroup>'
        for group, members in groups.items()
    )


def _option(indicator: Indicator) -> str:
    label = "Temperature change" if indicator.id == TEMPERATURE else indicator.label
    return f'<option value="{escape(indicator.id)}">{escape(label)}</option>'
