"""Large CSV files, read by Arrow: the same rows under the same numbers as pandas gives."""

import gzip
from typing import Any

import pytest

from dashboard.own import CountryNames, OwnError, csv_file, large_csv, read_own

LONG = "iso3,note,year,value\n" + "".join(
    f"BRA,a,{year},{year / 8}\n" for year in range(1900, 2000)
)
ODD = (
    "A title\n\niso3,note,year,value\nBRA,short,2001\nBRA,,2002,1.5\n\n"
    'IND,"two\nlines, ""quoted""",2003,2\nIND,inch 5" wide 6",2004,3\nSource: me\n'
    "NPL,b,2005,4\nNPL,short\nNPL,c,2006,5\nA note,\n"
)


@pytest.fixture(params=[1 << 18, 64])
def large(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """All files are large, and read at once or a few rows at a time."""
    monkeypatch.setattr(csv_file, "LARGE", 0)
    monkeypatch.setattr(large_csv, "BLOCK", request.param)
    monkeypatch.setattr(large_csv, "HELD", request.param // 16)


def both(entry: Any, names: CountryNames, content: Any, **more: Any) -> tuple[Any, Any]:
    """The rows as Arrow reads them, and as pandas does."""
    found = read_own(entry(content, **more), names)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(csv_file, "LARGE", 1 << 40)
        return found, read_own(entry(content, **more), names)


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize(
    "content",
    [
        LONG,
        "\ufeff" + LONG,
        LONG.replace("\n", "\r\n"),
        LONG.replace("\n", ",\n").replace("value,", "value"),
        LONG.replace(",a,1990", ",Curaçao,1990").encode("cp1252"),
        LONG.encode("utf-16"),
        ODD,
        '"iso3","two\nlines",year,value\nBRA,,2001,1\n',
    ],
)
def test_a_large_file_reads_as_a_small_one(entry: Any, names: CountryNames, content: Any):
    found, expected = both(entry, names, content)
    assert found.rows.equals(expected.rows)
    assert found.unmatched == expected.unmatched
    assert found.remarks == expected.remarks


@pytest.mark.usefixtures("large")
def test_a_large_file_that_is_packed_reads(entry: Any, names: CountryNames):
    found, expected = both(entry, names, gzip.compress(LONG.encode()), name="own.csv.gz")
    assert found.rows.equals(expected.rows)


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("BRA,a,2001,x", 'row 102, column "value": "x" is not a number'),
        ("BRA,a,2001,1,2", "row 102 has 5 cells and the header 4"),
        ('"BRA,a,2001,1', "row 102 opens a quotation mark that nothing closes"),
        ('BRA,a,2001,"1', "row 102 opens a quotation mark that nothing closes"),
        ("BRA,a\n\nBRA,a,2001,x", 'row 104, column "value": "x" is not a number'),
        ('BRA,"a\nb",2001,1\nBRA,a,2002,x', 'row 103, column "value": "x" is not a number'),
    ],
)
def test_a_fault_of_a_large_file_is_told_with_its_place(
    entry: Any, names: CountryNames, row: str, message: str
):
    with pytest.raises(OwnError, match=message):
        read_own(entry(f"{LONG}{row}\nIND,a,2001,2\n"), names)


@pytest.mark.usefixtures("large")
def test_an_odd_row_in_letters_of_windows_is_not_lost(entry: Any, names: CountryNames):
    content = f"{LONG}IND,é,2001\nNPL,é,2001,7,\n".encode("cp1252")
    found, expected = both(entry, names, LONG.encode() + b"NPL,\xe9\nNPL,b,2001,7\n")
    assert found.rows.equals(expected.rows)
    with pytest.raises(OwnError, match="row 103 has 5 cells and the header 4"):
        read_own(entry(content), names)
