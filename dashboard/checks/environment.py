"""The environment: can the server listen, who may open sessions, does the Redis answer."""

import asyncio
import errno
import os
import socket
from collections.abc import Callable, Iterator, Mapping
from tempfile import TemporaryFile
from typing import TypeVar

from dashboard.checks.findings import Finding
from dashboard.config import (
    DEFAULT_ADDRESS,
    LOOPBACK,
    SECRET_KEYS,
    Settings,
    SettingsError,
    given_key,
)
from dashboard.counter.embedded import state_folder
from dashboard.counter.protocol import AwayError
from dashboard.counter.store import RedisStore

REDIS_SECONDS = 5
_OF_THE_ADDRESS = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EINVAL}
_HARMLESS = {"ALLOWED_ORIGINS": "localhost"}  # where unset is a fault, too

Read = TypeVar("Read")


def check_environment(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Check what the server reads from the environment."""
    faults, settings = read_past_faults(Settings.read, environ)
    yield from faults.values()
    if not faults.keys() & {"PORT", "ADDRESS"}:
        yield _port(settings)
    if not faults.keys() & {"PORT", "ADDRESS", "ALLOWED_ORIGINS"}:
        yield _origins(settings)
    if not faults.keys() & {"ADDRESS", *SECRET_KEYS}:
        yield _key(settings, environ)
    if "REDIS_URL" not in faults:
        yield _redis(settings) if settings.redis_url else _state_folder(environ)


def read_past_faults(
    read: Callable[[Mapping[str, str]], Read], environ: Mapping[str, str]
) -> tuple[dict[str, Finding], Read]:
    """Return all that is wrong, by variable, and the settings as they are without it."""
    faults: dict[str, Finding] = {}
    while True:
        try:
            return faults, read({**environ, **{name: _HARMLESS.get(name, "") for name in faults}})
        except SettingsError as error:
            if error.variable in faults:
                raise
            faults[error.variable] = Finding("error", error.variable, str(error))


def port_fault(settings: Settings) -> str:
    """Say why the server cannot listen where it shall; "" where it can."""
    return _listen_fault(settings)[1]


def _listen_fault(settings: Settings) -> tuple[str, str]:
    """Return the variable that is wrong, and why; "" and "" where the server can listen."""
    family = socket.AF_INET6 if ":" in settings.address else socket.AF_INET
    try:
        socket.create_server((settings.address, settings.port), family=family).close()
    except OSError as error:
        unknown = (error.errno or 0) < 0  # so a resolver counts its errors
        if unknown or error.errno in _OF_THE_ADDRESS:
            wrong = f"{settings.address} is no address of this machine ({_reason(error)})"
            return "ADDRESS", f"{wrong}: set {DEFAULT_ADDRESS} for it alone, 0.0.0.0 for all"
        place = f"port {settings.port} of {settings.address}"
        wrong = f"{place} cannot be used ({_reason(error)})"
        return "PORT", f"{wrong}: choose another with --port or PORT"
    return "", ""


def state_fault(environ: Mapping[str, str]) -> str:
    """Say why counts cannot be kept in ISOTHERM_STATE_DIR; "" where they can, or it is not set.

    The platform's own folder may be missing: views are then counted in memory.
    """
    if not (text := _state_text(environ)):
        return ""
    try:
        folder = state_folder(environ).absolute()
        nearest = next(one for one in (folder, *folder.parents) if one.exists())
        with TemporaryFile(dir=nearest):
            return ""
    except SettingsError as error:
        return error.fault
    except OSError as error:
        wrong = f"it cannot be written to ({_reason(error)})"
        return f"is {text!r}: {wrong}; set a folder that can, or REDIS_URL"


def _reason(error: OSError) -> str:
    # The text of create_server's error repeats the address.
    if error.errno and error.errno > 0:
        return os.strerror(error.errno).lower()
    return str(error.strerror or error).partition(" (")[0].lower()


def _state_text(environ: Mapping[str, str]) -> str:
    return environ.get("ISOTHERM_STATE_DIR", "").strip()


def _port(settings: Settings) -> Finding:
    variable, fault = _listen_fault(settings)
    if fault:
        return Finding("error", variable, fault)
    return Finding("ok", "PORT", f"port {settings.port} of {settings.address} is free")


def _origins(settings: Settings) -> Finding:
    hosts = ", ".join(settings.allowed_origins)
    names = {origin.partition(":")[0] for origin in settings.allowed_origins}
    if names <= set(LOOPBACK) and settings.address not in LOOPBACK:
        return Finding(
            "warning",
            "ALLOWED_ORIGINS",
            f"{hosts}: others reach the server and no session; add the host that they open",
        )
    return Finding("ok", "ALLOWED_ORIGINS", f"pages of {hosts} may open sessions")


def _key(settings: Settings, environ: Mapping[str, str]) -> Finding:
    name, _ = given_key(environ)
    if name:
        return Finding("ok", name, "sessions are signed with it")
    preferred, other = SECRET_KEYS
    unset = f"is not set, nor is {other}"
    if settings.address in LOOPBACK:
        return Finding("ok", preferred, f"{unset}: each start makes one up")
    return Finding(
        "warning",
        preferred,
        f"{unset}: open pages do not survive a restart; set the output of `bokeh secret`",
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
    if not (text := _state_text(environ)):
        return Finding("ok", "REDIS_URL", "is not set: views are counted in an embedded Redis")
    if fault := state_fault(environ):
        return Finding("error", "ISOTHERM_STATE_DIR", fault)
    return Finding("ok", "ISOTHERM_STATE_DIR", f"{text}: views are counted there")
