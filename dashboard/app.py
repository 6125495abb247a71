"""The app: what is chosen leads to what is shown. `panel serve dashboard/app.py` runs it.

The way of a click: state.iso3 -> store.series -> climate.anomaly -> a view -> the columns of a pane
that was built once -> shown.country -> the browser.
"""

from collections.abc import Mapping, Sequence

import panel as pn

from dashboard.atlas import Atlas, the_atlas
from dashboard.page import Page
from dashboard.server import websocket  # noqa: F401  (its import takes 40 ms off every click)
from dashboard.state import TEMPERATURE, ViewState


def build_app(atlas: Atlas, query: Mapping[str, Sequence[bytes]]) -> Page:
    """Compose one session: its state from the link, and what follows when that changes."""
    state = ViewState(atlas.store.countries, atlas.catalogue, atlas.years)
    notices = state.restore(query)
    page = Page(state, atlas.shared, notices)

    def colour_map(*_: object) -> None:
        baseline = state.baseline_years
        page.show(map=atlas.map(state.variable, baseline), warming=atlas.map(TEMPERATURE, baseline))

    def tell_country(*_: object) -> None:
        page.show(country=atlas.country(state.iso3, state.baseline_years))

    def tell_indicator(*_: object) -> None:
        page.show(indicator=atlas.indicator(state.iso3, state.indicator))

    for follow, choices in (
        (colour_map, ["variable", "baseline"]),
        (tell_country, ["iso3", "baseline"]),
        (tell_indicator, ["iso3", "indicator"]),
    ):
        follow()
        state.param.watch(follow, choices)
    return page


if pn.state.curdoc is not None and pn.state.curdoc.session_context:
    build_app(the_atlas(), pn.state.session_args).servable()
