"""Each country has one address, and its other names lead there."""

import pytest

from dashboard.countries import Countries
from dashboard.countrypage.addresses import LONGEST, Addresses, slug
from dashboard.store import Store

COUNTRIES = Store.read().countries
ADDRESSES = Addresses(COUNTRIES)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Brazil", "brazil"),
        ("Côte d'Ivoire", "cote-d-ivoire"),
        ("Côte d\N{RIGHT SINGLE QUOTATION MARK}Ivoire", "cote-d-ivoire"),
        ("São Tomé and Príncipe", "sao-tome-and-principe"),
        ("Åland", "aland"),
        ("  The  U.S.A. ", "the-u-s-a"),
        ("Łódź Øst ßı", "lodz-ost-ssi"),
        ("日本", ""),
        ("\0", ""),
    ],
)
def test_a_slug_is_small_letters_without_accents_joined_by_dashes(name: str, expected: str):
    assert slug(name) == expected


def test_the_slugs_of_all_countries_differ_and_lead_back():
    slugs = ADDRESSES.slugs
    assert len(set(slugs.values())) == len(COUNTRIES) == len(slugs)
    assert all(ADDRESSES.find(text) == iso3 for iso3, text in slugs.items())
    assert all(slug(text) == text != "" for text in slugs.values())


def test_codes_in_any_letters_mean_their_country():
    for iso3, country in COUNTRIES.items():
        assert ADDRESSES.find(iso3) == ADDRESSES.find(iso3.lower()) == iso3
        if country.iso2 and ADDRESSES.find(country.iso2):
            assert ADDRESSES.find(country.iso2) == iso3


@pytest.mark.parametrize(
    ("text", "iso3"),
    [
        ("Brazil", "BRA"),
        ("cote-d-ivoire", "CIV"),
        ("ivory-coast", "CIV"),
        ("Ivory Coast", "CIV"),
        ("turkey", "TUR"),
        ("TURKIYE", "TUR"),
        ("uk", "GBR"),
        ("Federative Republic of Brazil", "BRA"),
        ("", ""),
        ("nowhere", ""),
        ("\0", ""),
        ("brazil" + " " * LONGEST, ""),
    ],
)
def test_other_names_mean_their_country_and_what_is_none_means_none(text: str, iso3: str):
    assert ADDRESSES.find(text) == iso3


def test_countries_of_one_name_are_told_apart_by_their_codes():
    both = [
        country.__class__(**{**country.__dict__, "name": "Congo", "aliases": ()})
        for country in (COUNTRIES["COD"], COUNTRIES["COG"])
    ]
    alike = Addresses(Countries(both))
    assert alike.slugs == {"COD": "congo-cod", "COG": "congo-cog"}
    assert alike.find("congo") == ""
    assert alike.find("congo-cog") == "COG"
