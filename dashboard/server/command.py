"""Panel's own server, run in this process with the settings checked before."""

import argparse
import gc
import logging
import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from secrets import token_urlsafe
from threading import Thread
from typing import Any

from panel.command.serve import Serve
from tornado.ioloop import PeriodicCallback

from dashboard.config import LOOPBACK, Settings
from dashboard.server import pages
from dashboard.server.log import log_to_stdout
from dashboard.server.processes import ENDING, fork_by_watching, heeded
from dashboard.server.static import compress_ahead

ROUTES = "dashboard.server.routes"
LIFETIME = 60  # seconds in which a page that lost its connection finds its session again
_SECOND = 1000  # milliseconds
_log = logging.getLogger("isotherm.server")


class _Serve(Serve):
    """`panel serve` with what it has no flag for: compressed answers, a key, a line of ours."""

    url = ""
    secret_key = ""  # nosec B105
    often: Callable[[], None] | None = None

    def customize_kwargs(self, args: argparse.Namespace, server_kwargs: dict[str, Any]) -> Any:
        kwargs = super().customize_kwargs(args, server_kwargs)  # type: ignore[no-untyped-call]
        # Nobody opens a session but with a token that this server, or one with its key, gave.
        signed = {"sign_sessions": True, "secret_key": self.secret_key.encode()}
        return {**kwargs, **signed, "compress_response": True}

    def customize_server(self, server: Any) -> Any:
        _end_by_signals(server)
        for context in server._tornado.applications.values():
            _try(partial(pages.build_one, context.application))
        _log.info("Isotherm is at %s (Ctrl-C stops it)", self.url)
        if self.often:
            server.io_loop.add_callback(PeriodicCallback(self.often, 5 * _SECOND).start)
        Thread(target=compress_ahead, name="compress").start()
        return super().customize_server(server)


def _end_by_signals(server: Any) -> None:
    """End at the first of ENDING; a second one would interrupt what the first began."""
    ending = False

    def end(number: signal.Signals) -> None:
        nonlocal ending
        if not ending:
            ending = True
            _log.info("%s: Isotherm ends", number.name)
            server.io_loop.stop()

    # Bokeh knows no SIGHUP, prints lines that are no JSON, and stops twice when told twice.
    server._sigterm = partial(end, signal.SIGTERM)
    for number in filter(heeded, ENDING):
        server.io_loop.asyncio_loop.add_signal_handler(number, end, number)


def run(
    app: Path,
    settings: Settings,
    first: Callable[[], object] | None = None,
    often: Callable[[], None] | None = None,
) -> None:
    """Serve the app until SIGINT or SIGTERM.

    first: done before the server listens, so that the first visitor waits no longer than the next,
    and before there are several processes, which so share what it makes.
    often: done every 5 s on the server's loop, so it has to be short.
    """
    log_to_stdout(settings.log_format)
    key = os.environ["ISOTHERM_SECRET_KEY"] = settings.secret_key or _new_key(settings)
    if settings.processes > 1:
        _log.info(
            "%d processes: with a card of your own a page and its socket may reach different ones, "
            "which costs a second session; several servers behind a router need one "
            "BOKEH_SECRET_KEY and affinity",
            settings.processes,
        )
        fork_by_watching()
    parser = argparse.ArgumentParser(prog="panel serve")
    command = _Serve(parser)
    command.often = often
    command.url, command.secret_key = settings.url, key  # the counter reads it where it was set
    if first:
        _try(first)
    # What is there by now stays: Panel collects garbage on the loop after each session, and
    # looking through all modules would take it 250 ms of the 300, in which nobody is answered.
    gc.freeze()
    gc.enable()
    command.invoke(parser.parse_args(arguments(app, settings)))


def _try(first: Callable[[], object]) -> None:
    try:
        first()
    except Exception:
        _log.exception("The first page cannot be built: it is tried again for whoever comes")


def _new_key(settings: Settings) -> str:
    if settings.address not in LOOPBACK:
        _log.warning(
            "BOKEH_SECRET_KEY is not set, so a key was made up: pages that are open cannot come "
            "back after a restart, and several servers refuse each other's; set 32 random bytes"
        )
    return token_urlsafe(32)


def arguments(app: Path, settings: Settings) -> list[str]:
    """Return the arguments of the `panel serve` that does the same, but for its secret key."""
    origins = [f"--allow-websocket-origin={origin}" for origin in settings.allowed_origins]
    return [
        str(app),
        f"--index={app.stem}",
        f"--address={settings.address}",
        f"--port={settings.port}",
        *origins,
        f"--plugins={ROUTES}",
        "--log-level=warning",
        f"--num-procs={settings.processes}",
        # Under the 55 s after which Heroku's router drops a silent connection.
        f"--keep-alive={30 * _SECOND}",
        f"--unused-session-lifetime={LIFETIME * _SECOND}",
        # A page may come back with the token it has, however long it was open (seconds).
        f"--session-token-expiration={24 * 3600}",
    ]
