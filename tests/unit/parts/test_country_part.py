"""What a country's panel says where there is no trend to state."""

import pytest

from dashboard.atlas import the_atlas
from dashboard.climate import Years
from dashboard.parts.country import country_part

ATLAS = the_atlas()


@pytest.mark.parametrize(
    ("since", "reason"),
    [
        (2005, "years too alike for a trend"),
        (2006, "years too alike for a trend"),
        (2020, "too few years for a trend"),
    ],
)
def test_a_refused_trend_is_refused_for_its_own_reason(since: int, reason: str):
    # The embedded record has a false trough in Peru, 1999-2010.
    text = country_part(ATLAS, ("PER",), Years(1961, 1990), since, "C")["text"]
    assert (text["trend"], text["interval"]) == ("\N{EN DASH}", reason)
