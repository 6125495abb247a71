"""What a static edition holds: which choices it offers, and which file has the parts of which."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import product
from typing import Any

from dashboard.atlas import Atlas
from dashboard.climate import DEFAULT_TREND_START
from dashboard.page import BASELINES
from dashboard.state import ViewState

TREND_STARTS = (DEFAULT_TREND_START, 1979)  # 1979: satellites; each costs 0.6 MB and 30 s
PARTS = "parts"  # the folder of all packs; a site's own has a digest in its name, so that no page
# that is open reads the parts of a later export
Choices = dict[str, Any]


@dataclass(frozen=True)
class Pack:
    """Files that hold parts, one for each value of a choice.

    name: of their folder. file: the choice, "" where all is in one file. parts: each part, and the
    choices that name it within the file. view: the one in which they are looked at, "" for any.
    only: of choices that no name within the file has, the one value that it is of.
    """

    name: str
    file: str
    parts: dict[str, tuple[str, ...]]
    view: str = ""
    only: Choices = field(default_factory=dict)


_WARMING = ("record", "baseline", "units")
PACKS = (
    Pack("record", "", {"warming": _WARMING, "headline": _WARMING}),
    Pack("map", "variable", {"map": (*_WARMING, "trend_start")}),
    Pack(
        "country",
        "iso3",
        {
            "country": (*_WARMING, "trend_start"),
            "peers": ("record", "units", "trend_start", "flagged"),
        },
    ),
    Pack("indicator", "iso3", {"indicator": ("indicator", "log")}),
    Pack("table", "indicator", {"table": ("record", "units", "trend_start")}, "table"),
    Pack(
        "scatter",
        "indicator",
        {"scatter": ("year", "record", "units", "linear", "flagged")},
        "scatter",
        {"trend_start": DEFAULT_TREND_START},
    ),
)


def offered(state: ViewState) -> dict[str, list[Any]]:
    """Return the values of each choice that the server answers, as far as the edition has them."""
    few = {"compare": [""], "baseline": list(BASELINES), "trend_start": list(TREND_STARTS)}
    switches = {name: [False, True] for name in ("flagged", "log", "linear")}
    named = {name: state.param[name].objects for name in ("record", "units", "variable")}
    named |= {name: state.param[name].objects for name in ("indicator", "iso3")}
    first, last = state.param["year"].bounds
    years = {"year": list(range(first, last + 1))}
    every = {**few, **switches, **named, **years}
    return {name: [v for v in values if state.is_choice(name, v)] for name, values in every.items()}


def described(state: ViewState) -> dict[str, Any]:
    """Describe it to the browser: packs, and the values of the choices that it has a few of."""
    has = offered(state)
    names = ("compare", "baseline", "trend_start", "record", "units", "variable", "indicator")
    return {
        "packs": [asdict(pack) for pack in PACKS],
        "offers": {name: has[name] for name in names},
    }


def files(state: ViewState) -> Iterator[tuple[Pack, Any]]:
    """Yield each file: its pack and the value that it is of, "" of none."""
    has = offered(state)
    for pack in PACKS:
        for value in has[pack.file] if pack.file else [""]:
            yield pack, value


def combinations(atlas: Atlas, pack: Pack, part: str, value: Any) -> Iterator[tuple[str, Choices]]:
    """Yield the name of each part within a file, and the choices that it follows from."""
    has = offered(atlas.new_state())
    named = pack.parts[part]
    own = {pack.file: value} if pack.file else {}
    for values in product(*(has[name] for name in named)):
        choices = {**own, **pack.only, **dict(zip(named, values, strict=True))}
        yield key(values), choices


def key(values: tuple[Any, ...]) -> str:
    """Return the name of a part within its file, as assets/state/edition.js writes it."""
    return " ".join(
        str(value).lower() if isinstance(value, bool) else str(value) for value in values
    )


def file_name(pack: Pack, value: Any) -> str:
    """Return a file's name."""
    return f"{PARTS}/{pack.name}/{value or ('none' if pack.file else 'all')}.bin"
