"""What most people ask for next is made before they do: each country's panel in the usual choices.

The first click on a country takes the server some 30 ms of reckoning. So once somebody has opened a
page, a thread makes the panels of all countries, large ones first, with a pause after each in which
clicks are answered. They are kept packed: two megabytes for 250 countries.
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

Rule = Callable[[Any, ViewState], Part | None]


def country(atlas: Any, s: ViewState) -> Part:
    """Ask for the panel of the selected country."""
    part: Part = atlas.ask(
        country_part, s.compared, s.baseline_years, s.trend_start, s.units, s.record
    )
    return part


def indicator(atlas: Any, s: ViewState) -> Part:
    """Ask for its indicator."""
    part: Part = atlas.ask(indicator_part, s.compared, s.indicator, s.log)
    return part


def peers(atlas: Any, s: ViewState) -> Part:
    """Ask for those beside it."""
    part: Part = atlas.ask(peers_part, s.iso3, s.trend_start, s.units, s.flagged, s.record)
    return part


# Not of app.py: what a session's script holds is taken from it when the session ends.
RULES: tuple[Rule, ...] = (country, indicator, peers)


class _Keeper:
    """Stands for an atlas where a rule asks for a part, and has it kept."""

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas

    def ask(self, part: Callable[..., Part], *choices: Any) -> None:
        self._atlas.keep(part, *choices)


def make_ahead(atlas: Atlas, rules: Sequence[Rule]) -> None:
    """Begin to make the parts that follow from a country by these rules; returns at once."""
    with _beginning:
        if atlas in _begun:
            return
        _begun.add(atlas)
    # No daemon: see dashboard.server.command. It ends by itself when the process does.
    Thread(target=_make, args=(atlas, rules), name="panels ahead").start()


def _make(atlas: Atlas, rules: Sequence[Rule]) -> None:
    keeper, state = _Keeper(atlas), atlas.new_state()
    areas = atlas.record().countries.frame.set_index("iso3")["area_km2"]
    for iso3 in areas.sort_values(ascending=False).index[:MOST]:
        sleep(PAUSE)
        if not (main_thread().is_alive() and is_served(atlas)):
            return
        state.iso3 = iso3
        try:
            for rule in rules:
                rule(keeper, state)
        except Exception:
            # Whoever chooses that country is told; the next one may have no fault.
            _LOG.warning("The panel of %s cannot be made ahead", iso3, exc_info=True)
