"""Country shapes on the Equal Earth plane: read, write, and the arrays that a map draws.

Coordinates are whole multiples of GRID metres. Neighbours share the points of their border exactly.

What serving needs of the shapes is made `once`, so a server imports none of the libraries for them:
the functions that take these import them.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dashboard.once import digest
from dashboard.projection import CRS, equal_earth

if TYPE_CHECKING:
    import geopandas as gpd
    import shapely

GRID = 600
BOUNDARIES = Path(__file__).parent / "data" / "boundaries.parquet"

Floats = NDArray[np.float64]


class BoundariesError(Exception):
    """The boundaries file is missing or damaged; the text names the file and what rebuilds it."""

    def __init__(self, path: Path, error: Exception) -> None:
        reason = "is missing" if isinstance(error, FileNotFoundError) else f"is damaged ({error})"
        super().__init__(f"{path} {reason}; `python -m dashboard snapshot` rebuilds it")


def read_boundaries(path: Path | None = None) -> "gpd.GeoDataFrame":
    """Read the country shapes: columns iso3 and geometry (Polygon or MultiPolygon, EPSG:8857).

    path: BOUNDARIES unless given. Raises BoundariesError.
    """
    import geopandas as gpd  # noqa: PLC0415

    path = path or BOUNDARIES
    try:
        frame = gpd.read_parquet(path)
        return frame[["iso3", "geometry"]]
    except (OSError, ValueError, KeyError) as error:
        raise BoundariesError(path, error) from error


def boundaries_digest() -> str:
    """Return what the file of the shapes holds, in short; raises BoundariesError."""
    try:
        return digest(BOUNDARIES)
    except OSError as error:
        raise BoundariesError(BOUNDARIES, error) from error


def write_boundaries(frame: "gpd.GeoDataFrame", path: Path = BOUNDARIES) -> None:
    """Write iso3 and geometry as GeoParquet, the same bytes for the same shapes."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    shapes = frame.geometry.array
    table = pa.table({"iso3": frame["iso3"].to_list(), "geometry": shapely.to_wkb(shapes).tolist()})
    table = table.replace_schema_metadata({"geo": json.dumps(_geo_metadata(frame), sort_keys=True)})
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="zstd", compression_level=19, use_dictionary=False)


def _geo_metadata(frame: "gpd.GeoDataFrame") -> dict[str, object]:
    """GeoParquet 1.0's description of the geometry column."""
    import pyproj  # noqa: PLC0415

    crs = pyproj.CRS(CRS).to_json_dict()
    crs["base_crs"]["type"] = "GeographicCRS"  # PROJ before 9.8 leaves it out
    column = {
        "encoding": "WKB",
        "geometry_types": sorted(frame.geom_type.unique()),
        "crs": crs,
        "edges": "planar",
        "bbox": [float(edge) for edge in frame.total_bounds],
    }
    return {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": column}}


def country_rings(shape: "shapely.Geometry") -> list[Floats]:
    """The open rings of a Polygon or MultiPolygon, each exterior followed by its holes."""
    import shapely  # noqa: PLC0415

    parts = shapely.get_parts(shapely.orient_polygons(shape))
    return [
        shapely.get_coordinates(ring)[:-1]
        for polygon in parts
        for ring in (polygon.exterior, *polygon.interiors)
    ]


def outline() -> tuple[Floats, Floats]:
    """The edge of the world as one open ring in metres, counter-clockwise from the south-west."""
    lat = np.arange(-90.0, 91.0)
    right, left = equal_earth(180, lat), equal_earth(-180, lat[::-1])
    return np.concatenate([right[0], left[0]]), np.concatenate([right[1], left[1]])


def graticule(step: int = 30) -> tuple[list[Floats], list[Floats]]:
    """Meridians and parallels every `step` degrees, the map's edge left out, in metres."""
    lat, lon = np.arange(-90.0, 91.0, 5), np.array([-180.0, 180.0])
    meridians = [equal_earth(degree, lat) for degree in range(-180 + step, 180, step)]
    parallels = [equal_earth(lon, degree) for degree in range(-90 + step, 90, step)]
    lines = [*meridians, *parallels]
    return [x for x, _ in lines], [y for _, y in lines]
