"""The static edition beside a server: which folder is one, and which files are answered."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from dashboard.checks.edition import check_edition
from dashboard.config import SettingsError
from dashboard.server.edition import (
    MARK,
    PRODUCT,
    _found,
    _policy,
    date_of,
    is_edition,
    read_edition,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site in a folder with something private beside it."""
    (tmp_path / "private.txt").write_text("secret")
    folder = tmp_path / "site"
    (folder / "country").mkdir(parents=True)
    (folder / "index.html").write_text("<p>the map")
    (folder / "country" / "brazil.html").write_text("<p>Brazil")
    (folder / "way-out.txt").symlink_to(tmp_path / "private.txt")
    (folder / MARK).write_text(json.dumps({"product": PRODUCT, "date": "2026-11-30"}))
    return folder


def test_the_setting_names_an_exported_site_or_stops_the_start(folder: Path, tmp_path: Path):
    assert read_edition({}) is None
    assert read_edition({"ISOTHERM_EDITION": str(folder)}) == folder
    assert date_of(folder) == "2026-11-30"
    assert not date_of(tmp_path)
    for wrong in (tmp_path, tmp_path / "nowhere", tmp_path / "private.txt"):
        assert not is_edition(wrong)
        with pytest.raises(SettingsError, match=r"ISOTHERM_EDITION is .*dashboard export"):
            read_edition({"ISOTHERM_EDITION": str(wrong)})


def test_check_says_whether_there_is_one(folder: Path, tmp_path: Path):
    assert not list(check_edition({}))
    assert [f.level for f in check_edition({"ISOTHERM_EDITION": str(folder)})] == ["ok"]
    assert [f.level for f in check_edition({"ISOTHERM_EDITION": str(tmp_path)})] == ["error"]


@pytest.mark.parametrize(
    ("path", "name"), [("", "index.html"), ("country/brazil.html", "country/brazil.html")]
)
def test_its_files_are_answered(folder: Path, path: str, name: str):
    assert _found(folder, path) == folder / name


@pytest.mark.parametrize(
    "path",
    ["../private.txt", "/etc/hosts", "way-out.txt", "country/../../private.txt", "a\0b", "country"],
)
def test_and_no_others(folder: Path, path: str):
    assert _found(folder, path) is None


def test_a_page_s_policy_lets_its_own_scripts_run_and_parts_of_it_be_framed(tmp_path: Path):
    page = tmp_path / "page.html"
    scripts = ['{"imports": {}}', "\nlet a;\n", 'import "isotherm/open.js";']
    kinds = [' type="importmap"', "", ' type="module"']
    written = [f"<script{k}>{s}</script>" for k, s in zip(kinds, scripts, strict=True)]
    page.write_text('<script type="application/json" id="start">{}</script>' + "".join(written))
    text = _policy(page, 1, embedded=False)
    digests = [b64encode(sha256(script.encode()).digest()).decode() for script in scripts]
    assert re.findall("'sha256-([^']+)'", text) == digests
    assert "frame-ancestors 'self'" in text
    assert "frame-ancestors" not in _policy(page, 1, embedded=True)
