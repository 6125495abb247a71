import socket
from pathlib import Path

import pytest

from dashboard import commands
from dashboard.commands import CommandError, check_port, check_snapshot
from dashboard.config import Settings
from dashboard.store import SnapshotError


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


def test_the_packaged_snapshot_can_be_read():
    assert check_snapshot() is None


def test_a_snapshot_that_cannot_be_read_stops_the_command(monkeypatch: pytest.MonkeyPatch):
    def read() -> None:
        raise SnapshotError(Path("series.parquet"), "there is no such file")

    monkeypatch.setattr(commands.Store, "read", read)
    with pytest.raises(CommandError, match=r"series\.parquet.*`python -m dashboard snapshot`"):
        check_snapshot()
