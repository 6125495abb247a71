"""How long to wait before asking again a server that did not answer."""

from random import uniform

_FIRST, _LONGEST = 0.1, 2.0  # seconds


def backoff(failures: int) -> float:
    """Return seconds: any up to 0.1, twice that after each failure more (full jitter), up to 2."""
    longest = min(_LONGEST, _FIRST * 2 ** min(failures - 1, 9))
    return uniform(0, longest)  # nosec B311
