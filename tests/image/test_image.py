"""What the image holds, and what runs from it."""

import json
import os
import re
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psutil
import pytest

ROOT = Path(__file__).parents[2]
UID = 10001
MAX_BYTES = 1.2e9


@pytest.fixture
def token(server: Any) -> str:
    """The session token of a page that was just opened."""
    with urllib.request.urlopen(server.url, timeout=60) as answer:
        found = re.search(r'data-token="([^"]+)"', answer.read().decode())
    assert found
    return found[1]


def handshake(server: Any, origin: str, token: str) -> int:
    """Return the status that a websocket from a page of `origin` gets."""
    connection = HTTPConnection("localhost", server.port, timeout=60)
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Origin": origin,
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Protocol": f"bokeh, {token}",
    }
    connection.request("GET", "/ws", headers=headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_it_runs_as_a_user_of_a_fixed_number(container: Any):
    assert container.config["User"] == f"{UID}:{UID}"
    assert container.output("id", "-u").strip() == str(UID)


def test_its_labels_name_the_commit_and_the_licence(container: Any, commit: str):
    labels = container.config["Labels"]
    assert labels["org.opencontainers.image.revision"] == commit
    assert labels["org.opencontainers.image.licenses"] == "BSD-3-Clause"


def test_it_holds_the_package_and_nothing_else_of_ours(container: Any):
    assert container.shell("ls /app").split() == [
        "DATA_LICENSES.md",
        "LICENSE",
        "choropleth",
        "dashboard",
        "deploy",
        "sbom.cdx.json",
    ]
    assert container.shell("ls /app/deploy").split() == ["start"]


def test_it_holds_no_conda_no_build_tools_and_no_tests(container: Any):
    tools = "conda pip pip3 gcc cc g++ make git node apt-key curl"
    # One by one: dash's `command -v` looks at the first of several names alone.
    script = f"for tool in {tools}; do command -v $tool || true; done"
    assert container.shell(script) == ""
    modules = ("pip", "pytest", "mypy", "pyogrio")
    script = f"from importlib.util import find_spec as f; print([m for m in {modules} if f(m)])"
    assert container.output("python", "-c", script).strip() == "[]"
    assert container.shell("find /opt /app -type d -name tests -o -name 'environment.yml'") == ""


INSTALLED = """
from importlib.metadata import distributions
print(*sorted(f"{found.metadata['Name']} {found.version}" for found in distributions()), sep="\\n")
"""


def test_its_list_of_parts_is_what_is_installed(container: Any):
    listed = json.loads(container.output("cat", "sbom.cdx.json"))["components"]

    def named(kind: str) -> list[str]:
        found = [part for part in listed if part["purl"].startswith(f"pkg:{kind}/")]
        return sorted(f"{part['name']} {part['version']}" for part in found)

    assert named("pypi") == container.output("python", "-c", INSTALLED).splitlines()
    debians = container.shell("dpkg-query -W -f '${db:Status-Status} ${Package} ${Version}\\n'")
    (redis,) = [part for part in listed if part["name"] == "redis-server"]
    lines = [line.partition(" ") for line in debians.splitlines()]
    assert named("deb") == sorted(line[2] for line in lines if line[0] == "installed")
    assert redis["purl"].startswith("pkg:conda/redis-server@")
    assert not [part["name"] for part in listed if part["name"] in ("pip", "pytest", "mypy")]


def test_its_modules_are_compiled(container: Any):
    sources = list((container.root / "app" / "dashboard").rglob("*.py"))
    compiled = [path.parent / "__pycache__" / f"{path.stem}.cpython-313.pyc" for path in sources]
    assert len(sources) > 20
    assert [path for path in compiled if not path.is_file()] == []


def test_it_is_smaller_than_1200_megabytes(container: Any):
    files = {(s.st_dev, s.st_ino): s.st_size for s in map(Path.lstat, container.root.rglob("*"))}
    assert 300e6 < sum(files.values()) < MAX_BYTES


def test_it_has_the_figures_and_shapes_that_a_start_needs(container: Any):
    made = sorted((container.root / "var/lib/isotherm/.cache/isotherm/made").iterdir())
    names = [path.name.partition(".")[0] for path in made]
    drawn = ["figure-indicator", "figure-stripes", "figure-temperature", "ground", "world"]
    assert names == drawn
    assert {path.stat().st_uid for path in made} == {UID}


def may_write(file: os.stat_result) -> bool:
    """Tell whether the image's user may write to it, a file or a directory: no link, no device."""
    plain = not stat.S_ISLNK(file.st_mode) and not stat.S_ISCHR(file.st_mode)
    return plain and (UID in (file.st_uid, file.st_gid) or bool(file.st_mode & stat.S_IWOTH))


def test_its_user_may_write_to_its_state_directory_and_to_what_is_for_all(container: Any):
    # By owner and mode: asked within, where all is mounted read-only, nothing could be written to.
    root = container.root
    found = {str(path.relative_to(root)) for path in root.rglob("*") if may_write(path.lstat())}
    found = {path for path in found if not path.startswith("var/lib/isotherm/")}
    assert found == {"var/lib/isotherm", "tmp", "var/tmp", "run/lock"}


def test_it_stays_healthy_and_ready_with_a_real_redis(server: Any):
    assert server.get("healthz")["status"] == "ok"
    assert server.ready()["status"] == "ok"


def test_its_health_check_tells_whether_the_server_answers(server: Any):
    kind, *check = server.container.config["Healthcheck"]["Test"]
    assert kind == "CMD"
    for port, fails in ((server.port, False), (1, True)):
        command = server.container.run(*check, PORT=str(port))
        done = subprocess.run(command, capture_output=True, check=False)
        assert bool(done.returncode) is fails


def test_its_server_is_one_process_of_its_user_on_a_read_only_file_system(server: Any):
    assert set(server.process.uids()) == {UID}
    assert server.process.children() == []
    mounts = Path(f"/proc/{server.process.pid}/mountinfo").read_text(encoding="utf-8").splitlines()
    (options,) = {line.split()[5] for line in mounts if line.split()[4] == "/"}
    assert "ro" in options.split(",")


def test_a_page_of_an_allowed_origin_gets_its_websocket(server: Any, token: str):
    assert handshake(server, "https://isotherm.example", token) == 101
    assert handshake(server, f"http://localhost:{server.port}", token) == 101


def test_a_page_of_a_foreign_origin_gets_none(server: Any, token: str):
    assert handshake(server, "https://elsewhere.example", token) == 403
    assert handshake(server, "https://isotherm.example.elsewhere.example", token) == 403


def test_its_page_opens_in_a_browser(server: Any):
    tests = [str(ROOT / "tests" / "e2e" / "test_opening.py"), "--app-url", server.url]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout


def test_without_a_redis_it_keeps_the_counts_in_its_state_directory(
    serve: Callable[..., AbstractContextManager[Any]],
):
    with serve() as alone:
        assert alone.ready() == {"status": "ok", "app": "ok", "counter": "ok", "files": "ok"}
        state = Path(f"/proc/{alone.process.pid}/root/var/lib/isotherm")
        redis = psutil.Process(int((state / "redis.pid").read_text()))
        assert redis.uids().real == UID
        assert alone.stop() == 0
        # Where nobody takes note of its end, it stays in the table of processes.
        assert not redis.is_running() or redis.status() == psutil.STATUS_ZOMBIE


def test_it_ends_well_within_10_seconds_of_a_sigterm(
    serve: Callable[..., AbstractContextManager[Any]], redis_url: str
):
    with serve(REDIS_URL=redis_url) as ending:
        assert ending.ready()["status"] == "ok"
        assert ending.stop() == 0


def test_without_an_origin_it_says_what_to_set_and_does_not_start(container: Any):
    command = container.run(*container.config["Cmd"], PORT="5006")
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert "ALLOWED_ORIGINS is not set" in done.stderr + done.stdout
