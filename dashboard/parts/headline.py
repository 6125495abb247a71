"""The part above the map: how much warmer it has become, and how many are at their warmest."""

from math import isnan

import pandas as pd

from dashboard.aggregates import WORLD, Mean
from dashboard.atlas import Atlas, Part
from dashboard.climate import Years
from dashboard.climate.degrees import DEGREES, Degrees
from dashboard.views import cards

ALL_LAND = 0.9  # of the land: where reliable records have less, nothing is said of "land"
WIDTH, HEIGHT = 120, 32  # of the sparkline, in its own units
_EDGE = 2


def headline_part(atlas: Atlas, baseline: Years, units: str, record: str = "") -> Part:
    """Return the headline, full and brief, each in pieces: lead, change, rest.

    brief: for narrow pages. line: the sparkline of the land's mean, as a path of SVG; said: its
    description.
    """
    temperatures, degrees = atlas.record(record), DEGREES[units]
    world = temperatures.mean(WORLD)
    return {
        **_sentence(world, baseline, degrees, "by this record, " * temperatures.record.fallback),
        "line": sparkline(world.series),
        "said": _said(world, baseline, degrees),
    }


def sparkline(series: "pd.Series[float]") -> str:
    """Return the path of a series within WIDTH by HEIGHT; a gap stays a gap, nothing is ""."""
    known = series.dropna()
    if len(known) < 2:
        return ""
    low, high, first, last = known.min(), known.max(), known.index[0], known.index[-1]
    x = (known.index - first) * (WIDTH - 2 * _EDGE) / (last - first) + _EDGE
    y = HEIGHT - _EDGE - (known - low) * (HEIGHT - 2 * _EDGE) / ((high - low) or 1)
    gaps = [True, *(known.index[1:] - known.index[:-1] > 1)]
    points = zip(gaps, x, y, strict=True)
    return "".join(f"{'M' if gap else 'L'}{right:.1f},{down:.1f}" for gap, right, down in points)


def _sentence(world: Mean, baseline: Years, degrees: Degrees, by: str) -> dict[str, dict[str, str]]:
    """Return the sentence in full, and the brief one.

    by: before what another record may count otherwise.
    """
    count, when, then = len(world.members), cards.span(world.recent), cards.span(baseline)
    if not count:
        none = _pieces("No country has a reliable record of the last ten years.")
        return {"full": none, "brief": none}
    share, change, warmest = cards.percent(world.share), world.change(baseline), world.warmest
    are = "is" if warmest == 1 else "are"
    if isnan(change):
        who = f"{warmest} of {count} countries with a reliable record"
        alone = _pieces("", who, f"{are} at their warmest in {when}. Yours?")
        return {"full": alone, "brief": alone}
    warmer, than = _warmer(change, degrees)
    if world.share < ALL_LAND:
        whose = f"In {when} the land of the {count} countries with a reliable record"
        lead, of = f"{whose} ({share} of all land) was", "of them"
        brief = f"{when}: land of {count} countries ({share})"
    else:
        land = "land" if world.share >= 0.995 else f"land ({share} of it)"
        lead, brief, of = f"In {when} {land} was", f"{when}: {land}", f"of {count} countries"
    rest = f"{than}in {then}; {by}{warmest} {of} {are} at their warmest. Yours?"
    short = f"{than}{then}; {by.replace(',', '')}{warmest} at their warmest."
    return {"full": _pieces(lead, warmer, rest), "brief": _pieces(brief, warmer, short)}


def _pieces(lead: str, change: str = "", rest: str = "") -> dict[str, str]:
    return {"lead": lead, "change": change, "rest": rest}


def _warmer(change: float, degrees: Degrees) -> tuple[str, str]:
    """Say how much warmer, and the word before what it is compared with."""
    size = cards.fixed(abs(change) * degrees.factor, 1)
    if not size.strip("0.,"):
        return "as warm as", ""
    return f"{size}\N{NO-BREAK SPACE}{degrees.unit} {'warmer' if change > 0 else 'colder'}", "than "


def _said(world: Mean, baseline: Years, degrees: Degrees) -> str:
    """Describe the sparkline to who does not see it."""
    normal, rows = world.normal(baseline), world.rows
    if isnan(normal):
        return "No mean of the land"
    rows["value"] = (rows["value"] - normal) * degrees.factor
    reached = cards.reach(rows, lambda value: f"{cards.signed(value, 2)} {degrees.unit}")
    return f"Mean of {len(world.members)} reliable countries by land area, {reached}"
