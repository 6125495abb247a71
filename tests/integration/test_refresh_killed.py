"""A refresh may be ended by force at any point: the old snapshot serves, the next run goes on."""

import gzip
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dashboard.boundaries import read_boundaries
from dashboard.snapshots import current_snapshot
from dashboard.store import Store
from tests.integration.world_bank import WorldBank

ROOT = Path(__file__).parents[2]
OLD, NEW = "2026-10-01", "2026-11-01"
CODES = {"gdp": "NY.GDP.PCAP.CD", "people": "SP.POP.TOTL"}
ENTRY = '[{}]\ncode = "{}"\nlabel = "Any"\nunit = "any"\n'
POINTS = 20
KILLED = -9

Refresh = Callable[[int, Path], tuple[int, int]]


@pytest.fixture(scope="module")
def bank() -> Iterator[WorldBank]:
    with WorldBank(per_page=4000) as bank:
        yield bank


@pytest.fixture(scope="module")
def refresh(bank: WorldBank, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Refresh]:
    """Refresh until a point; return how it ended, and how many points there were."""
    catalogue = tmp_path_factory.mktemp("catalogue") / "own.toml"
    tables = [ENTRY.format(name, code) for name, code in CODES.items()]
    catalogue.write_text("\n".join(["replace = true", *tables]))
    urls = {
        "ISOTHERM_WORLDBANK_URL": bank.url,
        "ISOTHERM_CCKP_URL": bank.portal,
        "ISOTHERM_RECORDS": "cru",
    }
    urls["ISOTHERM_CATALOGUE"] = str(catalogue)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.integration.killed_refresh"],
        cwd=ROOT,
        env={**os.environ, **urls},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as children:

        def run(point: int, folder: Path) -> tuple[int, int]:
            assert children.stdin
            assert children.stdout
            print(point, folder, file=children.stdin, flush=True)
            status, points = children.stdout.readline().split()
            return int(status), int(points)

        yield run
        assert children.stdin
        children.stdin.close()


@pytest.fixture(scope="module")
def started(bank: WorldBank, refresh: Refresh, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a snapshot, of which every indicator has a new edition."""
    folder = tmp_path_factory.mktemp("killed") / "data"
    assert refresh(0, folder)[0] == 0
    for code in CODES.values():
        bank.revise(code, NEW, factor=1.01)
    return folder


def edition(folder: Path) -> str:
    """Return the edition of the snapshot that is served, after reading all of it."""
    path = current_snapshot(folder)
    store = Store.read(path)
    assert all(len(store.tidy(indicator)) for indicator in store.indicators)
    assert store.indicators == ["gdp", "people", "temperature"]
    assert len(read_boundaries(path / "boundaries.parquet")) > 200
    return str(store.provenance["series"]["people"]["updated"])


def new_pages(folder: Path) -> int:
    pages = (folder / "raw" / "worldbank").glob("*.*/page-*.json.gz")
    return sum(NEW.encode() in gzip.decompress(page.read_bytes())[:200] for page in pages)


def test_at_20_random_points_the_old_snapshot_serves_and_the_next_run_goes_on(
    bank: WorldBank, refresh: Refresh, started: Path, tmp_path: Path
):
    shutil.copytree(started, tmp_path / "whole", symlinks=True)
    status, points = refresh(0, tmp_path / "whole")
    assert status == 0
    assert edition(tmp_path / "whole") == NEW
    total = new_pages(tmp_path / "whole")
    assert total == len(CODES) * 5
    seen = set()
    for point in sorted(random.Random(6).sample(range(1, points + 1), POINTS)):
        folder = tmp_path / str(point)
        shutil.copytree(started, folder, symlinks=True)
        assert refresh(point, folder)[0] == KILLED, f"point {point} of {points} was not reached"
        served, kept = edition(folder), new_pages(folder)
        bank.asked.clear()
        assert refresh(0, folder)[0] == 0, f"after point {point}"
        assert edition(folder) == NEW
        assert len(bank.series_asked("/indicator/")) == total - kept, f"after point {point}"
        assert not list(folder.rglob(".building-*"))
        seen.add((served, kept not in (0, total)))
        shutil.rmtree(folder)
    # Some points fell before anything had come or after all had, others in between.
    assert {(OLD, False), (OLD, True)} <= seen
