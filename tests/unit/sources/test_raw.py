import os
from datetime import date
from pathlib import Path

import pytest

from dashboard.sources.raw import RawAnswers, new

NAME = "worldbank/SP.POP.TOTL/page-1.json"


@pytest.fixture
def raw(tmp_path: Path) -> RawAnswers:
    return RawAnswers(tmp_path)


def test_an_answer_is_kept_as_it_came(raw: RawAnswers):
    raw.write(NAME, b"[1, 2]\r\n")
    assert raw.read(NAME) == b"[1, 2]\r\n"
    assert raw.names("worldbank/SP.POP.TOTL") == [NAME]


def test_what_was_never_kept_is_none(raw: RawAnswers):
    assert raw.read(NAME) is None
    assert raw.names("worldbank/SP.POP.TOTL") == []


@pytest.mark.parametrize("damage", [b"", b"no gzip", None])
def test_a_damaged_file_is_as_good_as_none(raw: RawAnswers, damage: bytes | None):
    raw.write(NAME, b"[1, 2]" * 100)
    file = raw.folder / f"{NAME}.gz"
    file.write_bytes(file.read_bytes()[:-12] if damage is None else damage)
    assert raw.read(NAME) is None


def test_the_same_answer_is_the_same_file(raw: RawAnswers):
    raw.write(NAME, b"[1]")
    first = (raw.folder / f"{NAME}.gz").read_bytes()
    raw.write(NAME, b"[1]")
    assert (raw.folder / f"{NAME}.gz").read_bytes() == first


def test_the_day_of_an_answer_is_that_of_its_file(raw: RawAnswers):
    raw.write(NAME, b"[1]")
    os.utime(raw.folder / f"{NAME}.gz", (0, 86_400 * 365))
    assert raw.fetched(NAME) == date(1971, 1, 1)


def test_a_part_that_an_interrupted_write_left_is_no_answer(raw: RawAnswers):
    raw.write(NAME, b"[1]")
    (raw.folder / "worldbank/SP.POP.TOTL/.part-x1.gz").write_bytes(b"half")
    assert raw.names("worldbank/SP.POP.TOTL") == [NAME]
    raw.discard("worldbank/SP.POP.TOTL")
    assert not (raw.folder / "worldbank/SP.POP.TOTL").exists()


def test_new_answers_take_the_place_of_those_before_when_they_are_settled(raw: RawAnswers):
    folder, beside = "worldbank/SP.POP.TOTL", new("worldbank/SP.POP.TOTL")
    raw.write(f"{folder}/page-1.json", b"[1]")
    raw.write(f"{folder}/page-2.json", b"[2]")
    raw.write(f"{beside}/page-1.json", b"[3]")
    assert raw.read(f"{folder}/page-1.json") == b"[1]"
    raw.settle(beside)
    assert raw.names(folder) == [f"{folder}/page-1.json"]
    assert raw.read(f"{folder}/page-1.json") == b"[3]"
    raw.settle(folder)
    assert raw.read(f"{folder}/page-1.json") == b"[3]"


def test_one_answer_is_forgotten_and_others_are_not(raw: RawAnswers):
    raw.write("cckp/one.json", b"1")
    raw.write("cckp/two.json", b"2")
    raw.discard("cckp/one.json")
    assert raw.names("cckp") == ["cckp/two.json"]


def test_a_full_disk_leaves_no_part_behind(raw: RawAnswers, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(OSError, match="No space left"):
            raw.write(NAME, b"[1]")
    assert list((raw.folder / "worldbank/SP.POP.TOTL").iterdir()) == []
