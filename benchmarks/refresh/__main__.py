"""`python -m benchmarks.refresh`: a refresh beside a plain download of the same answers."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.refresh.catalogues import codes, write_catalogue

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.refresh", description=__doc__)
    parser.add_argument("--indicators", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--megabits", type=int, nargs="*", default=[200], help="a second")
    options = parser.parse_args()
    for megabits in (0, *options.megabits):
        _compare(options.indicators, options.rounds, megabits)


def _compare(count: int, rounds: int, megabits: int) -> None:
    """Print what was measured at one speed of the network, 0 for the loopback's own."""
    with tempfile.TemporaryDirectory() as name, world_bank(count, megabits) as url:
        catalogue = write_catalogue(Path(name) / "catalogue.toml", count)
        told = [_round(Path(name) / str(n), catalogue, url) for n in range(rounds)]
    plain, first, again = ([turn[n] for turn in told] for n in range(3))
    bare = statistics.median(turn["seconds"] for turn in plain)
    speed = f"{megabits} megabits a second" if megabits else "loopback"
    print(f"{count} indicators, {plain[0]['megabytes']:.0f} MB, {speed}, {rounds} rounds")
    for label, turns in (("plain download", plain), ("refresh", first), ("nothing new", again)):
        seconds, cpu = (
            statistics.median(turn[key] for turn in turns) for key in ("seconds", "cpu")
        )
        memory = max(turn["memory"] for turn in turns)
        print(
            f"{label:<15}{seconds:7.2f} s {seconds / bare:6.2f} of plain "
            f"{cpu:7.2f} s of processor {memory:6.0f} MB at most"
        )


def _round(folder: Path, catalogue: Path, url: str) -> list[dict[str, float]]:
    """Download, refresh into an empty directory, and refresh again, each in its own process."""
    environ = {
        **os.environ,
        "ISOTHERM_DATA_DIR": str(folder),
        "ISOTHERM_CATALOGUE": str(catalogue),
        "ISOTHERM_WORLDBANK_URL": url,
        "ISOTHERM_CCKP_URL": url.replace("/v2", "/cckp/v1"),
        "ISOTHERM_RECORDS": "cru",
    }
    return [_run(task, environ) for task in ("download", "refresh", "refresh")]


def _run(task: str, environ: dict[str, str]) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.refresh.task", task]
    done = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


@contextmanager
def world_bank(count: int, megabits: int) -> Iterator[str]:
    """Serve the World Bank's answers from a process of its own; give its address."""
    command = [sys.executable, "-m", "tests.integration.world_bank", str(megabits), *codes(count)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as serving:
        try:
            assert serving.stdout
            yield serving.stdout.readline().strip()
        finally:
            serving.terminate()


if __name__ == "__main__":
    main()
