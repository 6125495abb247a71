"""A server that counts: what it does when it ends, with the store away, and for whom."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.counter.faults import FaultyProxy, RedisServer
from benchmarks.ports import free_port
from tests.serving import wait_for

ROOT = Path(__file__).parents[3]
PATIENCE = 60

# Its script stands for a thousand visitors; `counted` says that all of them wait or are counted.
APP = """
import panel as pn
from dashboard.counter import the_counter

counter = the_counter()
who = str(pn.state.session_args.get("who"))
pn.state.curdoc.add_next_tick_callback(counter.start)
for number in range(1000):
    counter.view(f"session {who} {number}", "192.0.2.7", "Mozilla/5.0 (X11; Linux x86_64)")
pn.pane.Markdown("counted").servable()
"""


class Server:
    def __init__(self, app: Path, **environ: str) -> None:
        self.url = f"http://localhost:{free_port()}"
        command = [sys.executable, "-m", "panel", "serve", str(app), "--log-level=error"]
        self.run = subprocess.Popen(
            [*command, f"--port={self.url.rpartition(':')[2]}"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def visit(self, who: str = "") -> None:
        wait_for(f"{self.url}/app?who={who}", self.run, PATIENCE)

    def end(self) -> str:
        self.run.send_signal(signal.SIGTERM)
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
