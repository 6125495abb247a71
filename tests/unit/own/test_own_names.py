import pytest

from dashboard.own import CountryNames
from dashboard.own.names import bag
from dashboard.store import Store

# As the World Bank, the UN, Eurostat and others write them.
WRITTEN = {
    "Bahamas, The": "BHS",
    "Congo, Dem. Rep.": "COD",
    "Congo, Rep.": "COG",
    "Cote d'Ivoire": "CIV",
    "Côte d’Ivoire": "CIV",  # noqa: RUF001
    "CURAÇAO": "CUW",
    "Egypt, Arab Rep.": "EGY",
    "Guam (US)": "GUM",
    "Hong Kong SAR, China": "HKG",
    "Iran (Islamic Republic of)": "IRN",
    "Korea, Dem. People's Rep.": "PRK",
    "Korea, Rep.": "KOR",
    "Macedonia, the former Yugoslav Republic of": "MKD",
    "Micronesia, Fed. Sts.": "FSM",
    "St. Vincent & the Grenadines": "VCT",
    "Turkiye": "TUR",
    "U.S.A.": "USA",
    "United Republic of Tanzania": "TZA",
    "Venezuela, RB": "VEN",
    "Virgin Islands (U.S.)": "VIR",
    "West Bank and Gaza": "PSE",
    "Yemen, Rep.": "YEM",
    "Kosovo[1]": "XKX",
    "China (2)": "CHN",
    "Cyprus 1/": "CYP",
    "Micronesia (country)": "FSM",
    "RD Congo": "COD",
    "R.D. Congo": "COD",
    "Congo (RD)": "COD",
    "Congo RD": "COD",
    "Congo RDC": "COD",
    "Congo": "COG",
    "Congo (Rep.)": "COG",
    "Korea (Rep.)": "KOR",
    "Korea, Dem.": "PRK",
    "Korea, D.P.R.": "PRK",
    "China, mainland": "CHN",
    "Mainland China": "CHN",
    "UVK": "XKX",
    "WBG": "PSE",
    "el": "GRC",
    "uk": "GBR",
    "KSV": "XKX",
    " bra ": "BRA",
}


@pytest.mark.parametrize(("text", "iso3"), WRITTEN.items())
def test_a_country_is_known_as_publishers_write_it(names: CountryNames, text: str, iso3: str):
    assert names.iso3(text) == iso3


@pytest.mark.parametrize(
    "text",
    ["World", "EUU", "1W", "Sub-Saharan Africa", "High income", "OECD members", "USSR", "OWID_WRL",
     "Czechoslovakia", "Yemen, Dem.", "Yemen PDR", "Yemen, P.D.R.", "Yemen, Dem. Rep.",
     "Yemen AR", "Africa (FAO)", "Wake Island (EIA)", "Annex I countries",
     "SUN", "YUG", "Northern Ireland", "England",
     "Middle East & North Africa", "Euro area"],
)  # fmt: skip
def test_what_is_no_country_is_known_as_such(names: CountryNames, text: str):
    assert names.iso3(text) == ""
    assert names.is_other(text)


@pytest.mark.parametrize(
    "text", ["Atlantis", "Korea", "RD Korea", "Korea RD", "CHI", "12", "Brazl", ""]
)
def test_what_nobody_knows_is_neither(names: CountryNames, text: str):
    assert names.iso3(text) == ""
    assert not names.is_other(text)


@pytest.mark.parametrize("text", ["4", "004", "'004", "4.0"])
def test_a_number_of_the_un_is_known_in_each_way_it_is_written(names: CountryNames, text: str):
    assert names.numeric(text) == "AFG"
    assert names.numeric("999") == names.numeric("AFG") == names.numeric("") == ""
    assert names.is_other(names.numeric("'159"))


def test_every_country_is_known_by_its_codes_and_names(names: CountryNames):
    for country in Store.read().countries.values():
        for text in (country.iso3, country.iso2, country.name, country.official_name):
            assert names.iso3(text) == country.iso3 or not text


def test_no_name_is_of_two_countries():
    owners: dict[tuple[str, ...], str] = {}
    for country in Store.read().countries.values():
        for text in (country.name, country.official_name):
            assert owners.setdefault(bag(text), country.iso3) == country.iso3


def test_a_code_is_never_another_country_s_name(names: CountryNames):
    for country in Store.read().countries.values():
        for alias in country.aliases:
            assert names.iso3(alias) in (country.iso3, "")
