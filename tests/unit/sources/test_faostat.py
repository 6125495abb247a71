"""FAOSTAT's bulk file: which table in it is read, and what is refused."""

import zipfile
from io import BytesIO

import pytest

from dashboard.own.names import CountryNames
from dashboard.sources.client import BrokenAnswerError
from dashboard.sources.faostat import parse_faostat, unzipped
from dashboard.sources.temperature import RecordError
from dashboard.store import Store
from tests.shared import shared

NAMES = CountryNames(Store.read().countries)
HEAD = "Area Code,Area,Months Code,Months,Element Code,Element,Unit,Y1961,Y1961F,Y1962,Y1962F\n"
YEAR = "7020,Meteorological year,7271,Temperature change,°C"


def zipped(**files: bytes) -> bytes:
    body = BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"Environment_Temperature_change_E_{name}.csv", text)
    return body.getvalue()


def table(*rows: str) -> bytes:
    return (HEAD + "".join(f"{row}\n" for row in rows)).encode()


def test_the_table_is_read_and_not_the_lists_beside_it():
    flags = table(f"2,Afghanistan,{YEAR},0.5,E,-0.25,E")
    plain = b"Area,Months,Element,Unit,Y1961\n"
    body = zipped(
        All_Data=flags + b"\n" * 400, All_Data_NOFLAG=plain, AreaCodes=b"Area Code,Area\n"
    )
    assert unzipped(body) == plain
    assert unzipped(zipped(All_Data=flags, Flags=b"Flag,Description\n")) == flags


def test_china_is_its_mainland_and_what_is_no_country_is_left_out_or_told():
    rows = [
        f"351,China,{YEAR},9,E,9,E",
        f'41,"China, mainland",{YEAR},0.5,E,-0.25,E',
        f"5000,World,{YEAR},1,E,1,E",
        f"1,Atlantis,{YEAR},1,E,1,E",
        "41,China,7001,January,7271,Temperature change,°C,8,E,8,E",
    ]
    parsed = parse_faostat(table(*rows), NAMES)
    assert parsed.rows.to_dict("list") == {
        "iso3": ["CHN", "CHN"],
        "year": [1961, 1962],
        "value": [0.5, -0.25],
    }
    assert parsed.unknown == ("Atlantis",)


def test_faostats_real_file_as_it_comes_in_a_zip_file():
    wide = (shared("files") / "faostat_wide_temperature_change.csv").read_bytes()
    parsed = parse_faostat(unzipped(zipped(All_Data=wide)), NAMES)
    assert parsed.rows.equals(parse_faostat(wide, NAMES).rows)
    assert parsed.rows["iso3"].nunique() > 190
    assert parsed.unknown == ()


@pytest.mark.parametrize("cut", [10, 90, 200])
def test_a_bulk_file_that_is_cut_off_is_asked_for_again(cut: int):
    body = zipped(All_Data=table(f"2,Afghanistan,{YEAR},0.5,E,-0.25,E"))
    with pytest.raises(BrokenAnswerError, match="not a zip file, or cut off"):
        unzipped(body[:-cut])


def test_a_bulk_file_of_something_else_is_refused():
    with pytest.raises(RecordError, match="it holds Environment_Temperature_change_E_AreaCodes"):
        unzipped(zipped(AreaCodes=b"Area Code,Area\n"))
    with pytest.raises(BrokenAnswerError, match="not a zip file, or cut off: '<!DOCTYPE"):
        unzipped(b"<!DOCTYPE html><html></html>")
