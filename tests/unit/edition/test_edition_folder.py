"""A site takes its folder's place whole, and never that of something else."""

from pathlib import Path

import pytest

from dashboard.edition.folder import EditionError, check_target, write, written
from dashboard.server.edition import is_edition


def exported(folder: Path, text: str) -> None:
    with written(folder, {"date": "2026-11-30"}) as building:
        write(building, "country/brazil.html", text.encode())
        assert building != folder


def test_a_site_is_replaced_by_the_next_and_nothing_is_left_beside_it(tmp_path: Path):
    folder = tmp_path / "deep" / "site"
    exported(folder, "first")
    assert is_edition(folder)
    (folder / "stale.html").touch()
    exported(folder, "second")
    assert (folder / "country" / "brazil.html").read_text() == "second"
    assert not (folder / "stale.html").exists()
    assert [file.name for file in folder.parent.iterdir()] == ["site"]


def test_an_empty_folder_may_be_filled(tmp_path: Path):
    (tmp_path / "site").mkdir()
    exported(tmp_path / "site", "first")
    assert is_edition(tmp_path / "site")


def test_what_is_no_site_is_left_alone(tmp_path: Path):
    (tmp_path / "letter.txt").write_text("Dear Sir")
    for target in (tmp_path, tmp_path / "letter.txt"):
        with pytest.raises(EditionError, match="is no exported site, so it is left alone"):
            check_target(target)
    with pytest.raises(EditionError), written(tmp_path, {}):
        pytest.fail("nothing may be written")
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_a_site_that_fails_half_way_leaves_the_one_before(tmp_path: Path):
    folder = tmp_path / "site"
    exported(folder, "first")
    with pytest.raises(OSError, match="full"), written(folder, {}) as building:
        write(building, "country/brazil.html", b"half")
        raise OSError("the disk is full")
    assert (folder / "country" / "brazil.html").read_text() == "first"
    assert [file.name for file in tmp_path.iterdir()] == ["site"]
