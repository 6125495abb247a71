from pathlib import Path

import pytest

from dashboard.snapshots import (
    KEPT,
    RefreshingError,
    building,
    current_snapshot,
    data_folder,
    publish,
    refreshing,
)
from dashboard.store import SNAPSHOT


def make(folder: Path, content: str) -> Path:
    with building(folder) as built:
        (built / "series.parquet").write_text(content)
        return publish(built)


def content(folder: Path) -> str:
    return (current_snapshot(folder) / "series.parquet").read_text()


def test_the_embedded_snapshot_serves_where_there_is_no_other(tmp_path: Path):
    assert current_snapshot(tmp_path) == SNAPSHOT
    assert current_snapshot(tmp_path / "nowhere") == SNAPSHOT


def test_a_published_snapshot_serves(tmp_path: Path):
    made = make(tmp_path, "one")
    assert current_snapshot(tmp_path) == made
    assert content(tmp_path) == "one"
    make(tmp_path, "two")
    assert content(tmp_path) == "two"


def test_open_pages_still_find_the_one_before(tmp_path: Path):
    made = [make(tmp_path, str(n)) for n in range(KEPT + 2)]
    assert [path.exists() for path in made] == [False] * 2 + [True] * KEPT
    assert len(set(made)) == len(made)


def test_a_snapshot_that_is_not_published_leaves_nothing(tmp_path: Path):
    make(tmp_path, "one")
    with pytest.raises(OSError, match="disk full"), building(tmp_path) as built:
        (built / "series.parquet").write_text("two")
        raise OSError("disk full")
    assert content(tmp_path) == "one"
    assert len(list((tmp_path / "snapshots").iterdir())) == 1


def test_what_a_refresh_left_that_was_ended_by_force_is_cleared(tmp_path: Path):
    (tmp_path / "snapshots" / ".building-dead").mkdir(parents=True)
    (tmp_path / ".building-dead").mkdir()
    make(tmp_path, "one")
    assert not list(tmp_path.rglob(".building-*"))


def test_where_links_fail_a_file_points_to_the_snapshot(tmp_path: Path, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError("A required privilege is not held by the client")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    made = make(tmp_path, "one")
    assert not (tmp_path / "current").is_symlink()
    assert current_snapshot(tmp_path) == made
    make(tmp_path, "two")
    assert content(tmp_path) == "two"


def test_an_empty_pointer_is_no_snapshot(tmp_path: Path):
    (tmp_path / "current").write_text("")
    assert current_snapshot(tmp_path) == SNAPSHOT


def test_another_user_may_read_what_is_published(tmp_path: Path):
    assert make(tmp_path, "one").stat().st_mode & 0o005 == 0o005


def test_two_refreshes_never_work_in_one_directory(tmp_path: Path):
    def second() -> None:
        with refreshing(tmp_path):
            pass

    with refreshing(tmp_path), pytest.raises(RefreshingError, match="is at work in"):
        second()
    second()


def test_the_directory_is_a_setting(monkeypatch):
    assert data_folder({"ISOTHERM_DATA_DIR": "/srv/isotherm"}) == Path("/srv/isotherm")
    assert data_folder({"ISOTHERM_DATA_DIR": "~/warm"}) == Path.home() / "warm"
    assert data_folder({}).name == "isotherm"
    monkeypatch.setenv("ISOTHERM_DATA_DIR", "/nowhere/at/all")
    assert current_snapshot() == SNAPSHOT
