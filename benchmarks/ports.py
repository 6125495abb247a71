"""Ports for servers that are started later, on a machine where others start servers too."""

import fcntl
import os
import random
import socket
import tempfile
from pathlib import Path

LOWEST = 10_000
_EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")


def free_port() -> int:
    """Return a port on which nobody listens, and which stays this process's own until it ends.

    It lies below those that the system gives to outgoing connections, one of which could take it
    before the server does. A locked file keeps other processes that ask here from it.
    """
    highest = int(_EPHEMERAL.read_text("ascii").split()[0]) if _EPHEMERAL.exists() else 32_768
    folder = Path(tempfile.gettempdir(), f"isotherm-ports-{os.getuid()}")
    folder.mkdir(exist_ok=True)
    for port in random.sample(range(LOWEST, highest), 1000):
        lock = os.open(
            folder / str(port), os.O_CREAT | os.O_RDWR
        )  # open, and so locked, to the end
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            socket.create_server(("", port)).close()
        except OSError:  # locked by another, or somebody listens
            os.close(lock)
        else:
            return port
    raise SystemExit(f"No port between {LOWEST} and {highest} is free.")
