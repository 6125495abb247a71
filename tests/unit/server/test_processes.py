"""`watch` ends the process that calls it, so it runs in one of its own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

WATCHED = """
import os, sys, time
from pathlib import Path
from dashboard.server.processes import watch

watch(2)
here = Path(sys.argv[1]) / str(os.getpid())
here.touch()
try:
    while not here.with_suffix(".fail").exists():
        time.sleep(0.02)
    sys.exit(int(here.with_suffix(".fail").read_text()))
except KeyboardInterrupt:
    here.with_suffix(".interrupted").touch()
"""
TOLD_TO_END_BEFORE_THE_FIRST = """
import os, signal
from dashboard.server import processes

block = signal.pthread_sigmask

def told(*signals):
    signal.pthread_sigmask = block
    os.kill(os.getpid(), signal.SIGTERM)
    return block(*signals)

signal.pthread_sigmask = told
processes.watch(2)
print("a new process")
"""
PATIENCE = 30


def started(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WATCHED, str(folder)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)


def children(folder: Path, number: int) -> list[int]:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = [int(file.name) for file in folder.iterdir() if file.name.isdigit()]
        if len(found) == number:
            return found
        time.sleep(0.02)
    raise AssertionError(f"not {number} processes: {found}")


def runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_all_processes_end_with_the_one_that_watches(tmp_path: Path, number: signal.Signals):
    watching = started(tmp_path)
    both = children(tmp_path, 2)
    assert all(map(runs, both))
    watching.send_signal(number)
    watching.communicate(timeout=PATIENCE)
    assert watching.returncode == 0
    assert not any(map(runs, both))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_what_a_terminal_sends_to_all_ends_the_one_that_watches_and_it_the_others(
    tmp_path: Path, number: signal.Signals
):
    watching = started(tmp_path)
    both = children(tmp_path, 2)
    os.killpg(watching.pid, number)
    watching.communicate(timeout=PATIENCE)
    assert watching.returncode == 0
    assert not any(map(runs, both))
    assert list(tmp_path.glob("*.interrupted")) == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGQUIT])
def test_no_process_outlives_the_one_that_watches(tmp_path: Path, number: signal.Signals):
    watching = started(tmp_path)
    children(tmp_path, 2)
    watching.send_signal(number)
    watching.communicate(timeout=PATIENCE)  # each of them keeps stderr open
    assert watching.returncode == -number


def test_no_process_is_started_by_one_that_was_told_to_end():
    command = [sys.executable, "-c", TOLD_TO_END_BEFORE_THE_FIRST]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("status", [0, 3])
def test_a_process_that_ends_is_replaced_and_that_is_said(tmp_path: Path, status: int):
    watching = started(tmp_path)
    first, _ = children(tmp_path, 2)
    told = tmp_path / "status"
    told.write_text(str(status))
    told.rename(tmp_path / f"{first}.fail")  # whole at once
    three = children(tmp_path, 3)
    assert not runs(first)
    watching.send_signal(signal.SIGTERM)
    _, said = watching.communicate(timeout=PATIENCE)
    assert watching.returncode == 0
    assert not any(map(runs, three))
    assert f"Process {first} ended with status {status}: another is started" in said
