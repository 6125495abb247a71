import codecs
import datetime
import gzip
import re
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl.chart import BarChart

from dashboard.own import CountryNames, OwnError, read_own

LONG = "iso3,year,value\nBRA,2001,1.5\nIND,2001,2\nIND,2002,3\n"


def cells(own: Any) -> dict[tuple[str, int], float]:
    return {(iso3, year): value for iso3, year, value in own.rows.itertuples(index=False)}


EXPECTED = {("BRA", 2001): 1.5, ("IND", 2001): 2.0, ("IND", 2002): 3.0}


# It just works


@pytest.mark.parametrize(
    "content",
    [
        LONG,
        LONG.replace("iso3", "country"),
        LONG.replace("BRA", "BR").replace("IND", "IN"),
        LONG.replace("BRA", "Brazil").replace("IND", "india"),
        LONG.replace("BRA", "Brasil").replace("IND", "Republic of India"),
        LONG.replace(",value", ",Share of forest"),
        LONG.replace("\n", "\r\n"),
        LONG.replace(",", "\t"),
        LONG.replace(",", ";"),
        LONG.replace(",", ";").replace("1.5", "1,5"),
        LONG.replace(",", "|"),
        "\ufeff" + LONG,
        LONG.encode("utf-16"),
        LONG.encode("utf-16-le"),
        LONG.encode("utf-16-be"),
        LONG.encode("utf-32"),
        LONG.encode("utf-32-le"),
        LONG.encode("utf-32-be"),
        codecs.BOM_UTF32_BE + LONG.encode("utf-32-be"),
        LONG.replace("2001", "2001-12-31").replace("2002", "31/12/2002"),
        LONG.replace("2001", "2001.0").replace("2002", "YR2002"),
        LONG.replace("2001", "37256").replace("2002", "37621"),
        LONG + "BRA,2002,n/a\nBRA,2003,..\nBRA,2004,\nBRA,2005,NA\n",
        LONG + "\n,,\n",
        LONG + "WLD,2001,9\nEurope,2001,7\nUSSR,2001,3\n",
        ",iso3,year,value\n0,BRA,2001,1.5\n1,IND,2001,2\n2,IND,2002,3\n",
        "A title\nSource:,me\n\n" + LONG,
        "Country Name,Country Code,2001,2002\nBrazil,BRA,1.5,\nIndia,IND,2,3\nWorld,WLD,1,2\n",
        "country,2001 [YR2001],2002 [YR2002]\nBrazil,1.5,..\nIndia,2,3\n",
        "country,2001-12-31,2002-12-31 00:00:00\nBrazil,1.5,..\nIndia,2,3\n",
        "country,31/12/2001,31.12.2002,2002 rank,,\nBrazil,1.5,..,7,,\nIndia,2,3,8,,-\n",
        "land;2001;2002\nBrazil;1,5;\nIndia;2,0;3,0\n".replace("land", "country"),
    ],
)
def test_a_file_reads_however_it_was_written(entry: Any, names: CountryNames, content: str):
    own = read_own(entry(content), names)
    assert cells(own) == EXPECTED
    assert own.unmatched == ()
    assert own.rows.dtypes.astype(str).tolist()[1:] == ["int16", "float64"]


def test_a_file_of_the_world_banks_download_page_reads(entry: Any, names: CountryNames):
    content = (
        '\ufeff"Data Source","World Development Indicators",\n\n'
        '"Last Updated Date","2026-10-01",\n\n'
        '"Country Name","Country Code","Indicator Name","Indicator Code","2001","2002",\n'
        '"Brazil","BRA","Some, figure","A.B","1.5","",\n'
        '"India","IND","Some, figure","A.B","2","3",\n'
        '"Euro area","EMU","Some, figure","A.B","2","3",\n'
    )
    own = read_own(entry(content), names)
    assert cells(own) == EXPECTED
    assert own.others == ("EMU",)


def test_a_header_of_many_names_reads_with_the_delimiter_that_parts_them(
    entry: Any, names: CountryNames
):
    notes = "".join(f",note {n}" for n in range(15_000))  # one cell to the other delimiters
    own = entry(f"iso3,year,value{notes}\nBRA,2001,1.5{',' * 15_000}\n")
    assert cells(read_own(own, names)) == {("BRA", 2001): 1.5}


def test_a_windows_file_with_accents_reads(entry: Any, names: CountryNames):
    content = "country;year;value\nCôte d'Ivoire;2001;1,5\nTürkiye;2001;2\n".encode("cp1252")
    assert cells(read_own(entry(content), names)) == {("CIV", 2001): 1.5, ("TUR", 2001): 2.0}


def test_a_packed_file_reads(entry: Any, names: CountryNames):
    own = entry(gzip.compress(LONG.encode()), name="own.csv.gz")
    assert cells(read_own(own, names)) == EXPECTED


def test_namibia_is_not_a_missing_value(entry: Any, names: CountryNames):
    own = read_own(entry("iso2,year,value\nNA,2001,1\n"), names)
    assert cells(own) == {("NAM", 2001): 1.0}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('"1,234"', 1234.0),
        ('"1,234.5"', 1234.5),
        ('"1.234,5"', 1234.5),
        ('"1.234.567"', 1234567.0),
        ("1 234", 1234.0),
        ("1'234", 1234.0),
        ('"1 234 567,5"', 1234567.5),
        ("- 5", -5.0),
        ("12 %", 12.0),
        ("12%", 12.0),
        ("\N{MINUS SIGN}3", -3.0),
        ("1e3", 1000.0),
        (" 7 ", 7.0),
        (".5", 0.5),
    ],
)
def test_a_number_reads_however_it_is_written(
    entry: Any, names: CountryNames, written: str, value: float
):
    own = read_own(entry(f"iso3,year,value\nBRA,2001,{written}\n"), names)
    assert cells(own) == {("BRA", 2001): value}


def test_the_clear_numbers_say_what_the_others_mean(entry: Any, names: CountryNames):
    comma = read_own(entry("iso3;year;value\nBRA;2001;1,5\nIND;2001;1.234\n"), names)
    assert cells(comma)["IND", 2001] == 1234.0
    point = read_own(entry('iso3,year,value\nBRA,2001,1.5\nIND,2001,"1,234"\n'), names)
    assert cells(point)["IND", 2001] == 1234.0


def test_the_entry_may_say_which_mark_is_the_decimal_one(entry: Any, names: CountryNames):
    own = entry('iso3,year,value\nBRA,2001,"1,234"\n', 'decimal = ","')
    assert cells(read_own(own, names)) == {("BRA", 2001): 1.234}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("iso3;year;value\nBRA;2001;1.234\nIND;2001;850\n", r'row 2, column "value": "1\.234"'),
        ("iso3;year;value\nIND;2001;850\nBRA;2001;1,234\n", r'row 3, column "value": "1,234"'),
        ("iso3\tyear\tvalue\nBRA\t2001\t1,234\n", r'row 2, column "value": "1,234"'),
        ('iso3,year,value\nBRA,2001,1.234\nIND,2001,"1,234"\n', r'"1\.234"; row 3, .*"1,234"'),
    ],
)
def test_numbers_that_could_be_two_are_not_guessed(
    entry: Any, names: CountryNames, content: str, message: str
):
    asked = r'which is the decimal mark\? Write decimal = "\." or decimal = ","$'
    with pytest.raises(OwnError, match=f"{message}: {asked}"):
        read_own(entry(content), names)
    assert len(read_own(entry(content, 'decimal = ","'), names).rows) > 0


@pytest.mark.parametrize("clear", ["0.123", "1234.567", "1.2", "1.234e2", "12.3456"])
def test_one_clear_number_settles_what_the_others_are(entry: Any, names: CountryNames, clear: str):
    own = entry(f"iso3;year;value\nBRA;2001;1.234\nIND;2001;{clear}\n")
    assert cells(read_own(own, names)) == {("BRA", 2001): 1.234, ("IND", 2001): float(clear)}


@pytest.mark.parametrize("written", ["12.5 1", "3 4", "1 2345", "12 345 6", "1'2'3", "2 019'000"])
def test_blanks_part_thousands_and_nothing_else(entry: Any, names: CountryNames, written: str):
    with pytest.raises(OwnError, match=f'row 2, column "value": "{written}" is not a number'):
        read_own(entry(f"iso3,year,value\nBRA,2001,{written}\n"), names)


def test_the_entry_names_columns_that_have_unusual_names(entry: Any, names: CountryNames):
    content = "Land,Jahr,Wald,Wiese\nBRA,2001,1.5,7\nIND,2001,2,8\nIND,2002,3,9\n"
    own = entry(content, 'columns = { country = "Land", year = "Jahr", value = "Wald" }')
    assert cells(read_own(own, names)) == EXPECTED


def test_one_file_serves_many_entries_by_rows(entry: Any, names: CountryNames):
    content = (
        "iso3,year,sex,value\nBRA,2001,all,1.5\nBRA,2001,men,7\nIND,2001,all,2\nIND,2002,all,3\n"
    )
    own = entry(content, 'where = { sex = "all" }')
    assert cells(read_own(own, names)) == EXPECTED


@pytest.mark.parametrize(
    ("where", "message"),
    [
        (
            'sex = "Both"',
            r'no row has "Both" in column "sex", which has "both", "men": correct whe',
        ),
        ('sex = "both", age = "old"', r'no row has "old" in column "age", which has "all": corr'),
        ('sex = "men", age = "all"', r'no row has "all" in column "age", which has "young"'),
    ],
)
def test_a_choice_that_no_row_meets_is_told_with_what_there_is(
    entry: Any, names: CountryNames, where: str, message: str
):
    content = "iso3,year,sex,age,value\nBRA,2001,both,all,1\nIND,2001,men,young,2\n"
    with pytest.raises(OwnError, match=message):
        read_own(entry(content, f"where = {{ {where} }}"), names)


def test_years_keep_those_within(entry: Any, names: CountryNames):
    own = read_own(entry(LONG, "years = [2002, 2010]"), names)
    assert cells(own) == {("IND", 2002): 3.0}


def test_the_entry_may_say_what_a_name_means(entry: Any, names: CountryNames):
    own = entry(LONG.replace("BRA", "Vera Cruz"), 'names = { "Vera Cruz" = "BRA" }')
    assert cells(read_own(own, names)) == EXPECTED
    own = entry(LONG + "Atlantis,2001,3\n", 'names = { "Atlantis" = "" }')
    assert read_own(own, names).unmatched == ()


def test_a_country_whose_code_is_empty_is_known_by_its_name(entry: Any, names: CountryNames):
    content = (
        "Entity,Code,Year,CO2\nNamibia,,2001,9\nBrazil,BRA,2001,5\nAfrica,,2001,4\n"
        "Kuwaiti Oil Fires,,2001,4\nBrazl,,2002,4\nNo figure,,2001,\n,,,\n"
    )
    own = read_own(entry(content), names)
    assert cells(own) == {("NAM", 2001): 9.0, ("BRA", 2001): 5.0}
    assert [name for name in own.others if name] == ["Africa", "Kuwaiti Oil Fires"]
    assert own.unmatched == ('"Brazl" (row 6, Brazil (BRA)?)',)
    named = read_own(entry(content, 'columns = { country = "Code" }'), names)
    assert cells(named) == cells(own)


def test_a_row_of_no_country_is_never_left_out_in_silence(entry: Any, names: CountryNames):
    content = "country,year,value\nBrazil,2001,1.5\n,2002,\n,2003,2.5\n,,percent\n,2004,0\n"
    wrong = '"" is no country, and the row has a value'
    message = f'row 4, column "country": {wrong}; row 6, .*: write the country in each row, or'
    with pytest.raises(OwnError, match=message):
        read_own(entry(content), names)
    own = read_own(entry(content, 'names = { "" = "" }'), names)
    assert cells(own) == {("BRA", 2001): 1.5}


def test_a_row_of_no_country_in_a_wide_table_is_told(entry: Any, names: CountryNames):
    content = "Country Name,Country Code,2001,2002\nBrazil,BRA,1,2\n,,,3\nSource: me,,,\n"
    with pytest.raises(OwnError, match='row 3, column "Country Code": "" is no country'):
        read_own(entry(content), names)


def test_a_parquet_file_reads(entry: Any, names: CountryNames, tmp_path: Path):
    frame = pd.DataFrame(
        {"iso3": ["BRA", "IND", "IND"], "year": [2001, 2001, 2002], "x": [1.5, 2, 3]}
    )
    frame.to_parquet(tmp_path / "f")
    own = entry((tmp_path / "f").read_bytes(), name="own.parquet")
    assert cells(read_own(own, names)) == EXPECTED


def test_a_parquet_file_with_an_index_of_pandas_reads(
    entry: Any, names: CountryNames, tmp_path: Path
):
    rows = pd.DataFrame([(*key, value) for key, value in EXPECTED.items()])
    frame = rows.set_axis(["iso3", "year", "x"], axis=1)
    for index in (["iso3"], ["iso3", "year"]):
        frame.set_index(index).to_parquet(tmp_path / "f")
        own = entry((tmp_path / "f").read_bytes(), name="own.parquet")
        assert cells(read_own(own, names)) == EXPECTED


def test_texts_that_a_parquet_file_holds_as_bytes_read(
    entry: Any, names: CountryNames, tmp_path: Path
):
    pq.write_table(pa.table([[b"BRA"], [2001], [b"1.5"]], ["iso3", "year", "x"]), tmp_path / "f")
    own = read_own(entry((tmp_path / "f").read_bytes(), name="own.parquet"), names)
    assert cells(own) == {("BRA", 2001): 1.5}


def test_a_parquet_file_with_two_columns_of_one_name_is_told(
    entry: Any, names: CountryNames, tmp_path: Path
):
    table = pa.table([["BRA"], [2001], [1.5], [7], [8]], ["iso3", "year", "value", "x", "x"])
    pq.write_table(table, tmp_path / "f")
    own = read_own(entry((tmp_path / "f").read_bytes(), name="own.parquet"), names)
    assert cells(own) == {("BRA", 2001): 1.5}
    for columns in ('{ value = "x" }', '{ value = "X" }'):
        twice = entry((tmp_path / "f").read_bytes(), f"columns = {columns}", name="own.parquet")
        with pytest.raises(OwnError, match='columns 4 and 5 are both named "x": rename'):
            read_own(twice, names)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("iso3,year,value,Value", 'columns 3 and 4 are both named "value": rename'),
        ("iso3,year,Year,value", 'columns 2 and 3 are both named "year"'),
        ("iso3,iso3,year,value", 'columns 1 and 2 are both named "iso3"'),
    ],
)
def test_of_two_columns_of_one_name_none_is_chosen(
    entry: Any, names: CountryNames, header: str, message: str
):
    own = entry(f"{header}\nBRA,2001,2002,7\n")
    with pytest.raises(OwnError, match=message):
        read_own(own, names)


@pytest.mark.parametrize(
    "name",
    [
        "2002*",
        "2002e",
        "2002 p",
        "2002 (est.)",
        "2002 [1]",
        "2001-2002",
        "2002-03",
        "2002 forecast",
    ],
)
def test_a_column_that_may_be_of_a_year_is_never_left_out_in_silence(
    entry: Any, names: CountryNames, name: str
):
    content = f"country,2000,2001,{name}\nBrazil,1,2,3\n"
    message = f'column 4, "{re.escape(name)}", is no year: name it {name[:4]} if it is of that year'
    with pytest.raises(OwnError, match=message):
        read_own(entry(content), names)
    left_out = entry(content, "years = [1990, 2000]")
    assert cells(read_own(left_out, names)) == {("BRA", 2000): 1.0}


def test_numbers_under_no_name_are_never_left_out_in_silence(
    entry: Any, names: CountryNames, tmp_path: Path
):
    rows = [["Country", 2001, None, 2002], [None, "GDP", "Pop", "GDP", "Pop"]]
    rows = [*rows, ["Brazil", 1, None, 3], ["India", 5, None, 7, 8]]
    book = workbook(tmp_path, *rows)
    message = 'row 4, column 5: "8" is in a column without a name: write one row of names'
    with pytest.raises(OwnError, match=message):
        read_own(entry(book, *FIGURES, name="own.xlsx"), names)
    lines = (",".join("" if cell is None else str(cell) for cell in [*r, ""][:5]) for r in rows)
    with pytest.raises(OwnError, match=message):
        read_own(entry("\n".join(lines)), names)


def workbook(folder: Path, *rows: list[Any], sheet: str = "Figures") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    made = book.create_sheet(sheet)
    for row in rows:
        made.append(row)
    book.save(folder / "book.xlsx")
    return (folder / "book.xlsx").read_bytes()


FIGURES = ['sheet = "Figures"']


def test_a_sheet_with_excel_dates_reads(entry: Any, names: CountryNames, tmp_path: Path):
    first, second = datetime.datetime(2001, 6, 1), datetime.date(2002, 1, 1)
    content = workbook(
        tmp_path,
        ["Forest area"],
        [],
        ["Country", "Date", "Share"],
        ["Brazil", first, 1.5],
        ["India", first, 2],
        ["India", second, 3],
        ["Nepal", second, None],
    )
    own = read_own(entry(content, 'sheet = "Figures"', name="own.xlsx"), names)
    assert cells(own) == EXPECTED


def test_a_number_of_a_sheet_is_no_text_with_marks(entry: Any, names: CountryNames, tmp_path: Path):
    rows = ["iso3", "year", "value"], ["BRA", 2001, "12,5"], ["IND", 2001, 1.234], ["IND", 2002, 3]
    own = read_own(entry(workbook(tmp_path, *rows), *FIGURES, name="own.xlsx"), names)
    assert cells(own) == {("BRA", 2001): 12.5, ("IND", 2001): 1.234, ("IND", 2002): 3.0}
    doubt = workbook(tmp_path, *rows[:1], ["BRA", 2001, "12,500"], ["IND", 2001, 1.5])
    with pytest.raises(OwnError, match=r'row 2, column "value": "12,500": which is the decimal'):
        read_own(entry(doubt, *FIGURES, name="own.xlsx"), names)


def test_a_number_of_a_parquet_file_is_no_text_with_marks(
    entry: Any, names: CountryNames, tmp_path: Path
):
    frame = pd.DataFrame({"iso3": ["BRA", "IND"], "year": [2001, 2001]})
    for values in ([1.234, 12.345], [Decimal("1.234"), Decimal("12.345")]):
        frame.assign(value=values).to_parquet(tmp_path / "f")
        own = read_own(entry((tmp_path / "f").read_bytes(), name="own.parquet"), names)
        assert cells(own) == {("BRA", 2001): 1.234, ("IND", 2001): 12.345}


# As publishers write


def test_a_joined_column_of_eurostats_is_parted_and_its_flags_are_told(
    entry: Any, names: CountryNames
):
    content = (
        "freq,unit,geo\\TIME_PERIOD\t2001 \t2002 \nA,PC,BR\t1.5 b\t: \n"
        "A,PC,IN\t2 ep\t3\nA,NR,IN\t: u\t77 \nA,PC,EU27_2020\t: \t8 \n"
    )
    own = read_own(entry(content, 'where = { unit = "PC" }', name="own.tsv"), names)
    assert cells(own) == EXPECTED
    assert own.others == ("EU27_2020",)
    assert own.remarks == ("cells whose flags are left out, such as b, e and p: 2",)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3.28M", 3_280_000.0),
        ("400k", 400_000.0),
        ("10.2k", 10_200.0),
        ("1.06B", 1_060_000_000.0),
        ("-2.5 million", -2_500_000.0),
        ("50.7 [48.2-53.3]", 50.7),
        ("50.7 [48.2 \N{EN DASH} 53.3]", 50.7),
        ("1 304 528", 1_304_528.0),
        ("12 (10-14)", 12.0),
    ],
)
def test_a_number_reads_with_its_scale_or_range(
    entry: Any, names: CountryNames, written: str, value: float
):
    own = read_own(entry(f"iso3;year;value\nBRA;2001;{written}\n"), names)
    assert cells(own) == {("BRA", 2001): value}


@pytest.mark.parametrize("written", ["3 m", "5 b", "12 (3)", "7 [a-b]", "4kg"])
def test_letters_behind_a_number_are_not_guessed(entry: Any, names: CountryNames, written: str):
    with pytest.raises(OwnError, match="is not a number"):
        read_own(entry(f"iso3;year;value\nBRA;2001;{written}\n"), names)


def test_a_scaled_number_may_leave_the_decimal_mark_open(entry: Any, names: CountryNames):
    with pytest.raises(OwnError, match='"1,234M": which is the decimal mark'):
        read_own(entry("iso3;year;value\nBRA;2001;1,234M\n"), names)


@pytest.mark.parametrize("top", ["Year", "TIME", "GEO (Labels)"])
def test_countries_across_the_top_are_turned_round(entry: Any, names: CountryNames, top: str):
    content = f"{top},Brazil,World,India,Nepal\n2001,1.5,9,2,\n2002,..,9,3,\nSource: me,,,,\n"
    own = read_own(entry(content), names)
    assert cells(own) == EXPECTED
    assert own.remarks == ("a column a country: 4 columns are turned into rows",)


def test_a_column_across_the_top_that_is_no_country_is_told(entry: Any, names: CountryNames):
    content = "Year,Brazil,Atlantis,India,Nepal,Euro area (20)\n2001,1.5,9,2,,3\n2002,..,9,3,,3\n"
    own = read_own(entry(content), names)
    assert cells(own) == EXPECTED
    assert own.unmatched == ('"Atlantis" (row 2)',)
    assert own.others == ("Euro area (20)",)


def test_countries_across_a_table_of_countries_are_not_turned_round(
    entry: Any, names: CountryNames
):
    content = "country,year,Chad,India,Nepal\nBrazil,2001,1,2,3\nPeru,2001,1,2,3\n"
    with pytest.raises(OwnError, match="which column has the value"):
        read_own(entry(content), names)


def test_a_period_that_is_no_year_leaves_the_years_across(entry: Any, names: CountryNames):
    content = "country,period,2001,2002\nBrazil,Annual,1.5,\nIndia,Annual,2,3\n"
    assert cells(read_own(entry(content), names)) == EXPECTED


def test_a_file_of_groups_alone_says_so(entry: Any, names: CountryNames):
    content = "country,year,value\nWorld,2001,1.5\nWHO Regions,2001,2\n"
    with pytest.raises(OwnError, match="no row is of a country here: there are WHO Regions, World"):
        read_own(entry(content), names)


def test_columns_of_one_name_with_years_are_years(entry: Any, names: CountryNames):
    content = "iso3,hdi_2001,hdi_2002,le_2001,le_2002\nBRA,1.5,,60,61\nIND,2,3,62,63\n"
    assert cells(read_own(entry(content, 'columns = { value = "hdi" }'), names)) == EXPECTED
    assert cells(read_own(entry(content, 'label = "HDI"'), names)) == EXPECTED
    with pytest.raises(OwnError, match="years of several figures are its columns: hdi, le: write"):
        read_own(entry(content), names)


def test_columns_of_one_month_a_year_are_years(entry: Any, names: CountryNames):
    content = "code,name,2001-07,2002-07\nBRA,Brazil,1.5,\nIND,India,2,3\n"
    assert cells(read_own(entry(content), names)) == EXPECTED


@pytest.mark.parametrize(
    "header",
    [
        "iso3_code,year,value",
        "ISO-alpha3 Code,year,value",
        "country_text_id,year,value",
        "ccodealp,year,value",
        "SpatialDimValueCode,Period,FactValueNumeric",
        "GeoAreaName,TimePeriod,Value",
        "LOCATION,TIME,Value",
        "Country/Territory,dt,value",
        "Country,Year (N),value",
    ],
)
def test_columns_are_known_as_publishers_name_them(entry: Any, names: CountryNames, header: str):
    assert cells(read_own(entry(LONG.replace("iso3,year,value", header)), names)) == EXPECTED


def test_labels_beside_the_codes_of_sdmx_are_no_second_column(entry: Any, names: CountryNames):
    content = (
        "REF_AREA,Reference area,TIME_PERIOD,Time period,OBS_VALUE,Observation value,UNIT,Unit\n"
        "BRA,Brazil,2001,,1.5,,PC,Percent\nIND,India,2001,,2,,PC,Percent\n"
        "IND,India,2002,,3,,PC,Percent\n"
    )
    assert cells(read_own(entry(content), names)) == EXPECTED


def test_a_row_of_figures_is_never_taken_for_the_header(entry: Any, names: CountryNames):
    rows = "Elsewhere,2001,7,8\nBrazil,2001,1,2\nIndia,2002,2,3\nNepal,2003,4,5\nChad,2003,1,1\n"
    with pytest.raises(OwnError, match=r'which column has the value.*"x", "y"'):
        read_own(entry(f"land,year,x,y\n{rows}"), names)


def test_columns_are_known_by_what_they_hold(entry: Any, names: CountryNames):
    rows = "a,Brazil,2001,1.5\nb,India,2001,2\nc,India,2002,3\nd,Nepal,2001,\n"
    assert cells(read_own(entry(f"id,Land,year,x\n{rows}"), names)) == EXPECTED


def test_a_number_of_the_un_is_a_country_under_its_own_name_alone(entry: Any, names: CountryNames):
    content = "{},year,value\n'076,2001,1.5\n356,2001,2\n356,2002,3\n"
    for header in ("Area Code (M49)", "UNcode", "m49_code"):
        assert cells(read_own(entry(content.format(header)), names)) == EXPECTED
    with pytest.raises(OwnError, match="no row is of a country here"):
        read_own(entry(content.format("Country Code").replace("'", "")), names)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "own.xls",
            b"\xd0\xcf\x11\xe0" + bytes(600),
            r"Excel 97 to 2003 \(.xls\): save it as .xlsx",
        ),
        ("own.xls", b"<html><table></table>", "a web page that is named .xls"),
        ("own.csv", b"%PDF-1.7", "it is a PDF"),
        ("own.json", b' {"a": 1}', "it is JSON: save it as CSV"),
        ("own.dta", b"data\x00\x01" + bytes(range(200)), "files .dta cannot be read: save it as"),
    ],
)
def test_a_file_that_is_something_else_is_named(
    entry: Any, names: CountryNames, name: str, content: bytes, message: str
):
    for keys in [[]] + [['source = "excel"']] * (".xls" in name):
        with pytest.raises(OwnError, match=message):
            read_own(entry(content, *keys, name=name), names)


@pytest.mark.parametrize(
    ("member", "message"),
    [("content.xml", r"\.ods"), ("xl/workbook.bin", r"\.xlsb"), ("readme.txt", "unpack it first")],
)
def test_a_packed_file_that_is_no_workbook_is_named(
    entry: Any, names: CountryNames, member: str, message: str
):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(member, "x")
    with pytest.raises(OwnError, match=message):
        read_own(entry(packed.getvalue()), names)


def test_a_file_reads_by_what_it_is_whatever_its_name_says(
    entry: Any, names: CountryNames, tmp_path: Path
):
    book = workbook(tmp_path, ["iso3", "year", "value"], ["BRA", 2001, 1.5])
    assert cells(read_own(entry(book, name="own.csv"), names)) == {("BRA", 2001): 1.5}
    assert cells(read_own(entry(LONG, name="own.dat"), names)) == EXPECTED
    text = LONG.replace(",", "\t").encode("utf-16-le")
    assert cells(read_own(entry(text, name="own.xls"), names)) == EXPECTED


def test_a_strict_workbook_reads_or_is_named(entry: Any, names: CountryNames, tmp_path: Path):
    book = workbook(tmp_path, ["iso3", "year", "value"], ["BRA", 2001, 1.5])
    strict = BytesIO()
    with zipfile.ZipFile(BytesIO(book)) as old, zipfile.ZipFile(strict, "w") as new:
        for member in old.namelist():
            text = old.read(member)
            for plain, its in STRICT.items():
                text = text.replace(plain, its)
            new.writestr(member, text)
    with pytest.raises(OwnError, match="Strict Open XML"):
        read_own(entry(strict.getvalue(), name="own.xlsx"), names)


STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    ),
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}


def test_the_only_sheet_with_figures_is_chosen_and_named(
    entry: Any, names: CountryNames, tmp_path: Path
):
    rows = ["iso3", "year", "value"], ["BRA", 2001, 1.5]
    own = read_own(entry(workbook(tmp_path, *rows), name="own.xlsx"), names)
    assert cells(own) == {("BRA", 2001): 1.5}
    assert own.remarks == ('read from its sheet "Figures"',)
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    book.copy_worksheet(book["Figures"]).title = "More"
    book.save(tmp_path / "book.xlsx")
    with pytest.raises(OwnError, match=r"which sheet\? There are Figures, More: write sheet"):
        read_own(entry((tmp_path / "book.xlsx").read_bytes(), name="own.xlsx"), names)


def test_rows_that_are_longer_than_the_header_read_where_nothing_stands_there(
    entry: Any, names: CountryNames
):
    content = "iso3,year,value\nBRA,2001,1.5,\nIND,2001,2,\nIND,2002,3,\n"
    assert cells(read_own(entry(content), names)) == EXPECTED
    with pytest.raises(OwnError, match="row 5 has 4 cells and the header 3"):
        read_own(entry(content + "BRA,2002,4,5\n"), names)


# A message with row and column


@pytest.mark.parametrize(
    ("content", "keys", "message"),
    [
        (LONG + "BRA,2001,7\n", [], r"BRA 2001 is in rows 2, 5: keep one value a year"),
        (LONG + "Brazil,2001,7\n", [], r"BRA 2001 is in rows 2, 5"),
        (LONG.replace("1.5", "12 apples"), [], r'row 2, column "value": "12 apples" is not a num'),
        (LONG.replace("1.5", "2001-02-01"), [], r'"2001-02-01" is a date, not a number'),
        (LONG.replace("1.5", "Jan-02"), [], r'row 2, column "value": "Jan-02" is a date'),
        (LONG.replace("1.5", "#DIV/0!"), [], r'"#DIV/0!" is a fault of the spreadsheet'),
        (LONG.replace("1.5", "inf"), [], r'"inf" is not a number'),
        (LONG.replace("1.5", "-4"), ['unit = "people"'], r'row 2, column "value": "-4" is neg'),
        (LONG.replace("1.5", "-4"), ['label = "Population"'], r"negative, which Population cannot"),
        (LONG.replace("1.5", "0"), ['scale = "log"'], r'row 2, .* "0" has no place on a log scale'),
        (LONG.replace("1.5", "101"), ["range = [0, 100]"], r'"101" is outside of range = \[0, 100'),
        (LONG.replace("2002", "soon"), [], r'row 4, column "year": "soon" is no year'),
        (LONG.replace("2002", ""), [], r'row 4, column "year": "" is no year'),
        (LONG.replace("2002", "20022"), [], r'row 4, column "year": "20022" is no year'),
        (LONG.replace("1.5", '"1,5"').replace(",3\n", ",2.5\n"), [], r"which is the decimal mark"),
        (LONG.replace("iso3", "where"), [], r'which column has the country\? There are "where"'),
        (LONG.replace("year", "when"), [], r"which column has the year\? .* columns = { year"),
        ("iso3,year,a,b\nBRA,2001,1,2\n", [], r'which column has the value\? .* "a", "b"'),
        (LONG, ['columns = { value = "forest" }'], r'there is no column "forest" among "iso3", "y'),
        (LONG, ['where = { sex = "all" }'], r'there is no column "sex"'),
        (LONG, ["years = [1900, 1950]"], "it has no value for any country"),
        (LONG, ['names = { "BRA" = "XYZ" }'], 'names has "XYZ", no ISO3 code'),
        (
            "iso3,year,value\nAtlantis,2001,1\n",
            [],
            r'no row is of a country here: "Atlantis" \(row 2',
        ),
        ("iso3,year,value\n", [], "no row is of a country here"),
        ("", [], "there is nothing in it"),
        (
            LONG + '"BRA,2002,1\nBRA,2003,1\n',
            [],
            "row 5 opens a quotation mark that nothing closes",
        ),
        ("A title\n\n" + LONG + '"BRA,2002,1\n', [], "row 7 opens a quotation mark"),
        ("x" * 200_000, [], r"no table: line 1 cannot be split into cells \(field larger"),
        (
            "A title\n" + LONG + '"' + "x" * 200_000,
            [],
            "no table: line 6 .* for each quotation mark",
        ),
        ("iso3,year,value\nBRA,2001,1,2,3\n", [], r"row 2 has 5 cells and the header 3"),
        ("A title\n\niso3,year,value\nBRA,2001,1\nIND,2001,1,234\n", [], r"row 5 has 4 cells"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    entry: Any, names: CountryNames, content: str, keys: list[str], message: str
):
    own = entry(content, *keys)
    with pytest.raises(OwnError, match=message) as raised:
        read_own(own, names)
    assert str(own.own.path) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_many_faults_are_told_as_five_and_a_number(entry: Any, names: CountryNames):
    rows = "".join(f"BRA,{year},x{year}\n" for year in range(1950, 2000))
    with pytest.raises(OwnError, match=r"and 45 more$"):
        read_own(entry("iso3,year,value\n" + rows), names)


def test_every_name_that_is_no_country_is_listed_with_whom_it_resembles(
    entry: Any, names: CountryNames
):
    own = read_own(entry(LONG + "Brazl,2001,1\nAtlantis,2001,1\nAtlantis,2002,1\n"), names)
    assert own.unmatched == ('"Brazl" (row 5, Brazil (BRA)?)', '"Atlantis" (row 6)')
    assert cells(own) == EXPECTED


def test_a_column_that_holds_no_countries_is_told_before_the_file_is_read(
    entry: Any, names: CountryNames
):
    rows = "".join(f"id{n},2001,1\n" for n in range(3000))
    with pytest.raises(OwnError, match=r'row 2002: "id2000", like 2,000 names above it, is no'):
        read_own(entry("name,year,value\n" + rows), names)


@pytest.fixture
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows with a value are as many as all countries have years, and one is read at a time."""
    monkeypatch.setattr("dashboard.own.series.MOST_ROWS", 2)
    monkeypatch.setattr("dashboard.own.csv_file.CELLS", 3)


@pytest.mark.usefixtures("few_rows")
def test_rows_without_a_value_keep_none_below_them_from_being_read(entry: Any, names: CountryNames):
    blank = "".join(f"BRA,{year},{'.' * (year % 3)}\n" for year in range(1960, 1970))
    own = read_own(entry(f"iso3,year,value\n{blank}BRA,2001,1\nIND,2001,2\n"), names)
    assert cells(own) == {("BRA", 2001): 1.0, ("IND", 2001): 2.0}


@pytest.mark.usefixtures("few_rows")
def test_more_rows_than_can_be_are_never_left_out_in_silence(entry: Any, names: CountryNames):
    rows = "iso3,year,value\nBRA,1990,1\nBRA,1990,2\nBRA,1990,3\nIND,2001,2\n"
    with pytest.raises(OwnError, match="BRA 1990 is in rows 2, 3, 4"):
        read_own(entry(rows), names)
    rows = "iso3,year,value\nBRA,1990,1\nBRA,1990,1\nBRA,1990,1\nIND,2001,2\n"
    with pytest.raises(OwnError, match="more than 2 rows of countries have a value: choose rows"):
        read_own(entry(rows), names)


def test_a_country_without_a_value_is_told_as_such(entry: Any, names: CountryNames):
    with pytest.raises(OwnError, match="it has no value for any country"):
        read_own(entry("iso3,year,value\nBRA,2001,\n"), names)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("own.xlsx", b"no workbook", "not what its name says, or damaged"),
        ("own.parquet", b"no parquet", "not what its name says, or damaged"),
        ("own.csv.gz", b"no gzip", "Not a gzipped file"),
    ],
)
def test_a_damaged_file_is_named(
    entry: Any, names: CountryNames, name: str, content: bytes, message: str
):
    with pytest.raises(OwnError, match=message):
        read_own(entry(content, name=name), names)


def flipped(packed: bytes) -> bytes:
    """The same, a stretch of its middle damaged."""
    at = len(packed) // 2
    return packed[:at] + bytes(255 - one for one in packed[at : at + 40]) + packed[at + 40 :]


def rewritten(packed: bytes, old: bytes, new: bytes) -> bytes:
    """The same workbook, some of the text of its second sheet replaced."""
    changed = BytesIO()
    with zipfile.ZipFile(BytesIO(packed)) as book, zipfile.ZipFile(changed, "w") as other:
        for member in book.namelist():
            content = book.read(member)
            if member.endswith("sheet2.xml"):
                assert old in content
                content = content.replace(old, new)
            other.writestr(member, content)
    return changed.getvalue()


def test_a_packed_file_with_damage_inside_is_named(entry: Any, names: CountryNames):
    rows = "".join(f"BRA,{year},{year**2 % 977}\n" for year in range(1500, 2200))
    packed = flipped(gzip.compress(f"iso3,year,value\n{rows}".encode()))
    with pytest.raises(OwnError, match=r"damaged \(Error -3 while decompressing"):
        read_own(entry(packed, name="own.csv.gz"), names)


def test_a_workbook_with_a_sheet_cut_off_is_named(entry: Any, names: CountryNames, tmp_path: Path):
    packed = workbook(tmp_path, ["iso3", "year", "value"], ["BRA", 2001, 1.5])
    own = entry(rewritten(packed, b"</worksheet>", b"</works"), *FIGURES, name="own.xlsx")
    with pytest.raises(OwnError, match=r"damaged \(unclosed token"):
        read_own(own, names)


def test_a_formula_without_its_result_is_no_empty_cell(
    entry: Any, names: CountryNames, tmp_path: Path
):
    rows = ["iso3", "year", "value"], ["BRA", 2001, 1.5], ["IND", 2001, "=1+1"]
    own = entry(workbook(tmp_path, *rows), *FIGURES, name="own.xlsx")
    message = 'row 3, column "value": "=1\\+1" is a formula without its result: open the file'
    with pytest.raises(OwnError, match=message):
        read_own(own, names)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (b"><f>1+1</f><v>2</v>", {("BRA", 2001): 1.5, ("IND", 2001): 2.0}),
        (b' t="str"><f>1+1</f><v></v>', {("BRA", 2001): 1.5}),
    ],
)
def test_the_result_of_a_formula_counts_and_an_empty_text_is_none(
    entry: Any, names: CountryNames, tmp_path: Path, result: bytes, expected: dict[Any, float]
):
    rows = ["iso3", "year", "value"], ["BRA", 2001, 1.5], ["IND", 2001, "=1+1"]
    written = rewritten(workbook(tmp_path, *rows), b"><f>1+1</f><v />", result)
    own = read_own(entry(written, *FIGURES, name="own.xlsx"), names)
    assert cells(own) == expected


def test_a_workbook_whose_first_sheet_is_a_chart_reads(
    entry: Any, names: CountryNames, tmp_path: Path
):
    book = openpyxl.Workbook()
    for row in (["iso3", "year", "value"], ["BRA", 2001, 1.5]):
        book.active.append(row)
    book.create_chartsheet("Chart", 0).add_chart(BarChart())
    book.save(tmp_path / "book.xlsx")
    content = (tmp_path / "book.xlsx").read_bytes()
    assert cells(read_own(entry(content, name="own.xlsx"), names)) == {("BRA", 2001): 1.5}
    with pytest.raises(OwnError, match=r'sheet "Chart" is a chart: take one of Sheet$'):
        read_own(entry(content, 'sheet = "Chart"', name="own.xlsx"), names)


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(
    entry: Any, names: CountryNames, tmp_path: Path
):
    content = workbook(tmp_path, ["iso3", "year", "value"])
    with pytest.raises(OwnError, match='no sheet "Data" among Notes, Figures'):
        read_own(entry(content, 'sheet = "Data"', name="own.xlsx"), names)


def test_a_file_that_is_not_there_is_told(entry: Any, names: CountryNames):
    own = entry(LONG)
    own.own.path.unlink()
    with pytest.raises(OwnError, match="there is no such file"):
        read_own(own, names)
