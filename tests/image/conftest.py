"""The real Dockerfile's image, built by buildah on substitute bases, and servers that run from it.

Containers run in chroot isolation with the host's network, as the image's user, with its command,
and with a root file system that is mounted read-only.
"""

import json
import os
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, STDOUT
from typing import Any

import psutil
import pytest

from benchmarks.ports import free_port
from tests.serving import wait_for

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BUILDAH = str(HERE / "buildah")
START_SECONDS, STOP_SECONDS = 60, 10
ORIGIN = "isotherm.example"
# In a mount namespace of its own the container's root file system can only be read, /tmp too, but
# for /run, where buildah itself writes, and for the volume.
READ_ONLY = """
mount --bind "$0" "$0"
mount -o remount,ro,bind "$0"
mount -t tmpfs -o mode=755 tmpfs "$0/run"
exec "$@"
"""


@dataclass(frozen=True)
class Container:
    """A container of the image; root is where its file system is."""

    name: str
    root: Path
    config: dict[str, Any]

    def run(self, *command: str, **environment: str) -> list[str]:
        """Return the command line that runs a command in the container."""
        given = [f"--env={name}={value}" for name, value in environment.items()]
        apart = ["unshare", "--mount", "sh", "-ec", READ_ONLY, str(self.root)]
        return [*apart, BUILDAH, "run", "--isolation=chroot", *given, self.name, "--", *command]

    def output(self, *command: str) -> str:
        """Run a command that must succeed, and return what it prints."""
        done = subprocess.run(self.run(*command), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def shell(self, script: str) -> str:
        """Run a shell script that must succeed, and return what it prints."""
        return self.output("sh", "-c", script)


@dataclass(frozen=True)
class Server:
    """The image's own command, running; process is what the container's engine would signal."""

    container: Container
    port: int
    process: psutil.Process
    runner: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}/"

    def get(self, path: str) -> dict[str, Any]:
        """Return the JSON that the server answers with status 200."""
        with urllib.request.urlopen(self.url + path, timeout=START_SECONDS) as answer:
            return json.load(answer)

    def ready(self) -> dict[str, Any]:
        """Return what /readyz says once the counter has found its Redis, or after a while."""
        for _ in range(10 * START_SECONDS):
            if (said := self.get("readyz"))["counter"] == "ok":
                break
            time.sleep(0.1)
        return said

    def stop(self) -> int:
        """End it as an engine does, and return its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.runner.wait(STOP_SECONDS)


@pytest.fixture(scope="session")
def commit() -> str:
    command = ["git", "rev-parse", "HEAD"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout[:-1]


@pytest.fixture(scope="session")
def image(commit: str) -> str:
    """The image's name. ISOTHERM_IMAGE names one that tests/image/build made before."""
    if given := os.environ.get("ISOTHERM_IMAGE"):
        return given
    name = "localhost/isotherm:tested"
    command = [HERE / "build", name, "--build-arg", f"COMMIT={commit}"]
    done = subprocess.run(command, stdout=PIPE, stderr=STDOUT, text=True, check=False)
    if done.returncode:
        # Once, and not as the error of each test.
        pytest.exit(f"{done.stdout[-8000:]}\nThe image was not built: see above.", returncode=1)
    return name


@pytest.fixture(scope="session")
def container(image: str) -> Iterator[Container]:
    """A container of the image; its file system is as the image left it."""
    name = _said("from", "--pull-never", image)
    said = json.loads(_said("inspect", "--type", "image", image))
    yield Container(name, Path(_said("mount", name)), said["Docker"]["config"])
    _said("rm", name)


def _said(*arguments: str) -> str:
    done = subprocess.run([BUILDAH, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="session")
def serve(container: Container) -> Callable[..., AbstractContextManager[Server]]:
    """Run the image's command with these variables, in a `with` block, until it answers."""

    @contextmanager
    def serving(**environment: str) -> Iterator[Server]:
        port = free_port()
        given = {"PORT": str(port), "ALLOWED_ORIGINS": f"{ORIGIN},localhost:{port}", **environment}
        runner = subprocess.Popen(container.run(*container.config["Cmd"], **given), cwd=ROOT)
        try:
            wait_for(f"http://localhost:{port}/healthz", runner)
            yield Server(container, port, _serving(runner), runner)
        finally:
            _end(runner)

    return serving


def _serving(runner: subprocess.Popen[bytes]) -> psutil.Process:
    """Return the process that the image's command has become, beneath buildah's own."""
    children = psutil.Process(runner.pid).children(recursive=True)
    return next(process for process in children if "dashboard" in process.cmdline())


def _end(runner: subprocess.Popen[bytes]) -> None:
    """End a server that a test left running, so that it ends its own Redis too."""
    if runner.poll() is None:
        _serving(runner).terminate()
        runner.wait(STOP_SECONDS)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A real Redis on this machine."""
    program, port = shutil.which("redis-server"), free_port()
    assert program, "no redis-server: `make image-test` installs it"
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--loglevel", "warning"]
    process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
    yield f"redis://127.0.0.1:{port}/0"
    process.terminate()
    process.wait()


@pytest.fixture(scope="session")
def server(
    serve: Callable[..., AbstractContextManager[Server]], redis_url: str
) -> Iterator[Server]:
    """The image's command, counting in a real Redis."""
    with serve(REDIS_URL=redis_url, BOKEH_SECRET_KEY="of-the-tests-alone-0123456789") as running:
        yield running
