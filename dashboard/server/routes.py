"""What `panel serve --plugins dashboard.server.routes` adds to the server."""

from typing import Any

from dashboard.countrypage.handlers import ROUTES as COUNTRY_PAGES
from dashboard.downloads.handlers import ROUTES as DOWNLOADS
from dashboard.methods.handlers import ROUTES as METHODS
from dashboard.server import (  # noqa: F401  (most are only imported)
    beside,
    bounds,
    edition,
    failed,
    head,
    headers,
    health,
    log,
    metrics,
    nothing,
    stats,
    tokens,
)
from dashboard.server.guard import keep_what_the_page_needs
from dashboard.server.static import CompressedStatic

ROUTES: list[tuple[str, type, dict[str, Any]]] = [
    (r"/static/(.*)", CompressedStatic, {}),
    *stats.ROUTES,
    *health.ROUTES,
    *metrics.ROUTES,
    *DOWNLOADS,
    *METHODS,
    *edition.ROUTES,
    *COUNTRY_PAGES,
]

beside.add("stats.json", "download", "methods")
keep_what_the_page_needs()
bounds.install()
