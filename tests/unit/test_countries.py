import math

import pandas as pd
import pytest

from dashboard.countries import COLUMNS, UN_MEMBERS, Countries, Country, Quality
from dashboard.store import Store


def country(iso3: str = "BRA", name: str = "Brazil", quality: Quality | None = None) -> Country:
    return Country(
        iso3=iso3,
        iso2="BR",
        iso_numeric="076",
        name=name,
        official_name="Federative Republic of Brazil",
        aliases=("Brasil", "South America's largest"),
        region="Americas",
        subregion="South America",
        climate_zone="Aw",
        climate_zone_share=0.4,
        label_lon=-53.0,
        label_lat=-10.0,
        label_x=-4_900_000.0,
        label_y=-1_300_000.0,
        area_km2=8.5e6,
        tiny=False,
        quality=quality or Quality("good", ""),
    )


def test_countries_survive_a_frame_and_back():
    countries = Countries([country(), country("CHE", "Switzerland", Quality("break", "It steps."))])
    again = Countries.from_frame(countries.frame)
    assert dict(again) == dict(countries)
    assert list(again) == ["BRA", "CHE"]


def test_the_frame_holds_quality_as_two_flat_columns():
    frame = Countries([country(quality=Quality("none", "No series."))]).frame
    assert list(frame.columns) == COLUMNS
    assert frame.loc[0, ["quality_flag", "quality_reason"]].tolist() == ["none", "No series."]


def test_a_missing_share_stays_missing():
    frame = Countries([country()]).frame.assign(climate_zone="", climate_zone_share=float("nan"))
    assert math.isnan(Countries.from_frame(frame)["BRA"].climate_zone_share)


def test_the_order_given_is_the_order_kept():
    countries = Countries([country("ZZZ", "A"), country("AAA", "Z")])
    assert [found.name for found in countries.values()] == ["A", "Z"]


def test_an_unknown_iso3_is_a_key_error():
    with pytest.raises(KeyError):
        Countries([country()])["XXX"]


def test_countries_cannot_be_changed():
    countries = Countries([country()])
    with pytest.raises(TypeError):
        countries["BRA"] = country()
    with pytest.raises(AttributeError):
        countries["BRA"].name = "Brasil"


def test_an_empty_table_has_the_columns():
    assert list(Countries([]).frame.columns) == COLUMNS
    assert len(Countries.from_frame(pd.DataFrame(columns=COLUMNS))) == 0


@pytest.mark.parametrize("flag", ["", "bad", "GOOD"])
def test_an_unknown_quality_flag_is_refused(flag: str):
    with pytest.raises(ValueError, match="is not one of good"):
        Quality(flag, "Because.")


def test_every_flag_but_good_needs_a_reason():
    with pytest.raises(ValueError, match="a coarse series"):
        Quality("coarse", "")
    with pytest.raises(ValueError, match="a good series"):
        Quality("good", "Because.")


def test_only_good_series_are_ranked():
    assert Quality("good", "").is_good
    assert not Quality("coarse", "Small.").is_good


def test_the_193_members_of_the_united_nations_are_in_the_table():
    countries = Store.read().countries
    members = [iso3 for iso3, found in countries.items() if found.is_un_member]
    assert len(members) == len(UN_MEMBERS) == 193
    assert set(members) == UN_MEMBERS
    # Its newest members, the two observers, and others that are on the map.
    assert {"CHE", "TLS", "MNE", "SSD", "SWZ", "MKD"} <= UN_MEMBERS
    assert not {"VAT", "PSE", "TWN", "XKX", "HKG", "GRL", "ESH", "ATA"} & UN_MEMBERS
