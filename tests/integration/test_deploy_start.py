"""deploy/start, as an image runs it: what stands in its way, what it logs, how it ends."""

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClosedError, websocket_connect

from benchmarks.ports import free_port

START = Path(__file__).parents[2] / "deploy" / "start"
PATIENCE = 120


def environment(folder: Path, **given: str) -> dict[str, str]:
    """What a container has: a path, and what is given; "" takes a variable away."""
    usual = {
        "PATH": os.environ["PATH"],
        "PYTHON": sys.executable,
        "HOME": str(folder),
        "PORT": str(free_port()),
        "ALLOWED_ORIGINS": "isotherm.example.org",
        "ISOTHERM_STATE_DIR": str(folder / "state"),
        "ISOTHERM_SECRET_KEY": "a key for these tests alone",
    }
    return {name: value for name, value in {**usual, **given}.items() if value}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"PORT": ""}, "PORT is not set: set the port to listen on"),
        ({"PORT": "abc"}, "PORT is 'abc': set a number from 1 to 65535"),
        ({"ALLOWED_ORIGINS": ""}, "ALLOWED_ORIGINS is not set: .* set the host that people open"),
        ({"ALLOWED_ORIGINS": "*"}, r"ALLOWED_ORIGINS is '\*': .* list the hosts"),
        ({"REDIS_URL": "foo"}, r"REDIS_URL is '\*\*\*': set redis://"),
        ({"WEB_CONCURRENCY": "many"}, "WEB_CONCURRENCY is 'many': set how many"),
        ({"ISOTHERM_SECRET_KEY": "short"}, "ISOTHERM_SECRET_KEY .* set 16 or more"),
        ({"ISOTHERM_LOG_FORMAT": "xml"}, "ISOTHERM_LOG_FORMAT is 'xml': set text or json"),
        ({"ISOTHERM_STATE_DIR": "/dev/null/state"}, "ISOTHERM_STATE_DIR is .* set a folder"),
        ({"ISOTHERM_STATE_DIR": "~no one/x"}, "ISOTHERM_STATE_DIR is .* its ~ is nobody's"),
        ({"ADDRESS": "192.0.2.1"}, "192.0.2.1 is no address of this machine .* 0.0.0.0 for all"),
        ({"ALLOWED_ORIGINS": "[::1]"}, "ALLOWED_ORIGINS is .* set a name for it"),
    ],
    ids=lambda part: str(part)[:24],
)
def test_what_stands_in_the_way_is_named_in_one_line(
    tmp_path: Path, given: dict[str, str], said: str
):
    assert re.search(said, refused(environment(tmp_path, **given)))


def test_a_port_in_use_is_named(tmp_path: Path):
    with socket.create_server(("0.0.0.0", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = refused(environment(tmp_path, PORT=port))
    assert f"port {port} of 0.0.0.0 cannot be used" in said
    assert "choose another with --port or PORT" in said


def refused(environ: dict[str, str]) -> str:
    done = subprocess.run(
        [START], env=environ, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line


class Started:
    """A server that deploy/start runs."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.url = f"http://localhost:{environ['PORT']}"
        self.run = subprocess.Popen(
            [START], env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def get(self, path: str) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(f"{self.url}/{path}", timeout=PATIENCE) as answer:
                return answer.status, answer.read()
        except HTTPError as error:
            with error:
                return error.code, error.read()

    def wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.run.poll() is None, self.run.communicate()[0]
            try:
                if self.get("readyz")[0] == 200:
                    return
            except (URLError, ConnectionError):
                time.sleep(0.1)
        raise AssertionError("the server did not become ready")

    def end(self) -> list[str]:
        """Tell it to end; return the lines it has logged."""
        self.run.send_signal(signal.SIGTERM)
        said, _ = self.run.communicate(timeout=PATIENCE)
        assert self.run.returncode == 0, said
        return said.splitlines()


@contextmanager
def started(folder: Path, **given: str) -> Iterator[Started]:
    server = Started(environment(folder, **given))
    try:
        server.wait()
        yield server
    finally:
        server.run.terminate()
        server.run.communicate(timeout=PATIENCE)


async def send_junk(server: Started) -> Any:
    """Send what is no message; return what is answered."""
    token = re.search(r'data-token="([^"]+)"', server.get("app")[1].decode())[1]
    address = server.url.replace("http", "ws")
    request = HTTPRequest(f"{address}/app/ws", headers={"Origin": "http://isotherm.example.org"})
    junk = await websocket_connect(request, subprotocols=["bokeh", token])
    for _ in range(3):
        assert await junk.read_message() is not None
    with suppress(WebSocketClosedError):  # one part may be enough to have it closed
        for part in ("x" * 900_000, "y" * 900_000, "z" * 900_000):
            await junk.write_message(part)
    said = await asyncio.wait_for(junk.read_message(), PATIENCE)
    junk.close()
    await asyncio.sleep(0.01)
    return said


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_it_logs_short_lines_that_say_nothing_of_who_asked(tmp_path: Path, log_format: str):
    with started(tmp_path, ISOTHERM_LOG_FORMAT=log_format) as server:
        assert server.get("nothing?secret=1")[0] == 404
        assert asyncio.run(send_junk(server)) is None
        lines = server.end()
    text = "\n".join(lines)
    assert f"Isotherm is at {server.url}/" in text
    assert "404 GET /nothing" in text
    assert "secret" not in text
    assert "127.0.0.1" not in text
    assert "zzz" not in text
    assert max(map(len, lines)) < 1000
    if log_format == "json":
        levels = {json.loads(line)["level"] for line in lines}
        assert levels >= {"info", "warning"}
    else:
        assert all(re.match(r"\d{4}-\d\d-\d\dT[\d:]+Z [A-Z]+ [\w.]+: ", line) for line in lines)


def test_told_to_end_while_it_starts_it_takes_that_itself_and_ends(tmp_path: Path):
    # A process without a way of its own to take SIGTERM does not get it as PID 1 of a container.
    server = Started(environment(tmp_path))
    deadline = time.monotonic() + PATIENCE
    while not takes(server.run.pid, signal.SIGTERM):
        assert time.monotonic() < deadline
        time.sleep(0.005)
    assert server.end() == []  # it does not listen yet


def takes(process: int, number: signal.Signals) -> bool:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    caught = int(re.search(r"^SigCgt:\s*([0-9a-f]+)$", status, re.MULTILINE)[1], 16)
    return bool(caught >> number - 1 & 1)


def test_a_made_up_key_is_warned_of_and_several_processes_end_together(tmp_path: Path):
    given = {"ISOTHERM_SECRET_KEY": "", "WEB_CONCURRENCY": "2"}
    with started(tmp_path, **given) as server:
        assert server.get("")[0] == 200
        for _ in range(8):  # either process
            assert server.get("components/")[0] == 404
        lines = server.end()
    text = "\n".join(lines)
    assert "BOKEH_SECRET_KEY is not set, so a key was made up" in text
    assert "2 processes:" in text
    assert text.count("SIGTERM: Isotherm ends") == 2
    assert not re.search("error|traceback", text, re.IGNORECASE)
    with pytest.raises(URLError):
        server.get("healthz")
