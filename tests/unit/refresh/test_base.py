from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dashboard.indicators import CATALOGUE, read_catalogue
from dashboard.refresh.base import Base
from dashboard.store import SnapshotError

OURS = read_catalogue(CATALOGUE)


class Shelf:
    """Stands for a store: what it has."""

    def __init__(self, *indicators: str, damaged: str = "") -> None:
        self.indicators = list(indicators)
        self.damaged = damaged

    def tidy(self, indicator: str) -> None:
        if indicator == self.damaged:
            raise SnapshotError(Path("series.parquet"), "the file is damaged")


@pytest.fixture
def base() -> Any:
    served, embedded = Shelf("population", "fertility", "old"), Shelf("population", "fertility")
    return Base(served, embedded)  # type: ignore[arg-type]


def test_what_a_refresh_brings_is_kept_as_it_is_served(base: Base):
    assert base.store(OURS["population"]) is base.served


def test_what_no_refresh_brings_is_the_packages_own(base: Base):
    assert base.store(OURS["fertility"]) is base.embedded


def test_what_neither_has_is_not_there(base: Base):
    assert base.store(OURS["urban_share"]) is None


def test_what_only_the_served_one_has_is_kept(base: Base):
    assert base.store(replace(OURS["fertility"], id="old")) is base.served


def test_what_cannot_be_read_is_not_kept_and_told_once(caplog: pytest.LogCaptureFixture):
    served, embedded = Shelf("population", "forest", damaged="population"), Shelf("population")
    base = Base(served, embedded)  # type: ignore[arg-type]
    assert base.store(OURS["population"]) is embedded
    assert base.store(OURS["population"]) is embedded
    assert base.store(replace(OURS["population"], id="forest")) is served
    (line,) = caplog.messages
    assert line.startswith("population is not kept: series.parquet: the file is damaged")
