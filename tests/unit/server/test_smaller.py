import time
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import pytest

from dashboard import once
from dashboard.server import assets, smaller
from dashboard.server.smaller import Smaller

WHOLE = Path(__file__).read_bytes()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(assets, "published_folder", lambda: tmp_path)
    yield tmp_path


def wait_until(is_so: Callable[[], object]) -> None:
    until = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)


def made(whole: bytes = WHOLE) -> Smaller:
    one = Smaller(whole)
    wait_until(lambda: one.content is not None)
    return one


def kept(folder: Path) -> list[Path]:
    return list(folder.rglob("*.br"))


def test_it_is_less_than_what_is_made_quickly():
    assert len(made().content) < 0.98 * len(brotli.compress(WHOLE, quality=9))
    assert brotli.decompress(made().content) == WHOLE


def test_what_one_server_made_the_next_one_has_at_once(folder: Path):
    assert Smaller(WHOLE).content is None
    wait_until(lambda: kept(folder))
    assert Smaller(WHOLE).content == kept(folder)[0].read_bytes()


@pytest.mark.parametrize("content", [b"", b"no br", brotli.compress(b"other numbers")])
def test_what_is_kept_is_not_believed_but_checked(folder: Path, content: bytes):
    made()
    kept(folder)[0].write_bytes(content)
    assert Smaller(WHOLE).content is None
    assert brotli.decompress(made().content) == WHOLE


def test_where_nothing_can_be_kept_it_is_made_all_the_same(folder: Path):
    (folder / smaller.CODING).write_text("a file where a folder should be")
    assert brotli.decompress(made().content) == WHOLE


def test_what_fails_is_logged_and_the_next_one_is_made(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fails(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(once, "write_whole", fails)
        Smaller(b"1990,0.4")
        wait_until(lambda: "could not be compressed" in caplog.text)
    assert brotli.decompress(made(b"1991,0.5").content) == b"1991,0.5"
