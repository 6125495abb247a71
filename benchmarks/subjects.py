"""What is compared: the page, a plain GeoViews app, and a static page; all on the same numbers."""

import json
import sys
from dataclasses import dataclass

import pyproj

from dashboard.store import Store

# Large enough to be hit in the middle on any projection, with both series, and none that an app
# shows before a click.
CLICKED = (
    *("IND", "CAN", "AUS", "USA", "CHN", "DZA", "ARG", "MEX"),
    *("COD", "SAU", "IDN", "MNG", "PER", "ZAF", "EGY", "NER"),
)
_SAMPLED = 40


@dataclass(frozen=True)
class Subject:
    """One app: how it is started, where its page is, and what there is to press."""

    key: str
    label: str
    command: tuple[str, ...]
    path: str
    slider: str
    play: str | None


_PANEL = (sys.executable, "-m", "panel", "serve")
SUBJECTS = (
    Subject(
        "page",
        "Isotherm",
        (sys.executable, "-m", "dashboard", "serve", "--port"),
        "/app",
        "#year",
        "#play",
    ),
    Subject(
        "geoviews",
        "plain GeoViews",
        (*_PANEL, "benchmarks/reference/geoviews_app.py", "--log-level", "warning", "--port"),
        "/geoviews_app",
        ".noUi-handle",
        None,
    ),
    Subject(
        "floor",
        "static floor",
        (sys.executable, "-m", "benchmarks.reference.floor", "--port"),
        "/",
        "#year",
        "#play",
    ),
)


def land_points() -> str:
    """Return points of large countries as a JSON object: iso3 to coordinates of each projection."""
    frame = Store.read().countries.frame
    large = frame[frame["iso3"] != "ATA"].nlargest(_SAMPLED, "area_km2")
    mercator = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)
    return json.dumps(
        {
            row.iso3: {
                "equal_earth": [row.label_x, row.label_y],
                "mercator": mercator.transform(row.label_lon, row.label_lat),
            }
            for row in large.itertuples()
        }
    )
