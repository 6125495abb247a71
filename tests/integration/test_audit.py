"""What `make audit` says of a file of packages, asked of a service that runs here."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PIP_AUDIT = Path(sys.executable).with_name("pip-audit")
KNOWN = {"connection-pool": "OSV-2026-1"}  # of all versions


class Osv(BaseHTTPRequestHandler):
    """Answers in the shape that OSV documents; to a package named "broken" with status 500."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = asked["package"]["name"]
        found = [{"id": KNOWN[name], "summary": "x", "affected": []}] if name in KNOWN else []
        body = json.dumps({"vulns": found} if found else {}).encode()
        self.send_response(500 if name == "broken" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def osv() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Osv) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
        server.shutdown()
        thread.join()


def audited(file: Path, service: str) -> tuple[int, str]:
    environ = {
        **{name: text for name, text in os.environ.items() if not name.lower().endswith("_proxy")},
        "PIP_AUDIT_VULNERABILITY_SERVICE": "osv",
        "PIP_AUDIT_OSV_URL": service,
    }
    command = ["bash", "tests/audit", str(file), str(PIP_AUDIT)]
    done = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert not done.stderr
    return done.returncode, done.stdout


def pinned(folder: Path, *packages: str) -> Path:
    file = folder / "constraints.txt"
    file.write_text("\n".join([*packages, ""]))
    return file


def test_packages_of_which_nothing_is_known_pass(tmp_path: Path, osv: str):
    status, said = audited(pinned(tmp_path, "anyio==4.16.0", "bokeh==3.9.0"), osv)
    assert (status, said.splitlines()[-1]) == (0, "No known vulnerabilities found")


def test_a_known_vulnerability_fails_by_its_id_whatever_the_package_is_called(
    tmp_path: Path, osv: str
):
    status, said = audited(pinned(tmp_path, "anyio==4.16.0", "connection-pool==1.2"), osv)
    assert status == 1
    assert "Found 1 known vulnerability" in said
    assert re.search(r"^connection-pool +1\.2 +OSV-2026-1", said, re.MULTILINE)


@pytest.mark.parametrize(
    ("package", "service", "reason"),
    [
        ("anyio==4.16.0", "http://127.0.0.1:9/v1/query", "Connection refused"),
        ("anyio==4.16.0", "http://nowhere.invalid/v1/query", "nowhere.invalid"),
        ("broken==1.0", "", "ServiceError"),
    ],
    ids=["nobody listens", "no such name", "a fault of its own"],
)
def test_a_service_that_does_not_answer_is_no_failure_and_is_told_with_the_reason(
    tmp_path: Path, osv: str, package: str, service: str, reason: str
):
    status, said = audited(pinned(tmp_path, package), service or osv)
    assert status == 0
    assert said.startswith("Not audited, the vulnerability service does not answer from here: ")
    assert reason in said
    assert said.count("\n") == 1


def test_a_file_that_cannot_be_audited_fails(tmp_path: Path, osv: str):
    status, said = audited(tmp_path / "missing.txt", osv)
    assert status == 1
    assert "invalid requirements input" in said
    status, said = audited(pinned(tmp_path, "anyio"), osv)
    assert status == 1
    assert "requirement anyio is not pinned" in said


def test_make_audit_asks_about_all_that_is_installed():
    recipe = (ROOT / "Makefile").read_text().partition("\naudit:")[2].partition("\n\n")[0]
    assert recipe.splitlines()[1:] == ["\t@bash tests/audit constraints.txt $(BIN)/pip-audit"]
