"""Sessions that cannot be built, and files that go while they are served: each is seen."""

import asyncio
import json
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from tornado.httpclient import HTTPClientError

from benchmarks.counter.faults import RedisServer
from benchmarks.ports import free_port
from dashboard.store import SNAPSHOT
from tests.integration.test_serve import OURS, ROOT, ROUTES, Session, environment, get, running
from tests.serving import wait_for

APP = """
from pathlib import Path
import panel as pn
if Path({flag!r}).exists():
    raise FileNotFoundError("/a/secret/place")
pn.pane.Str("well again").servable()
"""
# `python -m dashboard serve` with another script.
OURS_WITH = """
import sys
from pathlib import Path
from dashboard.config import Settings
from dashboard.server.command import run
run(Path(sys.argv[1]), Settings.read({"PORT": sys.argv[3]}))
"""


def readiness(url: str) -> tuple[int, dict[str, str]]:
    status, _, body = get(f"{url}/readyz")
    return status, json.loads(body)


def ready(url: str) -> None:
    """Wait until /readyz says ok: the embedded Redis takes a moment to start."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and readiness(url)[1]["status"] != "ok":
        time.sleep(0.1)
    assert readiness(url)[1]["status"] == "ok"


@pytest.fixture(params=["ours", "panel"])
def breakable(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Path, Path]]:
    """A server of a script that fails while a file is there: its address, the file, the log."""
    flag, app, log = tmp_path / "broken", tmp_path / "app.py", tmp_path / "log"
    flag.touch()
    app.write_text(APP.format(flag=str(flag)))
    ours = ["-c", OURS_WITH, str(app), "--port"]
    panels = ["-m", "panel", "serve", str(app), *ROUTES, "--port"]
    with running(ours if request.param == "ours" else panels, path="healthz", log=log) as url:
        yield url, flag, log


def test_a_session_that_cannot_be_built_is_503_and_an_apology_that_tries_again(
    breakable: tuple[str, Path, Path],
):
    url, flag, log = breakable
    status, headers, body = get(f"{url}/app?country=IND", X_Request_Id="0f8fad5b-d9cb")
    assert (status, headers["Retry-After"]) == (503, "10")
    assert (headers["Cache-Control"], headers["X-Request-Id"]) == ("no-store", "0f8fad5b-d9cb")
    text = body.decode()
    assert '<meta http-equiv="refresh" content="10">' in text
    assert "Isotherm cannot be shown just now" in text
    assert "request 0f8fad5b-d9cb" in text
    assert "secret" not in text
    assert readiness(url)[0] == 503
    lines = [line for line in log.read_text().splitlines() if "secret" in line]
    (line,) = [line for line in lines if "0f8fad5b-d9cb" in line]
    assert "No page could be built" in line
    assert "country=IND" in line
    assert all(len(line) <= 1100 for line in lines)
    flag.unlink()
    assert get(f"{url}/app")[0] == 200
    deadline = time.monotonic() + 20
    while readiness(url)[0] != 200 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert readiness(url)[0] == 200
    flag.touch()  # a success is not remembered
    assert get(f"{url}/app")[0] == 503
    deadline = time.monotonic() + 20
    while readiness(url)[0] != 503 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert readiness(url)[0] == 503


# Files that go while they are served


@contextmanager
def served(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A server of a snapshot of its own, and that one's directory."""
    snapshot = tmp_path / "figures" / "snapshots" / "one"
    shutil.copytree(SNAPSHOT, snapshot)
    (tmp_path / "figures" / "current").symlink_to("snapshots/one")
    folders = {"ISOTHERM_DATA_DIR": tmp_path / "figures", "XDG_CACHE_HOME": tmp_path / "cache"}
    log = tmp_path / "log"
    with running(OURS, log=log, **{name: str(f) for name, f in folders.items()}) as url:
        ready(url)
        yield url, snapshot


def start_of(body: bytes) -> dict[str, object]:
    return json.loads(re.search(r'id="start">(.*?)</script>', body.decode(), re.DOTALL)[1])


def test_an_indicator_whose_file_is_cut_off_is_named_and_nothing_stands_beside_its_name(
    tmp_path: Path,
):
    with served(tmp_path) as (url, snapshot):
        whole = (snapshot / "series.parquet").read_bytes()
        (snapshot / "series.parquet").write_bytes(whole[: len(whole) // 3])

        async def chosen() -> dict[str, object]:
            session = await Session.open(url)
            said = await session.choose("indicator", "fertility")
            await session.close()
            (patch,) = [content for kind, content in said if kind == "PATCH-DOC"]
            return json.loads(patch["events"][0]["new"])

        answer = asyncio.run(chosen())
        assert answer["turn"] == 7
        assert answer["refused"] == {"indicator": "gdp_per_capita"}
        assert "indicator" not in answer  # the one that is shown stays
        assert answer["notices"][0].startswith("Fertility cannot be read on this server just now.")
        start = start_of(get(f"{url}/?indicator=fertility&map=fertility")[2])
        assert start["notices"] == ["Fertility cannot be read on this server just now."]
        assert start["state"]["indicator"] == "gdp_per_capita"
        assert start["state"]["variable"] == "temperature"
        status, said = readiness(url)
        assert (status, said["status"]) == (200, "degraded")
        assert said["files"].startswith("series.parquet of the snapshot is gone, or another")
    text = (tmp_path / "log").read_text()
    assert "Traceback" not in text
    assert text.count("series.parquet: the file is damaged") == 1


def test_a_cache_folder_that_is_deleted_leaves_every_address_answered(tmp_path: Path):
    with served(tmp_path) as (url, _):
        body = get(f"{url}/")[2]
        addresses = set(re.findall(r"static/extensions/isotherm-published/[^\"?]+", body.decode()))
        assert len(addresses) > 3
        before = {address: get(f"{url}/{address}")[2] for address in addresses}
        shutil.rmtree(tmp_path / "cache")
        assert {a: get(f"{url}/{a}")[2] for a in addresses} == before
        names = {address.rpartition("/")[2] for address in addresses}
        assert names <= {file.name for file in (tmp_path / "cache/isotherm/web").iterdir()}
        shutil.rmtree(tmp_path / "cache")
        (tmp_path / "cache").touch()  # and none can be written any more
        assert {a: get(f"{url}/{a}")[2] for a in addresses} == before
        assert get(f"{url}/?map=population")[0] == 200  # which publishes another
        status, said = readiness(url)
        assert (status, said["status"]) == (200, "degraded")
        assert said["files"].startswith("files for browsers are served from memory")
        matrix = start_of(get(f"{url}/?map=population")[2])["shown"]["map"]["matrix"]
        assert get(f"{url}/{matrix}")[0] == 200


@pytest.mark.parametrize("shape", [[], {"date": 1}, {"date": "2026-11-30", "series": []}])
def test_a_new_snapshot_with_a_provenance_of_another_shape_is_not_served(
    tmp_path: Path, shape: object
):
    with served(tmp_path) as (url, snapshot):
        two = snapshot.with_name("two")
        shutil.copytree(snapshot, two)
        (two / "provenance.json").write_text(json.dumps(shape))
        (tmp_path / "figures/next").symlink_to("snapshots/two")
        (tmp_path / "figures/next").replace(tmp_path / "figures/current")
        for _ in range(2):
            assert get(f"{url}/?country=IND")[0] == 200
        assert readiness(url)[0] == 200
    assert (tmp_path / "log").read_text().count("provenance.json: the file is damaged") == 1


# Redis


@pytest.mark.parametrize("fault", ["kill", "pause"])
def test_with_redis_gone_the_next_readyz_says_degraded(tmp_path: Path, fault: str):
    with RedisServer(tmp_path) as redis, running(OURS, REDIS_URL=redis.url) as url:
        ready(url)
        getattr(redis, fault)()
        status, said = readiness(url)
        assert (status, said["status"], said["counter"]) == (200, "degraded", "away")
        assert said["app"] == "ok"
        if fault == "pause":
            redis.resume()
            ready(url)


# What is no fault


def test_sessions_that_are_pulled_at_the_end_leave_no_traceback(tmp_path: Path):
    log = tmp_path / "log"
    port = free_port()
    with log.open("w+b") as said, ThreadPoolExecutor(8) as visitors:
        command = [sys.executable, *OURS, str(port)]
        server = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(ISOTHERM_STATE_DIR=str(tmp_path)),
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        url = f"http://localhost:{port}/"
        wait_for(url, server)

        def visit(_number: int) -> None:
            with suppress(OSError, ValueError):
                urllib.request.urlopen(url, timeout=30).close()

        visits = [visitors.submit(visit, n) for n in range(40)]
        while sum(visit.done() for visit in visits) < 5:
            time.sleep(0.01)
        server.send_signal(signal.SIGTERM)
        assert server.wait(20) == 0
    assert "Traceback" not in log.read_text()


def test_an_expired_token_is_a_line_and_no_traceback(tmp_path: Path):
    log = tmp_path / "log"
    arguments = ["-m", "panel", "serve", "dashboard/app.py", *ROUTES]
    short = ["--session-token-expiration", "1", "--port"]
    with running([*arguments, *short], log=log) as url:
        token = re.search(r'data-token="([^"]+)"', get(f"{url}/app")[2].decode())[1]
        time.sleep(2.1)

        with pytest.raises(HTTPClientError, match="403"):
            asyncio.run(Session.connect(url, token, url))
    text = log.read_text()
    assert "Traceback" not in text
    assert "Uncaught" not in text


def test_a_socket_whose_session_cannot_be_built_is_closed_with_a_line(tmp_path: Path):
    flag, app, log = tmp_path / "broken", tmp_path / "app.py", tmp_path / "log"
    app.write_text(APP.format(flag=str(flag)))
    arguments = ["-m", "panel", "serve", str(app), *ROUTES, "--port"]
    key = {"BOKEH_SECRET_KEY": "the same for both servers", "BOKEH_SIGN_SESSIONS": "true"}
    with running(arguments, **key) as url:
        token = re.search(r'"token":"([^"]+)"', get(f"{url}/app")[2].decode())[1]
    flag.touch()

    async def opened_again(url: str) -> None:
        socket = await Session.connect(url, token, url)
        assert await asyncio.wait_for(socket.read_message(), 20) is None
        socket.close()

    with running(arguments, path="healthz", log=log, **key) as url:
        asyncio.run(opened_again(url))
    (line,) = [line for line in log.read_text().splitlines() if "secret" in line]
    assert "No page could be built" in line
    assert "\nTraceback" not in log.read_text()
