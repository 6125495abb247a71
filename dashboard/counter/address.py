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
    if parts.scheme == "unix":
        number = parse_qs(parts.query).get("db", ["0"])[0]
        path = unquote(parts.path)
        return {
            "connection_class": UnixDomainSocketConnection,
            "path": path,
            "db": int(number),
            **login,
        }
    host = {"host": parts.hostname, "port": parts.port or 6379, "db": int(parts.path[1:] or 0)}
    return {**_security(parts.scheme), **host, **login}


def _security(scheme: str) -> dict[str, Any]:
    if scheme == "redis":
        return {"connection_class": Connection}
    # Heroku's certificates are self-signed: the line is encrypted, its other end not proven.
    unproven = {"ssl_cert_reqs": ssl.CERT_NONE, "ssl_check_hostname": False}
    return {"connection_class": SSLConnection, **unproven}
