import socket
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.ports import LOWEST, free_port

EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")
ASK = "import random; random.sample = lambda *_: {ports}; from benchmarks.ports import free_port; "


def test_a_port_is_free_and_no_outgoing_connection_can_take_it():
    ports = {free_port() for _ in range(20)}
    assert len(ports) == 20
    for port in ports:
        socket.create_server(("127.0.0.1", port)).close()
    if EPHEMERAL.exists():
        assert max(ports) < int(EPHEMERAL.read_text("ascii").split()[0])
    assert min(ports) >= LOWEST


def test_two_processes_never_get_the_same_port_even_before_they_listen():
    ours = [free_port(), free_port()]
    ask = ASK.format(ports=ours) + "print(free_port())"
    asked = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=False)
    assert asked.returncode == 1
    assert "is free" in asked.stderr


def test_a_port_on_which_somebody_listens_is_not_given(monkeypatch: pytest.MonkeyPatch):
    with socket.create_server(("", 0)) as listens:
        taken = listens.getsockname()[1]
        monkeypatch.setattr("random.sample", lambda *_: [taken])
        with pytest.raises(SystemExit, match="is free"):
            free_port()
