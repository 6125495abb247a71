"""What a new snapshot starts from."""

from dataclasses import dataclass

from dashboard.indicators import Indicator
from dashboard.refresh.fetching import is_fetched
from dashboard.store import Store


@dataclass(frozen=True)
class Base:
    """What a new snapshot starts from: the one served now, and the embedded one."""

    served: Store
    embedded: Store

    def store(self, indicator: Indicator) -> Store | None:
        """Return whichever has the series to keep: what no refresh brings is the package's own."""
        first, then = self.embedded, self.served
        if is_fetched(indicator):
            first, then = then, first
        found = (store for store in (first, then) if indicator.id in store.indicators)
        return next(found, None)
