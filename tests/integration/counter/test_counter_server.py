"""A server that counts: what it does when it ends, with the store away, and for whom."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.counter.faults import FaultyProxy, RedisServer
from benchmarks.ports import free_port
from tests.serving import wait_for

ROOT = Path(__file__).parents[3]
PATIENCE = 60

# Its script stands for a thousand visitors; `counted` says that all of them wait or are counted.
# A server also builds a page for nobody before it listens.
APP = """
import panel as pn
from dashboard.counter import the_counter

counter = the_counter()
who = str(pn.state.session_args.get("who"))
pn.state.curdoc.add_next_tick_callback(counter.start)
for number in range(1000 if "who" in pn.state.session_args else 0):
    counter.view(f"session {who} {number}", "192.0.2.7", "Mozilla/5.0 (X11; Linux x86_64)")
pn.pane.Markdown("counted").servable()
"""


OURS = """
import sys
from pathlib import Path
from dashboard.config import Settings
from dashboard.server.command import run

run(Path(sys.argv[1]), Settings.read())
"""
PANELS = [sys.executable, "-m", "panel", "serve", "--log-level=error"]
TERM, INT, HUP = signal.SIGTERM, signal.SIGINT, signal.SIGHUP


class Server:
    def __init__(self, app: Path, *, ours: bool = False, **environ: str) -> None:
        port = free_port()
        self.url = f"http://localhost:{port}"
        command = [sys.executable, "-c", OURS] if ours else [*PANELS, f"--port={port}"]
        given = {"ADDRESS": "", "ALLOWED_ORIGINS": "", "PORT": str(port), **environ}
        self.run = subprocess.Popen(
            [*command, str(app)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **given},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def visit(self, who: str = "") -> None:
        wait_for(f"{self.url}/app?who={who}", self.run, PATIENCE)

    def send(self, *numbers: signal.Signals) -> None:
        """Send to all of its processes, as a terminal does."""
        for number in numbers:
            os.killpg(self.run.pid, number)
            time.sleep(0.3)

    def end(self) -> str:
        self.run.send_signal(TERM)
        return self.ended()

    def ended(self) -> str:
        said, _ = self.run.communicate(timeout=PATIENCE)
        assert self.run.returncode == 0, said
        return said


@pytest.fixture
def app(tmp_path: Path) -> Path:
    file = tmp_path / "app.py"
    file.write_text(APP, encoding="utf-8")
    return file


def test_a_thousand_that_wait_are_counted_before_the_server_ends(app: Path, tmp_path: Path):
    redis = RedisServer(tmp_path)
    server = Server(app, REDIS_URL=redis.url)
    server.visit()
    with redis:
        said = server.end()
        assert redis.views() == 1000
    assert "lost" not in said


@pytest.mark.parametrize(
    ("processes", "sent", "told"),
    [
        (1, [INT, INT, TERM], "SIGINT"),
        (1, [HUP, TERM, INT], "SIGHUP"),
        (2, [INT, INT], "SIGTERM"),
        (2, [TERM, INT], "SIGTERM"),
    ],
)
def test_what_waits_is_counted_however_often_the_server_is_told_to_end(
    app: Path, tmp_path: Path, processes: int, sent: list[signal.Signals], told: str
):
    redis = RedisServer(tmp_path)
    server = Server(app, ours=True, REDIS_URL=redis.url, WEB_CONCURRENCY=str(processes))
    server.visit()
    server.send(*sent)
    with redis:
        said = server.ended()
        assert redis.views() == 1000
    assert f"{told}: Isotherm ends" in said
    assert not re.search("lost|traceback|Interrupted", said, re.IGNORECASE)


def test_a_second_signal_does_not_stop_panels_server_from_counting(app: Path, tmp_path: Path):
    redis = RedisServer(tmp_path)
    server = Server(app, REDIS_URL=redis.url)
    server.visit()
    server.send(TERM, TERM, INT)
    with redis:
        said = server.ended()
        assert redis.views() == 1000
    assert "lost" not in said


def test_a_server_that_cannot_send_says_how_many_are_lost(app: Path, tmp_path: Path):
    server = Server(app, REDIS_URL=RedisServer(tmp_path).url)
    server.visit()
    assert "1000 events were lost" in server.end()


def test_a_thousand_that_wait_reach_a_redis_that_answers_late(app: Path, tmp_path: Path):
    async def story(redis: RedisServer) -> str:
        async with FaultyProxy(redis.port) as proxy:
            server = Server(app, REDIS_URL=proxy.url)
            await asyncio.to_thread(server.visit)
            while redis.views() < 1000:
                await asyncio.sleep(0.05)
            proxy.delay = 3
            await asyncio.to_thread(server.visit, "others")
            return await asyncio.to_thread(server.end)

    with RedisServer(tmp_path) as redis:
        said = asyncio.run(story(redis))
        assert redis.views() == 2000
    assert "lost" not in said


def test_without_a_redis_the_counts_survive_a_restart(app: Path, tmp_path: Path):
    for _ in range(2):
        server = Server(app, REDIS_URL="", ISOTHERM_STATE_DIR=str(tmp_path / "state"))
        server.visit()
        assert "lost" not in server.end()
        assert not (tmp_path / "state" / "redis.sock").exists(), "it ends with the server"
    written = (tmp_path / "state" / "appendonly.aof").read_bytes()
    assert written.count(b"isotherm:1:id:") == 1000


def test_a_wrong_redis_url_ends_the_start_and_is_named_without_its_password():
    done = subprocess.run(
        [sys.executable, "-m", "dashboard", "serve", "--port", str(free_port())],
        cwd=ROOT,
        env={**os.environ, "REDIS_URL": "redis://user:secret@host:99999"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 1
    assert "REDIS_URL is 'redis://***@host:99999'" in done.stderr
    assert "secret" not in done.stderr
