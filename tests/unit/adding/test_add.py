"""`python -m dashboard add` without a terminal: what it says, writes and refuses."""

import csv
import io
import os
import shlex
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from dashboard.__main__ import main
from dashboard.collection import Collection, open_collection
from dashboard.indicators import VARIABLE, read_catalogue

Add = Callable[..., tuple[int, str, str]]
OFFICES = "country,year,offices\nBrazil,2023,2\nIvory Coast,2024,1\nIndia,2024,5\n"


@pytest.fixture
def add(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Add:
    """Runs `add` in a folder of its own, and returns its status and what it printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO())

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(["add", *arguments])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def served(catalogue: Path) -> Collection:
    return open_collection(wanted=read_catalogue(environ={VARIABLE: str(catalogue)}))


def pasted(printed: str) -> list[str]:
    """The arguments of the line that a refusal says to run."""
    line = shlex.split(printed.splitlines()[1])
    return line[line.index("add") + 1 :]


def test_a_file_is_looked_at_written_and_served(add: Add, tmp_path: Path):
    (tmp_path / "offices.csv").write_text(OFFICES)
    status, printed, wrong = add("offices.csv", "--unit", "offices")
    assert (status, wrong) == (0, "")
    assert printed.splitlines()[:6] == [
        "offices.csv",
        '  countries  3, from column "country"',
        '  years      2023 to 2024, from column "year"',
        '  values     3, from column "offices"',
        "  lowest     1, Ivory Coast in 2024",
        "  highest    5, India in 2024",
    ]
    assert f"{VARIABLE}=mine.toml" in printed
    assert "http://localhost:5006/?map=offices&indicator=offices\n" in printed
    assert (tmp_path / "mine.toml").read_text() == (
        '[offices]\nlabel = "Offices"\nunit = "offices"\npath = "offices.csv"\n'
    )
    found = served(tmp_path / "mine.toml")
    assert found.store.values("offices").loc["IND", 2024] == 5


def test_what_is_in_a_catalogue_stays_as_it_is(add: Add, tmp_path: Path):
    (tmp_path / "offices.csv").write_text(OFFICES)
    before = (
        b'\xef\xbb\xbf# mine\r\n[other]\r\nunit = "x" # kept\r\nlabel="O"\r\npath="offices.csv"'
    )
    (tmp_path / "mine.toml").write_bytes(before)
    (tmp_path / "mine.toml").chmod(0o640)
    assert add("offices.csv", "--unit", "")[0] == 0
    after = (tmp_path / "mine.toml").read_bytes()
    assert after.startswith(before + b"\r\n\r\n[offices]\r\n")
    assert after.count(b"\n") == after.count(b"\r\n")
    assert stat.S_IMODE((tmp_path / "mine.toml").stat().st_mode) == 0o640
    assert list(served(tmp_path / "mine.toml").catalogue)[-2:] == ["other", "offices"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.toml", "offices.csv"]


def test_the_catalogue_of_the_environment_is_added_to(
    add: Add, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "offices.csv").write_text(OFFICES)
    (tmp_path / "of mine").mkdir()
    catalogue = tmp_path / "of mine" / "all.toml"
    monkeypatch.setenv(VARIABLE, str(catalogue))
    _, printed, _ = add("offices.csv", "--unit", "x")
    assert tomllib.loads(catalogue.read_text())["offices"]["path"] == "../offices.csv"
    assert f"{VARIABLE}=" not in printed
    assert served(catalogue).store.values("offices").loc["BRA", 2023] == 2
    _, printed, _ = add("offices.csv", "--unit", "x", "--to", "of mine/new.toml")
    assert f"{VARIABLE}='of mine/new.toml'" in printed


def test_an_absolute_path_stays_one_and_a_linked_catalogue_a_link(add: Add, tmp_path: Path):
    (tmp_path / "offices.csv").write_text(OFFICES)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "real.toml").write_text("")
    (tmp_path / "mine.toml").symlink_to("folder/real.toml")
    assert add(str(tmp_path / "offices.csv"), "--unit", "x")[0] == 0
    assert add("offices.csv", "--unit", "x", "--name", "near")[0] == 0
    assert (tmp_path / "mine.toml").is_symlink()
    tables = tomllib.loads((tmp_path / "folder" / "real.toml").read_text())
    assert tables["offices"]["path"] == (tmp_path / "offices.csv").as_posix()
    assert tables["near"]["path"] == "offices.csv"
    assert not served(tmp_path / "mine.toml").left_out


def test_a_dry_run_writes_nothing(add: Add, tmp_path: Path):
    (tmp_path / "offices.csv").write_text(OFFICES)
    status, printed, _ = add("offices.csv", "--unit", "x", "--dry-run")
    assert status == 0
    assert printed.endswith('[offices]\nlabel = "Offices"\nunit = "x"\npath = "offices.csv"\n')
    assert not (tmp_path / "mine.toml").exists()


def test_a_name_that_is_there_is_refused_and_another_is_said(add: Add, tmp_path: Path):
    (tmp_path / "offices.csv").write_text(OFFICES)
    add("offices.csv", "--unit", "x")
    before = (tmp_path / "mine.toml").read_text()
    status, _, wrong = add("offices.csv", "--unit", "x", "--name", "offices")
    assert status == 2
    assert "mine.toml has [offices]: choose another name, such as --name offices_2" in wrong
    assert (tmp_path / "mine.toml").read_text() == before
    assert add("offices.csv", "--unit", "x")[0] == 0
    assert "[offices_2]" in (tmp_path / "mine.toml").read_text()


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("population.csv", "population_2"),
        ("2024 \u00dcber.csv", "own_2024_ber"),
        ("\u00e9.csv", "own"),
    ],
)
def test_a_file_s_name_makes_an_id_that_is_not_ours(file: str, name: str, add: Add, tmp_path: Path):
    (tmp_path / file).write_text(OFFICES)
    add(file, "--unit", "x")
    assert list(tomllib.loads((tmp_path / "mine.toml").read_text())) == [name]


def test_ours_is_replaced_only_by_its_name_and_needs_no_unit(add: Add, tmp_path: Path):
    rows = [f"{code},{year},1{year % 7}" for code in ("BRA", "IND") for year in range(1960, 2021)]
    (tmp_path / "mine.csv").write_text("\n".join(["country,year,value", *rows]))
    status, printed, wrong = add("mine.csv", "--name", "temperature")
    assert (status, wrong) == (0, "")
    assert "http://localhost:5006/\n" in printed
    found = served(tmp_path / "mine.toml")
    assert not found.left_out
    assert found.catalogue["temperature"].unit == "\u00b0C"
    (tmp_path / "mine.csv").write_text("country,year,value\nBRA,2020,15\n")
    status, _, wrong = add("mine.csv", "--name", "temperature", "--to", "new.toml")
    assert status == 2
    assert "give it the earlier years too" in wrong


# What is open, and the line that decides it


OPEN = [
    (
        "country,year,a,b\nBRA,2024,1,2\nIND,2024,3,4\n",
        "which column has the value?",
        ["--value", "a"],
        1,
    ),
    (
        "country,year,sex,n\nBRA,2024,F,1\nBRA,2024,T,3\nIND,2024,T,4\n",
        "BRA 2024 is in rows 2, 3: they differ in column",
        ["--where", "sex=T"],
        3,
    ),
    (
        "country,year,n\nBRA,2024-01,1\nBRA,2024-02,2\nBRA,2024-03,6\n",
        "its rows are parts of years",
        ["--set", 'aggregate="mean"'],
        3,
    ),
    (
        "country,year,n\nBRA,2023-2025,1\nIND,2023-2025,2\n",
        '"2023-2025" is the years 2023 to 2025',
        ["--set", 'period="middle"'],
        1,
    ),
    (
        "place,year,n\nBrazil,2024,7\nChad,2024,8\nNarnia,2024,1\nMordor,2024,2\n",
        "which column has the country?",
        ["--set", 'columns={ country = "place" }'],
        7,
    ),
    (
        "country,hdi_2023,hdi_2024,gdp_2023,gdp_2024\nBRA,1,2,3,4\n",
        "years of several figures are its columns: hdi, gdp",
        ["--value", "hdi"],
        2,
    ),
    (
        "country;year;n\nBRA;2024;1,234\nIND;2024;2,345\n",
        "which is the decimal mark?",
        ["--set", 'decimal="."'],
        1234,
    ),
    (
        "country,year,n\nBRA,2024,1\nIND,2024,2\nCHN,2024,-999\n",
        "-999 is in row 4",
        ["--set", "missing=[-999]"],
        1,
    ),
    (
        "country,year,n\nBRA,2024,1\nIND,2024,2\nCHN,2024,secret\n",
        '"secret" is not a number',
        ["--set", 'missing=["secret"]'],
        1,
    ),
    (
        "country,year,n\nBRA,2024,1\n,2024,2\n",
        "is no country, and the row has a value",
        ["--set", 'names={ "" = "" }'],
        1,
    ),
    (
        "country,year,n\nBRA,2024,Free\nIND,2024,Not free\nCHN,2024,Free\n",
        '"Free" is not a number',
        ["--set", 'categories=["Free", "Not free"]'],
        0,
    ),
]


@pytest.mark.parametrize("case", OPEN, ids=lambda case: case[1])
def test_without_a_terminal_what_is_open_is_refused_with_the_line_that_decides_it(
    case: tuple[str, str, list[str], float], add: Add, tmp_path: Path
):
    rows, says, option, value = case
    (tmp_path / "own.csv").write_text(rows)
    status, printed, wrong = add("own.csv", "--unit", "x")
    assert (status, printed) == (2, "")
    assert says in wrong
    assert pasted(wrong) == ["own.csv", "--unit", "x", *option]
    assert not (tmp_path / "mine.toml").exists()
    assert add(*pasted(wrong))[0] == 0
    assert served(tmp_path / "mine.toml").store.values("own").loc["BRA", 2024] == value


def test_a_year_that_no_row_says_is_that_of_the_file_s_name_or_asked_for(add: Add, tmp_path: Path):
    for name, year in (("own_2021.csv", "2021"), ("own.csv", "YEAR")):
        (tmp_path / name).write_text("country,n\nBRA,1\nIND,2\n")
        status, _, wrong = add(name, "--unit", "x")
        assert status == 2
        assert pasted(wrong)[-2:] == ["--year", year]
    assert add("own.csv", "--unit", "x", "--year", "1999")[0] == 0
    assert served(tmp_path / "mine.toml").store.values("own").loc["IND", 1999] == 2


def test_a_unit_is_needed_and_what_the_header_says_is_proposed(add: Add, tmp_path: Path):
    for name, column, unit in (("a.csv", "Forest (% of land)", "% of land"), ("b.csv", "n", "")):
        (tmp_path / name).write_text(f"country,year,{column}\nBRA,2024,1\n")
        status, _, wrong = add(name)
        assert status == 2
        assert pasted(wrong)[-2:] == ["--unit", unit]
        assert add(*pasted(wrong))[0] == 0
    labels = [one["label"] for one in tomllib.loads((tmp_path / "mine.toml").read_text()).values()]
    assert labels == ["Forest", "N"]


def test_an_answer_lies_over_what_was_given_before(add: Add, tmp_path: Path):
    (tmp_path / "own.csv").write_text(
        "country,year,sex,age,n\nBRA,2024,F,15,1\nBRA,2024,T,15,3\nBRA,2024,T,16,4\n"
    )
    _, _, wrong = add("own.csv", "--unit", "x", "--value", "n", "--where", "sex=T")
    assert pasted(wrong)[-2:] == ["--where", "age=15"]
    assert add(*pasted(wrong))[0] == 0
    table = tomllib.loads((tmp_path / "mine.toml").read_text())["own"]
    assert table["where"] == {"sex": "T", "age": "15"}


def test_a_label_that_is_another_column_s_name_changes_no_figure(add: Add, tmp_path: Path):
    (tmp_path / "own.csv").write_text("country,year,a,b\nBRA,2024,1,2\n")
    assert add("own.csv", "--unit", "x", "--value", "b", "--label", "A")[0] == 0
    assert served(tmp_path / "mine.toml").store.values("own").loc["BRA", 2024] == 2


def test_names_that_are_no_country_are_told_with_what_to_write(add: Add, tmp_path: Path):
    (tmp_path / "own.csv").write_text("country,year,n\nBrazill,2024,1\nIndia,2024,2\n")
    status, printed, _ = add("own.csv", "--unit", "x")
    assert status == 0
    assert 'names = { "Brazill" = "BRA" }' in printed


def test_a_refusal_says_what_the_other_answers_have(add: Add, tmp_path: Path):
    (tmp_path / "own.csv").write_text("country,year,sex,n\nBRA,2024,F,1\nBRA,2024,T,3\n")
    _, _, wrong = add("own.csv", "--unit", "x")
    assert wrong.endswith("\n  or, in place of --where sex=T: --where sex=F\n")


def test_of_several_sheets_one_is_chosen(add: Add, tmp_path: Path):
    with pd.ExcelWriter(tmp_path / "own.xlsx") as book:
        pd.DataFrame({"note": ["see below"]}).to_excel(book, sheet_name="About", index=False)
        for sheet, value in (("Women", 1), ("Men", 2)):
            rows = pd.DataFrame({"country": ["BRA"], "year": [2024], "n": [value]})
            rows.to_excel(book, sheet_name=sheet, index=False)
    _, _, wrong = add("own.xlsx", "--unit", "x")
    assert "which sheet? There are Women, Men" in wrong
    assert pasted(wrong)[-2:] == ["--set", 'sheet="Women"']
    assert add("own.xlsx", "--unit", "x", "--set", "sheet=Men")[0] == 0
    assert served(tmp_path / "mine.toml").store.values("own").loc["BRA", 2024] == 2


@pytest.mark.parametrize(
    ("year", "query"), [(1975, "&year=1975"), (2024, ""), (2090, ""), (1850, "")]
)
def test_the_address_is_of_a_year_in_which_there_is_something(
    year: int, query: str, add: Add, tmp_path: Path
):
    (tmp_path / "own.csv").write_text(f"country,year,n\nBRA,{year - 1},1\nBRA,{year},2\n")
    _, printed, _ = add("own.csv", "--unit", "x")
    assert f"/?map=own&indicator=own{query}\n" in printed


def test_a_file_behind_a_link_to_a_folder_is_found_from_the_catalogue(add: Add, tmp_path: Path):
    (tmp_path / "far" / "folder").mkdir(parents=True)
    (tmp_path / "far" / "own.csv").write_text(OFFICES)
    (tmp_path / "link").symlink_to("far/folder")
    assert add("link/../own.csv", "--unit", "x")[0] == 0
    assert not served(tmp_path / "mine.toml").left_out


def test_odd_texts_of_a_file_are_written_as_they_are(add: Add, tmp_path: Path):
    header = 'a "quoted"\n\\ = \u007f\u00e9'
    rows = [["country", "year", header, "b"], ["BRA", "2024", "1", "2"]]
    with (tmp_path / "own.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    assert add("own.csv", "--unit", "x", "--value", header, "--where", "b=2")[0] == 0
    table = tomllib.loads((tmp_path / "mine.toml").read_text(encoding="utf-8"))["own"]
    assert table["columns"]["value"] == header
    assert served(tmp_path / "mine.toml").store.values("own").loc["BRA", 2024] == 1


# Bad input


def test_what_cannot_be_read_is_told_in_a_sentence_and_nothing_is_written(add: Add, tmp_path: Path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.csv").write_text("Dear all,\nhere is no table.\n")
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "page.xls").write_text("<html></html>")
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 9)
    for name, says in {
        "nothing.csv": "nothing.csv: there is no such file",
        "https://example.org/a.csv": "is an address: download the file first",
        "folder": "folder: it holds no .per file",
        "text.csv": "text.csv: which column has the country?",
        "empty.csv": "empty.csv: there is nothing in it",
        "page.xls": "it is a web page",
        "noise.bin": "noise.bin: ",
        os.devnull: "is no file",
    }.items():
        status, printed, wrong = add(name, "--unit", "x")
        assert (status, printed) == (2, ""), name
        assert says in wrong
        assert wrong.count("\n") == 1, wrong
        assert wrong.strip().isprintable()
    assert not (tmp_path / "mine.toml").exists()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--to", "bad.toml"], "bad.toml: "),
        (["--to", "faulty.toml"], "[x] misses label"),
        (["--to", "nowhere/mine.toml"], "there is no folder"),
        (["--to", "folder"], "folder is no file"),
        (["--to", "closed/mine.toml"], "it cannot be written"),
        (["--where", "sex"], "--where sex: write it like --where sex=T"),
        (["--set", "=1"], "--set =1: write it like"),
        (["--set", "colour=red"], "does not know colour"),
        (["--set", "scale=cubic"], "scale = 'cubic': write one of"),
        (["--name", "a b"], "name it with letters"),
        (["--name", "warming_rate"], "[warming_rate] is the page's own name of the warming rate"),
        (["--value", "nothing"], 'there is no column "nothing"'),
        (["--where", "year=1850"], 'no row has "1850" in column "year"'),
    ],
)
def test_a_wrong_option_is_told_in_a_sentence_and_nothing_is_changed(
    options: list[str], says: str, add: Add, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "offices.csv").write_text(OFFICES)
    (tmp_path / "bad.toml").write_text("[x\n")
    (tmp_path / "faulty.toml").write_text("[x]\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "closed").mkdir()
    access = os.access  # root may write anywhere
    monkeypatch.setattr(
        os, "access", lambda path, mode: "closed" not in str(path) and access(path, mode)
    )
    status, _, wrong = add("offices.csv", "--unit", "x", *options)
    assert status == 2
    assert says in wrong
    assert wrong.count("\n") == 1
    assert (tmp_path / "bad.toml").read_text() == "[x\n"
    assert not (tmp_path / "mine.toml").exists()


def test_a_disk_that_is_full_leaves_the_catalogue_as_it_was(
    add: Add, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "offices.csv").write_text(OFFICES)
    (tmp_path / "mine.toml").write_text("# mine\n")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    status, _, wrong = add("offices.csv", "--unit", "x")
    assert status == 2
    assert "No space left on device: nothing is written" in wrong
    assert (tmp_path / "mine.toml").read_text() == "# mine\n"
    assert len(list(tmp_path.iterdir())) == 2
