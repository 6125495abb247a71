"""The methods page as HTML."""

from pathlib import Path
from weakref import WeakKeyDictionary

from dashboard import climate
from dashboard.aggregates import WORLD
from dashboard.atlas import Atlas
from dashboard.climate import agreement
from dashboard.methods import values
from dashboard.methods.links import links
from dashboard.records import KINDS, compared
from dashboard.server.plain import templates
from dashboard.server.policy import inline_scripts
from dashboard.state import TEMPERATURE
from dashboard.views.cards import percent, signed, span
from dashboard.views.theme import DARK, LIGHT

_FOLDER = Path(__file__).parent
SCRIPTS = inline_scripts((_FOLDER / "methods.html").read_text(encoding="utf-8"))
_PAGES = templates(_FOLDER)
_PAGES.filters.update(signed=signed, percent=percent, span=span)
_WRITTEN: WeakKeyDictionary[Atlas, str] = WeakKeyDictionary()  # the page keeps no atlas alive


def methods_page(atlas: Atlas) -> str:
    """Return the page: sources, computations, quality, spread within zones, links, boundaries."""
    if atlas not in _WRITTEN:
        _WRITTEN[atlas] = _page(atlas)
    return _WRITTEN[atlas]


def _page(atlas: Atlas) -> str:
    series = {
        i: atlas.provenance(i) for i in atlas.catalogue if i in atlas.store.provenance["series"]
    }
    return _PAGES.get_template("methods.html").render(
        themes={"light": LIGHT, "dark": DARK},
        catalogue=atlas.catalogue,
        series=series,
        coverage={name: values.coverage(atlas, name) for name in series},
        temperature=series[TEMPERATURE],
        countries=atlas.store.provenance["countries"],
        boundaries=atlas.store.provenance["boundaries"],
        date=atlas.store.provenance["date"],
        climate=climate,
        baseline=span(climate.DEFAULT_BASELINE),
        recent=span(climate.recent(atlas.record().years)),
        years=atlas.record().years,
        world=atlas.record().mean(WORLD),
        records=atlas.store.records,
        kinds=KINDS,
        compared=compared(atlas.store.records),
        agreement=agreement,
        differences=values.differences(atlas),
        flagged=values.flagged(atlas.record().countries),
        ranked=values.ranked(atlas),
        finding=values.finding(atlas),
        inherited=[c for c in atlas.record().countries.values() if c.quality.flag == "inherited"],
        links=links(atlas.new_state()),
    )
