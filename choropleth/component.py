"""The Panel component."""

import json
from collections.abc import Collection, Hashable, Iterable, Mapping
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
import panel as pn
import param

from choropleth.errors import ChoroplethError, listed
from choropleth.numbers import Numbers, read_numbers
from choropleth.scale import bin_edges, colours
from choropleth.shapes import Key, Shapes

MOST_COMPARED = 6  # the selected shape among them: more colours would look alike
PATTERNS = ["lines", "dots", "cross", "none"]
_CHOICES = ("step", "selected", "hovered", "compared")


class _Checked(param.Parameter[Any]):
    """A choice that the component checks before it takes it."""

    def __set__(self, owner: Any, value: Any) -> None:
        super().__set__(owner, owner.checked(self.name, value))


class Choropleth(pn.custom.JSComponent):
    """A map whose shapes are coloured by value.

    Shapes and numbers are sent to the browser once. A step sends one number, in either direction.

    Reads `shapes` and `values` when it is made and when either is set; raises ChoroplethError for
    what cannot be drawn, and warns (ChoroplethWarning) about what is left out.

        Choropleth(counties, rates, key="fips", names="county")
    """

    shapes = param.Parameter(
        doc="Polygons: a GeoDataFrame, Polygons of GeoViews or HoloViews, or Shapes."
    )
    values = param.Parameter(
        doc="A Series by key, or a DataFrame of key by step. A column's name takes it of shapes."
    )
    key = param.String("", doc="The column of shapes that identifies them; '' is its index.")
    names = param.String("", doc="The column of shapes that people read; '' is the key.")
    crs = param.Parameter("auto", doc="The CRS to draw in; None draws coordinates as they are.")
    detail = param.Integer(16_384, bounds=(256, 65_536), doc="Grid cells along the longer side.")
    markers = param.Parameter(
        "auto", doc="'auto' marks what is too small to see; keys mark these too; None marks none."
    )
    uncertain = param.Parameter(doc="Keys, or booleans by key, or by key and step.")
    bins = param.Parameter(7, doc="How many bins, or their ascending edges.")
    limits = param.Parameter(doc="The first and the last edge, with a number of bins.")
    palette = param.Parameter("Viridis", doc="A name of Bokeh's palettes, or colours.")
    dark_palette = param.Parameter(doc="The palette on a dark page; None takes `palette`.")
    title = param.String("", doc="What the map shows: read out, and written over an export.")
    unit = param.String("", doc="The unit of the values.")
    decimals = param.Integer(None, allow_None=True, bounds=(0, 12), doc="None: three digits.")
    missing_pattern: Any = param.Selector(default="lines", objects=PATTERNS, doc="No value.")
    uncertain_pattern: Any = param.Selector(
        default="dots", objects=PATTERNS, doc="Uncertain value."
    )
    labels = param.Boolean(False, doc="Write names on the shapes that have room for them.")
    legend = param.Boolean(True, doc="Show what the colours and patterns mean.")
    toolbar = param.Boolean(True, doc="Show buttons for zoom and export.")
    zoomable = param.Boolean(True, doc="Zoom by wheel, pinch, drag and keys.")

    step = _Checked(0, doc="The position of the step that is shown.")
    selected = _Checked(None, doc="The key of the selected shape, or None.")
    hovered = _Checked(None, doc="The key of the shape that is pointed at, or None.")
    compared = _Checked([], doc="The keys of the shapes beside the selected one, in order.")
    theme: Any = param.Selector(
        default="auto", objects=["auto", "light", "dark"], doc="'auto' follows the page."
    )

    shape_bytes = param.Bytes(b"", doc="Written by the component; choropleth.encoding says how.")
    shape_names = param.String("", doc="Written by the component: keys and names, as JSON.")
    number_bytes = param.Bytes(b"", doc="Written by the component; choropleth.numbers says how.")
    look = param.String("", doc="Written by the component: edges, colours and texts, as JSON.")

    _esm = "choropleth.js"
    _bundle = "choropleth.js"  # served as a file: no session gets the module's text
    _python_only: ClassVar[tuple[str, ...]] = (
        *("shapes", "values", "key", "names", "crs", "detail", "markers", "uncertain"),
        *("bins", "limits", "palette", "dark_palette", "title", "unit", "decimals"),
        *("missing_pattern", "uncertain_pattern", "labels", "legend", "toolbar", "zoomable"),
    )
    _rename: ClassVar[Mapping[str, str | None]] = dict.fromkeys(_python_only)

    def __init__(self, shapes: Any = None, values: Any = None, **params: Any) -> None:
        self._shapes = Shapes((), (), np.empty(0, object), None)
        self._numbers = read_numbers(None, None, ())
        choices = {name: params.pop(name) for name in _CHOICES if name in params}
        params.setdefault("height", 440)
        if "width" not in params:
            params.setdefault("sizing_mode", "stretch_width")
        super().__init__(shapes=shapes, values=values, **params)  # type: ignore[no-untyped-call]
        self._read_shapes()
        self.param.update(**choices)

    @property
    def keys(self) -> list[Key]:
        """The keys of the shapes, in their order."""
        return list(self._shapes.keys)

    @property
    def steps(self) -> list[Any]:
        """What the steps are called: the columns of the values."""
        return list(self._numbers.steps)

    @property
    def edges(self) -> tuple[float, ...]:
        """The edges of the bins, the same at all steps."""
        return bin_edges(self._numbers.values, self.bins, self.limits)

    def to_geoviews(self, step: int | None = None) -> Any:
        """Return the map as Polygons of GeoViews, for static export and for overlays.

        step: the position of one; None takes the present one. Shapes without a CRS become Polygons
        of HoloViews. The element takes the backend that is loaded, Bokeh if none is.
        """
        from choropleth.export import polygons  # noqa: PLC0415 (GeoViews takes a second)

        position = self.checked("step", self.step if step is None else step)
        row = self._numbers.values[position]
        table = colours(self.palette, len(self.edges) - 1)
        return polygons(self._shapes, row, self.edges, table, self.title or "value")

    def download(self, kind: str = "png") -> None:
        """Let each browser that shows the map save it as "png" or "svg", as it is zoomed there."""
        if kind not in ("png", "svg"):
            raise ChoroplethError(f"download({kind!r}): a map is saved as 'png' or 'svg'.")
        self._send_msg({"download": kind})

    def checked(self, choice: str, value: Any) -> Any:
        """Return the value that a choice may take. Raises ChoroplethError for others."""
        if choice == "step":
            return self._checked_step(value)
        if choice == "compared":
            return self._checked_keys(value)
        return None if value is None else self._own_keys([value], f"{choice}={value!r}")[0]

    def _checked_step(self, value: Any) -> int:
        count = len(self._numbers.steps)
        is_number = isinstance(value, Integral) and not isinstance(value, bool)
        if not is_number or not 0 <= value < count:
            raise ChoroplethError(
                f"step={value!r}: a step is a position from 0 to {count - 1}. "
                "The position of a column is steps.index(column)."
            )
        return int(value)

    def _checked_keys(self, value: Any) -> list[Key]:
        keys = list(dict.fromkeys(self._own_keys(value or (), "compared")))
        if len(keys) >= MOST_COMPARED:
            raise ChoroplethError(
                f"compared has {len(keys)} keys: at most {MOST_COMPARED - 1} stand beside "
                "the selected one."
            )
        return keys

    def _own_keys(self, keys: Iterable[Any], choice: str) -> list[Key]:
        """Return the keys as the shapes have them, whatever type of number is given."""
        positions = self._shapes.positions
        keys = list(keys)
        unknown = [key for key in keys if not isinstance(key, Hashable) or key not in positions]
        if unknown:
            raise ChoroplethError(f"{choice}: no shape has the key {listed(unknown)}.")
        return [self._shapes.keys[positions[key]] for key in keys]

    @param.depends("shapes", "key", "names", "crs", "detail", "markers", watch=True)
    def _read_shapes(self) -> None:
        if self.shapes is None:
            raise ChoroplethError("Choropleth needs shapes: a GeoDataFrame or Polygons.")
        shapes = self.shapes if isinstance(self.shapes, Shapes) else self._new_shapes()
        self._take(shapes, self._new_numbers(shapes))

    @param.depends("values", "uncertain", "bins", "limits", "palette", "dark_palette", watch=True)
    def _read_numbers(self) -> None:
        self._take(self._shapes, self._new_numbers(self._shapes))

    @param.depends(
        *("title", "unit", "decimals", "missing_pattern", "uncertain_pattern"),
        *("labels", "legend", "toolbar", "zoomable"),
        watch=True,
    )
    def _read_look(self) -> None:
        self.look = self._new_look(self._numbers)

    def _new_shapes(self) -> Shapes:
        return Shapes.read(
            self.shapes,
            self.key,
            names=self.names,
            crs=self.crs,
            marked=self._marked(),
            detail=self.detail,
        )

    def _marked(self) -> Collection[Key]:
        if self.markers is None or isinstance(self.markers, str):
            if self.markers not in (None, "auto"):
                raise ChoroplethError(f"markers={self.markers!r}: pass 'auto', None, or keys.")
            return ()
        return frozenset(self.markers)

    def _new_numbers(self, shapes: Shapes) -> Numbers:
        values = self.values
        if isinstance(values, str):
            values = self._column(shapes, values)
        return read_numbers(values, self.uncertain, shapes.keys)

    def _column(self, shapes: Shapes, name: str) -> Any:
        columns = getattr(self.shapes, "columns", ())
        if name not in columns:
            raise ChoroplethError(
                f"values={name!r}: the shapes have no such column. "
                f"Their columns: {listed(columns) or 'none'}."
            )
        return self.shapes[name].set_axis(list(shapes.keys))

    def _take(self, shapes: Shapes, numbers: Numbers) -> None:
        """Show shapes and numbers that were read, and drop choices that they do not have."""
        look = self._new_look(numbers)
        new: dict[str, Any] = {"number_bytes": numbers.payload, "look": look}
        if shapes is not self._shapes:
            new["shape_bytes"] = shapes.payload
            new["shape_names"] = _json([shapes.keys, shapes.names])
        self._shapes, self._numbers = shapes, numbers
        has = shapes.positions.__contains__
        self.param.update(
            **new,
            step=min(self.step, len(numbers.steps) - 1),
            selected=self.selected if has(self.selected) else None,
            hovered=self.hovered if has(self.hovered) else None,
            compared=[key for key in self.compared if has(key)],
        )

    def _new_look(self, numbers: Numbers) -> str:
        edges = bin_edges(numbers.values, self.bins, self.limits)
        light = colours(self.palette, len(edges) - 1)
        dark = light if self.dark_palette is None else colours(self.dark_palette, len(edges) - 1)
        uncertain = bool(numbers.uncertain.any())
        return _json(
            {
                "title": self.title,
                "unit": self.unit,
                "decimals": self.decimals,
                "steps": numbers.labels,
                "edges": edges,
                "colours": {"light": light, "dark": dark},
                "patterns": {"missing": self.missing_pattern, "uncertain": self.uncertain_pattern},
                "uncertain": uncertain,
                "markers": self.markers is not None,
                "labels": self.labels,
                "legend": self.legend,
                "toolbar": self.toolbar,
                "zoomable": self.zoomable,
            }
        )


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
