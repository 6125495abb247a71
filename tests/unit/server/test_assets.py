import hashlib
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from bokeh.embed.bundle import extension_dirs

from dashboard.server import assets
from dashboard.server.assets import ASSETS, asset, publish, published, writing_fault

NAMES = sorted(file.relative_to(ASSETS).as_posix() for file in ASSETS.rglob("*") if file.is_file())
PROGRAM = """
from bokeh.embed.bundle import extension_dirs
from dashboard.server.assets import publish
address = publish("some.json", b"[1]")
name = address.split("/")[-1].split("?")[0]
print(address, extension_dirs["isotherm-published"])
print((__import__("pathlib").Path(extension_dirs["isotherm-published"]) / name).read_text())
"""


def file_of(address: str) -> Path:
    """The file that the server finds at an address."""
    static, extensions, extension, name = urlsplit(address).path.split("/", 3)
    assert (static, extensions) == ("static", "extensions")
    return Path(extension_dirs[extension]) / name


def version(address: str) -> str:
    return parse_qs(urlsplit(address).query)["v"][0]


def in_another_process(cache: Path) -> list[str]:
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize("name", NAMES)
def test_an_assets_address_leads_to_it_and_carries_its_digest(name: str):
    address = asset(name)
    assert file_of(address) == ASSETS / name
    assert hashlib.sha256((ASSETS / name).read_bytes()).hexdigest().startswith(version(address))
    assert len(version(address)) >= 16


def test_an_address_is_relative_so_that_any_prefix_serves_it():
    assert not asset("page.css").startswith(("/", "http"))
    assert not publish("test.txt", b"x").startswith(("/", "http"))


def test_what_is_published_is_found_at_its_address():
    address = publish("test.bin", b"some content")
    assert file_of(address).read_bytes() == b"some content"
    assert file_of(address).suffix == ".bin"
    assert file_of(address).stat().st_mode & 0o444 == 0o444


def test_the_same_content_has_the_same_address_and_other_content_another():
    assert publish("test.bin", b"same") == publish("test.bin", b"same")
    assert publish("test.bin", b"same") != publish("test.bin", b"other")


def test_publishing_again_leaves_the_file_alone():
    file = file_of(publish("test.bin", b"left alone"))
    before = file.stat()
    publish("test.bin", b"left alone")
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_many_who_publish_at_once_leave_one_whole_file():
    content = os.urandom(500_000)
    with ThreadPoolExecutor(8) as pool:
        addresses = set(pool.map(lambda _: publish("many.bin", content), range(24)))
    (address,) = addresses
    assert file_of(address).read_bytes() == content
    file_of(address).unlink()


def test_what_is_published_is_kept_in_the_users_cache(tmp_path: Path):
    address, folder, content = in_another_process(tmp_path)
    assert Path(folder).is_relative_to(tmp_path)
    assert content == "[1]"
    assert [address, folder, content] == in_another_process(tmp_path)
    assert len(list(Path(folder).iterdir())) == 1


def test_without_a_cache_that_can_be_written_files_are_kept_elsewhere(tmp_path: Path):
    not_a_folder = tmp_path / "file"
    not_a_folder.touch()
    _, folder, content = in_another_process(not_a_folder)
    assert not Path(folder).is_relative_to(tmp_path)
    assert content == "[1]"


def name_of(address: str) -> str:
    return file_of(address).name


def test_a_file_that_is_gone_is_served_from_memory_and_written_anew():
    address = publish("gone.bin", b"some content, gone")
    assert published(name_of(address)) is None  # the file is there
    file_of(address).unlink()
    assert published(name_of(address)) == b"some content, gone"
    assert file_of(address).read_bytes() == b"some content, gone"


@pytest.mark.parametrize("name", ["", "nothing.bin", "../app.py", "a\0b", "x" * 5000])
def test_what_was_never_published_is_in_no_memory(name: str):
    assert published(name) is None


FULL = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))  # a disk on which no more fits
from dashboard.server.assets import publish, published, writing_fault
name = publish("world.bin", b"x" * 1000).split("/")[-1].split("?")[0]
import os
left = os.listdir(os.environ["XDG_CACHE_HOME"] + "/isotherm/web")
print(len(published(name)), repr(writing_fault()), left)
"""


def test_on_a_full_disk_what_is_published_is_served_from_memory(tmp_path: Path):
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    command = [sys.executable, "-c", FULL]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    said = "'files for browsers are served from memory (File too large)'"
    assert done.stdout == f"1000 {said} []\n"


def test_the_fault_is_over_when_a_file_can_be_written(tmp_path: Path, monkeypatch):
    monkeypatch.setitem(extension_dirs, assets.PUBLISHED, tmp_path)
    monkeypatch.setattr(assets, "published_folder", lambda: tmp_path / "web")
    (tmp_path / "web").touch()  # no folder can be made there
    publish("one.bin", b"1")
    assert "served from memory" in writing_fault()
    (tmp_path / "web").unlink()
    publish("one.bin", b"1")
    assert writing_fault() == ""


def test_memory_keeps_what_was_published_last_within_its_size(monkeypatch):
    memory = assets._Memory()
    monkeypatch.setattr(assets, "LARGEST", 100)
    for number in range(5):
        memory.keep(str(number), bytes(30))
    memory.keep("4", bytes(40))
    assert [memory.get(str(n)) is None for n in range(5)] == [True, True, False, False, False]
    assert memory.size == 100


def test_no_part_that_changes_with_the_year_asks_what_it_has():
    """Each change within what a rule asks with :has restyles it: the world took 5 ms a year."""
    styles = "\n".join(file.read_text(encoding="utf-8") for file in ASSETS.rglob("*.css"))
    assert set(re.findall(r"(\S*):has\(", styles)) == {".take"}  # a button, of the figure after it
