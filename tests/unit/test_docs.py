"""The documents say what the code has: settings, links, keys, commands, modules, pictures."""

import re
import tomllib
from pathlib import Path

import pytest

from dashboard.entries import KEYS
from dashboard.indicators import CATALOGUE
from dashboard.state import LINK
from dashboard.store import Store
from docs import diagrams, reference, settings
from docs.blocks import ROOT, documents

LINK_TO = re.compile(r"(?<!`)\]\((?!https?:|#|mailto:)([^)#\s]+)")
MAX_ANIMATION = 1_500_000  # bytes


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_setting_that_is_read_is_documented_and_no_other():
    assert len(settings.read()) > 20
    assert settings.read() == settings.told().keys()


def test_a_setting_is_found_whatever_it_is_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "dashboard").mkdir()
    for name in ("deploy", ".github/workflows"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("compose.yaml", "Dockerfile"):
        (tmp_path / name).touch()
    code = 'import os\nA = os.environ.get("lower")\nB = "ISOTHERM_NEW"\nC = "prose"\n'
    (tmp_path / "dashboard" / "new.py").write_text(code)
    (tmp_path / "deploy" / "begin").write_text('echo "${COLOUR:-red}"\n')
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    assert settings.read() == {"lower", "ISOTHERM_NEW", "COLOUR"}


def test_each_setting_has_a_meaning_and_a_part_of_the_page():
    for name, entry in settings.told().items():
        assert entry["meaning"].endswith("."), name
        assert f"| `{name}` | {entry['meaning']}" in reference.settings_page()


def test_readme_names_each_setting_of_the_app():
    of_the_app = [name for name, entry in settings.told().items() if entry["of"] != "deploy"]
    assert [name for name in of_the_app if f"`{name}`" not in text_of("README.md")] == []


def test_each_name_of_a_link_is_in_the_reference_with_what_it_may_be():
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|", reference.links_page(), re.MULTILINE)
    assert [name for name, _, _ in rows] == list(LINK)
    assert all(meaning.strip() and values.strip() for _, meaning, values in rows)


def test_the_reference_of_links_tells_todays_values():
    page = reference.links_page()
    assert "| `year` | on the map | 1948 to 2024 | `2024` |" in page
    assert "| `units` | degrees | `C`, `F` | `C` |" in page


def test_documents_claim_no_relation_with_warming_from_the_embedded_record():
    text = text_of("docs/understand/methods.md")
    assert next(iter(Store.read().records.values())).fallback
    assert "livestock" not in text.lower()
    assert "<!-- relations -->" not in text


def test_each_key_of_a_catalogue_is_in_the_reference():
    assert re.findall(r"^\| `(\w+)` ", reference.catalogue_page(), re.MULTILINE) == list(KEYS)


def test_each_command_is_in_the_reference_with_its_options():
    page = reference.commands_page()
    assert re.findall(r"^## (\w+)", page, re.MULTILINE) == [
        "serve",
        "add",
        "snapshot",
        "refresh",
        "show",
        "export",
        "check",
    ]
    assert "--dry-run" in page
    assert "--baseline YEARS" in page


def test_the_code_map_names_everything_in_the_package_and_nothing_else():
    section = text_of("CONTRIBUTING.md").split("In `dashboard/`:")[1].split("Beside it:")[0]
    firsts = re.findall(r"^\| (`[^|]+`) \|", section, re.MULTILINE)
    named = [name for cell in firsts for name in re.findall(r"`([^`]+)`", cell)]
    there = {
        f"{path.name}/" if path.is_dir() else path.name
        for path in (ROOT / "dashboard").iterdir()
        if path.name not in ("__init__.py", "__pycache__")
    }
    assert len(named) == len(set(named))
    assert set(named) == there


def test_what_the_code_map_names_beside_the_package_exists():
    section = text_of("CONTRIBUTING.md").split("Beside it:")[1].split("\n## ")[0]
    firsts = re.findall(r"^\| (`[^|]+`) \|", section, re.MULTILINE)
    named = [name for cell in firsts for name in re.findall(r"`([^`]+)`", cell)]
    assert len(named) > 8
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_one(document: Path):
    made_with_the_site = re.compile(r"reference/\w+\.md$|pictures/imports\.svg$")
    links = LINK_TO.findall(document.read_text(encoding="utf-8"))
    lost = [link for link in links if not (document.parent / link).exists()]
    assert [link for link in lost if not made_with_the_site.search(link)] == []


def test_the_picture_of_the_data_s_way_is_what_its_script_draws():
    assert diagrams.DATA_WAY.read_text(encoding="utf-8") == diagrams.data_picture()


def test_the_picture_of_imports_shows_each_import_and_only_server_points_back():
    picture = diagrams.imports_picture()
    edges = sum(len(others) for others in diagrams.imports().values())
    assert picture.count("<circle") == edges > 80
    back = re.findall(r"fill='#b01f2e'><title>(\w+) imports", picture)
    assert set(back) == {"server"}


def test_every_module_of_the_package_is_in_a_layer():
    layered = [name for row in diagrams.layers() for name in row]
    assert sorted(layered) == sorted(diagrams.imports())


def test_pictures_are_small():
    assert (ROOT / "docs" / "animation.webp").stat().st_size < MAX_ANIMATION
    assert all(path.stat().st_size < 400_000 for path in (ROOT / "docs" / "pictures").iterdir())


def test_the_changelog_tells_the_number_of_indicators():
    count = len(tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))) - 1
    assert count == 11
    assert "eleven indicators" in text_of("CHANGELOG.md")
