"""What a start does not do again, and what it does not need."""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

import pytest

from benchmarks.ports import free_port
from tests.serving import started

# What a server does without once its figures and its shapes are made; several are large.
NOT_SERVED = {
    *("holoviews", "geoviews", "matplotlib", "cartopy", "hvplot"),
    *("geopandas", "shapely", "pyproj", "pyogrio", "pyarrow.dataset"),
    *("scipy", "statsmodels", "sklearn"),
    *("httpx", "stamina", "aiohttp"),
    *("openpyxl", "PIL.Image", "rich", "IPython", "dashboard.sources.client"),
    *("dashboard.refresh", "dashboard.pipeline", "dashboard.adding", "dashboard.edition"),
}
pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the cache folder is set as on Linux"
)


def imported_by_a_server(cache: Path) -> set[str]:
    """Return the modules that a server imports until it has served a page, with a cache folder."""
    port = free_port()
    command = [sys.executable, "-X", "importtime", "-m", "dashboard", "serve", "--port", str(port)]
    with TemporaryFile("w+") as said, TemporaryDirectory() as counts:
        environ = {**os.environ, "XDG_CACHE_HOME": str(cache), "ISOTHERM_STATE_DIR": counts}
        with started(command, f"http://localhost:{port}/app", env=environ, stderr=said):
            pass
        said.seek(0)
        return {line.rpartition("|")[2].strip() for line in said if line.startswith("import time:")}


def test_a_server_imports_nothing_that_it_does_not_use(tmp_path: Path):
    first = imported_by_a_server(tmp_path)
    assert {"holoviews", "geopandas", "pyproj"} <= first  # it makes what the next one finds
    later = imported_by_a_server(tmp_path)
    assert later & NOT_SERVED == set()
    assert {"panel", "bokeh", "pandas", "dashboard.countrypage.handlers"} <= later
