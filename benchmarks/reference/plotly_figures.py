"""The map and the charts as Plotly has them, for the apps with Dash and with Streamlit.

What Plotly's documentation advises for maps is here: the geometry is an address, so that the
browser fetches it once and no message repeats it; the values are by the id of a feature; the limits
of the colours are fixed; `uirevision` keeps what a person has moved. All layers of the base map are
off, and `topojsonURL` leads to an empty one, so that nothing comes from another host.
"""

import json
import os
from pathlib import Path
from typing import Any

FOLDER = Path(os.environ["BENCHMARK_FIGURES"])
FIGURES = json.loads((FOLDER / "figures.json").read_text(encoding="utf-8"))
COUNTRIES = FIGURES["countries"]
FIRST, LAST, OPENED = FIGURES["first"], FIGURES["last"], FIGURES["opened"]
YEARS = list(range(FIRST, LAST + 1))
INCOME_YEARS = list(range(FIGURES["income_from"], LAST + 1))
LIMIT = FIGURES["limit"]
_STOPS = [[n / (len(FIGURES["stops"]) - 1), stop] for n, stop in enumerate(FIGURES["stops"])]
_COLOURS = {"colorscale": _STOPS, "zmin": -LIMIT, "zmax": LIMIT}
_CHART = {"margin": {"l": 50, "r": 10, "t": 30, "b": 30}, "template": "none"}


def config(static: str) -> dict[str, Any]:
    """Return Plotly's settings; static: the address of the folder with shapes."""
    return {"topojsonURL": f"{static}un/", "displayModeBar": False}


def values(year: int) -> list[float | None]:
    """Return the temperature change of every country in a year."""
    return [country["anomaly"][year - FIRST] for country in COUNTRIES.values()]


def choropleth(static: str, year: int) -> dict[str, Any]:
    """Return the map of a year: its values lie over countries that never have any."""
    world = {"type": "choropleth", "geojson": f"{static}world.json", "locationmode": "geojson-id"}
    line = {"line": {"width": 0.4, "color": "black"}}
    empty = [
        iso3 for iso3, of in COUNTRIES.items() if not any(v is not None for v in of["anomaly"])
    ]
    grey = {"colorscale": [[0, FIGURES["no_data"]], [1, FIGURES["no_data"]]], "showscale": False}
    return {
        "data": [
            {
                **world,
                "locations": list(COUNTRIES),
                "z": values(year),
                "text": [country["name"] for country in COUNTRIES.values()],
                "marker": line,
                "showscale": False,
                **_COLOURS,
            },
            {
                **world,
                "locations": empty,
                "z": [0] * len(empty),
                "hoverinfo": "skip",
                "marker": line,
                **grey,
            },
        ],
        "layout": {
            "geo": {
                "projection": {"type": "equal earth", "rotation": {"lon": 0}},
                "lonaxis": {"range": [-180, 180]},
                "lataxis": {"range": [-90, 90]},
                "visible": False,
            },
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "height": 520,
            "clickmode": "event+select",
            "uirevision": "kept",
            "template": "none",
        },
    }


def stripes(iso3: str) -> dict[str, Any]:
    """Return a country's warming stripes."""
    trace = {
        "type": "heatmap",
        "x": YEARS,
        "z": [COUNTRIES[iso3]["anomaly"]],
        "showscale": False,
        **_COLOURS,
    }
    layout = {**_CHART, "height": 120, "yaxis": {"visible": False}}
    return {"data": [trace], "layout": {**layout, "title": {"text": COUNTRIES[iso3]["name"]}}}


def temperature(iso3: str) -> dict[str, Any]:
    """Return a country's temperature change by year."""
    return _line(YEARS, COUNTRIES[iso3]["anomaly"], "Temperature change (°C)")


def gdp(iso3: str) -> dict[str, Any]:
    """Return a country's income by year."""
    return _line(INCOME_YEARS, COUNTRIES[iso3]["gdp"], "GDP per person (US$)")


def _line(years: list[int], values: list[float | None], title: str) -> dict[str, Any]:
    trace = {"type": "scatter", "mode": "lines", "x": years, "y": values}
    return {"data": [trace], "layout": {**_CHART, "height": 260, "title": {"text": title}}}
