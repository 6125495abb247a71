"""What is counted: a view of the page, and a country opened on it."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class View:
    """The page opened in a browser.

    id: of the session, see view_id. day: UTC, as 2026-11-21. visitor: a token that tells visitors
    of one day apart and says nothing else, see visitors.
    """

    id: str
    day: str
    visitor: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A country opened on a page; its id lets it count once per view."""

    id: str
    iso3: str


Event = View | Opened


def view_id(session_id: str) -> str:
    """Return 16 characters that stand for a session; who has its own id could join the session."""
    return urlsafe_b64encode(blake2b(session_id.encode(), digest_size=12).digest()).decode()


def opened(view: str, iso3: str) -> Opened:
    """Return the event of a country opened on a view."""
    return Opened(f"{view}:{iso3}", iso3)
