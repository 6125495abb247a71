"""What the component refuses, and what it only warns about."""

from collections.abc import Iterable
from itertools import islice

_SHOWN = 5


class ChoroplethError(ValueError):
    """Input that cannot be drawn. The text says which part of it, and what to do."""


class ChoroplethWarning(UserWarning):
    """Input that is drawn without a part of it. The text says which part."""


def listed(items: Iterable[object]) -> str:
    """Return the first items as text, and how many more there are."""
    every = list(items)
    text = ", ".join(map(str, islice(every, _SHOWN)))
    return f"{text} and {len(every) - _SHOWN} more" if len(every) > _SHOWN else text
