"""Polygons of GeoPandas, GeoViews or HoloViews: checked, projected, and ready to be sent."""

import warnings
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from choropleth.encoding import encode
from choropleth.errors import ChoroplethError, ChoroplethWarning, listed
from choropleth.projection import projected

Key = str | int
_POLYGONS, _COLLECTION = {3, 6}, 7  # type numbers of GEOS


@dataclass(frozen=True, eq=False)
class Shapes:
    """Polygons, checked and projected: read once, and shared by any number of maps.

    geometry: a Polygon or MultiPolygon a key, None where there is none. crs: of the geometry; None
    where its coordinates are drawn as they are. detail: grid cells along the longer side.
    """

    keys: tuple[Key, ...]
    names: tuple[str, ...]
    geometry: NDArray[np.object_]
    crs: pyproj.CRS | None
    marked: frozenset[Key] = frozenset()
    detail: int = 16_384

    @classmethod
    def read(  # noqa: PLR0913 (each has a default)
        cls,
        shapes: Any,
        key: str = "",
        *,
        names: str = "",
        crs: Any = "auto",
        marked: Collection[Key] = (),
        detail: int = 16_384,
    ) -> "Shapes":
        """Read a GeoDataFrame, or Polygons of GeoViews or HoloViews.

        key: the column that identifies a shape; "" is the index of a frame, the first value
        dimension of Polygons. names: the column of what people read, "" for the keys themselves.
        crs: to draw in; "auto" chooses one, None draws the coordinates as they are. marked: keys
        that always have a marker. Raises ChoroplethError; warns about shapes without geometry.
        """
        frame, key, is_plane = _frame(shapes, key)
        keys = _keys(frame, key)
        unknown = sorted(set(marked) - set(keys), key=str)
        if unknown:
            raise ChoroplethError(f"markers: no shape has the key {listed(unknown)}.")
        polygons = _polygons(frame, keys)
        wanted = None if is_plane and isinstance(crs, str) and crs == "auto" else crs
        drawn, target = projected(polygons, frame.crs, wanted, keys)
        return cls(keys, _names(frame, names, keys), drawn, target, frozenset(marked), detail)

    @cached_property
    def positions(self) -> dict[Key, int]:
        """The position of each key."""
        return {key: position for position, key in enumerate(self.keys)}

    @cached_property
    def payload(self) -> bytes:
        """The shapes as the browser reads them."""
        marked = np.array([key in self.marked for key in self.keys], bool)
        return encode(self.geometry, marked, self.detail)


def _frame(shapes: Any, key: str) -> tuple[gpd.GeoDataFrame, str, bool]:
    """Return the shapes as a frame, the column of its keys, and whether they lie on a plane."""
    is_plane = False
    if not isinstance(shapes, gpd.GeoDataFrame):
        from choropleth.elements import frame_of  # noqa: PLC0415 (HoloViews takes a second)

        shapes, key = frame_of(shapes, key)
        is_plane = shapes.crs is None
    if not len(shapes):
        raise ChoroplethError("The shapes are empty: there is no row to draw.")
    try:
        _ = shapes.geometry
    except AttributeError as error:
        raise ChoroplethError(
            "The frame has no active geometry column: choose one with set_geometry()."
        ) from error
    return shapes, key, is_plane


def _keys(frame: gpd.GeoDataFrame, column: str) -> tuple[Key, ...]:
    found = _column(frame, "key", column) if column else frame.index
    where = f"the column {column!r}" if column else "the index"
    if getattr(found, "nlevels", 1) > 1:
        raise ChoroplethError(
            "The index of the shapes has several levels: name the column of keys with key='...'."
        )
    absent = np.flatnonzero(found.isna())
    if len(absent):
        raise ChoroplethError(
            f"{len(absent)} of the shapes have no key in {where} (row {listed(absent)}): "
            "give them one, or leave them out with dropna()."
        )
    keys = tuple(_plain(key) for key in found)
    odd = [key for key in keys if not isinstance(key, str | int)]
    if odd:
        raise ChoroplethError(
            f"Keys are text or whole numbers, and {where} has {listed(map(repr, odd))}: "
            "convert them, for example with astype(str)."
        )
    if len(set(keys)) < len(keys):
        twice = frame[np.asarray(found.duplicated())]
        again = twice[column] if column else twice.index
        raise ChoroplethError(
            f"Keys must be unique, and {where} has more than one row for "
            f"{listed(dict.fromkeys(again))}: join the rows with dissolve()."
        )
    return keys


def _plain(key: Any) -> Any:
    """Return a key as Python has it: NumPy's numbers cannot be sent as they are."""
    if isinstance(key, np.generic):
        key = key.item()
    return int(key) if isinstance(key, float) and key.is_integer() else key


def _column(frame: gpd.GeoDataFrame, what: str, column: str) -> Any:
    if column not in frame.columns:
        others = listed(name for name in frame.columns if name != frame.geometry.name)
        raise ChoroplethError(
            f"The shapes have no column {column!r}, given as {what}. "
            f"Their columns: {others or 'none beside the geometry'}."
        )
    return frame[column]


def _names(frame: gpd.GeoDataFrame, column: str, keys: Sequence[Key]) -> tuple[str, ...]:
    if not column:
        return tuple(map(str, keys))
    found = _column(frame, "names", column)
    texts = zip(found, found.isna(), keys, strict=True)
    return tuple(str(key if absent else name) for name, absent, key in texts)


def _polygons(frame: gpd.GeoDataFrame, keys: Sequence[Key]) -> NDArray[np.object_]:
    """Return the polygons of each shape, repaired; None where a shape has none."""
    geometry = np.asarray(shapely.force_2d(frame.geometry.to_numpy()), dtype=object)
    kinds = shapely.get_type_id(geometry)
    empty = shapely.is_empty(geometry) | (kinds < 0)
    odd = ~empty & ~np.isin(kinds, [*_POLYGONS, _COLLECTION])
    if odd.any():
        named = (f"{keys[i]} ({geometry[i].geom_type})" for i in np.flatnonzero(odd).tolist())
        raise ChoroplethError(
            f"Only polygons can be coloured, and these shapes are none: {listed(named)}. "
            "Give points and lines an area with buffer(), or leave them out."
        )
    _check_finite(geometry, keys)
    broken = ~empty & (~shapely.is_valid(geometry) | (kinds == _COLLECTION))
    for i in np.flatnonzero(broken):
        geometry[i] = _areas(shapely.make_valid(geometry[i]))
    empty |= np.array([shape is None for shape in geometry])
    if empty.any():
        without = [keys[i] for i in np.flatnonzero(empty).tolist()]
        geometry[empty] = None
        warnings.warn(
            f"{len(without)} shapes have no area and are not drawn: {listed(without)}.",
            ChoroplethWarning,
            stacklevel=2,
        )
    return geometry


def _check_finite(geometry: NDArray[np.object_], keys: Sequence[Key]) -> None:
    coordinates, owners = shapely.get_coordinates(geometry, return_index=True)
    wrong = np.unique(owners[~np.isfinite(coordinates).all(axis=1)]).tolist()
    if wrong:
        raise ChoroplethError(
            "Coordinates must be finite, and these shapes have NaN or infinity among theirs: "
            f"{listed(keys[i] for i in wrong)}. Correct them, or leave them out."
        )


def _areas(geometry: shapely.Geometry) -> shapely.Geometry | None:
    """Return the polygons of what a repair gave; None where it left only lines and points."""
    parts = shapely.get_parts(geometry)
    while (shapely.get_type_id(parts) >= _COLLECTION - 1).any():
        parts = shapely.get_parts(parts)
    kept = parts[shapely.get_type_id(parts) == 3]
    return shapely.multipolygons(kept) if len(kept) else None
