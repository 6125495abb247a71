"""What `panel serve --plugins dashboard.server.routes` adds to the server."""

from typing import Any

from dashboard.downloads.handlers import ROUTES as DOWNLOADS
from dashboard.methods.handlers import ROUTES as METHODS
from dashboard.server import beside, head, health, log, stats  # noqa: F401  (the import of head, log is enough)
from dashboard.server.guard import keep_what_the_page_needs
from dashboard.server.static import CompressedStatic

ROUTES: list[tuple[str, type, dict[str, Any]]] = [
    (r"/static/(.*)", CompressedStatic, {}),
    *stats.ROUTES,
    *health.ROUTES,
    *DOWNLOADS,
    *METHODS,
]

beside.add("stats.json", "download", "methods")
keep_what_the_page_needs()
