"""Berkeley Earth's files of a country, as they describe themselves."""

from pathlib import Path
from typing import Any

import pytest

from dashboard.indicators import Indicator, read_catalogue
from dashboard.own import CountryNames, OwnError, read_own

HEAD = """% This file contains a detailed summary of the land-surface average
% results produced by the Berkeley Averaging method. Temperatures are in
% Celsius and reported as anomalies relative to the Jan 1951-Dec 1980 average.
%
% Estimated Jan 1951-Dec 1980 absolute temperature (C): 24.90 +/- 0.12
%
% Estimated Jan 1951-Dec 1980 monthly absolute temperature (C):
%      Jan   Feb
%     25.9  26.0
% Year, Month,  Anomaly, Unc.,   Anomaly, Unc.,   Anomaly, Unc.

"""


def berkeley(first: int = 2001, last: int = 2002) -> str:
    """Annual anomalies of 0.5 in the first June, 0.6 in the next and so on; NaN in the last."""
    lines = []
    for year in range(first, last + 1):
        for month in range(1, 13):
            annual = f"{0.5 + (year - first) / 10:.3f}" if month == 6 and year < last else "NaN"
            lines.append(f"  {year}  {month:4}     0.9  0.3  {annual:>8}  0.2" + "  NaN" * 6)
    return HEAD + "\n".join(lines) + "\n"


def own(folder: Path, path: str, names: CountryNames) -> Any:
    return read_own(entry(folder, path), names)


def entry(folder: Path, path: str) -> Indicator:
    text = f'[temperature]\npath = "{path}"\nlabel = "Temperature"\nunit = "°C"\n'
    (folder / "own.toml").write_text(text, encoding="utf-8")
    return read_catalogue(folder / "own.toml")["temperature"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "be").mkdir()
    for name in ("brazil", "bosnia-and-herzegovina", "denmark-(europe)"):
        file = tmp_path / "be" / f"{name}-TAVG-Trend.txt"
        file.write_text(berkeley(2001, 2003), encoding="latin-1")
    return tmp_path


def test_the_mean_of_a_year_is_that_of_its_june_in_degrees(folder: Path, names: CountryNames):
    found = own(folder, "be/brazil-TAVG-Trend.txt", names)
    rows = found.rows.itertuples(index=False)
    assert list(rows) == [("BRA", 2001, 25.4), ("BRA", 2002, 25.5)]


@pytest.mark.parametrize("path", ["be", "be/"])
def test_a_folder_of_them_reads(folder: Path, names: CountryNames, path: str):
    found = own(folder, path, names)
    assert found.rows["iso3"].unique().tolist() == ["BIH", "BRA"]
    assert found.others == ("denmark (europe)",)
    assert found.unmatched == ()


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        (berkeley()[:-20], "be/chad-TAVG-Trend.txt", r"chad-TAVG-Trend.txt: line \d+ has \d+ numb"),
        (
            berkeley().replace("(C): 24", ": 24"),
            "be/chad-TAVG-Trend.txt",
            "no absolute temperature",
        ),
        (berkeley(), "be/mine.txt", 'mine.txt: name it as it was, such as "brazil-TAVG-Trend.txt"'),
    ],
)
def test_a_file_that_is_not_whole_or_renamed_is_told(
    folder: Path, names: CountryNames, text: str, name: str, message: str
):
    (folder / name).write_text(text, encoding="latin-1")
    with pytest.raises(OwnError, match=message):
        own(folder, name, names)
