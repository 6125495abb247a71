"""Each block of code in the documents does what a reader expects of it; the site of them builds."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from dashboard.entries import checked
from docs.blocks import ROOT, Block, blocks, documents

START_SECONDS = 90
WITH_BLOCKS = [document for document in documents() if any(blocks(document))]
# What becomes of how many: a block that moves from "run" to "parse" shall be seen here.
COUNTS = {"serve": 10, "run": 18, "plan": 4, "parse": 14, "keep": 3, "read": 5}


class Reader:
    """Somebody who does what a document says, in a copy of the repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server: subprocess.Popen[str] | None = None
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        programs = f"{folder / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
        self._environ = {**os.environ, "PATH": programs, "PORT": str(self.port)}

    def follow(self, block: Block) -> None:
        """Do what a block says; a server runs on for blocks that ask it something."""
        if "localhost" not in block.text:
            self.stop()
        getattr(self, f"_{block.way}")(block, block.text.replace("5006", str(self.port)))

    def stop(self) -> None:
        if self._server is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._server.pid, signal.SIGTERM)
            self._server.communicate(timeout=30)
            self._server = None

    def _bash(self, text: str, *options: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", *options, "-c", text],
            cwd=self.folder,
            env=self._environ,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
        return done

    def _run(self, block: Block, text: str) -> None:
        if block.kind == "python":
            program = [sys.executable, "-W", "error", "-c", text]
            subprocess.run(program, cwd=self.folder, check=True, timeout=180)
        else:
            self._bash(text)

    def _serve(self, _block: Block, text: str) -> None:
        self.stop()
        if "panel serve" in text:  # it reads no PORT
            text = f"{text.rstrip()} --port {self.port}"
        self._server = subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", text],
            cwd=self.folder,
            env=self._environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert self._answers(), f"{text}\n{self._server.communicate()[0]}"

    def _answers(self) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._server and self._server.poll() is None:
            with suppress(OSError):
                url = f"http://127.0.0.1:{self.port}/healthz"
                with urllib.request.urlopen(url, timeout=START_SECONDS) as answer:
                    return bool(answer.status == 200)
            time.sleep(0.2)
        if self._server:
            os.killpg(self._server.pid, signal.SIGTERM)
        return False

    def _plan(self, _block: Block, text: str) -> None:
        assert self._bash(text.replace("make ", "make -n ")).stdout

    def _parse(self, _block: Block, text: str) -> None:
        self._bash(text, "-n")
        found = subprocess.run(
            [
                shutil.which("shellcheck", path=self._environ["PATH"]) or "shellcheck",
                "-s",
                "bash",
                "-",
            ],
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        assert found.returncode == 0, found.stdout

    def _keep(self, block: Block, text: str) -> None:
        self._read(block, text)
        (self.folder / block.file).write_text(text, encoding="utf-8")

    def _read(self, block: Block, text: str) -> None:
        if block.kind == "toml":
            assert [checked(name, table) for name, table in tomllib.loads(text).items()]
        else:
            assert block.kind in ("csv", "text"), f"what is a block of {block.kind!r}?"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository, with a .venv that is this Python's."""
    folder = tmp_path_factory.mktemp("docs") / "isotherm"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    (folder / ".venv").mkdir()
    for path in Path(sys.prefix).iterdir():
        (folder / ".venv" / path.name).symlink_to(path)
    (folder / ".venv" / ".ready").unlink(missing_ok=True)
    (folder / ".venv" / ".ready").touch()
    return folder


@pytest.fixture
def reader(repository: Path) -> Iterator[Reader]:
    reader = Reader(repository)
    yield reader
    reader.stop()


@pytest.mark.parametrize("document", WITH_BLOCKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_s_blocks_do_what_they_say(document: Path, reader: Reader):
    for block in blocks(document):
        reader.follow(block)


def test_so_many_blocks_are_run_and_no_more_than_these_are_not():
    assert Counter(block.way for path in WITH_BLOCKS for block in blocks(path)) == COUNTS


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    built = subprocess.run(
        command, cwd=ROOT, env=quiet, capture_output=True, text=True, timeout=180, check=False
    )
    assert built.returncode == 0, built.stderr
    assert "WARNING" not in built.stderr
    return folder


def test_the_site_loads_nothing_from_another_host(site: Path):
    loads = re.compile(
        r"<(?:script|img|iframe|source|video|audio|link)\b[^>]*?(?:src|href)=\"?([^\" >]+)"
    )
    pages = list(site.rglob("*.html"))
    found = [url for page in pages for url in loads.findall(page.read_text(encoding="utf-8"))]
    assert len(pages) > 20
    assert len(found) > 100
    assert [url for url in found if re.match(r"(?:\w+:)?//", url)] == []


def test_no_style_loads_anything_from_another_host(site: Path):
    styles = [path.read_text(encoding="utf-8") for path in site.rglob("*.css")]
    assert styles
    loads = r"(?:url\(|@import)\s*[\"']?((?:\w+:)?//[^)\"']+)"
    assert [url for text in styles for url in re.findall(loads, text)] == []


def test_no_page_has_a_diagram_that_a_script_from_elsewhere_would_draw(site: Path):
    assert [
        page for page in site.rglob("*.html") if 'class="mermaid"' in page.read_text("utf-8")
    ] == []
