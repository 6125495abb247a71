"""Of the addresses that Panel and Bokeh add by themselves, those that the page needs.

Importing this module is enough for the first: /components/... answers for what this app has
registered, and 404 for all else. Panel would act on a name from the address before it checks it,
and has no setting for that. The handler itself is mended, as Panel puts its route before those of
a plugin.

`keep_what_the_page_needs`, of the plugin, does the rest before the server is built: no autoload.js,
which would open a session and give its token to any page that asks (ours is embedded by a frame),
no /metadata, and one handler for all static files.
"""

import logging
import sys
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

import bokeh.server.tornado
from bokeh.server.urls import per_app_patterns
from panel.io import server
from tornado.web import HTTPError

from dashboard.server.static import CompressedStatic

PLUGIN = "dashboard.server.routes"
_NEEDED = ("/ws", "/?")  # of what Bokeh adds for each app: the socket and the page
# The package's own component, by name: it is imported by whoever shows it, as a card or a notebook.
_registered = {("choropleth.component", "Choropleth")}
_log = logging.getLogger("isotherm.server")
_resource = server.ComponentResourceHandler.parse_url_path
_static: Callable[..., tuple[str, type, dict[str, Any]]] = server.create_static_handler


def register(component: type) -> None:
    """Let browsers have the files that a component lists, besides those of `Choropleth`."""
    _registered.add((component.__module__, component.__name__))


@wraps(_resource)
def _registered_resource(handler: Any, path: str) -> str:
    module, name, *rest = (*path.split("/"), "")[:3]
    if (module, name) not in _registered or not any(rest):
        raise HTTPError(404)
    return _resource(handler, path)


@wraps(_static)
def _compressed_static(*arguments: Any) -> tuple[str, type, dict[str, Any]]:
    return _static(*arguments)[0], CompressedStatic, {}


def keep_what_the_page_needs() -> None:
    """Let a server that is built from now on answer nothing else."""
    per_app_patterns[:] = [pattern for pattern in per_app_patterns if pattern[0] in _NEEDED]
    servers: Any = bokeh.server.tornado
    servers.create_static_handler = _compressed_static


@cache
def warn_without_plugin() -> None:
    """Say once what a bare `panel serve` lacks."""
    if PLUGIN not in sys.modules:
        _log.warning(
            "Not for the public: without --plugins %s, the addresses that Panel adds by itself "
            "were open until this first page, and some still are; there are no downloads, no "
            "/methods, /stats, /healthz and /readyz, no pages of countries, no compressed files. "
            "`python -m dashboard serve` has them all",
            PLUGIN,
        )


_handlers: Any = server.ComponentResourceHandler
_handlers.parse_url_path = _registered_resource
