"""Panel's own server, run in this process with the settings checked before."""

import argparse
from pathlib import Path
from typing import Any

from bokeh.server.server import Server
from panel.command.serve import Serve

from dashboard.config import Settings

ROUTES = "dashboard.server.routes"
_SECOND = 1000  # milliseconds


class _Serve(Serve):
    """`panel serve` with what it has no flag for: compressed answers and a line of ours."""

    url = ""

    def customize_kwargs(self, args: argparse.Namespace, server_kwargs: dict[str, Any]) -> Any:
        kwargs = super().customize_kwargs(args, server_kwargs)  # type: ignore[no-untyped-call]
        return {**kwargs, "compress_response": True}

    def customize_server(self, server: Server) -> Any:
        print(f"Isotherm is at {self.url} (Ctrl-C stops it)", flush=True)
        return super().customize_server(server)


def run(app: Path, settings: Settings) -> None:
    """Serve the app until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="panel serve")
    command = _Serve(parser)
    command.url = settings.url
    command.invoke(parser.parse_args(arguments(app, settings)))


def arguments(app: Path, settings: Settings) -> list[str]:
    """Return the arguments of the `panel serve` that does the same."""
    origins = [f"--allow-websocket-origin={origin}" for origin in settings.allowed_origins]
    return [
        str(app),
        f"--index={app.stem}",
        f"--address={settings.address}",
        f"--port={settings.port}",
        *origins,
        f"--plugins={ROUTES}",
        "--log-level=warning",
        # Under the 55 s after which Heroku's router drops a silent connection.
        f"--keep-alive={30 * _SECOND}",
        # A page that lost its connection finds its session again for this long,
        f"--unused-session-lifetime={60 * _SECOND}",
        # and may come back with the token it has, however long it was open (seconds).
        f"--session-token-expiration={24 * 3600}",
    ]
