"""What a link may say, as the methods page and the documents list it."""

import re
from typing import Any, NamedTuple

import param

from dashboard.state import LINK, MOST_COMPARED, NONE, Compared, Span, ViewState

_MOST_LISTED = 14


class Link(NamedTuple):
    """A name in a link; in values and usual, which is "" for nothing, code stands in backticks."""

    name: str
    meaning: str
    values: str
    usual: str


def links(state: ViewState) -> list[Link]:
    """Return each name of a link with what it means, what it may be and what it usually is."""
    return [
        Link(name, _meaning(parameter), _values(parameter), _usual(parameter.default) + _else(name))
        for name, choice in LINK.items()
        for parameter in [state.param[choice]]
    ]


def _meaning(parameter: Any) -> str:
    # What follows says what the empty text means, which no link writes.
    return re.split('[,;] "":', parameter.doc)[0]


def _values(parameter: Any) -> str:
    if isinstance(parameter, Compared):
        return f"up to {MOST_COMPARED - 1} codes: `IND-USA`"
    if isinstance(parameter, param.Boolean):
        return "`0`, `1`"
    if isinstance(parameter, Span):
        at_least = f", {parameter.shortest} or more" if parameter.shortest > 1 else ""
        none = f"; `{NONE}`: the one year" if parameter.optional else ""
        return f"years{at_least}: `1981-2010`{none}"
    if isinstance(parameter, param.Integer) and parameter.bounds:
        return f"{parameter.bounds[0]} to {parameter.bounds[1]}"
    choices = [f"`{choice}`" for choice in parameter.objects if choice != ""]
    return ", ".join(choices) if len(choices) <= _MOST_LISTED else f"a code, such as {choices[0]}"


def _usual(default: Any) -> str:
    return f"`{int(default) if isinstance(default, bool) else default}`" if default != "" else ""


def _else(name: str) -> str:
    return f"; `{NONE}` with a year or an indicator" if name == "period" else ""
