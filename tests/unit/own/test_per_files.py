"""CRU CY's `.per` files."""

import zipfile
from pathlib import Path

import pytest

from dashboard.indicators import Indicator, read_catalogue
from dashboard.own.faults import OwnError
from dashboard.own.names import CountryNames
from dashboard.own.per_files import (
    LEFT_OUT,
    NAMES,
    PerError,
    parse_per,
    per_texts,
    read_edition,
)
from dashboard.own.series import read_own
from dashboard.store import Store
from tests.shared import shared

COUNTRIES = Store.read().countries
OURS = CountryNames(COUNTRIES)
MONTHS = "     JAN     FEB     MAR     APR     MAY     JUN"
LATER = "     JUL     AUG     SEP     OCT     NOV     DEC"
SEASONS = "     MAM     JJA     SON     DJF     ANN"


def per(name: str = "Chad", years: range = range(2001, 2004), unit: str = "degrees Celsius") -> str:
    """A file as CRU writes it, whose annual means are 20.1, 20.2 and so on."""
    lines = [
        "Climatic Research Unit Country File created 18 Apr 2023, from CRU TS run #2304141047",
        f"Country = {name:<21}: parameter = Mean Temperature               : Units = {unit}     ",
        f"Period = {years[0]}.{years[-1]} : missing value = -999.0 : format = (i5,17f8.1)",
        f" YEAR{MONTHS}{LATER}{SEASONS}",
    ]
    for n, year in enumerate(years, 1):
        cells = [*[f"{10:8.1f}"] * 15, f"{-999:8.1f}", f"{20 + n / 10:8.1f}"]
        lines.append(f" {year}" + "".join(cells))
    return "\n".join(lines) + "\n"


def test_the_annual_means_are_taken_as_they_are_printed():
    file = parse_per(per(), "crucy.v4.07.2001.2003.Chad.tmp.per")
    assert (file.name, file.edition, file.first, file.last) == ("Chad", "4.07", 2001, 2003)
    assert file.values == {2001: 20.1, 2002: 20.2, 2003: 20.3}


def test_a_file_that_was_renamed_is_of_the_run_that_it_names():
    assert parse_per(per(), "chad.txt").edition == "2304141047"


def test_the_missing_value_is_an_absent_year():
    assert parse_per(per().replace("    20.2", "  -999.0")).values == {2001: 20.1, 2003: 20.3}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (per().rsplit("\n", 2)[0], "2 years of 2001-2003: it is cut off"),
        (per()[:-2], "line 7 is not whole"),
        (per()[:-30], "line 7 is not whole"),
        (per()[:150], "does not begin"),
        (per(unit="degrees Fahrenheit"), 'units is "degrees Fahrenheit", not "degrees Celsius"'),
        (per().replace("Mean Temperature", "Precipitation   "), 'parameter is "Precipitation"'),
        (per().replace("\n 2002", "\n 2007"), "line 6 is of 2007, not of 2002"),
        (per() + " 2004" + per()[-137:], "4 years of 2001-2003"),
        (per().replace("ANN", "AVG"), "no column ANN"),
        (per().replace("2001.2003", "????.2003"), "no first and last year"),
        ("<!DOCTYPE html>\n<html>\n<p>Moved\n</html>\n\n", "it is a web page"),
        ("country,year,value\n" * 5, "does not begin"),
        ("", "does not begin"),
    ],
)
def test_what_is_not_whole_or_of_something_else_is_refused(text: str, reason: str):
    with pytest.raises(PerError, match=reason.replace("?", r"\?")):
        parse_per(text)


def test_names_become_codes_parts_are_left_out_and_strange_names_are_told():
    names = ["Bosnia-Herzegovinia", "Hawaii", "Atlantis", "Chad"]
    edition = read_edition([(f"{n}.per", per(n)) for n in names], OURS)
    assert sorted(set(edition.rows["iso3"])) == ["BIH", "TCD"]
    assert edition.unknown == ("Atlantis",)


def test_files_of_two_editions_are_no_record():
    files = [("v4.07.1901.2003.per", per()), ("v4.08.1901.2003.per", per("Niger"))]
    with pytest.raises(PerError, match=r"v4\.08.*another edition"):
        read_edition([(f"crucy.{name}", text) for name, text in files], OURS)


def test_a_country_that_is_there_twice_is_refused():
    with pytest.raises(PerError, match=r"b\.per: another file is of Chad"):
        read_edition([("a.per", per()), ("b.per", per())], OURS)


def test_one_file_that_is_cut_off_is_named():
    with pytest.raises(PerError, match=r"niger\.per: it has 2 years"):
        read_edition([("chad.per", per()), ("niger.per", per("Niger").rsplit("\n", 2)[0])], OURS)


def test_a_folder_a_zip_file_and_a_file_hold_the_same(tmp_path: Path):
    folder = tmp_path / "crucy" / "4.07"
    folder.mkdir(parents=True)
    file = folder / "crucy.v4.07.2001.2003.Chad.tmp.per"
    file.write_text(per())
    with zipfile.ZipFile(tmp_path / "crucy.zip", "w") as archive:
        archive.write(file, "4.07/" + file.name)
    expected = [(file.name, per())]
    assert list(per_texts(tmp_path / "crucy")) == expected
    assert list(per_texts(tmp_path / "crucy.zip")) == expected
    assert list(per_texts(file)) == expected


def test_a_folder_without_such_files_says_so(tmp_path: Path):
    with pytest.raises(PerError, match=r"it holds no \.per file"):
        list(per_texts(tmp_path))


def test_the_table_of_names_is_of_our_countries_and_leaves_nothing_out():
    assert set(NAMES.values()) <= set(COUNTRIES)
    assert len(set(NAMES.values())) == len(NAMES)
    assert not LEFT_OUT & set(NAMES)


def test_every_name_of_the_real_edition_is_known_and_every_value_is_as_printed():
    folder = shared("reference") / "crucy"
    edition = read_edition(per_texts(folder), OURS)
    assert (edition.name, edition.unknown) == ("4.07", ())
    assert edition.rows["iso3"].nunique() == 223
    assert edition.rows.groupby("iso3").size().eq(122).all()
    norway = (folder / "crucy.v4.07.1901.2022.Norway.tmp.per").read_text().splitlines()[4:]
    ours = edition.rows[edition.rows["iso3"] == "NOR"]
    printed = [(line[:5].strip(), line[-8:].strip()) for line in norway]
    assert printed == [
        (str(y), f"{v:.1f}") for y, v in zip(ours["year"], ours["value"], strict=True)
    ]


@pytest.mark.parametrize("path", ["crucy/", "crucy.zip", "chad.per"])
def test_an_own_temperature_is_a_folder_a_zip_file_or_a_file(tmp_path: Path, path: str):
    folder = tmp_path / "crucy"
    folder.mkdir()
    for name in ("Chad", "Hawaii", "Bosnia-Herzegovinia"):
        (folder / f"{name}.per").write_text(per(name))
    (tmp_path / "chad.per").write_text(per())
    with zipfile.ZipFile(tmp_path / "crucy.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
    series = read_own(_entry(tmp_path, path), OURS)
    assert series.unmatched == ()
    assert set(series.rows["iso3"]) == ({"TCD"} if path == "chad.per" else {"BIH", "TCD"})
    chad = series.rows[series.rows["iso3"] == "TCD"]
    assert chad["value"].tolist() == [20.1, 20.2, 20.3]


def test_an_own_file_that_is_cut_off_is_refused_by_its_name(tmp_path: Path):
    (tmp_path / "crucy").mkdir()
    (tmp_path / "crucy" / "chad.per").write_text(per()[:-30])
    with pytest.raises(OwnError, match=r"crucy: chad\.per: line 7 is not whole"):
        read_own(_entry(tmp_path, "crucy/"), OURS)


def _entry(folder: Path, path: str) -> Indicator:
    (folder / "own.toml").write_text(
        f'[temperature]\npath = "{path}"\nlabel = "Temperature"\nunit = "°C"\n', encoding="utf-8"
    )
    return read_catalogue(folder / "own.toml")["temperature"]
