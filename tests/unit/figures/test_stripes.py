"""Warming stripes: on which scale, and that they say so."""

import numpy as np
import pytest

from dashboard.atlas import the_atlas
from dashboard.climate import Years
from dashboard.figures.stripes import STRIPES
from dashboard.parts.country import warming_seen
from tests.drawn import figure_of

ATLAS = the_atlas()


@pytest.mark.parametrize("units", ["C", "F"])
def test_a_country_alone_is_on_its_own_scale_and_says_where_it_ends(units: str):
    seen = warming_seen(ATLAS, ("BRA",), Years(1981, 2010), 1960, units)
    chart, (own,) = STRIPES.chart(seen), seen.found
    scale = seen.scale.holding(own.anomalies["value"])
    bins = chart.layers["bands"].columns["bin"]
    np.testing.assert_array_equal(bins, scale.bins(own.anomalies["value"]))
    assert scale.edges[-1] < seen.scale.edges[-1]
    assert {0.0, len(scale.colours) - 1.0} <= set(bins)
    assert (
        f"on the country's own scale, darkest beyond ±{scale.edges[-2]:.2f} °{units}" in chart.said
    )
    assert chart.title.endswith("on the country's own scale")
    assert [mark.look for mark in chart.marks] == ["scale"]


def test_compared_countries_are_on_one_scale_that_of_the_map():
    seen = warming_seen(ATLAS, ("BRA", "IND"), Years(1981, 2010), 1960, "C")
    chart = STRIPES.chart(seen)
    values = np.concatenate([own.anomalies["value"] for own in seen.found])
    inner = seen.scale.edges[1:-1]
    np.testing.assert_array_equal(
        chart.layers["bands"].columns["bin"], np.searchsorted(inner, values, side="right")
    )
    assert "on one scale for all" in chart.said
    assert chart.title.endswith("on one scale for all")
    assert "own scale" not in " ".join(mark.text for mark in chart.marks)


def test_stripes_reach_from_one_edge_to_the_other():
    axis = figure_of(ATLAS, "stripes").x_range
    years = ATLAS.record().years
    assert (axis.start, axis.end) == (years.first - 0.5, years.last + 0.5)
