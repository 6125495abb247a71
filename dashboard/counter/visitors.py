"""Telling the visitors of a day apart, without keeping who they were.

A visitor is an HMAC of address and agent under a salt of that day. The salt is itself an HMAC of
the day under the server's secret key: it changes at midnight UTC, web processes with the same key
agree on it, and neither Redis nor the disk ever holds it. Without a key in the environment each
process makes one up, and counts a visitor of two processes, or of two starts, twice a day.
"""

import hmac
import os
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from secrets import token_bytes

from dashboard.config import given_key

_LONGEST = 512  # characters: more tells nobody apart, and would cost time


def secret_key(environ: Mapping[str, str] = os.environ) -> bytes:
    """Return the server's key, or a new one where none is set."""
    _, given = given_key(environ)
    return given.encode() or token_bytes(32)


def visitor(secret: bytes, day: str, address: str, agent: str) -> str:
    """Return the token of a visitor: the same all day, unlike that of any other day."""
    salt = hmac.digest(secret, f"visitors of {day}".encode(), "sha256")
    who = f"{address[:_LONGEST]}\n{agent[:_LONGEST]}".encode(errors="replace")
    return urlsafe_b64encode(hmac.digest(salt, who, "sha256")[:12]).decode()
