"""The environment: can the server listen, who may open sessions, does the Redis answer."""

import asyncio
import os
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryFile

from dashboard.checks.findings import Finding
from dashboard.config import LOOPBACK, Settings, SettingsError
from dashboard.counter.protocol import AwayError
from dashboard.counter.store import RedisStore

REDIS_SECONDS = 5


def check_environment(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Check what the server reads from the environment."""
    try:
        settings = Settings.read(environ)
    except SettingsError as error:
        yield Finding("error", str(error).split(" ", 1)[0], str(error))
        return
    yield _port(settings)
    yield _origins(settings)
    yield _key(settings)
    yield _redis(settings) if settings.redis_url else _state_folder(environ)


def _port(settings: Settings) -> Finding:
    family = socket.AF_INET6 if ":" in settings.address else socket.AF_INET
    place = f"port {settings.port} of {settings.address}"
    try:
        socket.create_server((settings.address, settings.port), family=family).close()
    except OSError as error:
        reason = os.strerror(error.errno).lower() if error.errno and error.errno > 0 else str(error)
        return Finding("error", "PORT", f"{place} cannot be used ({reason}): choose another")
    return Finding("ok", "PORT", f"{place} is free")


def _origins(settings: Settings) -> Finding:
    hosts = ", ".join(settings.allowed_origins)
    local = all(origin.rsplit(":", 1)[0] in LOOPBACK for origin in settings.allowed_origins)
    if local and settings.address not in LOOPBACK:
        return Finding(
            "warning",
            "ALLOWED_ORIGINS",
            f"{hosts}: others reach the server and no session; add the host that they open",
        )
    return Finding("ok", "ALLOWED_ORIGINS", f"pages of {hosts} may open sessions")


def _key(settings: Settings) -> Finding:
    if settings.secret_key:
        return Finding("ok", "ISOTHERM_SECRET_KEY", "sessions are signed with it")
    if settings.address in LOOPBACK:
        return Finding("ok", "ISOTHERM_SECRET_KEY", "is not set: each start makes one up")
    return Finding(
        "warning",
        "ISOTHERM_SECRET_KEY",
        "is not set: open pages do not survive a restart; set the output of `bokeh secret`",
    )


def _redis(settings: Settings) -> Finding:
    try:
        asyncio.run(asyncio.wait_for(_asked(settings.redis_url), REDIS_SECONDS))
    except (AwayError, TimeoutError) as error:
        reason = str(error) or f"no answer within {REDIS_SECONDS} s"
        return Finding("error", "REDIS_URL", f"does not answer ({reason}): views would not count")
    return Finding("ok", "REDIS_URL", "answers")


async def _asked(url: str) -> None:
    store = RedisStore(url)
    try:
        await store.open()
    finally:
        await store.close()


def _state_folder(environ: Mapping[str, str]) -> Finding:
    text = environ.get("ISOTHERM_STATE_DIR", "").strip()
    if not text:
        return Finding("ok", "REDIS_URL", "is not set: views are counted in an embedded Redis")
    folder = Path(text).expanduser()
    nearest = next((one for one in (folder, *folder.parents) if one.exists()), folder)
    try:
        with TemporaryFile(dir=nearest):
            return Finding("ok", "ISOTHERM_STATE_DIR", f"{text}: views are counted there")
    except OSError:
        return Finding("error", "ISOTHERM_STATE_DIR", f"{text} cannot be written to: set another")
