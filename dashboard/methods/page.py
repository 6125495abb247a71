"""The methods page as HTML."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import param
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dashboard import climate
from dashboard.atlas import Atlas
from dashboard.methods import figures
from dashboard.state import LINK, TEMPERATURE, ViewState
from dashboard.views.cards import percent, signed, span
from dashboard.views.theme import DARK, LIGHT

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    auto_reload=False,
    undefined=StrictUndefined,
)
_PAGES.filters["signed"] = signed
_PAGES.filters["percent"] = percent


@lru_cache(maxsize=1)  # nothing of it changes while a process lives
def methods_page(atlas: Atlas) -> str:
    """Return the page: sources, computations, quality, spread within zones, links, boundaries."""
    series = {
        i: atlas.provenance(i) for i in atlas.catalogue if i in atlas.store.provenance["series"]
    }
    return _PAGES.get_template("methods.html").render(
        themes={"light": LIGHT, "dark": DARK},
        catalogue=atlas.catalogue,
        series=series,
        coverage={name: figures.coverage(atlas, name) for name in series},
        temperature=series[TEMPERATURE],
        countries=atlas.store.provenance["countries"],
        boundaries=atlas.store.provenance["boundaries"],
        date=atlas.store.provenance["date"],
        climate=climate,
        baseline=span(climate.DEFAULT_BASELINE),
        years=atlas.years,
        flagged=figures.flagged(atlas),
        ranked=figures.ranked(atlas),
        zones=figures.zones(atlas),
        share=figures.share_within_zones(atlas),
        inherited=[c for c in atlas.store.countries.values() if c.quality.flag == "inherited"],
        links=_links(atlas),
    )


def _links(atlas: Atlas) -> list[dict[str, Any]]:
    """Return each name of a link with what it means, what it may be and what it usually is."""
    state = ViewState(atlas.store.countries, atlas.catalogue, atlas.years)
    return [
        {
            "name": name,
            "doc": str(state.param[choice].doc).partition(', "":')[0].partition('; "":')[0],
            "usual": state.param[choice].default,
            "values": _values(state, choice),
        }
        for name, choice in LINK.items()
    ]


def _values(state: ViewState, choice: str) -> str:
    parameter = state.param[choice]
    if choice == "compare":
        return "up to five codes, such as IND-USA"
    if objects := getattr(parameter, "objects", None):
        named = [str(value) for value in objects if value != ""]
        return ", ".join(named) if len(named) <= 14 else f"a code, such as {named[0]}"
    if isinstance(parameter, param.Boolean):
        return "0 or 1"
    if bounds := getattr(parameter, "bounds", None):
        return f"{bounds[0]} to {bounds[1]}"
    return f"years such as 1981-2010, {parameter.shortest} or more"
