"""What most people ask for next is made before they do: each country's panel in the usual choices.

The first click on a country takes the server some 40 ms of reckoning. So once somebody has opened a
page, a thread makes the panels of all countries, large ones first, with a pause after each in which
clicks are answered. They are kept packed: 1.2 MB for 249 countries.
"""

import logging
from collections.abc import Callable, Sequence
from threading import Lock, Thread, main_thread
from time import sleep
from typing import Any
from weakref import WeakSet

from dashboard.atlas import Atlas, Part, is_served
from dashboard.parts.country import country_part, indicator_part
from dashboard.parts.peers import peers_part
from dashboard.state import ViewState

PAUSE = 0.2  # seconds between two countries
MOST = 500  # countries: of more, the largest
_LOG = logging.getLogger("isotherm.ahead")
_begun: WeakSet[Atlas] = WeakSet()
_beginning = Lock()

Asked = tuple[Callable[..., Part], *tuple[Any, ...]]  # a part, and the choices it follows from


def country(s: ViewState) -> Asked:
    """Return how the panel of the selected country is asked for."""
    return country_part, s.compared, s.baseline_years, s.trend_start, s.units, s.record


def indicator(s: ViewState) -> Asked:
    """Return how its indicator is asked for."""
    return indicator_part, s.compared, s.indicator, s.log


def peers(s: ViewState) -> Asked:
    """Return how those beside it are asked for."""
    return peers_part, s.iso3, s.trend_start, s.units, s.flagged, s.record


# Not of app.py: what a session's script holds is taken from it when the session ends.
RULES = (country, indicator, peers)


def make_ahead(atlas: Atlas) -> None:
    """Begin to make the parts that follow from a country; returns at once."""
    with _beginning:
        if atlas in _begun:
            return
        _begun.add(atlas)
    # No daemon: see dashboard.server.command. It ends by itself when the process does.
    Thread(target=_make, args=(atlas, RULES), name="panels ahead").start()


def _make(atlas: Atlas, rules: Sequence[Callable[[ViewState], Asked]]) -> None:
    state = atlas.new_state()
    areas = atlas.record().countries.frame.set_index("iso3")["area_km2"]
    for iso3 in areas.sort_values(ascending=False).index[:MOST]:
        sleep(PAUSE)
        if not (main_thread().is_alive() and is_served(atlas)):
            return
        state.iso3 = iso3
        try:
            for rule in rules:
                atlas.keep(*rule(state))
        except Exception:
            # Whoever chooses that country is told; the next one may have no fault.
            _LOG.warning("The panel of %s cannot be made ahead", iso3, exc_info=True)
