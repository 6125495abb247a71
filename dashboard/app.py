"""The app: what is chosen leads to what is shown. `panel serve dashboard/app.py` runs it.

The way of a click: state.iso3 -> store.series -> climate.anomaly -> a view -> the columns of a pane
that was built once -> shown.parts -> the browser.
"""

from collections.abc import Callable, Mapping, Sequence

import panel as pn
from param.parameterized import Event

from dashboard import ahead
from dashboard.atlas import Atlas, Part, the_atlas
from dashboard.counter import Counter, count_session, the_counter
from dashboard.extension import add_card, hosts, the_extension
from dashboard.page import Page, cannot_be_read
from dashboard.parts.headline import headline_part
from dashboard.parts.map import map_part
from dashboard.parts.scatter import Axes, scatter_part
from dashboard.parts.table import table_part
from dashboard.records import AGREEMENT, RATE
from dashboard.server import guard, tokens, websocket  # noqa: F401  (to import tokens, websocket is enough)
from dashboard.state import LINK, TEMPERATURE, ViewState

# Each part of the page: the choices that it follows from, and how. None where it is not looked at.
Rule = tuple[set[str], Callable[[Atlas, ViewState], Part | None]]
PARTS: dict[str, Rule] = {
    "map": (
        {"variable", "baseline", "units", "record", "trend_start"},
        lambda atlas, s: atlas.ask(
            map_part,
            *(s.variable, s.baseline_years, s.units, s.record),
            *([s.trend_start] if s.variable == RATE else []),  # what else follows from no trend
        ),
    ),
    "warming": (
        {"baseline", "units", "record"},
        lambda atlas, s: atlas.ask(map_part, TEMPERATURE, s.baseline_years, s.units, s.record),
    ),
    "headline": (
        {"baseline", "units", "record"},
        lambda atlas, s: atlas.ask(headline_part, s.baseline_years, s.units, s.record),
    ),
    "country": (
        {"iso3", "compare", "baseline", "trend_start", "units", "record"},
        lambda atlas, s: atlas.ask(*ahead.country(s)),
    ),
    "indicator": (
        {"iso3", "compare", "indicator", "log"},
        lambda atlas, s: atlas.ask(*ahead.indicator(s)),
    ),
    "peers": (
        {"iso3", "trend_start", "units", "flagged", "record"},
        lambda atlas, s: atlas.ask(*ahead.peers(s)),
    ),
    "table": (
        {"view", "indicator", "trend_start", "units", "record"},
        lambda atlas, s: (
            atlas.ask(table_part, s.indicator, s.trend_start, s.units, s.record)
            if s.view == "table"
            else None
        ),
    ),
    "scatter": (
        {"view", "indicator", "year", "trend_start", "units", "linear", "flagged", "record"},
        lambda atlas, s: atlas.ask(scatter_part, Axes.of(s)) if s.view == "scatter" else None,
    ),
}
# The choices that the server answers; the others are the browser's own. So is the year: the scatter
# alone asks for one, once that has settled.
ANSWERED = sorted({choice for choices, _ in PARTS.values() for choice in choices} - {"year"})


def build_app(atlas: Atlas, query: Mapping[str, Sequence[bytes]]) -> Page:
    """Compose one session: its state from the link, and what follows when that changes."""
    state = atlas.new_state()
    notices = [*state.restore(query), *readable(atlas, state)]
    page = Page(state, atlas.shared, notices, ANSWERED, atlas.labels)

    def show(*events: Event) -> None:
        changed = {event.name for event in events}
        told = {
            name: part(atlas, state)
            for name, (choices, part) in PARTS.items()
            if not events or choices & changed
        }
        same = page.parts if events else {}  # remembered as they are, they need no second telling
        shown = {
            n: part for n, part in told.items() if part is not None and part is not same.get(n)
        }
        if shown or changed.intersection(ANSWERED):  # the browser waits for an answer to these
            page.show(**shown)

    show()
    state.param.watch(show, list(LINK.values()))
    return page


def readable(atlas: Atlas, state: ViewState) -> list[str]:
    """Replace chosen indicators whose figures cannot be read by such as can; say so, if any."""
    chosen = {state.variable, state.indicator} - {AGREEMENT, RATE}
    unread = [name for name in atlas.labels if name in chosen and not atlas.is_readable(name)]
    if state.variable in unread:
        state.variable = TEMPERATURE
    if state.indicator in unread:
        others = (name for name in state.param.indicator.objects if atlas.is_readable(name))
        state.indicator = next(others, state.indicator)
    return [cannot_be_read([atlas.labels[name] for name in unread])] if unread else []


def first_page(atlas: Atlas) -> None:
    """Ask an atlas for what somebody sees first who follows no link; publish the page's files."""
    build_app(atlas, {})
    _ = atlas.shared.made_of


def count(page: Page, counter: Counter) -> None:
    """Count the session as a view once its page is open, and each country that it opens.

    A country that the link names counts; the one that everybody sees first, when it is chosen.
    """
    state = page.state

    def opened(view: str | None) -> None:
        def count_country(iso3: str) -> None:
            if view is not None and iso3 and iso3 not in state.groups:
                counter.country(view, iso3)

        if state.iso3 != state.param.iso3.default:
            count_country(state.iso3)
        state.param.watch(lambda event: count_country(event.new), "iso3")

    count_session(counter, pn.state, opened)


if pn.state.curdoc is not None and pn.state.curdoc.session_context:
    guard.warn_without_plugin()
    the_page = build_app(atlas := the_atlas(first_page), pn.state.session_args)
    ahead.make_ahead(atlas)
    the_page.totals = the_counter().totals()
    if (the_card := the_extension()) and not the_page.state.embed:
        the_page.hosts = hosts(the_card)
        the_page.notices += filter(None, [add_card(pn.state.curdoc, the_page.state, the_card)])
    the_page.servable()
    count(the_page, the_counter())
