"""The first run on a machine: what `make serve` does before it serves."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina

from dashboard import first
from dashboard.__main__ import main
from dashboard.commands import SILENT
from dashboard.refresh import first as way
from dashboard.snapshots import current_snapshot
from dashboard.sources.publishers import ADDRESSES
from dashboard.store import SNAPSHOT, Store
from tests.integration.world_bank import WorldBank

CLOSED = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def without_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2):
        yield


@pytest.fixture
def bank() -> Iterator[WorldBank]:
    with WorldBank() as bank:
        yield bank


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data directory of somebody who serves for the first time, and is offline."""
    monkeypatch.setenv("ISOTHERM_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ISOTHERM_FIRST_FETCH", "")
    monkeypatch.delenv("ISOTHERM_CATALOGUE", raising=False)
    for variable in ADDRESSES:
        monkeypatch.setenv(variable, CLOSED)
    return tmp_path / "data"


@pytest.fixture
def online(folder: Path, bank: WorldBank, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable, url in bank.addresses.items():
        monkeypatch.setenv(variable, url)
    return folder


@pytest.fixture
def black_hole() -> Iterator[str]:
    """The address of somebody who takes calls and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_records_and_indicators_come_and_are_served(online: Path, bank: WorldBank, capsys):
    assert main(["refresh", "--first"]) == 0
    store = Store.read(current_snapshot(online))
    assert set(store.records) == {"cru", "era5", "fao"}
    assert store.provenance["series"]["population"]["updated"] == "2026-10-01"
    assert "Served from now on: " in capsys.readouterr().err
    paths = [path for path, query in bank.asked if query.get("per_page") != "1"]
    temperatures = [n for n, path in enumerate(paths) if not path.startswith("/v2")]
    indicators = [n for n, path in enumerate(paths) if path.startswith("/v2")]
    assert min(temperatures) < min(indicators)


@pytest.mark.usefixtures("online")
def test_who_has_a_refreshed_snapshot_asks_nobody(bank: WorldBank, capsys):
    assert main(["refresh", "--first"]) == 0
    bank.asked.clear()
    capsys.readouterr()
    assert main(["refresh", "--first"]) == 0
    assert bank.asked == []
    assert capsys.readouterr() == ("", "")


def test_publishers_that_were_reached_in_vain_are_not_asked_again(
    online: Path, bank: WorldBank, capsys
):
    bank.always["/"] = "404"
    assert main(["refresh", "--first"]) == 0
    assert "Serving the embedded figures. `make data` asks again." in capsys.readouterr().err
    assert current_snapshot(online) == SNAPSHOT
    bank.asked.clear()
    assert main(["refresh", "--first"]) == 0
    assert bank.asked == []


def test_offline_one_line_is_said_and_the_next_run_asks_again(folder: Path, capsys):
    for _ in range(2):
        assert main(["refresh", "--first"]) == 0
        assert capsys.readouterr() == ("", SILENT + "\n")
    assert current_snapshot(folder) == SNAPSHOT
    assert not folder.exists()


def test_publishers_that_never_answer_are_left_after_a_while(
    folder: Path, black_hole: str, monkeypatch: pytest.MonkeyPatch, capsys
):
    assert first.PATIENCE < 3
    monkeypatch.setattr(first, "PATIENCE", 0.2)
    for variable in ADDRESSES:
        monkeypatch.setenv(variable, black_hole)
    assert main(["refresh", "--first"]) == 0
    assert capsys.readouterr() == ("", SILENT + "\n")
    assert current_snapshot(folder) == SNAPSHOT


def test_one_that_never_answers_does_not_keep_the_others(
    online: Path, black_hole: str, monkeypatch: pytest.MonkeyPatch, capsys
):
    monkeypatch.setattr(first, "PATIENCE", 1.5)
    monkeypatch.setenv("ISOTHERM_WORLDBANK_URL", black_hole)
    assert main(["refresh", "--first"]) == 0
    assert "population: its publisher did not answer in time" in capsys.readouterr().err
    assert "cru" in Store.read(current_snapshot(online)).records


def test_what_is_complete_at_the_deadline_is_served(
    online: Path, bank: WorldBank, monkeypatch: pytest.MonkeyPatch, capsys
):
    assert way.LONGEST == 60
    monkeypatch.setattr(way, "LONGEST", way.BUILDING + 6)
    monkeypatch.setenv("ISOTHERM_REFRESH_CONCURRENCY", "32")
    bank.slow = "SP.POP.TOTL"
    assert main(["refresh", "--first"]) == 0
    assert "population: its publisher did not answer in time" in capsys.readouterr().err
    assert "cru" in Store.read(current_snapshot(online)).records


def test_the_switch_keeps_it_from_asking(
    online: Path, bank: WorldBank, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ISOTHERM_FIRST_FETCH", "0")
    assert main(["refresh", "--first"]) == 0
    assert bank.asked == []
    assert not online.exists()


def test_a_wrong_setting_is_told_and_ends_nothing(
    online: Path, monkeypatch: pytest.MonkeyPatch, capsys
):
    monkeypatch.setenv("ISOTHERM_RECORDS", "berkeley")
    assert main(["refresh", "--first"]) == 0
    assert "ISOTHERM_RECORDS is 'berkeley'" in capsys.readouterr().err
    assert current_snapshot(online) == SNAPSHOT


@pytest.mark.usefixtures("folder")
def test_where_there_is_nothing_to_ask_nothing_heavy_is_imported():
    command = [sys.executable, "-X", "importtime", "-m", "dashboard", "refresh", "--first"]
    environ = {**os.environ, "ISOTHERM_FIRST_FETCH": "0"}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    assert "pandas" not in done.stderr
    assert "dashboard.first" in done.stderr


def test_make_serve_asks_before_it_serves():
    text = (Path(__file__).parents[2] / "Makefile").read_text()
    recipe = text.partition("\nserve:")[2].partition("\n\n")[0].splitlines()
    assert recipe[1].endswith("-m dashboard refresh --first || true")
    assert recipe[2].endswith("-m dashboard serve")
