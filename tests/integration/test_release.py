"""deploy/release.sh against a server that answers as Heroku's Platform API does."""

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / "deploy" / "release.sh"
TOKEN = "HRKU-0f1e2d3c-secret"
IMAGE = "sha256:" + "0123456789abcdef" * 4
REFUSED = b'{"id":"unauthorized","message":"Invalid credentials provided."}'
UNKNOWN = b'{"id":"invalid_params","message":"docker_image was not found."}'


class PlatformApi(ThreadingHTTPServer):
    """Answers every request with `status` and `body`; keeps what it was asked."""

    status, body = 200, b"[{}]"

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[dict[str, Any]] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class Answer(BaseHTTPRequestHandler):
    server: PlatformApi

    def do_PATCH(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append({"path": self.path, "headers": self.headers, "json": sent})
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


@pytest.fixture
def api() -> Iterator[PlatformApi]:
    with PlatformApi() as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def release(url: str, *arguments: str, token: str = TOKEN) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        ["sh", str(SCRIPT), *arguments],
        env={**os.environ, "HEROKU_API": url, "HEROKU_API_KEY": token},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if token:
        assert token not in done.stdout + done.stderr
    return done


def test_an_image_is_released_as_heroku_documents_it(api: PlatformApi):
    done = release(api.url, "isotherm-demo", IMAGE)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Released {IMAGE} as web of isotherm-demo.\n"
    (asked,) = api.asked
    assert asked["path"] == "/apps/isotherm-demo/formation"
    assert asked["headers"]["Authorization"] == f"Bearer {TOKEN}"
    assert asked["headers"]["Accept"] == "application/vnd.heroku+json; version=3.docker-releases"
    assert asked["headers"]["Content-Type"] == "application/json"
    assert json.loads(asked["json"]) == {"updates": [{"type": "web", "docker_image": IMAGE}]}


@pytest.mark.parametrize(("status", "body"), [(401, REFUSED), (422, UNKNOWN), (503, b"<html>")])
def test_an_error_is_told_with_what_the_api_said(api: PlatformApi, status: int, body: bytes):
    api.status, api.body = status, body
    done = release(api.url, "isotherm-demo", IMAGE)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"answered {status}: {body.decode()}" in done.stderr


def test_an_error_that_repeats_the_token_is_told_without_it(api: PlatformApi):
    api.status, api.body = 401, f"{TOKEN}: no such token ({TOKEN})\n".encode()
    assert "***: no such token (***)" in release(api.url, "isotherm-demo", IMAGE).stderr


def test_curl_has_no_token_among_its_arguments(tmp_path: Path):
    curl = tmp_path / "curl"
    curl.write_text('#!/bin/sh\nprintf "%s\\n" "$@" >&2\nprintf 200\n')
    curl.chmod(0o755)
    done = subprocess.run(
        ["sh", str(SCRIPT), "isotherm-demo", IMAGE],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "HEROKU_API_KEY": TOKEN},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "docker_image" in done.stderr
    assert TOKEN not in done.stderr


def test_nobody_there_is_an_error():
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    done = release(url, "isotherm-demo", IMAGE)
    assert done.returncode == 1
    assert done.stderr.endswith(f"no answer from {url}\n")


@pytest.mark.parametrize(
    ("arguments", "token", "named"),
    [
        (("isotherm-demo",), TOKEN, "usage"),
        (("", IMAGE), TOKEN, "APP is ''"),
        (("../other", IMAGE), TOKEN, "APP is '../other'"),
        (("isotherm-demo", "latest"), TOKEN, "IMAGE_ID is 'latest'"),
        (("isotherm-demo", IMAGE[:-1]), TOKEN, "IMAGE_ID"),
        (("isotherm-demo", IMAGE.upper()), TOKEN, "IMAGE_ID"),
        (("isotherm-demo", IMAGE, 'web"}'), TOKEN, "PROCESS_TYPE"),
        (("isotherm-demo", IMAGE), "", "HEROKU_API_KEY is not set"),
        (("isotherm-demo", IMAGE), 'a"\nurl = "http://evil.example', "HEROKU_API_KEY holds"),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_is_asked(
    api: PlatformApi, arguments: tuple[str, ...], token: str, named: str
):
    done = release(api.url, *arguments, token=token)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert named in line
    assert api.asked == []
