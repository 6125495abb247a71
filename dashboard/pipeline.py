"""Build the snapshot: packages -> tidy frames -> checked -> Parquet, in that order."""

import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import geopandas as gpd
import pandas as pd
from rich.console import Console
from rich.progress import track

from dashboard.boundaries import write_boundaries
from dashboard.climate import Years
from dashboard.countries import Countries
from dashboard.indicators import CATALOGUE, read_catalogue
from dashboard.records import EMBEDDED, Record
from dashboard.schema import COLUMNS, check_tidy
from dashboard.sources import atlas, country_table, packaged, quality
from dashboard.sources.natural_earth import build_boundaries
from dashboard.sources.packages import PACKAGES, fetch_package
from dashboard.sources.provenance import provenance
from dashboard.sources.surroundings import Surroundings
from dashboard.store import (
    COUNTRIES,
    PROVENANCE,
    RECORDS,
    SERIES,
    SNAPSHOT,
    write_countries,
    write_records,
    write_series,
)

BOUNDARIES = "boundaries.parquet"
DECIMALS = 3

Item = TypeVar("Item", int, str)


class PipelineError(ValueError):
    """The sources do not fit together; the message says where."""


def build_snapshot(destination: Path = SNAPSHOT, progress: bool = True) -> None:
    """Download the sources and write every file of the snapshot into a directory.

    The same sources give the same bytes. Files that exist are replaced at the end, so that a build
    that fails leaves them alone. Raises PackageError, PipelineError and the sources' own errors.
    """
    console = Console(stderr=True, quiet=not progress)
    archives = {
        name: fetch_package(name) for name in _track(PACKAGES, "Fetching packages", console)
    }
    _announce("Building boundaries", console)
    boundaries = build_boundaries(archives["world-atlas"])
    wide = _temperature(archives[packaged.TOOLKIT], console)
    countries = _countries(archives[packaged.ATLAS], boundaries, wide)
    series = _series(archives, countries, quality.inherit(wide), console)
    _announce("Writing the snapshot", console)
    _write(destination, series, countries, boundaries)


def embedded_record(about: Mapping[str, Any], countries: Countries) -> Record:
    """Describe the record in this package. about: what the provenance says of its series."""
    record = Record(
        id=EMBEDDED,
        label="NCEP/NCAR Reanalysis 1",
        publisher=about["publisher"],
        version=f"{about['package']} {about['version']}",
        kind="reanalysis",
        years=Years(*about["years"]),
        countries=about["countries"],
        licence=about["licence"],
        url=about["url"],
        note=about["note"],
        date=about["date"],
        independent_of=about["independent_of"],
        fallback=True,
        differs=quality.EXTENT,
    )
    return record.judged({iso3: country.quality for iso3, country in countries.items()})


def tidy(frame: pd.DataFrame, indicator: str, decimals: int | None = DECIMALS) -> pd.DataFrame:
    """Give a source's rows (iso3, year, value) the tidy columns and types; None rounds nothing."""
    value = frame["value"] if decimals is None else frame["value"].round(decimals)
    rows = frame.assign(indicator=indicator, value=value)
    return rows.astype({"iso3": str, "indicator": str, "year": "int16", "value": "float64"})[
        COLUMNS
    ]


def check_series(series: pd.DataFrame, countries: Countries) -> None:
    """Check that a frame is tidy and that all of its units and indicators are known."""
    check_tidy(series)
    if strange := sorted(set(series["iso3"]) - countries.keys()):
        raise PipelineError(f"series of units that the country table lacks: {', '.join(strange)}")
    if odd := sorted(set(series["indicator"]) ^ set(read_catalogue(CATALOGUE))):
        raise PipelineError(f"only in the catalogue, or only in the series: {', '.join(odd)}")


def _temperature(archive: Path, console: Console) -> pd.DataFrame:
    rows = packaged.read_temperature(
        archive, lambda years: _track(years, "Averaging daily temperatures", console)
    )
    return rows.pivot(index="iso3", columns="year", values="value")


def _countries(archive: Path, boundaries: gpd.GeoDataFrame, wide: pd.DataFrame) -> Countries:
    database = packaged.read_member(archive, atlas.DATABASE)
    named, zones = (
        country_table.names(atlas.parse_codes(database)),
        atlas.parse_climate_zones(database),
    )
    located = country_table.places(boundaries)
    country_table.check_places(located, named, quality.inherit(wide).index)
    asked = _places(named, located)
    around = Surroundings.of(boundaries, {iso3: place.name for iso3, place in asked.items()})
    qualities = quality.judge(asked, wide, around)
    return country_table.build_countries(named, located, zones, qualities)


def _places(named: pd.DataFrame, located: pd.DataFrame) -> dict[str, quality.Place]:
    rows = located.join(named["name"])[["name", "label_lon", "label_lat", "area_km2"]]
    return {str(row[0]): quality.Place(*row[1:]) for row in rows.itertuples(name=None)}


def _series(
    archives: packaged.Archives, countries: Countries, wide: pd.DataFrame, console: Console
) -> pd.DataFrame:
    temperature = wide.reset_index().melt("iso3", var_name="year")
    _announce("Reading indicators", console)
    others = packaged.read_indicators(archives, _iso3_by_name(countries))
    frames = [tidy(temperature, "temperature"), *(tidy(rows, name) for name, rows in others)]
    series = pd.concat(frames, ignore_index=True)
    check_series(series, countries)
    return series


def _iso3_by_name(countries: Countries) -> dict[str, str]:
    return {
        name: country.iso3
        for country in countries.values()
        for name in (country.name, country.official_name, *country.aliases)
    }


def _write(
    destination: Path, series: pd.DataFrame, countries: Countries, boundaries: gpd.GeoDataFrame
) -> None:
    destination.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=destination, prefix=".building-") as name:
        folder = Path(name)
        write_series(series, folder / SERIES)
        write_countries(countries, folder / COUNTRIES)
        write_boundaries(boundaries, folder / BOUNDARIES)
        about = provenance(series)
        write_records(
            [embedded_record(about["series"]["temperature"], countries)], folder / RECORDS
        )
        text = json.dumps(about, indent=1, ensure_ascii=False) + "\n"
        (folder / PROVENANCE).write_text(text, encoding="utf-8")
        for file in sorted(folder.iterdir()):
            file.replace(destination / file.name)


def _track(items: Iterable[Item], step: str, console: Console) -> Iterable[Item]:
    """Show a step's progress: a bar on a terminal, one line in a log."""
    if console.is_terminal:
        return track(list(items), step, console=console)
    _announce(step, console)
    return items


def _announce(step: str, console: Console) -> None:
    console.print(f"{step} ...")
