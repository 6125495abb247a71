"""What `panel serve --plugins dashboard.server.routes` adds to the server."""

from typing import Any

from dashboard.server import stats
from dashboard.server.static import CompressedStatic

ROUTES: list[tuple[str, type, dict[str, Any]]] = [
    (r"/static/(.*)", CompressedStatic, {}),
    *stats.ROUTES,
]
