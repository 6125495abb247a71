"""Figures for Prometheus, and who may have them."""

import re
from datetime import date

import pytest

from dashboard.server import metrics
from dashboard.server.measures import Histogram
from dashboard.server.metrics import is_allowed, metrics_text

TOKEN = "0123456789abcdef"
SAMPLE = re.compile(r'([a-z_]+)(\{[a-z]+="[^"]*"\})? (-?[0-9.e+]+)')


def test_a_histogram_counts_up_to_each_bound_and_all():
    histogram = Histogram((0.1, 1.0))
    for seconds in (0.05, 0.1, 0.5, 7.0):
        histogram.observe(seconds)
    assert histogram.cumulative == [2, 3, 4]
    assert histogram.sum == pytest.approx(7.65)


def test_each_metric_has_help_a_type_and_samples_of_its_name():
    described = set()
    for line in metrics_text(3).splitlines():
        if line.startswith("#"):
            kind, name, _ = line[2:].split(" ", 2)
            described.add((kind, name))
            continue
        name = SAMPLE.fullmatch(line)[1]
        bare = re.sub("_(bucket|sum|count)$", "", name)
        assert {("HELP", bare), ("TYPE", bare)} <= described, line
    assert "isotherm_sessions 3\n" in metrics_text(3)


def test_one_state_of_the_counter_is_1():
    states = re.findall(r'isotherm_counter\{state="(\w+)"\} ([01])', metrics_text(0))
    assert [name for name, _ in states] == list(metrics.STATES)
    assert [value for _, value in states].count("1") == 1


def test_the_snapshot_date_is_in_seconds(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(metrics, "SNAPSHOT_DATES", [lambda: date(1970, 1, 3)])
    assert "isotherm_snapshot_date_seconds 172800\n" in metrics_text(0)
    monkeypatch.setattr(metrics, "SNAPSHOT_DATES", [lambda: None])
    assert "snapshot_date" not in metrics_text(0)


@pytest.mark.parametrize("header", [f"Bearer {TOKEN}", f"bearer  {TOKEN} "])
def test_who_has_the_token_is_let_in(header: str):
    assert is_allowed(header, TOKEN)


@pytest.mark.parametrize(
    "header", ["", "Bearer", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer \N{SNOWMAN}"]
)
def test_others_are_not(header: str):
    assert not is_allowed(header, TOKEN)
