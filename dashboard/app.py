"""The app: what is chosen leads to what is shown. `panel serve dashboard/app.py` runs it.

The way of a click: state.iso3 -> store.series -> climate.anomaly -> a view -> the columns of a pane
that was built once -> shown.parts -> the browser.
"""

from collections.abc import Callable, Mapping, Sequence

import panel as pn
from param.parameterized import Event

from dashboard.atlas import Atlas, Part, the_atlas
from dashboard.counter import Counter, count_session, the_counter
from dashboard.page import Page
from dashboard.server import websocket  # noqa: F401  (its import takes 40 ms off every click)
from dashboard.state import LINK, TEMPERATURE, ViewState


def build_app(atlas: Atlas, query: Mapping[str, Sequence[bytes]]) -> Page:
    """Compose one session: its state from the link, and what follows when that changes."""
    state = ViewState(atlas.store.countries, atlas.catalogue, atlas.years)
    page = Page(state, atlas.shared, state.restore(query))
    parts: dict[str, tuple[set[str], Callable[[], Part]]] = {
        "map": ({"variable", "baseline"}, lambda: atlas.map(state.variable, state.baseline_years)),
        "warming": ({"baseline"}, lambda: atlas.map(TEMPERATURE, state.baseline_years)),
        "country": ({"iso3", "baseline"}, lambda: atlas.country(state.iso3, state.baseline_years)),
        "indicator": ({"iso3", "indicator"}, lambda: atlas.indicator(state.iso3, state.indicator)),
    }

    def follow(*events: Event) -> None:
        changed = {event.name for event in events}
        page.show(**{name: tell() for name, (choices, tell) in parts.items() if choices & changed})

    page.show(**{name: tell() for name, (_, tell) in parts.items()})
    state.param.watch(follow, list(LINK.values()))
    return page


def count(page: Page, counter: Counter) -> None:
    """Count the session as a view once its page is open, and each country that it opens."""

    def opened(view: str | None) -> None:
        if view is not None:
            page.state.param.watch(lambda event: counter.country(view, event.new), "iso3")

    count_session(counter, pn.state, opened)


if pn.state.curdoc is not None and pn.state.curdoc.session_context:
    the_page = build_app(the_atlas(), pn.state.session_args)
    the_page.totals = the_counter().totals()
    the_page.servable()
    count(the_page, the_counter())
