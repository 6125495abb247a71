"""Keys with which a person chooses what a file leaves open."""

from typing import Any

import pytest

from dashboard.indicators import CatalogueError
from dashboard.own import CountryNames, OwnError, read_own
from tests.shared import shared

LONG = "iso3,year,value\nBRA,2001,1.5\nIND,2001,2\nIND,2002,3\n"


def cells(own: Any) -> dict[tuple[str, int], float]:
    return {(iso3, year): value for iso3, year, value in own.rows.itertuples(index=False)}


def test_rows_without_a_year_are_of_the_one_that_the_entry_says(entry: Any, names: CountryNames):
    content = "country,value\nBrazil,1.5\nIndia,2\n"
    with pytest.raises(OwnError, match="or year = 2024 where all rows are of one year"):
        read_own(entry(content), names)
    own = read_own(entry(content, "year = 2024"), names)
    assert cells(own) == {("BRA", 2024): 1.5, ("IND", 2024): 2.0}


def test_each_value_is_multiplied_by_the_factor(entry: Any, names: CountryNames):
    own = read_own(entry(LONG, "factor = 1000"), names)
    assert cells(own) == {("BRA", 2001): 1500.0, ("IND", 2001): 2000.0, ("IND", 2002): 3000.0}
    with pytest.raises(OwnError, match=r'"2" is outside of range = \[0, 1\.8\]'):
        read_own(entry(LONG, "factor = 1.0", "range = [0, 1.8]"), names)


@pytest.mark.parametrize(
    "where",
    ['age = ["15", "16"]', "age = [15, 16]", 'age = ["15", 16]', "age = [15.0, 16, 99]"],
)
def test_where_takes_one_of_several_and_numbers(entry: Any, names: CountryNames, where: str):
    content = "iso3,year,age,value\nBRA,2001,15,1\nIND,2001,16,2\nIND,2001,17,3\n"
    own = read_own(entry(content, f"where = {{ {where} }}"), names)
    assert cells(own) == {("BRA", 2001): 1.0, ("IND", 2001): 2.0}


def test_a_number_is_chosen_however_the_file_writes_it(entry: Any, names: CountryNames):
    content = "iso3,year,code,value\nBRA,2001,05,1\nIND,2001,5.0,2\nIND,2001,x,3\n"
    own = read_own(entry(content, "where = { code = 5 }"), names)
    assert cells(own) == {("BRA", 2001): 1.0, ("IND", 2001): 2.0}
    with pytest.raises(OwnError, match='no row has "7" or "y" in column "code"'):
        read_own(entry(content, 'where = { code = [7, "y"] }'), names)


def test_names_that_are_no_country_need_not_be_told(entry: Any, names: CountryNames):
    content = LONG + "Atlantis,2001,3\n"
    assert read_own(entry(content), names).unmatched == ('"Atlantis" (row 5)',)
    own = read_own(entry(content, 'unknown = "ignore"'), names)
    assert own.unmatched == ()
    assert len(own.rows) == 3


@pytest.mark.parametrize(
    "row", ["BRA,1950,a lot", "BRA,1950,1?", ",1950,7", "BRA,1950,1\nBRA,1950,2"]
)
def test_years_count_before_faults_are_looked_for(entry: Any, names: CountryNames, row: str):
    content = f"{LONG}{row}\n"
    own = read_own(entry(content, "years = [2001, 2010]"), names)
    assert len(own.rows) == 3
    with pytest.raises(OwnError):
        read_own(entry(content), names)


def test_years_count_before_faults_in_a_wide_table(entry: Any, names: CountryNames):
    content = "country,1950,2001\nBrazil,a lot,1\nIndia,..,2\n,7,\n"
    own = read_own(entry(content, "years = [2001, 2010]"), names)
    assert cells(own) == {("BRA", 2001): 1.0, ("IND", 2001): 2.0}


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("year = 20", "year = 20: write the year of all rows"),
        ('year = "2024"', "year = '2024': write the year"),
        ("factor = 0", "factor = 0: write what each value"),
        ("factor = nan", "factor = nan: write what each value"),
        ("factor = true", "factor = True: write what each value"),
        ('aggregate = "median"', 'write one of "mean", "sum", "last"'),
        ('period = "2001"', 'write one of "first", "middle", "last"'),
        ("missing = -999", r"missing = -999: write what stands for no value, such as \[-999"),
        ("missing = [true]", r"missing = \[True\]: write"),
        ("where = { sex = true }", "write which rows count"),
        ("where = { sex = [] }", "write which rows count"),
        ("where = { sex = [[1]] }", "write which rows count"),
        ('unknown = "hide"', 'write one of "tell", "ignore"'),
    ],
)
def test_a_key_that_holds_something_else_is_told(entry: Any, key: str, reason: str):
    with pytest.raises(CatalogueError, match=reason):
        entry(LONG, key)


# Names that depend on the others


def test_china_of_faos_is_a_sum_where_the_mainland_stands_beside_it(
    entry: Any, names: CountryNames
):
    content = (shared("cases") / "own" / "fao_like.csv").read_text()
    own = read_own(entry(content), names)
    assert cells(own) == {
        ("CHN", 2020): 960.0,
        ("HKG", 2020): 5.0,
        ("MAC", 2020): 1.0,
        ("TWN", 2020): 34.0,
        ("BRA", 2020): 500.0,
    }
    assert own.others == ("China",)
    alone = "".join(line for line in content.splitlines(True) if "mainland" not in line)
    assert cells(read_own(entry(alone), names))["CHN", 2020] == 1000.0
    chosen = read_own(entry(content, 'names = { "China" = "CHN", "China, mainland" = "" }'), names)
    assert cells(chosen)["CHN", 2020] == 1000.0


def test_china_of_faos_is_a_sum_by_its_number_too(entry: Any, names: CountryNames):
    content = (
        "Area Code (M49),Area,Year,Value\n'156,\"China, mainland\",2020,9\n'159,China,2020,10\n"
    )
    for keys in ([], ['columns = { country = "Area Code (M49)" }']):
        assert cells(read_own(entry(content, *keys), names)) == {("CHN", 2020): 9.0}
    alone = read_own(entry(content.replace("),Area", "),x")), names)
    assert cells(alone) == {("CHN", 2020): 9.0}


def test_micronesia_is_a_region_among_regions(entry: Any, names: CountryNames):
    country = "country,year,value\nMicronesia,2001,1\nFiji,2001,2\n"
    assert cells(read_own(entry(country), names)) == {("FSM", 2001): 1.0, ("FJI", 2001): 2.0}
    for other in ("Polynesia", "Micronesia (Federated States of)"):
        own = read_own(entry(f"{country}{other},2001,3\n"), names)
        assert cells(own).get(("FSM", 2001)) == (None if other == "Polynesia" else 3.0)
        assert "Micronesia" in own.others


def test_an_unknown_code_is_known_by_the_name_beside_it(entry: Any, names: CountryNames):
    content = (
        "Country Name,Country Code,2001\nBrazil,BRA,1\nChannel Islands,CHI,2\nChile,CHL,3\n"
        "Nepal,NPX,4\nAtlantis,ATL,5\nSource: me,,\nA footnote,XXX,\n"
    )
    own = read_own(entry(content), names)
    assert cells(own) == {("BRA", 2001): 1.0, ("CHL", 2001): 3.0, ("NPL", 2001): 4.0}
    assert own.unmatched == ('"Atlantis" (row 6)',)
    assert own.others == ("", "Channel Islands")


def test_the_democratic_congo_is_not_the_other_one(entry: Any, names: CountryNames):
    content = (shared("cases") / "own" / "rd_only.csv").read_text()
    own = read_own(entry(content), names)
    assert cells(own) == {("COD", 2020): 900.0, ("RWA", 2020): 30.0}


# Texts in place of numbers, and colours

FREEDOM = 'categories = ["Free", "Partly free", "Not free"]'
STATUS = "iso3,year,name,status\nBRA,2001,a,Free\nIND,2001,b,partly free \nIND,2002,c,Not Free\n"


def test_texts_are_their_places_among_the_categories(entry: Any, names: CountryNames):
    indicator = entry(STATUS, FREEDOM)
    assert indicator.categories == ("Free", "Partly free", "Not free")
    own = read_own(indicator, names)
    assert cells(own) == {("BRA", 2001): 0.0, ("IND", 2001): 1.0, ("IND", 2002): 2.0}
    assert own.doubts == ()


def test_a_text_that_is_no_category_is_told(entry: Any, names: CountryNames):
    content = STATUS.replace("Not Free", "Unfree").replace("status", "value")
    message = 'row 4, column "value": "Unfree" is none of "Free", "Partly free", "Not free"$'
    with pytest.raises(OwnError, match=message):
        read_own(entry(content, FREEDOM), names)


def test_press_freedom_reads_in_its_own_words(entry: Any, names: CountryNames):
    content = (shared("files") / "press_freedom_2024.csv").read_bytes()
    words = ("plutôt bonne", "problématique", "difficile", "très grave")
    texts = ["Bonne situation", *(f"Situation {word}" for word in words)]
    own = read_own(entry(content, f"categories = {texts}"), names)
    found = cells(own)
    assert (found["NOR", 2024], found["FRA", 2024], found["ERI", 2024]) == (0.0, 1.0, 4.0)


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        (['categories = ["Free"]'], r"categories = \['Free'\]: write the texts in their order"),
        (['categories = ["Free", "free"]'], "write the texts in their order"),
        (['categories = ["Free", 2]'], "write the texts in their order"),
        ([FREEDOM, "factor = 2"], "has categories and has no use for factor"),
        ([FREEDOM, 'scale = "log"'], "has categories and has no use for scale"),
        ([FREEDOM, 'aggregate = "mean"'], "has categories and has no use for aggregate"),
        (['center = "0"'], "center = '0': write the value that is white"),
        (
            ["center = 0", 'scale = "log"'],
            'has center: write scale = "linear" and palette = "RdBu"',
        ),
        (["center = 0", 'palette = "YlGn"'], "has center: write scale"),
        (["reverse = 1"], "reverse = 1: write true or false"),
    ],
)
def test_colours_that_cannot_be_are_told(entry: Any, keys: list[str], reason: str):
    with pytest.raises(CatalogueError, match=reason):
        entry(STATUS, *keys)
