"""A refresh while the server runs: new sessions get the new snapshot, open ones keep theirs."""

import json
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dashboard import atlas as atlases
from dashboard.app import build_app
from dashboard.atlas import OPENER, Atlas, look_for_newer, the_atlas
from dashboard.snapshots import CURRENT, SNAPSHOTS
from dashboard.store import PROVENANCE, SNAPSHOT

DATE = "2031-01-02"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ISOTHERM_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(atlases, "_served", {})
    (tmp_path / SNAPSHOTS).mkdir()
    return tmp_path


def serve(folder: Path, name: str, date: str = DATE) -> Path:
    """Make a copy of the embedded snapshot, of another date, the one to serve."""
    made = folder / SNAPSHOTS / name
    shutil.copytree(SNAPSHOT, made)
    provenance = json.loads((made / PROVENANCE).read_text(encoding="utf-8"))
    (made / PROVENANCE).write_text(json.dumps({**provenance, "date": date}), encoding="utf-8")
    (folder / CURRENT).unlink(missing_ok=True)
    (folder / CURRENT).symlink_to(f"{SNAPSHOTS}/{name}")
    return made


def opened() -> Atlas:
    """Let a newer snapshot be opened; return the atlas that new sessions get then."""
    look_for_newer()
    for thread in threading.enumerate():
        if thread.name == OPENER:
            thread.join()
    return the_atlas()


def test_new_sessions_get_a_new_snapshot_and_open_ones_keep_theirs(folder: Path):
    before = the_atlas()
    session = build_app(before, {})
    serve(folder, "a")
    assert the_atlas() is before, "nobody waits for the new one"
    after = opened()
    assert after.shared.date == DATE != before.shared.date
    session.state.iso3 = "IND"
    assert session.shared is before.shared
    assert the_atlas() is after


def test_a_damaged_snapshot_leaves_the_embedded_one_serving(folder: Path):
    the_atlas()
    (serve(folder, "a") / "series.parquet").write_bytes(b"half a file")
    assert opened().shared.date != DATE
    serve(folder, "b", "2031-03-04")
    assert opened().shared.date == "2031-03-04"


def test_many_who_come_at_once_share_one_atlas(folder: Path):
    serve(folder, "a")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: the_atlas(), range(16)))
    assert len({id(atlas) for atlas in found}) == 1


def test_a_new_atlas_is_asked_for_the_first_page_before_anybody_gets_it(folder: Path):
    before = the_atlas()
    served: list[tuple[Atlas, Atlas]] = []
    serve(folder, "a")
    look_for_newer(lambda new: served.append((new, atlases._served["atlas"][1])))
    after = opened()
    assert served == [(after, before)]


def test_where_the_first_page_of_a_new_snapshot_fails_the_one_before_stays(folder: Path):
    before = the_atlas()
    serve(folder, "a")
    look_for_newer(lambda _: 1 / 0)
    assert opened() is before
