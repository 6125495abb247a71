"""The atlas: what all sessions share, read once a process and never changed after that.

Each method is a pure function of choices. Its answer is the object that the browser shows, made of
what JSON can say, with None where a value is missing.
"""

import json
from collections.abc import Callable
from functools import cache, cached_property, lru_cache, wraps
from math import ceil, log10
from threading import Lock, RLock
from typing import Any

import holoviews as hv
import numpy as np
import pandas as pd

from dashboard import climate
from dashboard.boundaries import graticule, outline, read_boundaries
from dashboard.climate import Years
from dashboard.countries import Countries
from dashboard.indicators import Catalogue, read_catalogue
from dashboard.page import Shared
from dashboard.panes import Pane, figure_json, plain
from dashboard.server.assets import publish
from dashboard.state import TEMPERATURE
from dashboard.store import Store
from dashboard.views import cards
from dashboard.views.map import WORLD_X, WORLD_Y, choropleth, choropleth_style, path_data
from dashboard.views.series import (
    indicator_chart,
    indicator_style,
    stripes,
    stripes_style,
    temperature_chart,
    temperature_style,
)
from dashboard.views.theme import Scale, diverging, sequential
from dashboard.worldfile import LIMIT, encode_matrix, encode_world

Part = dict[str, Any]
Answer = Callable[..., Part]
_OPENING = Lock()
_NO_SERIES = pd.DataFrame({"year": pd.Series(dtype=int), "value": pd.Series(dtype=float)})
_NO_COLOURS = pd.DataFrame({"bin": pd.Series(dtype=float), "mark": pd.Series(dtype=str)})
_NO_POINTS = pd.DataFrame({"x": [], "y": [], "iso3": []})


class Atlas:
    """Store, catalogue, panes and files, and what each choice shows."""

    def __init__(self, store: Store, catalogue: Catalogue) -> None:
        hv.extension("bokeh")
        self._lock = RLock()
        self.store = store
        self.catalogue = catalogue
        self.temperatures = store.values(TEMPERATURE)
        self.years = Years(int(self.temperatures.columns[0]), int(self.temperatures.columns[-1]))
        self.map = lru_cache(maxsize=256)(self._alone(self._map))
        self.country = lru_cache(maxsize=1024)(self._alone(self._country))
        self.indicator = lru_cache(maxsize=1024)(self._alone(self._indicator))

    @classmethod
    def open(cls) -> "Atlas":
        """Read the embedded snapshot and catalogue; raises the errors of both."""
        return cls(Store.read(), read_catalogue())

    def _alone(self, answer: Answer) -> Answer:
        """Let one thread in at a time: sessions run in threads, and HoloViews has global state."""

        @wraps(answer)
        def guarded(*choices: Any) -> Part:
            with self._lock:
                return answer(*choices)

        return guarded

    def _map(self, variable: str, baseline: Years) -> Part:
        """Return what colours the map: where the numbers are, what to subtract, which colours."""
        indicator, scale = self.catalogue[variable], self.scale(variable)
        warming = variable == TEMPERATURE
        normals = climate.normals(self.temperatures, baseline) - self._offsets if warming else None
        return {
            "variable": variable,
            "matrix": self.matrix(variable),
            "subtract": None if normals is None else plain(normals, decimals=6),
            "edges": list(scale.edges),
            "colours": list(scale.colours),
            "label": "Temperature change" if warming else indicator.label,
            "against": f"against {cards.span(baseline)}" if warming else "",
            "unit": indicator.unit,
            "decimals": 2 if warming else indicator.decimals,
            "signed": warming,
            "about": "" if warming else f"{indicator.description} Source: {indicator.source}.",
        }

    def _country(self, iso3: str, baseline: Years) -> Part:
        """Return texts and charts of a country's temperature."""
        country, series = self.store.countries[iso3], self.store.series(iso3, TEMPERATURE)
        scale = self.scale(TEMPERATURE)
        anomalies = _anomalies(series, baseline)
        smooth = climate.smooth(anomalies) if len(anomalies) else _NO_SERIES
        trend = _trend(anomalies, self.years.last)
        line = trend.line() if trend else _NO_SERIES
        chart = temperature_chart(anomalies, smooth, line, baseline, scale)
        return {
            "iso3": iso3,
            "text": {
                **cards.place_card(country),
                **cards.story_card(anomalies, country.quality),
                **cards.trend_card(trend, country.quality),
                "baseline": cards.span(baseline),
            },
            "charts": {
                "temperature": self.panes["temperature"].columns(chart),
                "stripes": self.panes["stripes"].columns(stripes(anomalies, scale)),
            },
        }

    def _indicator(self, iso3: str, indicator_id: str) -> Part:
        """Return text and chart of one indicator of a country."""
        indicator = self.catalogue[indicator_id]
        series = self.store.series(iso3, indicator_id)
        chart = indicator_chart(series)
        return {
            "id": indicator_id,
            "text": cards.indicator_card(indicator, series, self.provenance(indicator_id)),
            "decimals": indicator.decimals,
            "values": series.to_numpy().tolist(),
            "charts": {"indicator": self.panes["indicator"].columns(chart)},
        }

    @cache  # noqa: B019  one atlas a process
    def scale(self, variable: str) -> Scale:
        """Return the colour scale of a variable, the same for all years and baselines."""
        values = self.store.values(variable)
        if variable == TEMPERATURE:
            good = [iso3 for iso3, c in self.store.countries.items() if c.quality.is_good]
            values = values.loc[good]
            return diverging(values.sub(climate.normals(values, climate.DEFAULT_BASELINE), axis=0))
        indicator = self.catalogue[variable]
        return sequential(values, indicator.palette, indicator.scale == "log")

    @cache  # noqa: B019
    def matrix(self, variable: str) -> str:
        """Return the address of a variable's numbers, country by year."""
        values = self.store.values(variable)
        if variable == TEMPERATURE:
            return publish(
                "temperature.bin", encode_matrix(values.sub(self._offsets, axis=0), 0.001)
            )
        if self.catalogue[variable].scale == "log":
            return publish(f"{variable}.bin", encode_matrix(values, 0.001, logarithm=True))
        return publish(f"{variable}.bin", encode_matrix(values, _step(values)))

    @cached_property
    def _offsets(self) -> pd.Series:
        # Temperatures less these are small whole thousandths, so that the file holds them exactly.
        normals = climate.normals(self.temperatures, climate.DEFAULT_BASELINE)
        return normals.fillna(self.temperatures.mean(axis=1)).round(3)

    def provenance(self, indicator_id: str) -> dict[str, Any]:
        """Return what is recorded of where an indicator's numbers come from."""
        series: dict[str, Any] = self.store.provenance["series"][indicator_id]
        return series

    @cached_property
    def panes(self) -> dict[str, Pane]:
        """The figures, by name; each drawn once, with nothing in it."""
        scale = self.scale(TEMPERATURE)
        none, span = _NO_SERIES, climate.DEFAULT_BASELINE
        temperature = temperature_chart(none, none, none, span, scale)
        panes = [
            Pane("map", choropleth([], _NO_POINTS, _NO_COLOURS), *choropleth_style(scale)),
            Pane("stripes", stripes(none, scale), *stripes_style(scale)),
            Pane("temperature", temperature, *temperature_style(scale)),
            Pane("indicator", indicator_chart(none), *indicator_style()),
        ]
        return {pane.name: pane for pane in panes}

    @cached_property
    def shared(self) -> Shared:
        """What every page holds alike."""
        order = list(self.store.countries)
        return Shared(
            catalogue=self.catalogue,
            files={
                "world": publish("world.bin", encode_world(read_boundaries(), order)),
                "countries": publish("countries.json", _json(_table(self.store.countries))),
            },
            figures={name: figure_json(pane) for name, pane in self.panes.items()},
            ground=_ground(),
            sources=self._sources(),
        )

    def _sources(self) -> dict[str, str]:
        temperature = self.provenance(TEMPERATURE)
        return {
            "temperature": f"Temperature: {temperature['title']}, {temperature['publisher']}.",
            "caution": "The reanalysis is coarse (about 200 km) and has artificial steps: "
            "countries where that shows are dotted and not ranked.",
            "boundaries": "Boundaries: Natural Earth.",
            "date": self.store.provenance["date"],
        }


def _anomalies(series: pd.DataFrame, baseline: Years) -> pd.DataFrame:
    try:
        return climate.anomaly(series, baseline)
    except climate.BaselineError:
        return _NO_SERIES


def _trend(anomalies: pd.DataFrame, last: int) -> climate.Trend | None:
    try:
        return climate.trend(anomalies, climate.DEFAULT_TREND_START, last)
    except climate.TrendError:
        return None


def _ground() -> dict[str, str]:
    (left, right), (bottom, top) = WORLD_X, WORLD_Y
    box = (left, -top, right - left, top - bottom)
    return {
        "box": " ".join(f"{metres / 1000:.0f}" for metres in box),
        "sea": path_data([outline()]),
        "graticule": path_data(zip(*graticule(), strict=True)),
    }


def _step(values: pd.DataFrame) -> float:
    """Return the smallest round step in which all values fit sixteen bits."""
    largest = float(np.nanmax(np.abs(values.to_numpy()))) if values.size else 1.0
    return float(10.0 ** ceil(log10(max(largest, 1e-6) / LIMIT)))


def _table(countries: Countries) -> list[dict[str, Any]]:
    return [
        {
            "iso3": country.iso3,
            "name": country.name,
            "aliases": list(country.aliases),
            "x": country.label_x,
            "y": country.label_y,
            "tiny": country.tiny,
            "flag": country.quality.flag,
        }
        for country in countries.values()
    ]


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def the_atlas() -> Atlas:
    """Return the atlas that this process serves, ready to be shown."""
    with _OPENING:
        return _opened()


@cache
def _opened() -> Atlas:
    atlas = Atlas.open()
    _ = atlas.shared
    return atlas
