"""The apps that the page is measured beside show what the figures say."""

import pytest

from benchmarks.browser import Visit
from benchmarks.browser import visitor as new_visitor
from benchmarks.check import chart_faults, map_faults
from benchmarks.measure import click_on, step_back
from benchmarks.servers import serving
from benchmarks.subjects import BOKEH, GEOVIEWS


@pytest.mark.parametrize("subject", [BOKEH, GEOVIEWS], ids=lambda subject: subject.key)
def test_a_reference_app_shows_the_map_of_a_year_and_the_charts_of_a_country(browser, subject):
    with serving(subject) as server:
        context = new_visitor(browser, subject)
        visit = Visit(context)
        visit.open(server.url)
        assert map_faults(visit.page.evaluate("bench.seen()")["colours"], 2024) == []
        step_back(visit, subject)
        assert map_faults(visit.page.evaluate("bench.seen()")["colours"], 2023) == []
        click_on(visit, "IND")
        last = visit.page.evaluate("bench.seen()")["last"]
        assert len(last) == 2
        assert chart_faults(last, "IND") == []
        context.close()
