"""What is compared: the page, what people would write instead, and a static page; on one record."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
import pyproj

from dashboard.store import Store

# Large enough to be hit in the middle on any projection, with both series, and none that an app
# shows before a click.
CLICKED = (
    *("IND", "CAN", "AUS", "USA", "CHN", "DZA", "ARG", "MEX"),
    *("COD", "SAU", "IDN", "MNG", "PER", "ZAF", "EGY", "NER"),
)
_SAMPLED = 40
BEFORE = "before"  # the key of another build of the page


@dataclass(frozen=True)
class Subject:
    """One app: how it is started, where its page is, and what there is to press.

    command: "{port}" is where its port goes. ready: an address that answers once it runs, and for
    which no page is made. packages: whose versions are printed. lacking: quantities that it has
    not, each with the reason. checked: its map has the colours of `reference.figures`, and what it
    shows is compared with the figures; the page's own tests do that for the page. probed:
    the key of the app that it looks like.
    """

    key: str
    label: str
    command: tuple[str, ...]
    path: str
    slider: str
    play: str | None
    ready: str = ""
    packages: tuple[str, ...] = ()
    lacking: Mapping[str, str] = field(default_factory=dict)
    checked: bool = True
    environ: Mapping[str, str] = field(default_factory=dict)
    probed: str = ""

    def __hash__(self) -> int:
        """Go by the key."""
        return hash(self.key)


_PANEL = (sys.executable, "-m", "panel", "serve")
_NO_INPUT = "no program can move its slider at each frame from outside"
PAGE = Subject(
    "page",
    "Isotherm",
    (sys.executable, "-m", "dashboard", "serve", "--port", "{port}"),
    "/app",
    "#year",
    "#play",
    ready="/healthz",
    packages=("panel", "bokeh"),
    checked=False,
)
FLOOR = Subject(
    "floor",
    "static floor",
    (sys.executable, "-m", "benchmarks.reference.floor", "--port", "{port}"),
    "/",
    "#year",
    "#play",
    ready="/d3.min.js",
)
BOKEH = Subject(
    "bokeh",
    "Bokeh",
    (
        *(sys.executable, "-m", "bokeh", "serve", "benchmarks/reference/bokeh_app.py"),
        *("--log-level", "warning", "--port", "{port}"),
    ),
    "/bokeh_app",
    ".noUi-handle",
    ".bk-btn",
    ready="/static/js/bokeh.min.js",
    packages=("bokeh",),
    lacking={"scrub": _NO_INPUT},
)
GEOVIEWS = Subject(
    "geoviews",
    "plain GeoViews",
    (
        *(*_PANEL, "benchmarks/reference/geoviews_app.py"),
        *("--log-level", "warning", "--port", "{port}"),
    ),
    "/geoviews_app",
    ".noUi-handle",
    None,
    ready="/static/js/bokeh.min.js",
    packages=("geoviews", "holoviews", "panel"),
    lacking={"scrub": _NO_INPUT, "play": "the slider that its guides bind to a map does not play"},
)


def another_build(folder: Path) -> Subject:
    """Return the page as a checkout of another commit has it, with this one's packages."""
    command = ("env", f"--chdir={folder}", f"PYTHONPATH={folder}", *PAGE.command)
    looks = {"label": "another build", "packages": (), "probed": PAGE.key}
    return replace(PAGE, key=BEFORE, command=command, **looks)


def plotly_subjects(python: Path, folder: Path) -> tuple[Subject, Subject]:
    """Return the apps that have a Python of their own; folder: as write_figures() leaves it."""
    environ = {"BENCHMARK_FIGURES": str(folder)}
    dash = Subject(
        "dash",
        "Plotly Dash",
        (
            *(str(python), "-m", "gunicorn", "benchmarks.reference.dash_app:server"),
            *("--workers", "1", "--threads", "8", "--log-level", "warning"),
            *("--no-control-socket", "--bind", "localhost:{port}"),
        ),
        "/",
        "[role=slider]",
        "#play",
        ready="/assets/world.json",
        packages=("dash", "plotly", "gunicorn"),
        lacking={"scrub": _NO_INPUT},
        environ=environ,
    )
    streamlit = Subject(
        "streamlit",
        "Streamlit",
        (
            *(str(python), "-m", "streamlit", "run", str(folder / "streamlit_app.py")),
            *("--server.headless", "true", "--server.enableStaticServing", "true"),
            *("--server.fileWatcherType", "none", "--browser.gatherUsageStats", "false"),
            *("--logger.level", "warning", "--server.port", "{port}"),
        ),
        "/",
        "[data-testid=stSlider] input",
        "button:has-text('Play')",
        ready="/_stcore/health",
        packages=("streamlit", "plotly"),
        lacking={"scrub": _NO_INPUT},
        environ=environ,
    )
    return dash, streamlit


# In the order of the table; those with a Python of their own come between.
SUBJECTS = (PAGE, BOKEH, GEOVIEWS, FLOOR)
KEYS = ("page", "bokeh", "dash", "streamlit", "geoviews", "floor")
PEERS = ("bokeh", "dash", "streamlit", "geoviews")


def land_points() -> str:
    """Return points of large countries as a JSON object: iso3 to coordinates of each projection.

    Those that are clicked, and such as the page ranks: the others are grey in every year, and
    a new map in which only small countries changed would not be seen as one.
    """
    frame = Store.read().countries.frame
    clicked = frame["iso3"].isin(CLICKED)
    ranked = frame[(frame["quality_flag"] == "good") & ~clicked]
    large = pd.concat(
        [frame[clicked], ranked.nlargest(_SAMPLED - clicked.sum(), "area_km2")]
    ).sort_values("area_km2", ascending=False)
    mercator = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)
    return json.dumps(
        {
            row.iso3: {
                "equal_earth": [row.label_x, row.label_y],
                "degrees": [row.label_lon, row.label_lat],
                "mercator": mercator.transform(row.label_lon, row.label_lat),
            }
            for row in large.itertuples()
        }
    )
