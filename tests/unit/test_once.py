import json
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard import once
from dashboard.once import digest


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(once, "_folder", lambda: tmp_path / "made")
    return tmp_path / "made"


def made(content: bytes, follows_from: object = 1, name: str = "thing") -> tuple[bytes, bool]:
    """Return what `once` returns, and whether it was made for that."""
    calls = []

    def make() -> bytes:
        calls.append(1)
        return content

    return once.once(name, follows_from, make), bool(calls)


def test_what_was_made_is_read_from_then_on(folder: Path):
    assert made(b"first") == (b"first", True)
    assert made(b"second") == (b"first", False)
    assert len(list(folder.iterdir())) == 1


@pytest.mark.usefixtures("folder")
def test_nothing_is_a_content_too():
    assert made(b"") == (b"", True)
    assert made(b"second") == (b"", False)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("follows_from", "name"), [(2, "thing"), ([1], "thing"), (1, "another")])
def test_what_follows_from_something_else_is_made(follows_from: object, name: str):
    made(b"first")
    assert made(b"second", follows_from, name) == (b"second", True)
    assert made(b"third") == (b"first", False)


@pytest.mark.parametrize("damage", [b"", b"short", b"\0" * 40, None])
def test_a_damaged_file_is_made_anew(folder: Path, damage: bytes | None):
    made(b"a long first content")
    (file,) = folder.iterdir()
    file.write_bytes(file.read_bytes()[:-1] if damage is None else damage)
    assert made(b"second") == (b"second", True)
    assert made(b"third") == (b"second", False)


@pytest.mark.usefixtures("folder")
def test_other_code_makes_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    code = tmp_path / "code"
    code.mkdir()
    (code / "one.py").write_text("one")
    monkeypatch.setattr(once, "_CODE", [code])

    def release(content: bytes) -> tuple[bytes, bool]:
        once._made_by.cache_clear()
        return made(content)

    try:
        assert release(b"first") == (b"first", True)
        assert release(b"again") == (b"first", False)
        (code / "one.py").write_text("two")
        assert release(b"second") == (b"second", True)
        (code / "one.py").rename(code / "other.py")
        assert release(b"third") == (b"third", True)
        monkeypatch.setattr(once, "version", lambda _library: "0.0")
        assert release(b"fourth") == (b"fourth", True)
    finally:
        once._made_by.cache_clear()


def test_the_code_that_counts_is_all_of_this_program():
    names = {file.name for folder in once._CODE for file in folder.rglob("*.py")}
    assert {"panes.py", "series.py", "theme.py", "worldfile.py"} <= names
    assert all(len(text.split()) == 2 for text in once._made_by()[2:])  # each has a version


def test_a_folder_that_cannot_be_written_costs_the_making_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    (tmp_path / "file").touch()
    monkeypatch.setattr(once, "_folder", lambda: tmp_path / "file" / "made")
    assert made(b"first") == (b"first", True)
    assert made(b"second") == (b"second", True)


def test_the_oldest_of_a_name_are_forgotten(folder: Path):
    for number in range(9):
        made(b"%d" % number, number)
    made(b"other", name="thing-other")
    assert len(list(folder.glob("thing.*"))) == once._OF_A_NAME
    assert made(b"?", 8) == (b"8", False)
    assert made(b"?", name="thing-other") == (b"other", False)


def test_a_digest_is_that_of_what_a_file_holds(tmp_path: Path):
    one, same, other = (tmp_path / name for name in "abc")
    one.write_bytes(b"1")
    same.write_bytes(b"1")
    other.write_bytes(b"2")
    assert digest(one) == digest(same) != digest(other)


@pytest.mark.usefixtures("folder")
def test_every_process_gives_a_thing_the_same_name():
    code = "import json; from dashboard.once import _key; print(json.dumps(_key([1, 2.5])))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert json.loads(told.stdout) == once._key([1, 2.5])
