"""The address of a Redis, as the options of a connection."""

import ssl
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from redis.asyncio import Connection, SSLConnection, UnixDomainSocketConnection


def connection_options(url: str) -> dict[str, Any]:
    """Return redis-py's options for an address that config.redis_url has checked."""
    parts = urlsplit(url)
    login = {
        "username": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
    }
    place: dict[str, Any]
    if parts.scheme == "unix":
        named, place = "", {"path": unquote(parts.path)}
    else:
        named, place = parts.path[1:], {"host": parts.hostname, "port": parts.port or 6379}
    database = int(parse_qs(parts.query).get("db", [named])[0] or 0)
    return {**_kind(parts.scheme), **place, "db": database, **login}


def _kind(scheme: str) -> dict[str, Any]:
    if scheme == "unix":
        return {"connection_class": UnixDomainSocketConnection}
    if scheme == "redis":
        return {"connection_class": Connection}
    # Heroku's certificates are self-signed: the line is encrypted, its other end not proven.
    unproven = {"ssl_cert_reqs": ssl.CERT_NONE, "ssl_check_hostname": False}
    return {"connection_class": SSLConnection, **unproven}
