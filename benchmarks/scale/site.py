"""A site of several servers: their processes, nginx before them, and one Redis."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

from benchmarks.counter.faults import RedisServer
from benchmarks.ports import free_port
from benchmarks.scale.balancer import PATIENCE, Balancer
from benchmarks.servers import ROOT, Server, answers

_QUIET, _NOTHING = 3, 0.1  # seconds, and of processor time in them


class Site:
    """Servers 0, 1, ... behind `balancer`, which count in `redis`; runs in a `with` block.

    origins: the hosts that people may open the page at; add to it before the block.
    """

    def __init__(self, folder: Path, count: int) -> None:
        self.folder = folder
        self.ports = [free_port() for _ in range(count)]
        self.replicas = [f"127.0.0.1:{port}" for port in self.ports]
        self.balancer = Balancer(folder, self.replicas)
        self.redis = RedisServer(folder)
        self.runs: dict[int, subprocess.Popen[bytes]] = {}
        self.origins = [self.balancer.host, *self.replicas]

    def __enter__(self) -> Self:
        """Start all of it, and wait until each server has built a page."""
        with ExitStack() as stack:
            stack.enter_context(self.redis)
            stack.callback(self._end)
            for number in range(len(self.ports)):
                self.start(number)
            for number in range(len(self.ports)):
                self.wait(number)
            stack.enter_context(self.balancer)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, _kind: type | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """End all of it."""
        self._stack.close()

    def start(self, number: int) -> None:
        """Start a server, at the port that it has for good."""
        ours = {
            "PYTHONPATH": str(ROOT),
            "REDIS_URL": self.redis.url,
            "ALLOWED_ORIGINS": ",".join(self.origins),
            "BOKEH_SECRET_KEY": "shared by all servers of a site",
            # As on machines of their own: what one has published no other one finds.
            "XDG_CACHE_HOME": str(self.folder / f"cache{number}"),
            "ISOTHERM_STATE_DIR": str(self.folder / f"state{number}"),
        }
        command = [sys.executable, "-m", "dashboard", "serve", "--port", str(self.ports[number])]
        log = (self.folder / f"server{number}.log").open("ab")
        with log:
            self.runs[number] = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **ours}, stdout=log, stderr=log
            )

    def wait(self, number: int) -> None:
        """Wait until a server has built a page."""
        url = f"http://{self.replicas[number]}/app"
        assert answers(url, self.runs[number]), f"server {number} did not start"

    def stop(self, number: int) -> None:
        """End a server as a release does."""
        self.runs[number].send_signal(signal.SIGTERM)
        assert self.runs[number].wait(PATIENCE) == 0

    def kill(self, number: int) -> None:
        """End a server as a machine that breaks."""
        self.runs[number].kill()
        self.runs[number].wait()

    def server(self, number: int) -> Server:
        """Return a running server, to read what it costs."""
        return Server(f"http://{self.replicas[number]}/", psutil.Process(self.runs[number].pid))

    def settle(self) -> None:
        """Wait until the servers do nothing: what they make ahead of clicks is made."""
        worked = -1.0
        while worked + _NOTHING < (worked := self.worked()):
            time.sleep(_QUIET)

    def worked(self) -> float:
        """Return the processor time of all servers together."""
        return sum(self.server(number).cpu_seconds() for number in self.runs)

    def stats(self, host: str = "") -> dict[str, Any]:
        """Return what visitors are told of the counts, by one server if it is named."""
        url = f"http://{host or self.balancer.host}/stats.json"
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return dict(json.load(answer))

    def _end(self) -> None:
        for run in self.runs.values():
            run.send_signal(signal.SIGTERM)
        for run in self.runs.values():
            run.wait(PATIENCE)
