"""Where countries have another extent in a record than here."""

from pathlib import Path

import pandas as pd
import pytest

from dashboard.own.names import CountryNames
from dashboard.own.per_files import parse_per, per_texts
from dashboard.refresh.settings import RECORDS
from dashboard.sources import fao, owid
from dashboard.sources.extents import described, differing
from dashboard.store import Store
from tests.shared import shared

COUNTRIES = Store.read().countries
YEARS = range(1961, 2023)
PROVIDERS = {"crucy", "faostat", "imf", "owid"}


def test_the_table_names_records_countries_and_whole_sentences():
    table = described()
    assert {record for record, _ in table} <= set(RECORDS)
    assert {provider for _, provider in table} == PROVIDERS
    for countries in table.values():
        assert set(countries) <= set(COUNTRIES)
        assert all(text[0].isupper() and text.endswith(".") for text in countries.values())
        assert all(text.count(". ") == 0 for text in countries.values())


def test_a_record_of_which_nothing_is_known_has_no_differences():
    assert differing("cru", "portal") == {}


def _wide(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.pivot(index="year", columns="iso3", values="value").reindex(YEARS)


def _cru(folder: Path) -> pd.DataFrame:
    files = [parse_per(text, name) for name, text in per_texts(folder)]
    return pd.DataFrame({file.name: file.values for file in files}).reindex(YEARS)


def _share(whole: "pd.Series[float]", main: "pd.Series[float]", part: "pd.Series[float]") -> float:
    """The part's share in the mixture with the main land that follows the whole's years best."""
    whole, main, part = (series - series.mean() for series in (whole, main, part))
    apart = part - main
    return float(((whole - main) * apart).sum() / (apart**2).sum())


@pytest.mark.parametrize(
    ("iso3", "main", "part", "least", "fao_most"),
    [
        ("FRA", "France", "French_Guiana", 0.10, 0.06),
        ("NOR", "Norway", "Svalbard", 0.25, 0.12),
    ],
)
def test_our_world_in_datas_countries_follow_the_mixture_that_the_table_says(
    iso3: str, main: str, part: str, least: float, fao_most: float
):
    reference = shared("reference")
    cru = _cru(reference / "crucy")
    era5 = _wide(owid.parse_anomalies((reference / "owid_era5_annual_anomalies.csv").read_bytes()))
    imf = (reference / "imf_fao_temperature_change_1961_2024.csv").read_bytes()
    known = _wide(fao.parse_imf(imf))
    assert iso3 in differing("era5", "owid")
    assert iso3 not in differing("fao", "imf")
    assert _share(era5[iso3], cru[main], cru[part]) > least
    assert abs(_share(known[iso3], cru[main], cru[part])) < fao_most
    trend = {name: _trend(cru[name]) for name in (main, part)}
    assert trend[part] > 2 * trend[main] if part == "Svalbard" else trend[part] < trend[main]


def _trend(series: "pd.Series[float]") -> float:
    years = pd.Series(YEARS, series.index, dtype=float)
    return float(series.cov(years) / years.var())


def test_files_of_their_own_are_there_and_states_begin_when_the_table_says():
    reference = shared("reference")
    names = {parse_per(text).name for _, text in per_texts(reference / "crucy")}
    parts = {"Hawaii", "Aleutians", "Galapagos_Isl", "Canary_Isl", "Azores", "Madeira", "Bioko"}
    parts |= {"Easter_Isl", "Juan_Fernandez_Isl", "Isl_de_San_Andres", "Isl_de_Providencia"}
    parts |= {"Lau_Group", "Andaman_Isl", "Nicobar_Isl", "Laccadive_Isl", "Ryukyu_Isl", "Socotra"}
    parts |= {"Bonin_Isl", "Line_Isl", "Phoenix_Isl", "Banaba", "Rodrigues_Isl", "Novaya_Zemlya"}
    parts |= {"Kuril_Isl", "Ascension", "Gough_Isl", "Tristan_da_Cunha", "Jan_Mayen", "Aldabra_Isl"}
    assert parts <= names
    assert not any(CountryNames(COUNTRIES).iso3(part) for part in parts)
    imf = fao.parse_imf((reference / "imf_fao_temperature_change_1961_2024.csv").read_bytes())
    first = imf.groupby("iso3")["year"].min()
    assert first[["SDN", "SSD", "SRB", "MNE"]].tolist() == [2011, 2011, 2006, 2006]
    assert "XKX" not in first
