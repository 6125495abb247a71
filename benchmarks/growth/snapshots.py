"""Snapshots of any size, made of the embedded one: more indicators, years, countries or records.

What is added is made up, and has the form of what is there. A folder that is returned is one for
ISOTHERM_DATA_DIR.
"""

import heapq
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count, product
from pathlib import Path
from string import ascii_uppercase

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from benchmarks.refresh.catalogues import write_catalogue
from dashboard.boundaries import GRID, read_boundaries, write_boundaries
from dashboard.climate import Years
from dashboard.countries import Countries
from dashboard.projection import CRS
from dashboard.store import (
    COUNTRIES,
    PROVENANCE,
    RECORDS,
    SERIES,
    SNAPSHOT,
    Store,
    write_countries,
    write_frames,
    write_records,
)

BOUNDARIES, CATALOGUE, OWN = "boundaries.parquet", "catalogue.toml", "own.csv"
_NAME = "20310101T000000.000000Z"
_FAST = 1  # of zstd's levels
_OWN_YEARS = 5  # of own rows, at once


def indicators(folder: Path, times: int) -> Path:
    """Write so many times the embedded indicators, and the catalogue that has them."""
    store = Store.read()
    missing = len(store.indicators) * (times - 1)
    names = [f"made_up_{number}" for number in range(missing)]
    like = store.tidy("population")
    made_up = (like.assign(indicator=name) for name in names)
    snapshot = _copied(folder)
    _write_series(snapshot, {**_frames(store), **dict(zip(names, made_up, strict=True))})
    _tell(snapshot, dict.fromkeys(names, "population"))
    write_catalogue(folder / CATALOGUE, missing, replace=False)
    return folder


def years(folder: Path, times: int) -> Path:
    """Write temperatures of so many times the years, back into the past: the same ones again."""
    store = Store.read()
    frames = _frames(store)
    rows = frames["temperature"]
    span = int(rows["year"].max() - rows["year"].min()) + 1
    again = [rows.assign(year=rows["year"] - span * back) for back in range(times)]
    frames["temperature"] = pd.concat(again, ignore_index=True).astype({"year": "int16"})
    snapshot = _copied(folder)
    _write_series(snapshot, frames)
    since = int(rows["year"].max()) - span * times + 1
    records = [
        replace(record, years=Years(since, record.years.last)) for record in store.records.values()
    ]
    write_records(records, snapshot / RECORDS)
    return folder


def records(folder: Path, times: int) -> Path:
    """Write so many records of temperature, each a little other than the one before."""
    store = Store.read()
    (usual,) = store.records.values()
    frames, found = _frames(store), [replace(usual, fallback=False)]
    for number in range(1, times):
        found.append(replace(found[0], id=f"made{number}", label=f"Made up {number}"))
        name = found[-1].series
        frames[name] = _varied(frames["temperature"]).assign(indicator=name)
    snapshot = _copied(folder)
    _write_series(snapshot, frames)
    write_records(found, snapshot / RECORDS)
    return folder


def own_rows(folder: Path, times: int) -> Path:
    """Write a file of the user's own with the values of so many times five years."""
    _copied(folder)
    last = 2024
    rows = [
        (iso3, year, f"{(position * 7 + year) % 1000 / 10}")
        for position, iso3 in enumerate(Store.read().countries)
        for year in range(last - _OWN_YEARS * times + 1, last + 1)
    ]
    pd.DataFrame(rows, columns=["iso3", "year", "value"]).to_csv(folder / OWN, index=False)
    entry = f'[own]\nlabel = "Our own"\nunit = "units"\npath = "{OWN}"\n'
    (folder / CATALOGUE).write_text(entry, encoding="utf-8")
    return folder


def countries(folder: Path, times: int) -> Path:
    """Write so many times the countries: the largest are halved until there are as many.

    Subdivisions of Natural Earth are in no package that can be had here; a halved country is like
    one in number and size, and has a straight border where it was cut.
    """
    store, shapes = Store.read(), dict(read_boundaries().set_index("iso3")["geometry"])
    pieces = halved(shapes, len(store.countries) * times)
    named = dict(_named(pieces, store.countries))
    snapshot = _copied(folder)
    of = {code: iso3 for code, (iso3, _) in named.items()}
    write_countries(_cut(named, store.countries), snapshot / COUNTRIES)
    _write_series(snapshot, {name: _spread(rows, of) for name, rows in _frames(store).items()})
    shape = [shape for _, shape in named.values()]
    frame = gpd.GeoDataFrame({"iso3": list(named)}, geometry=shape, crs=CRS)
    write_boundaries(frame, folder / BOUNDARIES)
    return folder


def halved(
    shapes: Mapping[str, shapely.Geometry], wanted: int
) -> list[tuple[str, shapely.Geometry]]:
    """Return so many pieces of shapes, and of which each is: the largest is halved again and again.

    The units without a shape count as one each.
    """
    order = count()
    heap = [(-shape.area, next(order), iso3, shape) for iso3, shape in shapes.items()]
    heapq.heapify(heap)
    kept: list[tuple[str, shapely.Geometry]] = []
    while len(heap) + len(kept) < wanted and heap:
        _, _, iso3, shape = heapq.heappop(heap)
        parts = _halves(shape)
        if len(parts) < 2:  # a piece that is no wider than the grid
            kept.append((iso3, shape))
            continue
        for part in parts:
            heapq.heappush(heap, (-part.area, next(order), iso3, part))
    return [*kept, *((iso3, shape) for _, _, iso3, shape in sorted(heap))]


def _halves(shape: shapely.Geometry) -> list[shapely.Geometry]:
    west, south, east, north = shape.bounds
    if east - west > north - south:
        cut = round((west + east) / 2 / GRID) * GRID
        boxes = [(west, south, cut, north), (cut, south, east, north)]
    else:
        cut = round((south + north) / 2 / GRID) * GRID
        boxes = [(west, south, east, cut), (west, cut, east, north)]
    parts = [
        shapely.set_precision(shapely.intersection(shape, shapely.box(*box)), GRID) for box in boxes
    ]
    return [areas for part in parts if not (areas := _areas(part)).is_empty]


def _areas(part: shapely.Geometry) -> shapely.Geometry:
    found = [one for one in shapely.get_parts(part) if one.geom_type == "Polygon"]
    return found[0] if len(found) == 1 else shapely.MultiPolygon(found)


def _named(
    pieces: list[tuple[str, shapely.Geometry]], known: Countries
) -> Iterator[tuple[str, tuple[str, shapely.Geometry]]]:
    """Yield a code for each piece: the country's own for the one where its name stands."""
    free = ("".join(letters) for letters in product(ascii_uppercase, repeat=3))
    codes = (code for code in free if code not in known)
    by_country: dict[str, list[shapely.Geometry]] = {}
    for iso3, shape in pieces:
        by_country.setdefault(iso3, []).append(shape)
    for iso3, shapes in by_country.items():
        label = shapely.Point(known[iso3].label_x, known[iso3].label_y)
        shapes.sort(key=label.distance)
        yield iso3, (iso3, shapes[0])
        for shape in shapes[1:]:
            yield next(codes), (iso3, shape)


def _cut(named: dict[str, tuple[str, shapely.Geometry]], known: Countries) -> Countries:
    degrees = pyproj.Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
    found = [country for iso3, country in known.items() if iso3 not in named]  # without a shape
    numbers: dict[str, int] = {}
    for code, (iso3, shape) in named.items():
        country, point = known[iso3], shape.representative_point()
        number = numbers[iso3] = numbers.get(iso3, 0) + 1
        lon, lat = degrees.transform(point.x, point.y)
        here = replace(
            country,
            label_x=point.x,
            label_y=point.y,
            label_lon=lon,
            label_lat=lat,
            area_km2=round(shape.area / 1e6, 1),
        )
        if code == iso3:
            found.append(replace(country, area_km2=here.area_km2))
            continue
        words = {"name": f"{country.name} {number}", "official_name": f"{country.name} {number}"}
        found.append(replace(here, iso3=code, iso2="", iso_numeric="", aliases=(), **words))
    return Countries(sorted(found, key=lambda country: country.name))


def _spread(rows: pd.DataFrame, of: dict[str, str]) -> pd.DataFrame:
    """Give every piece the values of its country, a little other in each and in each year."""
    by_country = dict(list(rows.groupby("iso3")))
    frames = [
        _varied(by_country[iso3]).assign(iso3=code)
        for code, iso3 in of.items()
        if iso3 in by_country
    ]
    rest = rows[~rows["iso3"].isin(list(of.values()))]
    return pd.concat([*frames, rest], ignore_index=True).astype({"iso3": str})


_RANDOM = np.random.default_rng(1)


def _varied(rows: pd.DataFrame) -> pd.DataFrame:
    value = rows["value"] * (1 + _RANDOM.normal(0, 0.02, len(rows)))
    return rows.assign(value=value.round(3))


def _copied(folder: Path) -> Path:
    snapshot = folder / "snapshots" / _NAME
    shutil.copytree(SNAPSHOT, snapshot)
    (folder / "current").symlink_to(snapshot.relative_to(folder))
    return snapshot


def _frames(store: Store) -> dict[str, pd.DataFrame]:
    return {name: store.tidy(name) for name in store.indicators}


def _write_series(snapshot: Path, frames: dict[str, pd.DataFrame]) -> None:
    ordered: Iterable[pd.DataFrame] = (frames[name] for name in sorted(frames))
    write_frames(ordered, snapshot / SERIES, level=_FAST)


def _tell(snapshot: Path, like: dict[str, str]) -> None:
    file = snapshot / PROVENANCE
    told = json.loads(file.read_text(encoding="utf-8"))
    told["series"] |= {name: told["series"][other] for name, other in like.items()}
    file.write_text(json.dumps(told), encoding="utf-8")
