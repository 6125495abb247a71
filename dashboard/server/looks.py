"""What /readyz looks at besides the app: each look says what is wrong, "" for nothing.

A look must cost little, as it is asked each second. Modules above this package add theirs.
"""

from collections.abc import Callable
from datetime import date

from dashboard.server.assets import writing_fault

# Each returns the date of the snapshot that is served, None where none is open.
SNAPSHOT_DATES: list[Callable[[], date | None]] = []
LOOKS: list[Callable[[], str]] = [writing_fault]


def faults() -> tuple[str, ...]:
    """Return what is wrong."""
    return tuple(filter(None, (look() for look in LOOKS)))
