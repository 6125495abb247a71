"""Dash and Streamlit, which are no part of the product: installed where they are measured.

They get a venv of their own in the user's cache, with the versions of `requirements.txt`, made by
`uv pip compile --universal --python-version 3.11` from `requirements.in`.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from platformdirs import user_cache_path

from benchmarks.reference.figures import write_figures
from benchmarks.subjects import Subject, plotly_subjects

HERE = Path(__file__).parent
REQUIREMENTS = HERE / "requirements.txt"


class PeersError(Exception):
    """The peers' packages could not be installed; the text says why."""


def peers(folder: Path) -> tuple[Subject, Subject]:
    """Return Dash and Streamlit, ready to be served; folder: for their figures.

    Raises PeersError.
    """
    python = _installed()
    write_figures(folder)
    shutil.copy(HERE / "streamlit_app.py", folder)
    return plotly_subjects(python, folder)


def _installed() -> Path:
    """Return the Python of the peers' venv, made for these requirements if there is none yet."""
    wanted = REQUIREMENTS.read_bytes() + sys.version.encode()
    digest = hashlib.sha256(wanted).hexdigest()[:12]
    folder = user_cache_path("isotherm") / "benchmarks" / f"peers-{digest}"
    python, ready = folder / "bin" / "python", folder / ".ready"
    if not ready.exists():
        print("Installing Dash and Streamlit for the measuring (about a minute, once)")
        _run([sys.executable, "-m", "venv", "--clear", str(folder)])
        _run([str(python), "-m", "pip", "install", "--quiet", "-r", str(REQUIREMENTS)])
        ready.touch()
    return python


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise PeersError(said[-1] if said else f"{command[0]} ended with {done.returncode}")
