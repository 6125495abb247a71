"""What a new snapshot starts from."""

import logging
from dataclasses import dataclass
from functools import cached_property

from dashboard.indicators import Indicator
from dashboard.refresh.fetching import is_fetched
from dashboard.store import SnapshotError, Store

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Base:
    """What a new snapshot starts from: the one served now, and the embedded one."""

    served: Store
    embedded: Store

    def store(self, indicator: Indicator) -> Store | None:
        """Return whichever has the series to keep: what no refresh brings is the package's own."""
        first, then = (self._whole, self.served), (self.embedded.indicators, self.embedded)
        if not is_fetched(indicator):
            first, then = then, first
        found = (store for names, store in (first, then) if indicator.id in names)
        return next(found, None)

    @cached_property
    def _whole(self) -> list[str]:
        """The series of the one served now that can be read; others are reported, and not kept."""
        return [name for name in self.served.indicators if _can_be_read(self.served, name)]


def _can_be_read(store: Store, indicator: str) -> bool:
    try:
        store.tidy(indicator)
    except SnapshotError as error:
        _LOG.warning("%s is not kept: %s", indicator, error)
        return False
    return True
