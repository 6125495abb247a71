"""What `panel serve --plugins dashboard.server.routes` adds to the server."""

from dashboard.server.static import CompressedStatic

ROUTES = [(r"/static/(.*)", CompressedStatic, {})]
