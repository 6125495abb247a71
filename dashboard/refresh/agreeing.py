"""Where records agree on a country, which its quality then follows from."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dashboard.countries import Countries, Quality

if TYPE_CHECKING:
    from dashboard.refresh.records import Loaded


def agreed(records: "Sequence[Loaded]", countries: Countries) -> dict[str, Quality]:
    """Return the quality of the countries that two or more of the records have."""
    return {}
