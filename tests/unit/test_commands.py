import socket
from pathlib import Path

import pytest

from dashboard import commands
from dashboard.commands import CommandError, check_port, check_snapshot, check_state_folder
from dashboard.config import Settings
from dashboard.store import SNAPSHOT, SnapshotError


def test_a_port_in_use_is_told_in_one_line():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CommandError) as raised:
            check_port(Settings.read({"PORT": str(port)}))
    assert str(raised.value) == (
        f"port {port} of 127.0.0.1 cannot be used (address already in use): "
        "choose another with --port or PORT"
    )
    assert raised.value.status == 1


def test_a_port_is_left_free_by_the_check():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = Settings.read({"PORT": str(port)})
    check_port(settings)
    check_port(settings)
    with socket.create_server(("127.0.0.1", port)) as listener:
        assert listener.getsockname()[1] == port


def test_a_state_folder_that_is_missing_is_left_to_the_counter_to_make(tmp_path: Path):
    folder = tmp_path / "new" / "state"
    check_state_folder(Settings.read({}), {"ISOTHERM_STATE_DIR": str(folder)})
    assert list(tmp_path.iterdir()) == []


def test_a_state_folder_that_cannot_be_written_to_stops_the_start(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    environ = {"ISOTHERM_STATE_DIR": str(tmp_path / "file" / "state")}
    with pytest.raises(CommandError, match=r"ISOTHERM_STATE_DIR is .*cannot be written to") as told:
        check_state_folder(Settings.read({}), environ)
    assert told.value.status == 1


def test_no_state_folder_is_needed_where_redis_keeps_the_counts(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    environ = {"ISOTHERM_STATE_DIR": str(tmp_path / "file" / "state")}
    check_state_folder(Settings.read({"REDIS_URL": "redis://localhost"}), environ)
    assert not (tmp_path / "file").is_dir()


def test_the_packaged_snapshot_can_be_read():
    assert check_snapshot() is None


def test_a_snapshot_that_cannot_be_read_stops_the_command(monkeypatch: pytest.MonkeyPatch):
    def opened() -> None:
        raise SnapshotError(SNAPSHOT / "series.parquet", "there is no such file")

    monkeypatch.setattr(commands, "open_served", opened)
    with pytest.raises(CommandError, match=r"series\.parquet.*`python -m dashboard snapshot`"):
        check_snapshot()
